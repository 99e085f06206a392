import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import { readReferences, readTitleReferences } from "../../src/markdown/references.js";
import { runs } from "../support/runs.js";

const here = { owner: "me", repo: "it" };

/** References as `owner/repo#1`, those that close with a `!` behind. */
function read(text: string, host?: string): string[] {
  const found = readReferences(text, host === undefined ? here : { ...here, host });
  return found.map(
    ({ owner, repo, number, closes }) => `${owner}/${repo}#${number}${closes ? "!" : ""}`,
  );
}

describe("the ways to refer", () => {
  const ways: [text: string, ...expected: string[]][] = [
    ["#1", "me/it#1"],
    ["GH-12 and gh-13", "me/it#12", "me/it#13"],
    ["a/b#1, a-b_c/d.e-f#2", "a/b#1", "a-b_c/d.e-f#2"],
    ["https://github.com/a/b/issues/7", "a/b#7"],
    ["<https://github.com/a/b/pull/7/files>", "a/b#7"],
    ["see https://GitHub.com/a/b/pull/7#issuecomment-1.", "a/b#7"],
    ["[words](https://github.com/a/b/issues/7?x=1)", "a/b#7"],
    ["[words][id]\n\n[id]: https://github.com/a/b/issues/7", "a/b#7"],
    ['Part of #1, refs #2; (#3) [#4] "#5" #6.', ...[1, 2, 3, 4, 5, 6].map((n) => `me/it#${n}`)],
    ["#1-#2 #3/#4", "me/it#1", "me/it#2", "me/it#3"],
    [
      "## Heading #1\n\n- item #2\n\n> quote #3\n\n|a #4|\n|-|\n|b **#5**|",
      ...[1, 2, 3, 4, 5].map((n) => `me/it#${n}`),
    ],
    ["<details><summary>a #1</summary>\nb #2\n</details>", "me/it#1", "me/it#2"],
    ["<!-- Closes #9 --> part of #1", "me/it#1"],
    ["#1 #1", "me/it#1", "me/it#1"],
    ["#9999999999", "me/it#9999999999"],
  ];
  test.each(ways)("%j", (text, ...expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    "foo#1",
    "##1",
    "#1a",
    "#1_",
    "#0",
    "#01",
    "#12345678901",
    "&#35;1a",
    "a/b/c#1",
    "/#1",
    "é#1",
    "修复#1",
    "GH-1a XGH-1 GH-0",
    "`#1` and ``a #2``",
    "```\n#1\n```",
    "~~~\n#1",
    "text\n\n    #1 in indented code",
    "<!-- #1 -->",
    "a <!-- #1\nFixes #2 --> b",
    "<!-- #1",
    "<code>#1</code> <pre>a #2</pre>",
    "<pre>\n#1\n</pre>",
    "[#1](https://example.com)",
    "![#1](https://github.com/a/b/issues/7)",
    "https://github.com/a/b/issues",
    "https://github.com/a/b/discussions/1",
    "https://www.github.com/a/b/issues/7",
    "https://github.com.example/a/b/issues/7",
    "https://example.com/github.com/a/b/issues/7",
    "ftp://github.com/a/b/issues/7",
    "https://github.com/a/b/issues/7a",
    "https://example.com/#1",
    "",
  ])("%j holds none", (text) => {
    expect(read(text)).toEqual([]);
  });
});

test("addresses of an Enterprise Server count on that server alone", () => {
  const text = "https://git.example:8443/a/b/issues/7 https://github.com/a/b/issues/8";
  expect(read(text, "git.example:8443")).toEqual(["a/b#7"]);
});

describe("closing keywords", () => {
  const words = [
    "close",
    "closes",
    "closed",
    "fix",
    "fixes",
    "fixed",
    "resolve",
    "resolves",
    "resolved",
  ];
  test.each(words)("%s", (word) => {
    expect(read(`${word} #1`)).toEqual(["me/it#1!"]);
    expect(read(`${word.toUpperCase()}: a/b#1`)).toEqual(["a/b#1!"]);
  });

  const others: [text: string, ...expected: string[]][] = [
    ["Fixes #1, #2", "me/it#1!", "me/it#2"],
    ["Fixes #1 and closes GH-2", "me/it#1!", "me/it#2!"],
    ["Fixes https://github.com/a/b/issues/7", "a/b#7!"],
    ["Fixes [it](https://github.com/a/b/issues/7)", "a/b#7!"],
    ["**Fixes** #1", "me/it#1!"],
    ["Fixes\n#1", "me/it#1!"],
    ["prefixes #1", "me/it#1"],
    ["fixing #1", "me/it#1"],
    ["fixes issue #1", "me/it#1"],
    ["fixes `a` #1", "me/it#1"],
    ["Part of #1", "me/it#1"],
    ["fixes\n\n#1", "me/it#1"],
  ];
  test.each(others)("%j", (text, ...expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe("titles", () => {
  test("are plain text, and close nothing", () => {
    const title = "Fixes #1 (a/b#2), `#3`: https://github.com/a/b/pull/4.";
    expect(readTitleReferences(title, here)).toEqual([
      { owner: "me", repo: "it", number: 1, closes: false },
      { owner: "a", repo: "b", number: 2, closes: false },
      { owner: "me", repo: "it", number: 3, closes: false },
      { owner: "a", repo: "b", number: 4, closes: false },
    ]);
  });

  test("with a forged link token name nothing", () => {
    expect(readTitleReferences("\u00000\u0000", here)).toEqual([]);
  });
});

describe("laws", () => {
  const text = fc.string({
    unit: fc.constantFrom(
      "#",
      "1",
      "a",
      "/",
      "`",
      "<",
      "!",
      "-",
      ">",
      " ",
      "\n",
      "[",
      "]",
      "\u0000",
      "fixes ",
    ),
  });

  test("any text gives numbers that GitHub could have", () => {
    fc.assert(
      fc.property(text, (body) => {
        for (const { number } of [
          ...readReferences(body, here),
          ...readTitleReferences(body, here),
        ]) {
          expect(number).toBeGreaterThan(0);
        }
      }),
    );
  });

  test("nothing in a code block counts", () => {
    fc.assert(
      fc.property(text, (body) => {
        expect(readReferences(`~~~~\n${body}\n~~~~`, here)).toEqual([]);
      }),
    );
  });
});

describe("long texts", () => {
  const filler = `${"Some words about nothing.\n".repeat(100)}\n`;
  const list = " - a\n".repeat(13_000);

  test.each<[string, string, readonly string[]]>([
    ["a paragraph at the end", `${filler}${filler}Closes #1, \`#2\` <!-- #3 -->\n`, ["me/it#1!"]],
    [
      "a list of references",
      `${filler}${filler}${"- fixes #1\n- `#2`\n".repeat(20)}`,
      Array.from({ length: 20 }, () => "me/it#1!"),
    ],
    ["code", `${filler}${filler}\`\`\`\n#1\n\n#2\n\`\`\`\n\nGH-3\n`, ["me/it#3"]],
    [
      "a link to what is defined elsewhere",
      `[a][b]\n\n${filler}${filler}[b]: https://github.com/a/b/pull/7\n`,
      ["a/b#7"],
    ],
    ["a hostile list before it", `${list}\nPart of #1\n`, ["me/it#1"]],
    [
      "a hostile list with it",
      `${list} - fixes #1, [x](https://github.com/a/b/pull/7)[y](https://github.com/a/b/pull/8)\n`,
      ["me/it#1!", "a/b#7", "a/b#8"],
    ],
    [
      "what a bot writes as HTML",
      `<ul>\n${'<li><code>#1</code> <!-- #2 --> <a href="https://github.com/c/d/issues/3">x</a> #4</li>\n'.repeat(100)}</ul>`,
      Array.from({ length: 100 }, () => "me/it#4"),
    ],
  ])("are read: %s", (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test("are read alike, in parts and whole", () => {
    const line = fc.constantFrom(
      "#1",
      "fixes #2",
      "- #3",
      "> GH-4",
      "  #5",
      "1. #6",
      "## #7",
      "<b>#8</b>",
      "| #9 |",
      "words",
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (all) => {
        const text = all.join("\n\n");
        const long = `${text}\n\n${filler}${filler}`;
        expect(read(long)).toEqual(read(text));
      }),
      { numRuns: runs(100) },
    );
  });

  test("mean something else elsewhere, though they are remembered", () => {
    const text = `${filler}${filler}#1`;
    const [first] = readReferences(text, here);
    expect(readReferences(text, { owner: "x", repo: "y" })[0]).toEqual({
      ...first,
      owner: "x",
      repo: "y",
    });
  });
});

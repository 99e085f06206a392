import { describe, expect, test } from "#jest";
import fc from "fast-check";
import { toString } from "mdast-util-to-string";
import {
  inlineCode,
  phrasingMarkdown,
  truncate,
  startText,
  inlineText,
  oneLine,
  plainTitle,
} from "../../src/markdown/escape.js";
import { flatInline } from "../../src/markdown/inline.js";
import { parseMarkdown } from "../../src/markdown/parse.js";
import { readReferences } from "../../src/markdown/references.js";

/** What a reader sees of Markdown that stands inside a line. */
function seen(markdown: string): string {
  return toString(parseMarkdown(`| ${markdown}`))
    .slice(2)
    .replaceAll("\u200B", "");
}

describe("somebody's words as inline Markdown", () => {
  test.each([
    "a | b",
    "<!-- gone --> <b>bold</b> &amp;",
    "[link](https://example.com) ![image](x)",
    "`code` *em* **strong** ~~gone~~ _em_",
    "Fix a] b, x](//evil.com) [y",
    "$a$ costs :smile: at 10:30:00",
    "# heading",
    "- [ ] box",
    "1. first",
    "{{#steps}} {{>x}}",
    "https://github.com/octo/api/issues/1",
    "@octo/team and @ada, ada@example.com",
    "Fixes #1, GH-2 and octo/api#3",
  ])("%s reads the same and is no markup", (text) => {
    const markdown = inlineText(text);
    expect(seen(markdown)).toBe(text);
    const tree = parseMarkdown(`before ${markdown} after`);
    const paragraph = tree.children[0];
    expect(tree.children).toHaveLength(1);
    expect(paragraph?.type === "paragraph" && paragraph.children.map(({ type }) => type)).toEqual([
      "text",
    ]);
  });

  test("refers to nothing and mentions nobody", () => {
    const markdown = inlineText("Fixes #1 octo/api#3 GH-4 https://github.com/o/r/issues/5 @ada");
    expect(readReferences(markdown, { owner: "octo", repo: "api" })).toEqual([]);
    expect(markdown).not.toMatch(/@ada/);
  });

  test("any text stays on one line and in a table cell", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const markdown = inlineText(text);
        expect(markdown).not.toMatch(/[\r\n]/);
        const table = parseMarkdown(`| a | b |\n| - | - |\n| ${markdown} | end |`);
        expect(table.children).toHaveLength(1);
        const row = table.children[0]?.type === "table" ? table.children[0].children[1] : undefined;
        expect(row?.children.map((cell) => toString(cell)).at(1)).toBe("end");
      }),
    );
  });

  test("starts no block where it begins an item", () => {
    const word = fc.constantFrom(
      ..."> # - + * 1. 1) = ~~~ ``` <div> | [ ] [x] ]: [a] a _ --- ***".split(" "),
      " ",
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        fc.pre(words.some((it) => it !== " "));
        const [list, ...more] = parseMarkdown(`- ${startText(words.join(""))}\n`).children;
        expect(more).toEqual([]);
        const [item] = list?.type === "list" ? list.children : [];
        expect(item?.checked ?? "none").toBe("none");
        expect(item?.children.map(({ type }) => type)).toEqual(["paragraph"]);
        const said = item && oneLine(toString(item).replaceAll("\u200B", ""));
        expect(said).toBe(oneLine(words.join("")));
      }),
    );
  });

  test("shows bidirectional controls", () => {
    expect(seen(inlineText("safe\u202Eevil"))).toBe("safe<U+202E>evil");
  });

  test("is cut, by characters", () => {
    expect(truncate("😀😀😀", 3)).toBe("😀😀😀");
    expect(truncate("😀😀😀", 2)).toBe("😀…");
    expect(oneLine(" a\r\n\tb\u0000c ")).toBe("a b c");
  });
});

describe("somebody's words as code", () => {
  test.each(["a", "", " ", "\n", "`", "``", "a`b", "`a`"])("%j is one code span", (text) => {
    const [paragraph, ...more] = parseMarkdown(`x ${inlineCode(text)} y \`\`z\`\``).children;
    expect(more).toEqual([]);
    const children = paragraph?.type === "paragraph" ? paragraph.children : [];
    expect(children.map(({ type }) => type)).toEqual(["text", "inlineCode", "text", "inlineCode"]);
    const [, code] = children;
    expect(code?.type === "inlineCode" && oneLine(code.value)).toBe(oneLine(text));
  });
});

test("an empty code block leaves nothing on the line that its text becomes", () => {
  const parts = [{ type: "markdown" as const, source: "a\n\n```\n```\n\nb `c`\n" }];
  const line = flatInline({ kind: "block", parts });
  expect(phrasingMarkdown(line?.nodes ?? [], "paragraph")).toBe("a b `c`");
});

describe("a title that is to close nothing", () => {
  test.each([
    "Fixes #1",
    "this closes octo/api#12",
    "Resolved: GH-3",
    "fix https://github.com/octo/api/issues/4",
  ])("%s", (title) => {
    const safe = plainTitle(title);
    expect(safe.replaceAll("\u200B", "")).toBe(title);
    expect(readReferences(safe, { owner: "octo", repo: "api" }).filter((it) => it.closes)).toEqual(
      [],
    );
  });

  test("is left alone where it has no closing keyword", () => {
    expect(plainTitle("Follow-up of #1")).toBe("Follow-up of #1");
  });
});

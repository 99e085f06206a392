import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import { visitParents } from "unist-util-visit-parents";
import { applyEdits } from "../../src/markdown/source.js";
import {
  updateLinksIn,
  updateLinksTo,
  destinationsIn,
  targetOf,
} from "../../src/markdown/links.js";
import { readDocument } from "../../src/markdown/parse.js";

const site = { url: "https://github.com/octo/api", defaultBranch: "main" };
const move = { from: "plans/3-limiter.md", to: "plans/completed/3-limiter.md" };

describe("links to the moved file", () => {
  const cases: readonly (readonly [path: string, before: string, after: string])[] = [
    ["README.md", "[Plan](plans/3-limiter.md)", "[Plan](plans/completed/3-limiter.md)"],
    [
      "README.md",
      "[Plan](./plans/3-limiter.md#steps 'Now')",
      "[Plan](./plans/completed/3-limiter.md#steps 'Now')",
    ],
    [
      "docs/a/b.md",
      "[`Plan`](<../../plans/3-limiter.md?plain=1#L3>)",
      "[`Plan`](<../../plans/completed/3-limiter.md?plain=1#L3>)",
    ],
    ["plans/4-b.md", "After [3](3-limiter.md)", "After [3](completed/3-limiter.md)"],
    ["plans/completed/1-a.md", "[3](../3-limiter.md)", "[3](3-limiter.md)"],
    ["docs/a.md", "[3](/plans/3-limiter.md)", "[3](/plans/completed/3-limiter.md)"],
    [
      "docs/a.md",
      "See https://github.com/octo/api/blob/main/plans/3-limiter.md.",
      "See https://github.com/octo/api/blob/main/plans/completed/3-limiter.md.",
    ],
    [
      "docs/a.md",
      "<https://github.com/Octo/API/blob/HEAD/plans/3-limiter.md>",
      "<https://github.com/Octo/API/blob/HEAD/plans/completed/3-limiter.md>",
    ],
    [
      "README.md",
      "> - [a\n>   b][3]\n\n[3]: plans/3-limiter.md 'T'",
      "> - [a\n>   b][3]\n\n[3]: plans/completed/3-limiter.md 'T'",
    ],
    ["README.md", "> [a\n> b](plans/3-limiter.md)", "> [a\n> b](plans/completed/3-limiter.md)"],
    [
      "README.md",
      "[![i](plans/3-limiter.md)](plans/3-limiter.md)",
      "[![i](plans/completed/3-limiter.md)](plans/completed/3-limiter.md)",
    ],
    [
      "README.md",
      '<p>\n<a href="plans/3-limiter.md">a</a>\n</p>',
      '<p>\n<a href="plans/completed/3-limiter.md">a</a>\n</p>',
    ],
    [
      "README.md",
      "\uFEFF---\na: b\n---\n\n| a |\n| - |\n| [x\\|y](plans/3%2Dlimiter.md) |",
      "\uFEFF---\na: b\n---\n\n| a |\n| - |\n| [x\\|y](plans/completed/3-limiter.md) |",
    ],
  ];
  test.each(cases)("in %s: %j", (path, before, after) => {
    expect(updateLinksTo(before, path, move, site)).toBe(after);
  });

  test.each([
    "`[a](plans/3-limiter.md)` and plans/3-limiter.md",
    "```\n[a](plans/3-limiter.md)\n```",
    '<!-- [a](plans/3-limiter.md) <a href="plans/3-limiter.md"> -->',
    "[a](plans/30-limiter.md) [b](plans/) [c](x/plans/3-limiter.md) [d](#plans/3-limiter.md)",
    "https://github.com/octo/api/blob/1234567/plans/3-limiter.md",
    "https://github.com/octo/web/blob/main/plans/3-limiter.md",
    "[a](mailto:plans/3-limiter.md) [b](//plans/3-limiter.md) [c](%E0%A4%A) [d]()",
  ])("nothing else is touched: %j", (text) => {
    expect(updateLinksTo(text, "README.md", move, site)).toBe(text);
  });
});

describe("links in the moved file", () => {
  test.each([
    ["[a](../src/a.ts)", "[a](../../src/a.ts)"],
    ["[a](4-b.md) [c](./c/d.md)", "[a](../4-b.md) [c](../c/d.md)"],
    ["[a](completed/1-a.md)", "[a](1-a.md)"],
    ["[self](3-limiter.md#x) [top](#x)", "[self](3-limiter.md#x) [top](#x)"],
    ["[a](/src/a.ts) [b](https://x.y/z)", "[a](/src/a.ts) [b](https://x.y/z)"],
    ["[a](../../issues/3)", "[a](../../../issues/3)"],
    ["![p](my%20p(1).png)", "![p](../my%20p%281%29.png)"],
    ["[dir](./sub/)", "[dir](../sub/)"],
    [
      "https://github.com/octo/api/blob/main/plans/3-limiter.md",
      "https://github.com/octo/api/blob/main/plans/completed/3-limiter.md",
    ],
  ])("%j", (before, after) => {
    expect(updateLinksIn(before, move, site)).toBe(after);
  });
});

/** Every destination that the file's Markdown holds, in order. */
function urlsIn(text: string): readonly string[] {
  const urls: string[] = [];
  visitParents(readDocument(text).tree, (node) => {
    if (node.type === "link" || node.type === "image" || node.type === "definition") {
      urls.push(node.url);
    }
  });
  return urls;
}

function withoutDestinations(text: string): string {
  const edits = destinationsIn(text, () => true).map((place) => ({ ...place, text: "" }));
  return applyEdits(text, { start: 0, end: text.length }, edits);
}

const folder = fc.constantFrom("plans", "docs/plans", "docs/exec-plans/active", "a b/(c)", "ö");
const name = fc.constantFrom("3-limiter.md", "3 x.md", "3-größe.md", "3-a(b.md", "3-a&amp;b.md");
const path = fc.tuple(folder, name).map((parts) => parts.join("/"));
const aWord = fc.constantFrom(
  "see ",
  "\n\n",
  "`code` ",
  "> ",
  "\n- [x] ",
  "| a |\n| - |\n| ",
  "*b* ",
);

/** Links of every form to a path, from a file. */
function linksTo(target: string, from: string): readonly string[] {
  const up = from
    .split("/")
    .slice(1)
    .map(() => "../");
  const encoded = encodeURI(target).replaceAll("(", "%28").replaceAll(")", "%29");
  const there = `${up.join("")}${encoded}`;
  return [
    `[a](${there})`,
    `[a](<${there}#x> "t")`,
    `![i](/${encoded})`,
    `[*b* \`c\`](${site.url}/blob/main/${encoded})`,
    `<${site.url}/blob/HEAD/${encoded}>`,
    `\n\n[ref${target.length}]: ${there}\n\n`,
  ];
}

test("only destinations that pointed at the old path are others, and they point at the new one", () => {
  const docs = fc.tuple(path, path, path, path).chain(([from, to, other, file]) => {
    const link = fc.constantFrom(...linksTo(from, file), ...linksTo(other, file));
    return fc.record({
      from: fc.constant(from),
      to: fc.constant(to),
      file: fc.constant(file),
      text: fc.array(fc.oneof(link, aWord), { maxLength: 12 }).map((parts) => parts.join("")),
    });
  });
  fc.assert(
    fc.property(docs, ({ from, to: moved, file, text }) => {
      const after = updateLinksTo(text, file, { from, to: moved }, site);
      expect(withoutDestinations(after)).toBe(withoutDestinations(text));
      const led = (url: string) => {
        const target = targetOf(url, file, site);
        return target && { path: target.path, tail: target.tail, start: target.start };
      };
      const expected = urlsIn(text).map((url) => {
        const to = led(url);
        return to?.path === from ? { ...to, path: moved } : { ...to, url };
      });
      const found = urlsIn(after).map((url, index) => {
        const it = expected[index];
        return it !== undefined && "url" in it ? { ...led(url), url } : led(url);
      });
      expect(found).toEqual(expected);
    }),
  );
});

import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import type { Root } from "mdast";
import { gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown, type Options } from "mdast-util-to-markdown";
import { toString } from "mdast-util-to-string";
import { oneLine, phrasingMarkdown, textMarkdown } from "../../../src/markdown/escape.js";
import { parseMarkdown } from "../../../src/markdown/parse.js";
import { runs } from "../../support/runs.js";

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "<!--",
        "-->",
        "|",
        "`",
        "```",
        "](",
        "[",
        "]",
        "{{x}}",
        "**",
        "_",
        "__",
        "~~",
        "#",
        "- ",
        "1. ",
        "> ",
        "\\",
        "&amp;",
        "<details>",
        "https://a.b/c",
        "www.a.b",
        "a@b.co",
        "\n",
        "\r\n",
        "!",
        "$",
        "=",
        "    ",
        "[x]",
        "[^1]",
        "word",
        "snake_case",
        "é",
        "👍",
        ":",
        "+",
        "*",
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

const shown = (root: Root) => toString(root, { includeHtml: false });

const LIKE_MARKUP =
  "1. www. 2) - a- 3-. a*b* http://a http://a.b www.a.b a@b a@b.co ~~a~~ &amp; <b> `a` [a](b) ![a] a<b> a&amp; a[b](c) [^1] a\\*".split(
    " ",
  );

describe("textMarkdown", () => {
  test("renders as the same characters after a word, at the start, in a heading and in a cell", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const expected = oneLine(text);
        fc.pre(expected !== "");
        const paragraph = textMarkdown(text, "paragraph");
        const after = parseMarkdown(`**Title**: ${paragraph}  \n**Role**: me`);
        expect(shown(after)).toBe(`Title: ${expected}Role: me`);
        const item = parseMarkdown(`- [ ] ${paragraph}\n- [ ] next`);
        expect(item.children).toHaveLength(1);
        expect(shown(item)).toBe(`${expected}next`);
        const start = parseMarkdown(`- ${paragraph}\n- next`);
        expect(start.children).toHaveLength(1);
        expect(shown(start)).toBe(`${expected}next`);
        const heading = parseMarkdown(`# ${textMarkdown(text, "heading")}\nrest`);
        expect(heading.children.map((node) => node.type)).toEqual(["heading", "paragraph"]);
        expect(shown(heading)).toBe(`${expected}rest`);
        const cell = parseMarkdown(`| a | b |\n|---|---|\n| ${textMarkdown(text, "cell")} | z |\n`);
        expect(shown(cell)).toBe(`ab${expected}z`);
      }),
      { numRuns: runs(400) },
    );
  });

  test("leaves words with inner underscores readable", () => {
    expect(textMarkdown("Fix snake_case in _foo", "paragraph")).toBe("Fix snake_case in \\_foo");
  });

  test("puts words in as the serializer would, which it spares", () => {
    const word = fc.stringMatching(/^[A-Za-z0-9,;?'/-]{1,8}\.?$/);
    const other = fc.stringMatching(/^[!-^`-{}~]{1,4}$/);
    const words = fc
      .array(fc.oneof(fc.constantFrom(...LIKE_MARKUP), word, other), {
        minLength: 1,
        maxLength: 3,
      })
      .map((all) => all.join(" "));
    const options: Options = { extensions: [gfmToMarkdown()], bullet: "-" };
    fc.assert(
      fc.property(words, (value) => {
        const children = [{ type: "text", value } as const];
        const line = toMarkdown({ type: "paragraph", children }, options).trim();
        const heading = toMarkdown({ type: "heading", depth: 1, children }, options).trim();
        expect(textMarkdown(value, "paragraph")).toBe(line);
        expect(textMarkdown(value, "cell")).toBe(line);
        expect(phrasingMarkdown(children, "paragraph", "  ")).toBe(line);
        expect(`# ${textMarkdown(value, "heading")}`).toBe(heading);
      }),
      { numRuns: runs(2500) },
    );
  });
});

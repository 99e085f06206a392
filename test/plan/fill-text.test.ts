import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import type { Root } from "mdast";
import { toString } from "mdast-util-to-string";
import { oneLine } from "../../src/issue/flat.js";
import { textMarkdown } from "../../src/plan/fill/text.js";
import { parseMarkdown } from "../../src/plan/markdown.js";
import { runs } from "../support/runs.js";

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
});

import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import { readProgress } from "../../src/plan/parse/progress.js";
import { anyText } from "../support/any-text.js";

/** `done/open` of a text. */
function counts(text: string): string {
  const { done, open } = readProgress(text);
  return `${done}/${open}`;
}

describe("what is a task list item", () => {
  const items: [name: string, text: string, expected: string][] = [
    ["an open box", "- [ ] a", "0/1"],
    ["a ticked box", "- [x] a", "1/0"],
    ["a ticked box in upper case", "- [X] a", "1/0"],
    ["a tab in the box", "- [\t] a", "0/1"],
    ["a tab behind the box", "- [x]\ta", "1/0"],
    ["a tab before the box", "-\t[ ] a", "0/1"],
    ["a plus or an asterisk for a bullet", "+ [ ] a\n\n* [ ] b", "0/2"],
    ["an ordered list with a dot", "1. [ ] a\n2. [x] b", "1/1"],
    ["an ordered list with a parenthesis", "1) [ ] a", "0/1"],
    ["an item in a block quote", "> - [x] a", "1/0"],
    ["an item as the only child of an item", "- - [ ] a", "0/1"],
    ["a nested item below plain text", "- a\n  - [ ] b\n    - [x] c", "1/1"],
    ["an item of a loose list", "- [ ] a\n\n- [x] b", "1/1"],
    ["text on the next line", "- [ ]\n  a", "0/1"],
    ["only a comment behind the box", "- [ ] <!-- a -->", "0/1"],
    ["a second box in the text", "- [x] [ ] a", "1/0"],
    ["a definition before the paragraph", "- [a]: /b\n  [ ] c", "0/1"],
    ["mixed line endings", "- [ ] a\r\n- [x] b\r- [ ] c\n", "1/2"],
    ["a table row that follows is its own", "- [ ] a | b\n- [x] c | d", "1/1"],
  ];
  test.each(items)("%s", (_name, text, expected) => {
    expect(counts(text)).toBe(expected);
  });

  const others: [name: string, text: string][] = [
    ["no space behind the box", "- [x]a"],
    ["nothing behind the box", "- [ ]"],
    ["only spaces behind the box", "- [ ]   "],
    ["nothing but a later paragraph behind the box", "- [ ]\n\n  a"],
    ["a non-breaking space behind the box", "- [x]\u00A0a"],
    ["an entity for the space behind the box", "- [x]&nbsp;a"],
    ["an empty box", "- [] a"],
    ["a wide box", "- [  ] a\n- [ x ] b"],
    ["other letters in the box", "- [-] a\n- [~] b\n- [/] c\n- [✓] d"],
    ["an escaped box", "- \\[ ] a"],
    ["a link for a box", "- [x](https://example.com) a"],
    ["a definition for a box", "- [x]: /url"],
    ["a box behind text", "- a [ ] b"],
    ["a box in bold", "- **[ ] a**"],
    ["a box in the second paragraph", "- a\n\n  [ ] b"],
    ["a box behind a comment block", "- <!-- a -->\n  [ ] b"],
    ["a box in a heading of the item", "- # [ ] a"],
    ["a box in an underlined heading of the item", "- [ ] a\n  ---"],
    ["a box without a list", "[ ] a"],
    ["a bullet without a space", "-[ ] a"],
    ["another bullet", "• [ ] a\n– [ ] b"],
    ["indented code in an item", "-     [ ] a"],
    ["indented code", "a\n\n    - [ ] b"],
    ["fenced code", "```\n- [ ] a\n```"],
    ["fenced code that never closes", "~~~md\n- [ ] a\n\n- [x] b"],
    ["a comment", "<!--\n- [ ] a\n\n- [x] b\n-->"],
    ["a block of HTML", "<div>\n- [ ] a\n</div>"],
    ["a table cell", "| a |\n|---|\n| - [ ] b |"],
    ["front matter", "---\ntasks:\n- [ ] a\n---\n"],
  ];
  test.each(others)("not %s", (_name, text) => {
    expect(counts(text)).toBe("0/0");
  });

  test("a list starts right behind a closed comment and inside a closed element", () => {
    expect(counts("<!-- a -->\n- [ ] b\n\n<details>\n\n- [x] c\n\n</details>")).toBe("1/1");
  });
});

describe("sections", () => {
  test("count by the nearest level-2 heading, in document order, with none left out", () => {
    const text =
      "# T\n- [x] a\n\n## One\n### Sub\n- [ ] b\n\n# Other\n- [x] c\n\n## Two\n\n## One\n- [ ] d";
    expect(readProgress(text).sections).toEqual([
      { heading: null, line: 1, done: 1, open: 0 },
      { heading: "One", line: 4, done: 1, open: 1 },
      { heading: "Two", line: 11, done: 0, open: 0 },
      { heading: "One", line: 13, done: 0, open: 1 },
    ]);
  });

  test("leave out what stands before the first heading when nothing is counted there", () => {
    expect(readProgress("# T\n\ntext\n\n## One").sections).toHaveLength(1);
    expect(readProgress("# T\n\ntext").sections).toEqual([]);
  });

  test("take underlined headings, and none inside quotes, items or code", () => {
    const text =
      "One\n---\n- [ ] a\n\n> ## Quoted\n\n- ## In an item\n\n```\n## Code\n```\n\n- [x] b";
    expect(readProgress(text).sections).toEqual([{ heading: "One", line: 1, done: 1, open: 1 }]);
  });

  test("give headings as plain text", () => {
    const { sections } = readProgress("## **3.** `code` [link](x) &amp; <b>more</b> ~~gone~~ ##");
    expect(sections[0]?.heading).toBe("3. code link & more gone");
  });
});

describe("items", () => {
  test("say where they are and what they say", () => {
    const text =
      "## A\n\n- [x] do **this**\n  and `that`\n  - x\n    1. [ ] [deep](u) <!-- no -->\n";
    expect(readProgress(text).items).toMatchObject([
      { label: "1", text: "do this and that", done: true, line: 3, depth: 0, section: 0 },
      { label: "2", text: "deep", done: false, line: 6, depth: 2, section: 0 },
    ]);
  });

  const plan = ["---", "a: 1", "---", "", "## Größe 大小", "", "-\t[ ] ein 😀", "- [x] zwei"];
  test.each([
    ["LF", plan.join("\n")],
    ["CRLF", plan.join("\r\n")],
    ["CR", plan.join("\r")],
    ["a byte order mark", `\uFEFF${plan.join("\n")}`],
  ])("keep the file's lines with %s", (_name, text) => {
    const { sections, items } = readProgress(text);
    expect(sections).toEqual([{ heading: "Größe 大小", line: 5, done: 1, open: 1 }]);
    expect(items.map(({ line, text: said }) => [line, said])).toEqual([
      [7, "ein 😀"],
      [8, "zwei"],
    ]);
  });
});

describe("front matter", () => {
  test.each([
    ["a line before it", "\n---\n- [ ] a\n---\n"],
    ["no end", "---\n- [ ] a\n"],
    ["a longer line", "----\n- [ ] a\n---\n"],
  ])("is none with %s", (_name, text) => {
    expect(counts(text)).toBe("0/1");
  });

  test("makes no heading of its last line", () => {
    expect(readProgress("---\ntitle: x\n---\n- [ ] a").sections).toEqual([
      { heading: null, line: 1, done: 0, open: 1 },
    ]);
  });
});

describe("laws", () => {
  const line = fc.oneof(
    fc.constantFrom("## A", "### B", "- [ ] a", "  - [x] b", "1. [X] c", "> - [ ] d", "```", ""),
    fc.constantFrom("<!--", "-->", "    - [x] e", "- [-] f", "\t- [ ] g", "---", "|a|", "* [x]\th"),
    fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replaceAll(/[\r\n]/g, "")),
  );
  const lines = fc.array(line, { maxLength: 40 });

  test("CRLF and LF count the same", () => {
    fc.assert(
      fc.property(lines, (all) => {
        expect(readProgress(all.join("\r\n"))).toEqual(readProgress(all.join("\n")));
      }),
    );
  });

  test("counts add up", () => {
    fc.assert(
      fc.property(lines, (all) => {
        const { done, open, sections, items } = readProgress(all.join("\n"));
        expect(items).toHaveLength(done + open);
        for (const [index, section] of sections.entries()) {
          const own = items.filter((item) => item.section === index);
          expect(own.filter((item) => item.done)).toHaveLength(section.done);
          expect(own.filter((item) => !item.done)).toHaveLength(section.open);
        }
      }),
    );
  });

  test("any text gives a result", () => {
    fc.assert(
      fc.property(anyText(300), (text) => {
        expect(readProgress(text).done).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

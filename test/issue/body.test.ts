import { describe, expect, test } from "#jest";
import { readBody } from "../../src/issue/body.js";
import { sectionKindOf } from "../../src/issue/headings.js";

function outline(markdown: string): readonly (readonly [string, string | undefined, string])[] {
  const { source, sections } = readBody(markdown);
  return sections.map(({ name, kind, nodes }) => {
    const start = nodes[0]?.position?.start.offset ?? 0;
    return [name, kind, source.text.slice(start, nodes.at(-1)?.position?.end.offset ?? 0)];
  });
}

describe("readBody of a form", () => {
  test("takes each level-3 heading for a field, and leaves out what was not answered", () => {
    const body =
      "### Summary\r\n\r\nShort.\r\n\r\n### Logs\r\n\r\n_No response_\r\n\r\n### Version\r\n\r\n\r\n### Tasks\r\n\r\n- [X] one\r\n- [ ] two";
    expect(outline(body)).toEqual([
      ["Summary", "goal", "Short."],
      ["Tasks", "steps", "- [X] one\n- [ ] two"],
    ]);
  });

  test("keeps headings of other levels, and `###` in code, in the field they were entered in", () => {
    const body =
      "### Proposal\n\n# Title\n\ntext\n\n## Risks\n\n```\n### Tasks\n```\n\n### Other\n\nx";
    expect(outline(body)).toEqual([
      ["Proposal", "approach", "# Title\n\ntext\n\n## Risks\n\n```\n### Tasks\n```"],
      ["Other", undefined, "x"],
    ]);
  });

  test("leaves out fields with nothing but comments, and keeps definitions apart", () => {
    const body =
      "### Summary\n\n<!-- say it -->\n\n### Links\n\n[a]\n\n[a]: https://example.org\n\n[^1]: note";
    expect(outline(body)).toEqual([["Links", "links", "[a]"]]);
    expect(readBody(body).definitions.map(({ type }) => type)).toEqual([
      "definition",
      "footnoteDefinition",
    ]);
  });
});

describe("readBody of what only looks like a form", () => {
  test("reads text whose headings have no empty line below them, or count phases", () => {
    const written = "### Why\nIt is old.\n\n### Parts\n- [ ] one\n";
    expect(readBody(written).sections.map(({ form }) => form)).toEqual([false, false]);
    const phases = "### Why\n\nIt is old.\n\n### Phase 1\n\n- one\n";
    expect(readBody(phases).sections.map(({ form }) => form)).toEqual([false, false]);
  });
});

describe("readBody of free text", () => {
  test("takes the text before the first heading for the goal", () => {
    expect(outline("Make it so.\n\nNow.")).toEqual([["", "goal", "Make it so.\n\nNow."]]);
    expect(outline("")).toEqual([]);
  });

  test("takes a few words for the goal where nothing else is, and no field or reference", () => {
    expect(outline("Faster exports")).toEqual([["", "goal", "Faster exports"]]);
    expect(outline("Parent: #3")[0]?.[1]).toBeUndefined();
    expect(outline("Quick one\n\n## Summary\n\nExports are faster.")).toEqual([
      ["", undefined, "Quick one"],
      ["Summary", "goal", "Exports are faster."],
    ]);
  });

  test("takes a title for the goal, and keeps unknown headings below it", () => {
    expect(
      outline(
        "# Bookmarks\n\nText.\n\n## Look\n\nBlue.\n\n## Risks\n\n- rain\n\n## Colour\n\nRed.",
      ),
    ).toEqual([
      ["Bookmarks", "goal", "Text.\n\n## Look\n\nBlue."],
      ["Risks", "risks", "- rain"],
      ["Colour", undefined, "Red."],
    ]);
  });

  test("takes known names in bold, and with a colon before a list, for headings", () => {
    const body =
      "Do it.\n\n**Acceptance Criteria:**\n\n- works\n\nfast\n\nOpen questions:\n\n- why?\n\nmore\n\n**bold**\n\nRisks:\n\ntext";
    expect(outline(body)).toEqual([
      ["", "goal", "Do it."],
      [
        "Acceptance Criteria:",
        "criteria",
        // The text behind the questions goes on with the criteria, which surround them.
        "- works\n\nfast\n\nOpen questions:\n\n- why?\n\nmore",
      ],
      ["Open questions:", "questions", "- why?"],
      ["bold", undefined, "Risks:\n\ntext"],
    ]);
  });
});

test.each([
  ["1. Approach", "approach"],
  ["🚀 Success Criteria (required)", "criteria"],
  ["Known risks", "risks"],
  ["Technical Constraints:", "constraints"],
  ["Describe the solution you'd like", "approach"],
  ["Is your feature request related to a problem? Please describe.", "background"],
  ["Steps to Reproduce", "reproduction"],
  ["Purpose / Big Picture", "goal"],
  ["Context & Orientation", "currentState"],
  ["risks", "risks"],
  ["", undefined],
  ["???", undefined],
  ["Constructor", undefined],
])("sectionKindOf(%s)", (heading, kind) => {
  expect(sectionKindOf(heading)).toBe(kind);
});

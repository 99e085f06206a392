import type { FillInput } from "../../../src/plan/fill/input.js";
import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import { toString } from "mdast-util-to-string";
import type { Issue } from "../../../src/issue/issue.js";
import { parseMarkdown } from "../../../src/markdown/parse.js";
import { blankPlan, fillPlan } from "../../../src/plan/fill/fill.js";
import { readPlanMarker } from "../../../src/plan/identity.js";
import {
  BUILTIN_NAMES,
  builtinTemplates,
  loadTemplate,
} from "../../../src/plan/template/template.js";
import { runs } from "../../support/runs.js";

const templates = builtinTemplates();

const HEADINGS = [
  "Summary",
  "Tasks",
  "Risks",
  "Acceptance criteria",
  "Questions",
  "Dependencies",
  "Proposed solution",
  "Rollback",
  "Links",
  "Estimate",
  "Unknown thing",
  "Security",
  "Non-goals",
];

/** Lines that open, close or fake what holds a plan together. */
const LINES = [
  "# top",
  "## 3. Risks & Mitigations",
  "### Tasks",
  "###### deep",
  "Setext\n===",
  "Setext two\n---",
  "---",
  "- [ ] a box",
  "- [x] a ticked box",
  "1. one\n2. two",
  "  - nested\n    - [ ] deeper",
  "* star",
  "+ plus",
  "```",
  "````md",
  "~~~",
  "    indented",
  "<!--",
  "-->",
  "<!-- whole -->",
  "<details>",
  "</details>",
  "<details><summary>s</summary>",
  "<pre>",
  "<script>",
  "</script>",
  '<div class="',
  "<b>",
  "</b>",
  "<?php",
  "<![CDATA[",
  "<!DOCTYPE",
  "<textarea>",
  "> quote",
  "> # quoted heading",
  "> - [ ] quoted box",
  "> ```",
  "| a | b |\n|---|---|\n| c | d |",
  "| pipes | here",
  "[ref]: https://example.org",
  "[x]: https://example.org",
  "[^n]: a note",
  "text[^n] and [ref]",
  "{{title}}",
  "{{{notes}}}",
  "{{#steps}}",
  "{{=<% %>=}}",
  "<!-- plansmith:plan format=exec-plan issue=99 -->",
  "_No response_",
  "word",
  "why?",
  "Estimate: 3h",
  "depends on #7",
  "blocked by a/b#8, #9 and #10",
  "`code",
  "``",
  "**bold",
  "~~gone",
  "![img](x.png)",
  "\\",
  "&copy;",
  "\ttab",
  "- ",
  "1.",
  "\u0000",
  "\u2028",
];

const body = fc
  .array(
    fc.oneof(
      fc.constantFrom(...LINES),
      fc.constantFrom(...HEADINGS).map((name) => `### ${name}`),
      fc.constantFrom(...HEADINGS).map((name) => `## ${name}`),
      fc.constant(""),
      fc.string({ maxLength: 12 }),
    ),
    { maxLength: 25 },
  )
  .chain((lines) => fc.constantFrom("\n", "\r\n", "\n\n").map((end) => lines.join(end)));

const short = fc
  .array(fc.oneof(fc.constantFrom(...LINES), fc.string({ maxLength: 6 })), { maxLength: 4 })
  .map((parts) => parts.join(" "));

const issues = fc.record({
  number: fc.constant(12),
  title: short,
  body,
  state: fc.constant("open" as const),
  stateReason: fc.constant(undefined),
  labels: fc.array(
    fc.oneof(
      short,
      short.map((text) => `role: ${text}`),
      short.map((text) => `risk: ${text}`),
    ),
    { maxLength: 3 },
  ),
  assignees: fc.array(short, { maxLength: 2 }),
  author: short,
  milestone: fc.option(
    short.map((title) => ({ title, dueOn: undefined })),
    { nil: undefined },
  ),
  htmlUrl: fc.constant("https://github.com/acme/reports/issues/12"),
  createdAt: fc.constant("2026-11-20T09:00:00Z"),
  comments: fc.constant(0),
}) satisfies fc.Arbitrary<Issue>;

function input(issue: Issue): FillInput {
  return {
    issue,
    repository: { owner: "acme", name: "reports", defaultBranch: "main" },
    branch: "plan/issue-12",
    date: "2026-11-21T10:05:00Z",
    extra: {
      subIssues: [{ number: 31, title: issue.title, state: "closed" }],
      dependencies: [{ number: 32, title: issue.title, state: "open" }],
    },
  };
}

function outline(plan: string): readonly string[] {
  return parseMarkdown(plan).children.flatMap((node) =>
    node.type === "heading" && node.depth <= 2
      ? [`${node.depth} ${node.depth === 1 ? "" : toString(node)}`]
      : [],
  );
}

describe.each(BUILTIN_NAMES)("%s, filled from hostile text", (name) => {
  const template = templates.get(name) ?? loadTemplate("", name);

  test("keeps its outline, its marker and its tables, and is the same each time", () => {
    const expected = outline(blankPlan(template));
    fc.assert(
      fc.property(issues, (issue) => {
        const plan = fillPlan(template, input(issue));
        expect(outline(plan)).toEqual(expected);
        expect(readPlanMarker(plan)).toMatchObject({ format: name, issue: 12 });
        expect(parseMarkdown(plan).children.at(-1)?.type).toBe("html");
        expect(fillPlan(template, input(issue))).toBe(plan);
      }),
      { numRuns: runs(25) },
    );
  });
});

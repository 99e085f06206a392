import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import { SECTION_KINDS } from "../../../src/issue/section-kinds.js";
import { checkPlan } from "../../../src/plan/check/check.js";
import { fillPlan } from "../../../src/plan/fill/fill.js";
import { BUILTIN_NAMES, builtinTemplates } from "../../../src/plan/template/template.js";
import { isLong, runs } from "../../support/runs.js";
import { anInput } from "../plan-inputs.js";

const templates = builtinTemplates();

/** What a check of a fresh plan says beside “guidance left”; nothing in the repository is known. */
function findings(name: string, ...input: Parameters<typeof anInput>): readonly string[] {
  const template = templates.get(name);
  if (template === undefined) throw new Error("no such template");
  const text = fillPlan(template, anInput(...input));
  return checkPlan(text, {
    templates: [...templates.values()],
    path: "plans/12-bookmarks.md",
    exists: () => false,
    now: new Date("2026-11-21T10:05:00Z"),
  })
    .filter(({ rule }) => rule !== "guidance-left")
    .map(({ rule, line, message }) => `${rule} ${message} | ${text.split("\n")[line - 1] ?? ""}`);
}

const names = Object.values(SECTION_KINDS).flatMap((slot) => slot.names.split(" | "));

/** What people write that means something else in a plan, or that a check looks at. */
const BLOCKS = [
  "***",
  "---\n\n---",
  "<!-- nothing -->",
  "[a](docs/a.md), ![b](../img/b.png) and [c](#c)",
  '- [a](./a b.md)\n- [b](<a b.md> "title")\n- [c](/docs/c(1).md)\n- ![d](d.png)',
  '[a][1] and ![b][2]\n\n[1]: docs/a.md\n[2]: <b b.png> "B"',
  "| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n| [x](x.md) | `a|b` |",
  "| Risk | Probability | Impact | Owner |\n|---|---|---|---|\n| a | 30 % | 5/5 | Kim |\n| b | critical | — |",
  "| Phase | Time |\n|---|---|\n| Build | 2h |\n| Total | 9h |",
  "| Phase | Time | Notes |\n|---|---|---|\n| Build | 2h | slow |\n| Test | soon | |\n| Total | 3 days | |",
  "- Risk: it breaks (impact: huge • likelihood: 3/5)",
  "- it breaks, impact: catastrophic, probability: maybe",
  "- Decision: use X",
  "- Decision: use X\n  Rationale: it is there",
  "- Decision: use X\n  - Rationale: it is there\n  - Date: 2026-02-31",
  "- use X\n- use Y because Z",
  "- [-] begun\n- [~] partly\n- [x]done\n- [ ]\n- [ ]* maybe\n- [!] mind\n- [] empty",
  "[ ] no list\n[x] no list",
  "• [ ] a bullet\n• [x] another",
  "<div>\n- [ ] in html\n</div>",
  "| a | [ ] |\n|---|---|\n| [x] | [ ] b |",
  "- a\n\n  ```\n  code",
  "> ```\n> code",
  "```\ncode",
  "Status: Done",
  "**Status**: whatever",
  "#### Risks\n\n| Risk | Impact |\n|---|---|\n| a | awful |",
  "#### Decisions\n\n- Decision: a",
  "#### Key decisions made\n\n- Decision: a",
  "#### Phase 1\n\n- [ ] a",
  "a \uFFFD b",
  "text",
  "- a\n- b",
  "1. a\n2. b",
  "- [ ] a `src/a.ts`\n- [x] b",
  "8h",
  "a?\nb",
];

const bodies = fc
  .record({
    form: fc.boolean(),
    sections: fc.array(
      fc.record({
        name: fc.oneof(
          fc.constantFrom(...names),
          fc.constantFrom("Other", "Risk assessment", "Decision record", "Progress"),
        ),
        blocks: fc.array(fc.constantFrom(...BLOCKS), { minLength: 1, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  })
  .map(({ form, sections }) =>
    sections
      .map(({ name, blocks }) => `${form ? "###" : "##"} ${name}\n\n${blocks.join("\n\n")}`)
      .join("\n\n"),
  );

describe.each(BUILTIN_NAMES)("a fresh %s", (name) => {
  const headings = ["Summary", "Risks", "Decisions", "Tasks", "Timeline", "Other"];
  test.each(headings)("has only guidance left to find, whatever stands under %s", (heading) => {
    // Each block comes under some headings; the property below mixes them all.
    const place = headings.indexOf(heading) + BUILTIN_NAMES.indexOf(name);
    const own = BLOCKS.filter((_, index) => (index + place) % (isLong ? 3 : 6) === 0);
    for (const [index, block] of own.entries()) {
      const level = index % 2 === 0 ? "##" : "###";
      expect(findings(name, { body: `${level} ${heading}\n\n${block}` })).toEqual([]);
    }
  });

  test("has only guidance left to find after any of them", () => {
    fc.assert(
      fc.property(bodies, (body) => {
        expect(findings(name, { body })).toEqual([]);
      }),
      { numRuns: runs(15) },
    );
  });
});

import { describe, expect, test } from "#jest";
import { readNotices } from "../../../src/features/status-comment/headline.js";
import { blankPlan } from "../../../src/plan/fill/fill.js";
import { parsePlan } from "../../../src/plan/parse/parse.js";
import { builtinTemplates } from "../../../src/plan/template/template.js";

const NOW = new Date("2026-11-21T10:00:00Z");

/** What a plan wants attention for, in a few words each. */
function notices(text: string, dueOn?: string): readonly string[] {
  const milestone = { title: "v1", dueOn };
  return readNotices(parsePlan(text), milestone, NOW).map(
    ({ kind, text: words, line }) => `${kind} ${words} ${line ?? "-"}`,
  );
}

describe("high risks without mitigation", () => {
  const head = "## Risks\n\n| Risk | Probability | Impact | Mitigation |\n| - | - | - | - |\n";

  test.each([
    ["| Fire | High | High | |", ["risk Fire 5"]],
    ["| Fire | Med | High | – |", ["risk Fire 5"]],
    ["| Fire | High | Critical | TBD |", ["risk Fire 5"]],
    ["| Fire | High | High | {What prevents it} |", ["risk Fire 5"]],
    ["| Fire | High | High | Water |", []],
    ["| Fire | High | High | 限流 |", []],
    ["| Fire | Low | High | |", []],
    ["| Fire | Med | Med | |", []],
    ["| Fire | Low/Med/High | Low/Med/High | |", []],
    ["| {What may go wrong} | High | High | |", []],
  ])("%s", (row, expected) => {
    expect(notices(head + row)).toEqual(expected);
  });

  test("where only the impact is rated", () => {
    const rows = "## Risks\n\n| Risk | Impact | Mitigation |\n| - | - | - |\n| Fire | High | |\n";
    expect(notices(rows)).toEqual(["risk Fire 5"]);
  });
});

test("questions are open while their box is not ticked, or where they ask and have none", () => {
  const text = [
    "## Questions",
    "",
    "- [ ] The limit for bots",
    "- [x] Which store?",
    "- Who decides?",
    "- It was all said.",
    "- None",
  ].join("\n");
  expect(notices(text)).toEqual(["question The limit for bots 3", "question Who decides? 5"]);
});

test("gates are those with a command", () => {
  const text =
    "## Gates\n\n| Gate | Command | Threshold |\n| - | - | - |\n" +
    "| Lint | `npm run lint` | 0 |\n| Types | \\<such as `tsc` or so> | 0 |\n";
  expect(notices(text)).toEqual(["gate Lint 5"]);
});

describe("what is overdue", () => {
  test("is a milestone whose day is over", () => {
    expect(notices("", "2026-11-20T08:00:00Z")).toEqual(["overdue Milestone v1 -"]);
    expect(notices("", "2026-11-21T08:00:00Z")).toEqual([]);
    expect(notices("")).toEqual([]);
  });

  test("is a day that the plan says it is due on", () => {
    const text =
      "# Plan\n\n**Created**: 2026-01-01\n**Due**: 2026-11-01\n**Target date**: 2027-01-01\n";
    expect(notices(text)).toEqual(["overdue Due 4"]);
  });
});

test.each([...builtinTemplates().values()])("nobody has to mind a blank $name", (template) => {
  expect(notices(blankPlan(template))).toEqual([]);
});

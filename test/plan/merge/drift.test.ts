import { describe, expect, test } from "#jest";
import { driftOf } from "../../../src/plan/merge/merge.js";

const base = `# Plan: Limiter

- Status: Planning

## Goal

Fewer calls.

## Steps

- [ ] Count
- [ ] Refuse

## Notes

None
`;

const theirs = base
  .replace("Limiter", "A *better* limiter")
  .replace("Fewer calls.", "No more than **ten** calls.")
  .replace("- [ ] Refuse\n", "");

describe("drift of a plan from its issue", () => {
  test("is told section by section, with a line that is new or one that would go", () => {
    expect(driftOf({ base, ours: base, theirs })).toEqual([
      { section: undefined, text: "Plan: A better limiter", kind: "new", byHand: false },
      { section: "Goal", text: "No more than ten calls.", kind: "new", byHand: false },
      { section: "Steps", text: "Refuse", kind: "gone", byHand: false },
    ]);
  });

  test("is none where the issue says what it said, whatever people wrote and ticked", () => {
    const ours = base.replace("None", "Ours").replace("[ ] Count", "[x] Count");
    expect(driftOf({ base, ours, theirs: base })).toEqual([]);
  });

  test("is none where people took it over, or took away what changed", () => {
    expect(driftOf({ base, ours: theirs, theirs })).toEqual([]);
    const ours = theirs.replace("None", "Ours").replaceAll("\n", "\r\n");
    expect(driftOf({ base, ours, theirs })).toEqual([]);
  });

  test("is told where people's own text stands in its way", () => {
    const ours = base.replace("Fewer calls.", "Our own words.");
    const now = base.replace("Fewer calls.", "Ten calls.");
    expect(driftOf({ base, ours, theirs: now })).toEqual([
      { section: "Goal", text: "Ten calls.", kind: "new", byHand: true },
    ]);
  });

  test("a new section is told by what it says", () => {
    const now = base.replace("## Notes", "## Risks\n\n- High load\n\n## Notes");
    expect(driftOf({ base, ours: base, theirs: now })).toEqual([
      { section: "Risks", text: "High load", kind: "new", byHand: false },
    ]);
  });

  test("sections of one name are told apart, in one pass however many there are", () => {
    const twice = base.replace("## Notes\n", "## Steps\n");
    const now = twice.replace("- [ ] Refuse\n", "");
    expect(driftOf({ base: twice, ours: twice, theirs: now })).toEqual([
      { section: "Steps", text: "Refuse", kind: "gone", byHand: false },
    ]);
    const many = "## a\n".repeat(13_000);
    const { user: before } = process.cpuUsage();
    const found = driftOf({ base: many, ours: many, theirs: `${many}b\n` });
    expect(found).toEqual([{ section: "a", text: "b", kind: "new", byHand: false }]);
    // Where each asks all before it, a minute or more.
    expect(process.cpuUsage().user - before).toBeLessThan(20e6);
  }, 120_000);
});

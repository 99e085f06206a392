import { describe, expect, test } from "#jest";
import { read } from "./what-counts.js";

describe("a list of plain items is work", () => {
  test.each([
    "To do:",
    "So, to do:",
    "Please:",
    "It is slow. Could you please:",
    "I'd like to:",
    "We want to:",
    "Let's:",
    "This involves:",
  ])("below “%s”", (lead) => {
    expect(read(`The list is slow.\n\n${lead}\n\n- measure it\n- cache it\n`).steps).toEqual([
      "- measure it",
      "- cache it",
    ]);
  });

  test.each([
    "Please note:",
    "This includes:",
    "A few hints:",
    "I want to say:",
    "What I tried to do:",
  ])("not below “%s”", (lead) => {
    expect(read(`The list is slow.\n\n${lead}\n\n- it is long\n- it is old\n`).steps).toEqual([]);
  });
});

describe("a table is work", () => {
  const rows = "|---|---|---|\n| A1 | done | @lou |\n| A2 | Not started | |\n";

  test("where each row has a state of work, without a heading that says so", () => {
    expect(read(`Seven findings.\n\n| Component | Status | Owner |\n${rows}`).steps).toEqual([
      "x A1",
      "- A2",
    ]);
  });

  test("by its column of fixes, and by what was found where there is no fix yet", () => {
    const table =
      "| ID | Finding | Fix | Status |\n|---|---|---|---|\n| 1 | No label | Add a label | ✅ Done |\n| 2 | No focus | – | Todo |\n";
    expect(read(`Seven findings.\n\n${table}`).steps).toEqual(["x Add a label", "- No focus"]);
  });

  test("not where its states are those of tests, or of nothing", () => {
    for (const state of ["passed", "supported", "open", "❌"]) {
      const table = `| Browser | Status |\n|---|---|\n| Firefox | ${state} |\n| Safari | done |\n`;
      expect(read(`It fails.\n\n${table}`).steps).toEqual([]);
    }
    const ticks = "| Case | Status |\n|---|---|\n| one | ✅ |\n| two | ✅ |\n";
    expect(read(`It works.\n\n${ticks}`).steps).toEqual([]);
  });

  test("not where it says by when a milestone is reached", () => {
    const table = "| Milestone | Date |\n|---|---|\n| Beta | 2026-04-15 |\n| Release | June 30 |\n";
    const { steps, notes } = read(`Go.\n\n## Milestones\n\n${table}`);
    expect(steps).toEqual([]);
    expect(notes).toContain("2026-04-15");
    const tasks = "| Task | Due |\n|---|---|\n| Tag it | 2026-04-15 |\n";
    expect(read(`Go.\n\n## Milestones\n\n${tasks}`).steps).toEqual(["- Tag it"]);
  });
});

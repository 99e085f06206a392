import { describe, expect, test } from "#jest";
import { findItems, indexesOf, namesOf } from "../../../src/features/commands/effect.js";
import { planMarker } from "../../../src/plan/identity.js";
import { readProgress } from "../../../src/plan/parse/progress.js";

const PLAN = readProgress(
  "- [ ] First of all\n\n## A\n\ntext\n\n## B\n\n- [ ] Write `tests`\n- [x] Write docs, and more\n\n## C\n\n- [ ] Deploy\n  - [ ] Write docs\n- [ ] Deploy\n",
);

describe("items are found", () => {
  test.each([
    ["1", [0]],
    ["2, 4", [1, 3]],
    ["2 4  6", [1, 3, 5]],
    ["3,3", [2]],
    ["§2.2", [2]],
    ["§ 3.3", [5]],
    ["first", [0]],
    ["“Write tests”", [1]],
    ["write tests, §2.2", [1, 2]],
    ["Write docs, and more", [2]],
    ["Write docs", [4]],
  ])("by %j", (said, indexes) => {
    expect(findItems(said, PLAN)).toEqual({ indexes });
  });

  test("by number and words, as the plan has them, where both are right", () => {
    const mark = planMarker("issue-plan", 3, "work:step");
    const plan = readProgress(
      `## Work\n\n### Step 1: Sand\n- [ ] Done\n\n### Step 2: Paint\n- [ ] Done\n\n${mark}\n`,
    );
    expect(findItems("Step 2: Paint", plan)).toEqual({ indexes: [1] });
    expect(findItems("2. pai", plan)).toEqual({ indexes: [1] });
    expect(findItems("Step 1: Paint", plan)).toEqual({ unknown: "Step 1: Paint", matches: [] });
  });

  test.each([
    ["", "", []],
    ["0", "0", []],
    ["7", "7", []],
    ["99999999999999999999", "99999999999999999999", []],
    ["§1.1", "§1.1", []],
    ["§0.1", "§0.1", []],
    ["§2.0", "§2.0", []],
    ["nothing", "nothing", []],
    ["1, write", "write", [1, 2, 4]],
    ["deploy", "deploy", [3, 5]],
  ])("but not by %j", (said, unknown, matches) => {
    expect(findItems(said, PLAN)).toEqual({ unknown, matches });
  });
});

test("an item keeps its name where others come and go", () => {
  const names = namesOf([5, 1], PLAN);
  const other = readProgress("- [ ] Deploy\n- [ ] new\n- [x] Deploy\n- [ ] Deploy\n");
  expect(indexesOf(names, other)).toEqual([2]);
  expect(indexesOf(names, PLAN)).toEqual([5, 1]);
});

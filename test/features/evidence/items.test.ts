import { describe, expect, test } from "#jest";
import fc from "fast-check";
import {
  answerDependencies,
  asksForDependencies,
} from "../../../src/features/evidence/dependencies.js";
import {
  provenUnticked,
  readEvidence,
  targetsOf,
  type EvidenceFacts,
  bindStep,
  readStepTrailers,
} from "../../../src/features/evidence/items.js";
import { type Outcome, nameOf } from "../../../src/model/refs.js";
import { digestsOf } from "../../../src/plan/parse/items.js";
import { parsePlan } from "../../../src/plan/parse/parse.js";

const place = { owner: "octo", repo: "api", number: 3, pulls: [4], host: "github.com" };

function facts(fields: Partial<EvidenceFacts> = {}): EvidenceFacts {
  return {
    place,
    outcomes: {},
    landings: {},
    steps: [],
    undone: [],
    commits: {},
    dependencies: undefined,
    ...fields,
  };
}

/** What the work says of each item of a plan, in a few words. */
function verdicts(text: string, fields: Partial<EvidenceFacts> = {}): readonly string[] {
  return readEvidence(parsePlan(text), facts(fields)).map(
    ({ index, verdict, by }) => `${index} ${verdict} ${by.join(" ")}`,
  );
}

describe("what an item refers to", () => {
  const outcomes: Record<string, Outcome> = {
    "#5": "merged",
    "#6": "completed",
    "#7": "unmerged",
    "#8": "unplanned",
    "#9": "open",
    "octo/web#5": "merged",
  };

  test.each([
    ["#5", ["0 proven #5"]],
    ["#6", ["0 proven #6"]],
    ["octo/api#5", ["0 proven #5"]],
    ["Octo/Web#5", ["0 proven octo/web#5"]],
    ["https://github.com/octo/web/pull/5", ["0 proven octo/web#5"]],
    ["#5 and #6", ["0 proven #5 #6"]],
    ["#7", ["0 refuted #7"]],
    ["#7, then #5 in its place", ["0 proven #5"]],
    ["#7 and #9", ["0 refuted #7"]],
    ["#9", ["0 pending #9"]],
    ["#5 and #9", ["0 pending #9"]],
    ["#8", []],
    ["#5 and #8", []],
    ["#404", []],
    ["`#5`", []],
    ["#3 and #4", []],
    ["#3, by #5", ["0 proven #5"]],
    ["nothing", []],
  ])("%s", (text, expected) => {
    expect(verdicts(`- [ ] Build it in ${text}`, { outcomes })).toEqual(expected);
  });

  test("is looked up once, in order, without the issue and its plan", () => {
    const plan = parsePlan(
      "- [ ] #9 of #3\n- [x] Octo/API#9, a/b#1\n- [ ] #4\n\n## Dependencies\n\n- #12\n",
    );
    expect(targetsOf(plan, place).map((target) => nameOf(target, place))).toEqual(["#9", "a/b#1"]);
  });

  test("is offered to be ticked where it is proven, but not where it is struck through", () => {
    const plan = parsePlan("- [x] #5\n- [ ] #5\n- [ ] ~~By #5~~\n- [ ] #9\n");
    const offered = provenUnticked(readEvidence(plan, facts({ outcomes })));
    expect(offered.map(({ index }) => index)).toEqual([1]);
  });
});

describe("steps that merged pull requests name", () => {
  const text = "- [ ] Add the store\n- [ ] Write tests\n- [ ] Write docs\n- [ ] Write tests\n";
  const { items, sections } = parsePlan(text);
  const named = (plan: string, ...values: readonly string[]): readonly string[] =>
    verdicts(plan, {
      steps: values.flatMap(
        (value) =>
          bindStep({ pull: "#8", by: "ada" }, value, { items, sections, known: undefined }) ?? [],
      ),
    });

  test("are lines of their own, not in code, quotes or comments", () => {
    const body = [
      "Part of #3",
      "Plan-Step: 3",
      "plan-step: 1, 2",
      "",
      "Plan-Steps: Write `docs`",
      "",
      "See Plan-Step: 4",
      "",
      "> Plan-Step: 5",
      "",
      "<!-- Plan-Step: 6 -->",
      "",
      "```",
      "Plan-Step: 7",
      "```",
    ].join("\n");
    expect(readStepTrailers(body)).toEqual(["3", "1", "2", "Write docs"]);
    expect(readStepTrailers("Plan-Step: 1\n".repeat(500)).length).toBeLessThanOrEqual(20);
  });

  test.each([
    ["1", ["0 proven #8"]],
    ["4", ["3 proven #8"]],
    ["Step 4", ["3 proven #8"]],
    ["5", []],
    ["0", []],
    ["add the", ["0 proven #8"]],
    ["Write docs", ["2 proven #8"]],
    ["Write", []],
    ["Write tests", []],
    ["store", []],
  ])("Plan-Step: %s", (value, expected) => {
    expect(named(text, value)).toEqual(expected);
  });

  test("stay with their item when others come before it, and when it is ticked with a time", () => {
    const later = `- [ ] New\n${text.replace("[ ] Add", "[x] (2026-11-20T10:00Z) Add")}`;
    expect(named(later, "1", "3")).toEqual(["1 proven #8", "3 proven #8"]);
    expect(named(text.replace("Add the store", "Something else"), "1")).toEqual([]);
  });

  test("stay with the item that the number meant first", () => {
    const [, , docs] = digestsOf(items);
    expect(bindStep({ pull: "#8", by: "ada" }, "1", { items, sections, known: docs })?.digest).toBe(
      docs,
    );
  });
});

describe("all dependencies are closed", () => {
  test.each([
    "All dependencies are closed",
    "Dependencies resolved",
    "All of the external dependencies have been merged",
    "All prerequisites are met",
    "No blockers exist",
    "Dependencies checked (no open blockers)",
    "No open dependencies",
  ])("is asked by: %s", (text) => {
    expect(asksForDependencies({ text })).toBe(true);
  });

  test.each([
    "Install Jest and dependencies",
    "Package.json with all dependencies",
    "Clear error messages for missing dependencies",
    "Repo context and dependencies reviewed",
    "Add no dependencies to the client",
  ])("is not asked by: %s", (text) => {
    expect(asksForDependencies({ text })).toBe(false);
  });

  const text = (...dependencies: readonly string[]): string =>
    `- [ ] All dependencies are closed\n\n## Dependencies\n\n${dependencies.join("\n")}\n`;
  const outcomes: Record<string, Outcome> = {
    "#5": "completed",
    "#6": "unplanned",
    "#9": "open",
    "#20": "open",
  };
  const answer = (plan: string, ...blockers: readonly string[]): readonly string[] => {
    const dependencies = answerDependencies(parsePlan(plan), { place, outcomes }, blockers);
    return verdicts(plan, { outcomes, dependencies });
  };

  test.each([
    [["- **Issue #5**: The store"], [], ["0 proven #5"]],
    [["- #5", "- #6"], [], ["0 proven #5 #6"]],
    [["- #5", "- #9"], [], ["0 refuted #9"]],
    [["- #5"], ["#20"], ["0 refuted #20"]],
    [["- #5"], ["#77"], []],
    [["- #5", "- #77"], [], []],
    [["- Redis 7"], [], []],
    [["- {What is needed from it}"], [], []],
    [[], [], []],
    [[], ["#5"], ["0 proven #5"]],
  ])("%j and GitHub's %j", (dependencies, blockers, expected) => {
    expect(answer(text(...dependencies), ...blockers)).toEqual(expected);
  });

  test("by boxes, where dependencies are no issues", () => {
    const plan = "- [ ] No blockers exist\n\n## Prerequisites\n\n- [x] Keys\n- [ ] Network\n";
    expect(answer(plan)).toEqual(["0 refuted Network"]);
    expect(answer(plan.replace("[ ] Net", "[x] Net"))).toEqual(["0 proven Keys Network"]);
  });
});

test("a blocker of which it is not known whether it is open leaves that open", () => {
  const plan = parsePlan("- [ ] All dependencies are closed\n\n## Dependencies\n\n- #6\n");
  const outcomes: Record<string, Outcome> = { "#6": "completed" };
  const said = (blockers: readonly string[]): readonly string[] => {
    const dependencies = answerDependencies(plan, { place, outcomes }, blockers);
    return readEvidence(plan, facts({ outcomes, dependencies })).map(({ verdict }) => verdict);
  };
  expect(said(["#6"])).toEqual(["proven"]);
  expect(said(["#6", "#70"])).toEqual([]);
});

test("any text gives evidence in order, and offers nothing that is ticked", () => {
  const line = fc.constantFrom(
    "- [ ] #5",
    "- [x] #7 and #5",
    "  - [ ] #9",
    "## Dependencies",
    "- [ ] All dependencies are closed",
    "- #9",
    "~~~",
  );
  const outcomes: Record<string, Outcome> = { "#5": "merged", "#7": "unmerged", "#9": "open" };
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 15 }), (lines) => {
      const plan = parsePlan(lines.join("\n"));
      const dependencies = answerDependencies(plan, { place, outcomes }, []);
      const found = readEvidence(plan, facts({ outcomes, dependencies }));
      const indexes = found.map(({ index }) => index);
      expect(indexes).toEqual([...new Set(indexes)].toSorted((a, b) => a - b));
      for (const { index, item } of found) expect(plan.items[index]).toBe(item);
      for (const { item } of provenUnticked(found)) expect(item.done).toBe(false);
    }),
  );
});

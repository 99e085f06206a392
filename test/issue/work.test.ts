import { describe, expect, test } from "#jest";
import { readBody } from "../../src/issue/body.js";
import { takeCriteria } from "../../src/issue/items.js";
import { takeSteps } from "../../src/issue/steps.js";
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

  test("by a column of what was found and one of what to do about it", () => {
    const table =
      "| Page | Issue | Recommendation |\n|---|---|---|\n| Start | No title | Write one |\n| End | Too long | |\n";
    expect(read(`From the audit.\n\n${table}`).steps).toEqual(["- Write one", "- Too long"]);
  });

  test("by what somebody wants, where it holds stories", () => {
    const table =
      "## User stories\n\n| As a | I want to | So that |\n|---|---|---|\n| guest | look around | I know the shop |\n";
    expect(read(table).steps).toEqual(["- look around"]);
  });

  test("not where its states are those of tests, or of nothing", () => {
    for (const state of ["passed", "supported", "open", "❌"]) {
      const table = `| Browser | Status |\n|---|---|\n| Firefox | ${state} |\n| Safari | done |\n`;
      expect(read(`It fails.\n\n${table}`).steps).toEqual([]);
    }
    const ticks = "| Case | Status |\n|---|---|\n| one | ✅ |\n| two | ✅ |\n";
    expect(read(`It works.\n\n${ticks}`).steps).toEqual([]);
  });

  test("where a column says what to do about a finding, beside how bad it is or its state", () => {
    const head = "| Finding | Severity | Recommendation | Status |\n|---|---|---|---|\n";
    const found = "| Open port | High | Close it | Fixed |\n| Old key | Low | Rotate it | Open |\n";
    expect(read(`We looked.\n\n## Findings\n\n${head}${found}`).steps).toEqual([
      "x Close it",
      "- Rotate it",
    ]);
    const risk = "| Risk | Severity | Mitigation |\n|---|---|---|\n| Fire | High | Sprinklers |\n";
    expect(read(`We looked.\n\n## What we saw\n\n${risk}`).steps).toEqual([]);
  });

  test("where ticks and crosses stand beside owners, and not without these", () => {
    const moves = "|---|---|---|\n| mail | @kim | ✅ |\n| search | @lou | ❌ |\n";
    expect(read(`All move.\n\n| Service | Owner | Moved |\n${moves}`).steps).toEqual([
      "x mail",
      "- search",
    ]);
    expect(read(`All move.\n\n| Service | Version | Moved |\n${moves}`).steps).toEqual([]);
    const makers = moves.replaceAll("@", "");
    expect(read(`We compare.\n\n| Product | Owner | Free |\n${makers}`).steps).toEqual([]);
  });

  test("of stories with what they cost, and of parts that were moved", () => {
    const stories = "| Story | Points |\n|---|---|\n| I can sort | 3 |\n";
    expect(read(`Go.\n\n## Search\n\n${stories}`).steps).toEqual(["- I can sort"]);
    const parts = "| Part | State |\n|---|---|\n| mail | migrated |\n| news | not started |\n";
    expect(read(`Go.\n\n${parts}`).steps).toEqual(["x mail", "- news"]);
    const costs = "| Item | Estimate |\n|---|---|\n| Database | $120 |\n";
    expect(read(`Go.\n\n## Cost\n\n${costs}`).steps).toEqual([]);
  });

  test("and its numbers are no names, whatever their column is called", () => {
    const table =
      "| WP | Name | Lead |\n|---|---|---|\n| 1 | draw | Kim |\n| 2.1 | build | Lou |\n";
    expect(read(`Go.\n\n## Tasks\n\n${table}`).steps).toEqual(["- draw", "- build"]);
  });

  test("and keeps the name of a column that says what each row is", () => {
    const table = "| Service | Owner |\n|---|---|\n| mail | @kim |\n";
    const { sections, source } = readBody(`## Tasks\n\n${table}`);
    const [step] = takeSteps(source, sections[0]!).found;
    expect(step?.details?.parts).toEqual([
      { type: "markdown", source: "- Service: mail\n- Owner: @kim" },
    ]);
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

describe("a question", () => {
  const questions = (list: string) => read(`Why.\n\n## Open questions\n\n${list}`);

  test("is also one that says more behind its question mark", () => {
    const list = "- Which store? Redis or a file\n- Who pays? (marketing, I think)\n- No idea yet";
    const { questions: found, notes } = questions(list);
    expect(found).toEqual(["Which store? Redis or a file", "Who pays? (marketing, I think)"]);
    expect(notes).toContain("No idea yet");
  });

  test("is also each box, with its tick", () => {
    const { questions: found, steps } = questions("- [x] Name of the flag\n- [ ] Its default");
    expect(found).toEqual(["Name of the flag", "Its default"]);
    expect(steps).toEqual([]);
  });

  test("is no address with a query", () => {
    expect(questions("- see https://example.org/?a=1 for all").questions).toEqual([]);
  });
});

describe("a phase", () => {
  test("is named after its section where those before it have a name", () => {
    const body =
      "Why.\n\n## Tasks\n\n### Draw\n\n- [ ] one\n\n## Rollout\n\n1. two\n2. three\n\n## To do\n\n- four";
    expect(read(body).phases).toEqual(["Draw", "Rollout", "Rollout", "To do"]);
  });

  test("is named where an area of the work is a part of it", () => {
    const body = "Why.\n\n## Workstreams\n\n### Data\n\n- [ ] one\n\n### Compliance\n\n- [ ] two";
    expect(read(body).phases).toEqual(["Data", "Compliance"]);
  });

  test("needs no name where it is the only one", () => {
    expect(read("Why.\n\n## Tasks\n\n- [ ] one\n- [ ] two").phases).toEqual(["", ""]);
  });
});

describe("a block of Gherkin", () => {
  const block =
    "```gherkin\nFeature: Export\n\nScenario: A file\n  Given a log\n  Then I get a file\n\nScenario Outline: None\n  Given no log\n  Then I am told\n\n  Examples:\n    | lang |\n```";

  test("below acceptance criteria is a criterion for each scenario", () => {
    const { criteria, notes } = read(`Why.\n\n## Acceptance criteria\n\n${block}\n`);
    expect(criteria).toEqual(["Scenario: A file", "Scenario Outline: None"]);
    expect(notes).toBe("");
  });

  test("says the name of a scenario once", () => {
    const { sections, source } = readBody(`## Acceptance criteria\n\n${block}\n`);
    const { found } = takeCriteria(source, sections[0]?.nodes ?? [], "all");
    const below = found.map(({ details }) => details?.parts);
    expect(below[1]).toEqual([
      {
        type: "markdown",
        source: "```gherkin\nGiven no log\nThen I am told\n\nExamples:\n  | lang |\n```",
      },
    ]);
    expect(JSON.stringify(below[0])).toContain("Feature: Export");
  });

  test("elsewhere, and any other code, is code", () => {
    expect(read(`Why.\n\n## Approach\n\n${block}\n`).criteria).toEqual([]);
    const code = "```ts\nexpect(1).toBe(1)\n```";
    expect(read(`Why.\n\n## Acceptance criteria\n\n${code}\n`).criteria).toEqual([]);
  });
});

describe("the goal", () => {
  test("is no line about the issue itself", () => {
    const body = "**Captain:** @jo\n**Target:** 2026-03-10\n\n## Tasks\n\n- [ ] one";
    expect(read(body).goal).toBeUndefined();
    const more = "**Created**: 2026-01-20\n\n### Why not\n\nPeople save what they searched for.";
    expect(read(more).goal).toBe("People save what they searched for.");
  });

  test("is what a section for tasks says, where it says nothing else", () => {
    const { goal, notes } = read("### What needs to be done?\n\nPrint the version when asked.\n");
    expect(goal).toBe("Print the version when asked.");
    expect(notes).toBe("");
    const list = "## Tasks\n\nTick them off when you are done.\n\n- [ ] one";
    expect(read(list).goal).toBeUndefined();
  });
});

test("what must be there is work below its heading, what will not is none", () => {
  const body =
    "Why.\n\n### Must have\n- one\n\n### Should have\n- two\n\n### Won't have\n- three\n";
  const { steps, phases } = read(body);
  expect(steps).toEqual(["- one", "- two"]);
  expect(phases).toEqual(["Must have", "Should have"]);
});

test("the end of a text that only announces work is no name of a phase", () => {
  for (const lead of ["To do:", "We need to:", "Here's the plan:", "Steps:", "Please:"]) {
    expect(read(`It is slow. ${lead}\n\n- [ ] one`).phases).toEqual([""]);
  }
  for (const lead of ["Please:", "It is slow. To do on the server:"]) {
    const name = lead.replace(/^It is slow\. |:$/g, "");
    expect(read(`${lead}\n\n- [ ] one`).phases).toEqual([name]);
  }
});

describe("a table below acceptance criteria", () => {
  test("is a criterion for each row", () => {
    const table =
      "| ID | Criterion | Verified by | Status |\n|---|---|---|---|\n| 1 | Fast | k6 | done |\n| 2 | Small | | |\n";
    expect(read(`Why.\n\n## Acceptance criteria\n\n${table}`)).toMatchObject({
      criteria: ["Fast", "Small"],
      steps: [],
      notes: "",
    });
  });

  test("is read from Given to Then", () => {
    const table =
      "| # | Given | When | Then |\n|---|---|---|---|\n| 1 | a code | I use it | I pay less |\n";
    expect(read(`Why.\n\n## Acceptance criteria\n\n${table}`).criteria).toEqual([
      "Given a code, When I use it, Then I pay less",
    ]);
  });
});

test("a line in bold that names a task is a task, with what stands below it", () => {
  const body =
    "## Plan\n\n**Task 1: Cut the wire**\n\nThe red one.\n\n**Task 2: Leave**\n\n- quickly\n";
  expect(read(body).steps).toEqual(["- Task 1: Cut the wire", "- Task 2: Leave"]);
  expect(read("## Steps to reproduce\n\n**Step 1: Open it**\n\nIt is red.\n").steps).toEqual([]);
});

test("scenarios in Gherkin are criteria under a heading that calls them so", () => {
  const code = "```gherkin\nScenario: It rains\n  Given a cloud\n  Then it rains\n```\n";
  expect(read(`Make weather.\n\n## Scenarios\n\n${code}`).criteria).toEqual(["Scenario: It rains"]);
  expect(read(`It fails.\n\n## Example input\n\n${code}`).criteria).toEqual([]);
});

test("a goal that is all its section says keeps the heading, if that has no known name", () => {
  const body = "| a | b |\n|---|---|\n| 1 | 2 |\n\n## Our shop in Rome\n\nIt sells red hats.";
  expect(read(body).goal).toBe("It sells red hats.");
  const { sections } = readBody(body);
  expect(sections.find(({ kind }) => kind === "goal")).toMatchObject({ keepsHeading: true });
  expect(readBody("## Background\n\nIt sells red hats.").sections[0]?.keepsHeading).toBe(false);
});

test("steps are of the phase whose heading stands above that of the steps", () => {
  const body =
    "## Phase 1: Draw\n\n### Tasks\n\n- [ ] a\n\n### Acceptance criteria\n\n- seen\n\n## Phase 2: Build\n\n### Tasks\n\n- [ ] b\n";
  expect(read(body).phases).toEqual(["Draw", "Build"]);
  expect(read("## Our shop\n\n### Tasks\n\n- [ ] a\n").phases).toEqual([""]);
});

test("a text that starts with the number of its step in bold is a step", () => {
  const body = "Go.\n\n**Step 1:** Cut the wire.\n\n**Step 2:** Leave the *house*.\n";
  expect(read(body).steps).toEqual(["- Step 1: Cut the wire.", "- Step 2: Leave the house."]);
  expect(read("## Current behavior\n\n**Step 1:** I cut the wire.\n").steps).toEqual([]);
});

test("a text that starts with small headings is no form, if none wrote it", () => {
  const tight = "### Before\n- [ ] freeze\n### After\n- [ ] tell\n\nIn the news.\n";
  expect(read(tight).steps).toEqual(["- freeze", "- tell"]);
  const boxesOnly = "### Before\n\n- [ ] freeze\n\n### After\n\n- [ ] tell\n";
  expect(read(boxesOnly).steps).toEqual(["- freeze", "- tell"]);
  const form = "### Where\n\n- [x] web\n- [ ] app\n\n### What\n\nIt is slow.\n";
  expect(read(form).steps).toEqual([]);
});

test("what prevents a repetition is work by its numbers, and a setup by its boxes", () => {
  expect(read("It broke.\n\n## Mitigations\n\n1. pin it\n2. sign it\n").steps).toHaveLength(2);
  expect(
    read("Try it.\n\n**Setup**\n\n- [ ] a flag\n\n## Go/No-Go criteria\n\n- quick\n"),
  ).toMatchObject({
    steps: ["- a flag"],
    criteria: ["quick"],
  });
});

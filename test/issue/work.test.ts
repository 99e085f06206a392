import { describe, expect, test } from "#jest";
import { readBody } from "../../src/issue/body.js";
import { takeCriteria } from "../../src/issue/items.js";
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

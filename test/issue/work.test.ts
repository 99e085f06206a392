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

describe("a line before a list announces work", () => {
  test.each([
    "We should at least cover",
    "We'd have to touch:",
    "Somebody should go through these and drop them:",
    "Here's what I want to get done before the fair:",
    "What would be needed, as far as I can see:",
    "It has failed for years. Somebody should go through this and drop it:",
    "stuff i want to get done before the fair",
    "The following need new owners:",
    "What needs to be repaired?",
    "We propose to drop and replace it:",
    "Was muss gemacht werden?",
    "Wir müssten noch:",
    "Il faudrait :",
    "Habría que:",
    "Вот что хочу успеть до весны:",
    "本次需要修改：",
    "以下を対応したい：",
  ])("“%s”", (lead) => {
    expect(read(`The list is slow.\n\n${lead}\n\n- cells of the head\n- the sums\n`).steps).toEqual(
      ["- cells of the head", "- the sums"],
    );
  });

  test.each([
    "You should see",
    "Users should be able to",
    "Developers of plugins know:",
    "We should know",
    "What I did:",
    "To use it you need to:",
    "This would let us:",
    "It should never be:",
    "We should not:",
    "Ce qui ne marche pas :",
    "Was passiert?",
    "已尝试：",
  ])("but not “%s”", (lead) => {
    expect(read(`The list is slow.\n\n${lead}\n\n- cells of the head\n- the sums\n`).steps).toEqual(
      [],
    );
  });
});

test.each([
  "To work on this you need to:",
  "Today every caller has to:",
  "Steps to contribute:",
  "参与步骤：",
])("what others have to do is no work: “%s”", (lead) => {
  expect(read(`It is slow.\n\n${lead}\n\n1. build it\n2. ask\n`).steps).toEqual([]);
});

describe("a list of instructions is work", () => {
  const list = "- Remove the `old` flag\n- Rename the others\n- Two tests fail then\n";

  test("whatever leads to it", () => {
    const steps = ["- Remove the old flag", "- Rename the others", "- Two tests fail then"];
    expect(
      read(`The new one has been there since May. Time to clean up:\n\n${list}`).steps,
    ).toEqual(steps);
    expect(read(`It is old.\n\n## Cleanup\n\n${list}`).steps).toEqual(steps);
  });

  test.each([
    `I have already tried this:\n\n${list}`,
    `How to remove it by hand:\n\n${list}`,
    `It would allow us to:\n\n${list}`,
    `## Alternatives\n\n${list}`,
    `It ends.\n\n## Notes\n\n${list}\n## Steps to reproduce\n\nStart it.\n`,
    "It ends.\n\n1. Add a shape\n2. Delete it\n3. Undo\n",
  ])("but not in %j", (body) => {
    expect(read(body).steps).toEqual([]);
  });
});

test("boxes in a form are work beside a text, and a choice alone", () => {
  const form = (text: string) =>
    `### Body\n\n${text}- [ ] mix it\n- [x] bake it\n\n### Who?\n\nMe.\n`;
  expect(read(form("Please check:\n\n")).steps).toEqual(["- mix it", "x bake it"]);
  expect(read(form("")).steps).toEqual([]);
});

describe("a list of plain items is work where it is the fix", () => {
  test.each(["**Fix:**\n", "## Proposed changes\n\n", "## 修正方法\n\n", "Suggested fix:\n"])(
    "%j",
    (heading) => {
      expect(read(`It ends.\n\n${heading}- test it\n- drop it\n`).steps).toEqual([
        "- test it",
        "- drop it",
      ]);
      const { steps } = read(`It ends.\n\n## Proposed solution\n\n- fast\n- small\n`);
      expect(steps).toEqual([]);
    },
  );
});

test("a numbered list is work below such a line, too", () => {
  const lead = "What would be needed, as far as I can see:";
  expect(read(`The list is slow.\n\n${lead}\n\n1. a cache\n2. an index\n`).steps).toEqual([
    "- a cache",
    "- an index",
  ]);
});

test("what people do about a bug is no work where a form asks for something else", () => {
  const form =
    "### What happened?\n\nIt hangs.\n\n### Anything else?\n\nWe have to restart it:\n\n- stop\n- start\n";
  expect(read(form).steps).toEqual([]);
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

describe("boxes are work", () => {
  test.each(["Services", "Packages", "Libraries", "Tools"])("below “%s”", (heading) => {
    const body = `All of it moves.\n\n## ${heading}\n\n*front:*\n\n- [x] one\n- [ ] two\n`;
    expect(read(body).steps).toEqual(["x one", "- two"]);
  });
});

describe("lists below the names of files are work", () => {
  const files = "### `src/a.ts`\n\n- split it\n\n### `src/b.ts` (900 lines)\n\n- drop the cache\n";

  test("where several are named, each a phase of its own", () => {
    const { steps, phases } = read(`Two are too long.\n\n${files}`);
    expect(steps).toEqual(["- split it", "- drop the cache"]);
    expect(phases).toEqual(["src/a.ts", "src/b.ts (900 lines)"]);
  });

  test("not in the report of a bug, nor where one is named", () => {
    expect(read(`It fails.\n\n${files}\n### Steps to reproduce\n\nStart it.`).steps).toEqual([]);
    expect(read("Long.\n\n### `src/a.ts`\n\n- it has 900 lines\n").steps).toEqual([]);
  });
});

describe("a title that announces work", () => {
  test.each(["TODO before the fair", "Roadmap 2.0", "[Meta] Sound", "План на весну", "2.0 的计划"])(
    "makes the first list work: “%s”",
    (title) => {
      const body =
        "I write it down here.\n\n* tune it\n* record it\n\nNotes of mine:\n\n* it is loud\n";
      expect(read(body, title).steps).toEqual(["- tune it", "- record it"]);
    },
  );

  test("also below a line that leads to it", () => {
    const body = "Spring comes.\n\nFirst, the easy part:\n\n* tune it\n* record it\n";
    expect(read(body, "Roadmap 2.0").steps).toEqual(["- tune it", "- record it"]);
  });

  test.each([
    ["It is loud", "I write it down here.\n\n* tune it\n* record it\n"],
    ["Roadmap 2.0", "Not in this one:\n\n* tune it\n* record it\n"],
    ["Roadmap 2.0", "What we will not do:\n\n* tune it\n* record it\n"],
    ["Roadmap link is dead", "Seen on:\n\n* start page\n* end page\n"],
    ["Action items of May", "What was good\n\n* tuning\n* recording\n"],
    ["Crash in the plan editor", "In short.\n\n* it opens\n* it ends\n"],
  ])("but not “%s” over %j", (title, body) => {
    expect(read(body, title).steps).toEqual([]);
  });
});

test("a numbered list is work where an issue says when it is done, and nowhere else how", () => {
  const list = "From the audit, by weight.\n\n1. **Keys** are old\n2. No lock\n";
  const done = "\nDefinition of done:\n- [ ] the audit is green\n";
  expect(read(`${list}${done}`).steps).toEqual(["- Keys are old", "- No lock"]);
  expect(read(list).steps).toEqual([]);
  expect(read(`${list}${done}\n## Tasks\n\n- [ ] buy a lock\n`).steps).toEqual(["- buy a lock"]);
});

describe("questions", () => {
  test("are choices, too, and entries of a list of nothing but questions", () => {
    const open =
      "## Questions to answer\n\n- Color: red vs. blue\n- Can it be sold\n- It stays square\n";
    expect(read(open).questions).toEqual(["Color: red vs. blue", "Can it be sold"]);
    const asked = "We draw it anew. What do you think?\n\n- is it round?\n- is red too loud?\n";
    expect(read(asked).questions).toEqual(["is it round?", "is red too loud?"]);
    expect(read("Do I need to\n- paint it?\n- or dry it?\n").questions).toEqual([]);
  });
});

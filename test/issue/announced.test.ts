import { describe, expect, test } from "#jest";
import { read } from "./what-counts.js";

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
    "For the fair we need:",
    "To be done before the fair:",
    "I'd like to tackle these in this order:",
    "建议重构：",
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

  test("also by their second sentences", () => {
    const found = "1. Nobody finds it. Rename it\n2. It is blue → replace the color\n3. Too big\n";
    expect(read(`Six people tried.\n\n${found}`).steps).toHaveLength(3);
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
  const report = "It hangs. I need to:\n\n- stop\n- start\n\n## Steps to reproduce\n\nStart it.\n";
  expect(read(report).steps).toEqual([]);
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

  test("also where a line of code names them", () => {
    const body = "Two are too long.\n\n`src/a.ts`\n- split it\n\n`lib/`\n- the cache\n";
    const { steps, phases } = read(body);
    expect(steps).toEqual(["- split it", "- the cache"]);
    expect(phases).toEqual(["src/a.ts", "lib/"]);
    expect(read(`${body}\n## Actual result\n\nIt fails.`).steps).toEqual([]);
  });

  test("not in the report of a bug, nor where one is named", () => {
    expect(read(`It fails.\n\n${files}\n### Steps to reproduce\n\nStart it.`).steps).toEqual([]);
    expect(read("Long.\n\n### `src/a.ts`\n\n- it has 900 lines\n").steps).toEqual([]);
  });
});

describe("a title that announces work", () => {
  test.each([
    "TODO before the fair",
    "Roadmap 2.0",
    "[Meta] Sound",
    "Quick wins for the start page",
    "План на весну",
    "2.0 的计划",
  ])("makes the first list work: “%s”", (title) => {
    const body =
      "I write it down here.\n\n* tune it\n* record it\n\nNotes of mine:\n\n* it is loud\n";
    expect(read(body, title).steps).toEqual(["- tune it", "- record it"]);
  });

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
    expect(read("It is red.\n\n## Open\n\n- is it round?\n").questions).toEqual(["is it round?"]);
    expect(read("Do I need to\n- paint it?\n- or dry it?\n").questions).toEqual([]);
  });
});

test("steps in a report are those to reproduce, also where it names its parts in few words", () => {
  const body = "**Étapes**\n1. ouvrir\n2. cliquer\n\n**Attendu** : les accents.\n";
  expect(read(body).steps).toEqual([]);
});

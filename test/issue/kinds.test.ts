import { describe, expect, test } from "#jest";
import { readBody } from "../../src/issue/body.js";
import { sectionKindOf } from "../../src/issue/headings.js";
import { read } from "./what-counts.js";

test("a heading that holds its value takes nothing of what stands below it", () => {
  const body =
    "# Priority: High\n# Effort: 3 days\n\n## Search criteria\nPeople filter by colour and by size.\n\n## Requirements\n- one";
  expect(read(body)).toMatchObject({
    goal: "People filter by colour and by size.",
    steps: ["- one"],
  });
  expect(read("Go.\n\n# Tasks: the database\n\n## Tables\n- one").steps).toEqual(["- one"]);
});

test("questions that wait for an answer are questions in Chinese, too", () => {
  expect(read("背景。\n\n### 待确认问题\n- 默认是否跟随系统?").questions).toEqual([
    "默认是否跟随系统?",
  ]);
});

describe("what is work", () => {
  test.each([
    ["Zu erledigen", "Abnahmekriterien", "Beschreibung"],
    ["Tâches", "Critères d'acceptation", "Objectif"],
    ["Tareas", "Criterios de aceptación", "Descripción"],
    ["Tarefas", "Critérios de aceite", "Objetivo"],
    ["Attività", "Criteri di accettazione", "Obiettivo"],
    ["Задачи", "Критерии приёмки", "Цель"],
    ["任务", "验收标准", "目标"],
    ["タスク", "受け入れ条件", "概要"],
    ["할 일", "완료 조건", "목표"],
    ["Zadania", "Kryteria akceptacji", "Opis"],
    ["Taken", "Acceptatiecriteria", "Omschrijving"],
    ["Yapılacaklar", "Kabul kriterleri", "Açıklama"],
    ["Завдання", "Критерії приймання", "Опис"],
    ["Plano de implementação", "Critérios de aceitação", "Resumo"],
    ["Piano di implementazione", "Criteri di accettazione", "Descrizione"],
    ["Steps per service", "Key results", "Objective"],
  ])("is known under %s, criteria under %s, and the goal under %s", (tasks, criteria, goal) => {
    const body = `## ${goal}\nA long text.\n\n## ${tasks}\n- one\n- two\n\n## ${criteria}\n- seen`;
    expect(read(body)).toMatchObject({
      steps: ["- one", "- two"],
      criteria: ["seen"],
      goal: "A long text.",
    });
  });

  test("is what a table with tasks and their states says, also without a heading", () => {
    const head = "| # | Task | State |\n|---|---|---|\n";
    expect(read(`${head}| 1 | Tag it | done |\n| 2 | Ship it | |\n`).steps).toEqual([
      "x Tag it",
      "- Ship it",
    ]);
    const answered = "## To do\n| Task | Done? |\n|---|---|\n| One | yes |\n| Two | no |\n";
    expect(read(answered).steps).toEqual(["x One", "- Two"]);
    const plain = "## Browsers\n| Browser | State |\n|---|---|\n| Firefox | ok |\n";
    expect(read(plain).steps).toEqual([]);
  });

  test("beside the boxes of a test plan, other lists are remarks", () => {
    const body = "Go.\n\n**Test plan**\n- [ ] Press it\n\nRemarks\n- it is slow\n- it is old\n";
    expect(read(body).criteria).toEqual(["Press it"]);
    expect(read("Go.\n\n## Test plan\n- Press it\n").criteria).toEqual(["Press it"]);
  });

  test("fields of a tracker keep their names, at the start and at the end", () => {
    const fields = "**Type:** Story\n**Components:** cart, mail\n**Sprint:** 14";
    for (const body of [`${fields}\n\n## Tasks\n- one`, `Go.\n\n**Tasks:**\n- one\n\n${fields}`]) {
      const { steps, notes } = read(body);
      expect(steps).toEqual(["- one"]);
      expect(notes).toContain("cart, mail");
      expect(notes).toContain("**Sprint:** 14");
      expect(notes).not.toContain("Tasks");
    }
  });

  test("is what a heading, a table or a fence of tasks says", () => {
    expect(
      read(
        "## Tasks\n\n### Task 1 — Add the cache\n\nText.\n\n#### Files\n\n- `a.ts`\n\n### Task 2 — Use it",
      ).steps,
    ).toEqual(["- Task 1 — Add the cache", "- Task 2 — Use it"]);
    expect(
      read("## To do\n\n| # | Task | State |\n|--|--|--|\n| 1 | Dig | done |\n| 2 | Plant | open |")
        .steps,
    ).toEqual(["x Dig", "- Plant"]);
    expect(read("Text.\n\n```[tasklist]\n### Tasks\n- [ ] a\n- [x] b\n```").steps).toEqual([
      "- a",
      "x b",
    ]);
    expect(read("Try it.\n\n[]- a\n[x]- b").steps).toEqual(["- a", "x b"]);
  });

  test("is in a list with boxes only what has one", () => {
    expect(read("State:\n\n- [x] Menu\n- Legal texts: somebody else\n- [ ] Search").steps).toEqual([
      "x Menu",
      "- Search",
    ]);
  });

  test.each([
    ["choices of a form", "### Summary\n\nIt stops.\n\n### Areas\n\n- [x] Web\n- [ ] App"],
    [
      "declarations",
      "It stops.\n\n## Checklist\n\n- [x] I searched\n- [x] This issue is about one bug",
    ],
    [
      "declarations in French",
      "Ça plante.\n\n## Liste\n\n- [x] J'ai cherché\n- [x] Je confirme tout",
    ],
    [
      "declarations under Prerequisites",
      "### Prerequisites\n\n- [x] I have searched\n- [ ] I would help\n\n### Problem\n\nIt stops.",
    ],
    ["observations", "Names differ. What I saw:\n1. dots\n2. dashes"],
    ["options", "Where to put it?\n\n## Options\n\n1. Disk\n2. Memory\n\n### Pros\n\n- fast"],
    [
      "steps of a bug report",
      "### What happened?\n\nIt stops.\n\n### Steps\n\n1. Open it\n2. Wait",
    ],
    ["non-goals", "Text.\n\n## Out of scope\n\n- [ ] Mail"],
    ["quotes", "Text:\n\n> - [ ] a"],
  ])("are not %s", (_, body) => {
    expect(read(body)).toMatchObject({ steps: [], criteria: [], dependencies: [] });
  });

  test("is not what proves it", () => {
    expect(
      read("## Test plan\n\n- [ ] Pull the plug\n\n## This is done when …\n\n- it restarts"),
    ).toMatchObject({ steps: [], criteria: ["Pull the plug", "it restarts"] });
  });
});

describe("what is said", () => {
  test("below a line in bold is read as below a heading", () => {
    const body =
      "**Describe the bug**\nThe list is empty.\n\n**To Reproduce**\nSteps:\n1. Open\n2. Look";
    expect(read(body)).toMatchObject({ steps: [], goal: "The list is empty." });
    expect(readBody(body).sections.map(({ kind }) => kind)).toEqual(["goal", "reproduction"]);
  });

  test("in a heading stays", () => {
    const { sections } = readBody(
      "## Summary\n\nText here.\n\n## Priority: High\n\n## Out of scope: mobile",
    );
    expect(sections.map(({ name, kind }) => [name, kind])).toEqual([
      ["Summary", "goal"],
      ["Priority", "priority"],
      ["Out of scope", "nonGoals"],
    ]);
    expect(read("# Replaced by #7\n\n# Notes\n\nOld.").notes).toContain("#7");
    expect(read("Text here.\n\n## Priority\n\nHigh -- low effort").notes).toContain("low effort");
  });

  test("by nobody is left out", () => {
    const none = ["N/A", "--", "-", "None", "TBD", "_No response_", "keine", "なし"];
    const body = none.map((answer, index) => `### Field ${index}\n\n${answer}\n`).join("\n");
    expect(readBody(`### Summary\n\nText.\n\n${body}`).sections).toHaveLength(1);
    expect(readBody("## 背景\n\n很慢").sections).toHaveLength(1);
  });

  test("first is the goal where no heading names one", () => {
    expect(read("**Mock-up:** https://example.org\n\n## Background\n\nPages are long.").goal).toBe(
      "Pages are long.",
    );
    expect(read("<p>Make the export <b>fast</b>.</p>\n\n## Tasks\n\n- a").goal).toBe(
      "<p>Make the export <b>fast</b>.</p>",
    );
    const logo = '<p align="center"><img src="logo.png" alt="The logo of the shop"></p>';
    expect(read(`${logo}\n\n## Background\n\nPages are too long.`).goal).toBe(
      "Pages are too long.",
    );
  });

  test.each(["Search criteria", "Unused dependencies", "Why the risk team asked", "Task force"])(
    "under “%s” is what it is",
    (heading) => {
      expect(sectionKindOf(heading)).toBeUndefined();
    },
  );
});

describe("states of a table of tasks", () => {
  test.each([
    ["任务", "状态", "已完成", "进行中"],
    ["Задача", "Статус", "готово", "в работе"],
    ["タスク", "状態", "完了", "作業中"],
    ["작업", "상태", "완료", "진행 중"],
    ["Tâche", "État", "terminé", "à l’étude"],
  ])("in %s: only what is done is ticked", (task, state, done, open) => {
    const table = `| ${task} | ${state} |\n| --- | --- |\n| One | ${done} |\n| Two | ${open} |`;
    expect(read(`Why.\n\n## To do\n\n${table}`).steps).toEqual(["x One", "- Two"]);
  });
});

describe("when the work is done", () => {
  test.each([
    "## Done when: searches take less than a second",
    "## This is done when: searches take less than a second",
    "Work.\n\nWe are done when\n\n- searches take less than a second",
    "Work.\n\nDone when:\n- searches take less than a second",
  ])("is a criterion in %j", (body) => {
    expect(read(`Search is slow today.\n\n${body}`).criteria).toEqual([
      "searches take less than a second",
    ]);
  });

  test("is a scenario as a whole, with its name", () => {
    const scenario = "- Given a log\n- When I export it\n- Then I get a file";
    const said = "Given a log, When I export it, Then I get a file";
    expect(read(`Why.\n\n## Acceptance criteria\n\n${scenario}`).criteria).toEqual([said]);
    for (const name of ["**Scenario: export**", "### Scenario: export", "Scenario: export"]) {
      const { criteria, notes } = read(`Why.\n\n## Acceptance criteria\n\n${name}\n\n${scenario}`);
      expect(criteria).toEqual([`Scenario: export: ${said}`]);
      expect(notes).toBe("");
    }
    const two = `${scenario}\n- Given none\n- Then I get a message`;
    expect(read(`Why.\n\n**Acceptance criteria**\n\n${two}`).criteria).toEqual([
      said,
      "Given none, Then I get a message",
    ]);
    const boxes = "- [x] Given a log\n- [ ] Then I get a file";
    expect(read(`Why.\n\n## Acceptance criteria\n\n${boxes}`).criteria).toHaveLength(1);
  });

  test("is each entry that says all by itself", () => {
    const whole = "- Given a log When I export it Then I get a file\n- Given none Then I am told";
    expect(read(`Why.\n\n## Acceptance criteria\n\n${whole}`).criteria).toHaveLength(2);
    const others = "- When it rains, nothing gets wet\n- Then people are happy";
    expect(read(`Why.\n\n## Acceptance criteria\n\n${others}`).criteria).toHaveLength(2);
  });
});

test("criteria in groups are criteria, and leave no empty headings behind", () => {
  const body =
    "Why.\n\n## Acceptance criteria\n\n### API\n\n- [ ] One\n\n### Documentation\n\n- Two\n\n### For admins\n\n- Three\n\n## Security\n\nText.";
  const { criteria, steps, notes } = read(body);
  expect({ criteria, steps }).toEqual({ criteria: ["One", "Two", "Three"], steps: [] });
  expect(notes).toBe("Text.");
});

test.each(["## Options\n\n### Redis", "## Option B: Redis", "## Optionen\n\n### Redis"])(
  "boxes under %j are no work",
  (heading) => {
    const body = `Why.\n\n${heading}\n\n- [ ] fast\n- slow\n\n## Next steps\n\n- Write it`;
    expect(read(body).steps).toEqual(["- Write it"]);
  },
);

test("what somebody would do is work, and what was an idea is none", () => {
  const body = "CI is slow.\n\nFirst ideas:\n\n* cache\n\nWhat I would do:\n\n1. Measure\n2. Cut";
  expect(read(body).steps).toEqual(["- Measure", "- Cut"]);
});

test("boxes under QA below Tasks are tasks, those under a test plan of its own are criteria", () => {
  const tasks = "## Tasks\n\n### Backend\n\n- [ ] Store\n\n### QA\n\n- [ ] Try it on Safari";
  expect(read(`Why.\n\n${tasks}`)).toMatchObject({
    steps: ["- Store", "- Try it on Safari"],
    criteria: [],
  });
  expect(read("Why.\n\n## Tasks\n\n- [ ] Store\n\n## QA\n\n- [ ] It works")).toMatchObject({
    steps: ["- Store"],
    criteria: ["It works"],
  });
});

test("a field and closing words below a list of bold lines' sections are no part of it", () => {
  const body =
    "**Problem:** Uploads break.\n\n**Done when:**\n- [ ] They do not\n\n**Not doing:** Streams.\n\n**Tasks**\n- [ ] Cut\n";
  const { criteria, steps, notes } = read(body);
  expect({ criteria, steps }).toEqual({ criteria: ["They do not"], steps: ["- Cut"] });
  expect(notes).toBe("Streams.");
  const footer = read("Why.\n\n## Out of scope\n\nThemes.\n\n---\n\n_Sent from my phone_");
  expect(footer.notes).toBe("Themes.\n_Sent from my phone_");
});

describe("what only looks like a choice or like work", () => {
  test.each(["Options page", "Option parsing", "Alternative text of images", "Options-Menü"])(
    "boxes under “%s” are tasks",
    (heading) => {
      const { steps } = read(`## ${heading}\n\n- [ ] Add a switch\n- [ ] Store it\n`);
      expect(steps).toEqual(["- Add a switch", "- Store it"]);
    },
  );

  test.each([
    "Options",
    "Options considered",
    "Options for the cache:",
    "Option B: Redis",
    "Option 2",
    "Pros and cons",
    "Alternatives (rejected)",
    "Variante A",
  ])("boxes under “%s” are none", (heading) => {
    expect(read(`## ${heading}\n\n- [ ] Redis\n- [ ] Memory\n`).steps).toEqual([]);
  });

  test.each(["We are not going to:", "We aren't going to touch:", "What we’re not going to do:"])(
    "“%s” announces no work",
    (lead) => {
      expect(read(`${lead}\n\n1. The parser\n2. The schema\n`).steps).toEqual([]);
    },
  );

  test("a line within the steps that show a bug starts no tasks", () => {
    const { steps } = read(
      "## Steps to reproduce\n\nRequirements\n- Node.js 20\n\nSteps\n1. Open\n2. Click\n",
    );
    expect(steps).toEqual([]);
  });
});

test.each([
  ["a cell of marks", `## Tasks\n\n| Task | Status |\n|-|-|\n| a | ${"!".repeat(60_000)}q |\n`, 1],
  ["short paragraphs", `## a\n\n${"x\n\n".repeat(20_000)}`, 0],
])("%s: the longest issue is read", (_, body, steps) => {
  expect(read(body).steps).toHaveLength(steps);
});

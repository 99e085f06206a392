import { describe, expect, test } from "#jest";
import { sectionKindOf } from "../../src/issue/headings.js";
import { read } from "./what-counts.js";

describe("headings that name pieces of work", () => {
  test("are counted by letters, too, and their fields are no work", () => {
    const body =
      "## Goal\nOne till for all shops.\n\n## Stories\n\n### Story A: Print the bill\n\n- Issue: #5\n- Estimate: 2 points\n\n### Story B – Open the drawer\n\nBy cable.\n";
    expect(read(body).steps).toEqual(["- Story A: Print the bill", "- Story B – Open the drawer"]);
  });

  test("are phases where one of them has nothing but text below it", () => {
    const body =
      "The map is slow.\n\n## How I would do it\n\n### Phase 1 – Measure it\n\n- in the city\n\n### Phase 2 – Cache it\n\nFor an hour.\n";
    expect(read(body).steps).toEqual(["- Phase 1 – Measure it", "- Phase 2 – Cache it"]);
    const boxed =
      "The map is slow.\n\n## Plan\n\n### Phase 1: Measure\n\n- [ ] in the city\n\n### Phase 2: Cache\n\n- [ ] for an hour\n";
    expect(read(boxed).steps).toEqual(["- in the city", "- for an hour"]);
  });

  test("are numbered ones below work packages", () => {
    const body = "## Work packages\n\n### 1. Read the card\n\nBy radio.\n\n### 2. Beep\n\nLoud.\n";
    expect(read(body).steps).toEqual(["- 1. Read the card", "- 2. Beep"]);
  });
});

describe("the goal", () => {
  test("is no remark in italics", () => {
    const body =
      "### Notes\n\n- Team: maps\n\n_Please keep this text up to date._\n\nThe map is slow on phones.\n";
    expect(read(body).goal).toBe("The map is slow on phones.");
  });

  test("is what an enhancement's description says", () => {
    expect(read("### Enhancement description\n\n- Maps can be drawn offline\n").goal).toContain(
      "Maps can be drawn offline",
    );
  });

  test.each([
    "What should be added or changed?",
    "What is to be improved?",
    "How can we make it better?",
  ])("is the answer to “%s”", (question) => {
    const body = `### ${question}\n\nThe map is drawn without a network.\n\n### How often?\n\nEach day, on every trip.\n`;
    expect(read(body).goal).toBe("The map is drawn without a network.");
  });
});

test("fields and names of sections may be in italics", () => {
  const body =
    "*Status:* Open\n*Sprint:* 12\n\n*User story*\nAs a driver, I want a map.\n\n*Acceptance criteria*\n- it is fast\n\n*Subtasks*\n- MAP-2 Draw it\n\n*Linked issues*\n- blocks MAP-9\n";
  expect(read(body)).toMatchObject({
    goal: expect.stringMatching(/^As a driver/),
    criteria: ["it is fast"],
    steps: ["- MAP-2 Draw it"],
  });
});

test.each(["Assumptions & questions", "Assumptions and open questions", "Annahmen und Fragen"])(
  "what is asked below “%s” is a question",
  (heading) => {
    const body = `Go.\n\n## ${heading}\n\n- The map fits in memory\n- Who pays for it?\n`;
    expect(read(body).questions).toEqual(["Who pays for it?"]);
  },
);

test("boxes under follow-ups are the work where there is no other", () => {
  const followUps = "## Follow-ups\n\n- [ ] Count the maps\n- [ ] Ask the drivers\n";
  expect(read(`Which map?\n\n${followUps}`).steps).toEqual([
    "- Count the maps",
    "- Ask the drivers",
  ]);
  expect(read(`Which map?\n\n## Tasks\n\n- [ ] Draw\n\n${followUps}`).steps).toEqual(["- Draw"]);
});

test("boxes alone in a form's field about what happens are a choice", () => {
  const body =
    "### Description\n\nThe map is slow.\n\n### Impact\n\n- [ ] It does not open\n- [x] It is slow\n";
  expect(read(body).steps).toEqual([]);
});

test("scenarios are criteria, whatever stands above them", () => {
  const body =
    "As a driver, I want a map so that I arrive.\n\n### Scenarios\n\n**Scenario 1: by day**\n- Given a map\n- When I drive\n- Then it turns\n\n**Scenario 2: by night**\n- Given a map\n- When it is dark\n- Then it is dark, too\n";
  expect(read(body)).toMatchObject({
    criteria: [expect.stringContaining("it turns"), expect.stringContaining("it is dark, too")],
    steps: [],
  });
});

test.each([
  ["Taken", "Acceptatiecriteria", "Doel"],
  ["Zadania", "Kryteria akceptacji", "Cel"],
  ["Görevler", "Kabul kriterleri", "Amaç"],
  ["Uppgifter", "Acceptanskriterier", "Mål"],
  ["Завдання", "Критерії приймання", "Мета"],
  ["Úkoly", "Akceptační kritéria", "Cíl"],
])("work is known under %s, criteria under %s, and the goal under %s", (tasks, criteria, goal) => {
  const body = `## ${goal}\nA long text.\n\n## ${tasks}\n- one\n\n## ${criteria}\n- seen`;
  expect(read(body)).toMatchObject({ steps: ["- one"], criteria: ["seen"], goal: "A long text." });
});

test("pieces of work may be counted in words, or be children of an issue", () => {
  const body =
    "The map is slow.\n\n## Proposed implementation\n\n### Step one: Measure it\n\n- in town\n\n### Step two: Cache it\n\nFor an hour.\n";
  expect(read(body).steps).toEqual(["- Step one: Measure it", "- Step two: Cache it"]);
  const children = "## Child issues\n\n### Child issue 1: Read the card\n\n- Team: tills\n";
  expect(read(children).steps).toEqual(["- Child issue 1: Read the card"]);
});

test("one box that says what its author has done first makes a list of declarations", () => {
  const list =
    "- [x] I have updated to 3.2\n- [x] It is not about usage\n- [x] No such issue exists\n";
  expect(read(`The map is grey.\n\n**Checks**\n\n${list}`).steps).toEqual([]);
  expect(read("Go.\n\n- [ ] Move it\n- [ ] I can see it\n- [ ] Paint it\n").steps).toHaveLength(3);
});

test("headings that hold their values are no fields of a form", () => {
  const body =
    "### Overview\n\nA long text.\n\n### Requires: #52, the drawing\n\n### Time needed: three days\n";
  expect(read(body).notes).toMatch(/Requires: .*, the drawing/);
  expect(read(body).notes).toContain("Time needed: three days");
});

describe("a table is work", () => {
  test("where a column says by yes or no what is done", () => {
    const table =
      "| Area | Who | Done? |\n|---|---|---|\n| Cart | @ida | yes |\n| Labels | – | no |\n";
    expect(read(`The shop speaks Danish.\n\n${table}`).steps).toEqual(["x Cart", "- Labels"]);
    const works = "| Area | Works? |\n|---|---|\n| Cart | yes |\n| Labels | no |\n";
    expect(read(`The shop speaks Danish.\n\n${works}`).steps).toEqual([]);
  });

  test("where columns say who does it and until when", () => {
    const table = "| Remedy | Who | When |\n|---|---|---|\n| Add a lock | @pat | May |\n";
    expect(read(`It was empty.\n\n## Never again\n\n${table}`).steps).toEqual(["- Add a lock"]);
    const log = "| Event | When |\n|---|---|\n| It broke | 9:00 |\n";
    expect(read(`It was empty.\n\n## Log\n\n${log}`).steps).toEqual([]);
  });
});

describe("headings are known by the word in them", () => {
  test.each([
    ["Conditions d'acceptation", "criteria"],
    ["Condiciones de aceptación", "criteria"],
    ["Acceptance checks", "criteria"],
    ["Abnahmebedingungen", "criteria"],
    ["验收要点", "criteria"],
    ["受け入れ確認", "criteria"],
    ["需求背景", "background"],
    ["需求目标", "goal"],
    ["対応事項", "steps"],
    ["作業一覧", "steps"],
    ["確認項目", "verification"],
    ["本次不包括", "nonGoals"],
    ["今回の対象外", "nonGoals"],
    ["非本次范围", "nonGoals"],
    ["Ce qui n'est pas prévu", "nonGoals"],
    ["Außerhalb des Auftrags", "nonGoals"],
    ["Child issues", "steps"],
    ["Remediation", "steps"],
    ["What it must do", "steps"],
    ["You can close this when…", "criteria"],
    ["Acceptance of cookies in the login page", undefined],
    ["检查列表", undefined],
    ["不包含附件的邮件", undefined],
    ["対象外の商品が表示される", undefined],
    ["Hors ligne", undefined],
  ])("%s: %s", (heading, kind) => {
    expect(sectionKindOf(heading)).toBe(kind);
  });
});

test.each([
  ["How can we see it ourselves?", "reproduction"],
  ["How do we see it is done?", "criteria"],
  ["Definition of success", "criteria"],
  ["Definition of terms", undefined],
  ["What to do next", "steps"],
  ["Wann ist es fertig?", "criteria"],
  ["Was wir wollen", "goal"],
  ["Qué queremos", "goal"],
  ["Ce que nous voulons", "goal"],
  ["Se considera terminado cuando", "criteria"],
  ["C'est terminé quand", "criteria"],
  ["完了の条件", "criteria"],
  ["再現の手順", "reproduction"],
])("what “%s” stands over is known by its words: %s", (heading, kind) => {
  expect(sectionKindOf(heading)).toBe(kind);
});

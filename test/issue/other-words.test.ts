import { describe, expect, test } from "#jest";
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

import { describe, expect, test } from "#jest";
import { parsePlan } from "../../src/plan/parse/parse.js";
import { setStatus } from "../../src/plan/edit/status.js";

describe("a status is read", () => {
  test.each([
    ["between strokes", "# P\n**Owner:** me | **Status:** Done | **Since:** May\n", "completed"],
    ["between bullets", "# P\nOwner: me • Status: Blocked\n", "blocked"],
    ["in the first section", "# P\n\n## Summary\n\nText.\n\n**Status:** WIP\n", "in progress"],
    [
      "among what the document says",
      "# P\n\n## A\n\na\n\n## Document Information\n\n- Status: Done\n",
      "completed",
    ],
    ["in a bold line at the end", "# P\n\n## A\n\ntext\n\n**Status: Complete**\n", "completed"],
    [
      "at the start of a paragraph",
      `# P\n\n## Status\n\nShipped in May. ${"More words. ".repeat(9)}\n`,
      "completed",
    ],
    ["in Chinese", "# P\n\n- 状态：进行中\n", "in progress"],
    ["in Chinese with a narrow colon", "# P\n\n- **状态**:已完成\n", "completed"],
    ["in Japanese", "# P\n\nステータス：完了\n", "completed"],
    ["in Korean", "# P\n\n상태: 완료\n", "completed"],
    ["in French", "# P\n\nStatut : en cours\n", "in progress"],
    ["in Spanish", "# P\n\nEstado: borrador\n", "proposed"],
    ["in German", "# P\n\nStand: abgeschlossen\n", "completed"],
    ["of all phases", "# P\n\nStatus: All 4 phases are complete\n", "completed"],
    ["of a draft", "# P\n\nStatus: Drafted\n", "proposed"],
    ["of a review", "# P\n\nStatus: Reviewed and approved by Kim\n", "approved"],
    ["of a plan that is ready", "# P\n\nStatus: Complete, ready for implementation\n", "approved"],
  ])("%s", (_, text, state) => {
    expect(parsePlan(text).state).toBe(state);
  });

  test.each([
    [
      "of a document",
      "# P\n\n**Document status:** Final, complete\n**Document status:** Complete\n",
    ],
    ["of a part", "# P\n\n## Overview\n\nStatus: Done\n\n## Phase 2\n\nStatus: open\n"],
    ["that is a date", "# P\n\nStand: 12.03.2026\n"],
  ])("not %s", (_, text) => {
    expect(parsePlan(text).status?.state).toBe(undefined);
  });

  test("as one sentence, never as a paragraph", () => {
    const text = `# P\n\nStatus: Simmering on v1.2 of it. ${"And so on. ".repeat(30)}\n`;
    expect(parsePlan(text).state).toBe("Simmering on v1.2 of it");
    expect(parsePlan(`# P\n\nStatus: ${"long ".repeat(80)}\n`).state?.length).toBeLessThan(121);
  });

  test("where it is written, too", () => {
    const done = { word: "Done", state: "completed" as const };
    const line = "# P\n**Owner:** me | **Status:** WIP | **Since:** May\n";
    expect(setStatus(line, done, [])).toBe(line.replace("WIP", "Done"));
    expect(setStatus("# P\n\n- 状态：草稿\n", done, [])).toBe("# P\n\n- 状态：Done\n");
    const section = "# P\n\n## Summary\n\nText.\n\n**Status:** WIP\n";
    expect(setStatus(section, done, [])).toBe(section.replace("WIP", "Done"));
  });
});

describe("dates are read", () => {
  test.each([
    ["between strokes", "# P\nCreated: 2026-01-06 | Phase: 1\n", ["2026-01-06"]],
    [
      "in the status section",
      "# P\n\n## Status\n\n- State: done\n- Started: 2026-01-06\n",
      ["2026-01-06"],
    ],
    [
      "in other languages",
      "# P\n\n- 创建日期：2026-01-06\n- Stand: 2026-01-07\n",
      ["2026-01-06", "2026-01-07"],
    ],
    ["in the first section", "# P\n\n## About\n\n**Updated:** 2026-01-06\n", ["2026-01-06"]],
    ["not of phases", "# P\n\n## Phase 1\n\n- Started: 2026-01-06\n", []],
  ])("%s", (_, text, expected) => {
    expect(parsePlan(text).dates.map(({ iso }) => iso)).toEqual(expected);
  });
});

test("hard breaks are spaces", () => {
  const plan = parsePlan(
    "# A  \nb\n\nSome  \ntext\n---\n\n- [ ] Read\\\n  it\n- [ ] Write  \n  it\n",
  );
  expect(plan.sections.map(({ heading }) => heading)).toContain("Some text");
  expect(plan.items.map(({ text }) => text)).toEqual(["Read it", "Write it"]);
});

describe("risks are read", () => {
  const texts = (text: string) => parsePlan(text).risks.map((risk) => risk.text);

  test("as headings with fields", () => {
    const text =
      "## Risks\n\n### Risk 1: Slow lists\n\n- Probability: Low\n- Impact: High\n- Mitigation: An index\n\n### Risk 2: Lost rows\n\n**Impact:** High\n";
    expect(parsePlan(text).risks).toMatchObject([
      {
        text: "Slow lists",
        probability: { level: "low" },
        impact: { level: "high" },
        mitigation: "An index",
        line: 3,
      },
      { text: "Lost rows", impact: { level: "high" } },
    ]);
  });

  test("not in lists about something else", () => {
    const text =
      "## Questions and Risks\n\n- Who pays?\n- Risk: Nobody does\n\n## Key Risks\n\n- Slow\n\n### Rollback\n\n1. Revert\n\n### Technical\n\n- Old\n";
    expect(texts(text)).toEqual(["Nobody does", "Slow", "Old"]);
  });

  test("not below headings that only have the word in them", () => {
    for (const heading of ["Risk mitigation checklist", "Risk-free changes", "Low-risk renames"]) {
      expect(texts(`## ${heading}\n\n- A\n`)).toEqual([]);
    }
    for (const heading of [
      "Risk Assessment",
      "Technical Risks",
      "Risks (open)",
      "Risiken",
      "风险",
    ]) {
      expect(texts(`## ${heading}\n\n- A\n- None\n`)).toEqual(["A"]);
    }
  });

  test("as headings with a letter and a number", () => {
    const text = "## Risks\n\n### R2: Slow lists\n\n- Impact: High\n";
    expect(parsePlan(text).risks).toMatchObject([
      { text: "Slow lists", impact: { level: "high" } },
    ]);
  });

  test("in tables with short heads, numbers, or in other languages", () => {
    const short =
      "## Risks\n\n| Risk ID | Description | L | I |\n|-|-|-|-|\n| R-1 | Outage | M | H |\n| R-2 | None | | |\n";
    expect(parsePlan(short).risks).toMatchObject([
      { text: "Outage", probability: { level: "medium" }, impact: { level: "high" } },
    ]);
    const german =
      "## Risiken\n\n| Risiko | Wahrscheinlichkeit | Auswirkung | Maßnahme |\n|-|-|-|-|\n| Ausfall | mittel | hoch | Kopie |\n";
    expect(parsePlan(german).risks).toMatchObject([
      {
        text: "Ausfall",
        probability: { level: "medium" },
        impact: { level: "high" },
        mitigation: "Kopie",
      },
    ]);
  });

  test("with ratings without a colon", () => {
    const [risk] = parsePlan(
      "## Risks\n\n- Drift • likelihood low • impact high • Mitigation: Tests\n",
    ).risks;
    expect(risk).toMatchObject({
      text: "Drift",
      probability: { level: "low" },
      impact: { level: "high" },
      mitigation: "Tests",
    });
  });
});

describe("decisions are read", () => {
  test.each([
    [
      "paragraphs",
      "## Decision Log\n\nDecision: A\nRationale: R\nDate/Author: 2026-02-20 / kim\n\nDecision: B\n",
      ["A", "B"],
    ],
    [
      "tables without dates",
      "## Design Decisions\n\n| Decision | Why |\n|-|-|\n| A | R |\n",
      ["A"],
    ],
    [
      "headings",
      "## Decisions\n\n### Decision 1: A\n\nText.\n\n### D2\n\n- Decision: B\n",
      ["A", "B"],
    ],
    ["wide colons", "## Decision Log\n\n- 2026-07-27：A\n", ["A"]],
    ["dated paragraphs", "## Decision Log\n\n**2026-07-27 – A**\n\nText.\n", ["A"]],
    ["dated headings", "## Decision Log\n\n### 2026-07-27: A\n\nText.\n", ["A"]],
    ["numbers", "## Decisions\n\n- Decision #1: A\n", ["A"]],
    ["German", "## Entscheidungen\n\n- Entscheidung: A\n  Begründung: R\n", ["A"]],
    [
      "level-1 headings",
      "# Goal\n\na\n\n# Decision Log\n\n- Decision: A\n\n# Risks\n\n- R\n",
      ["A"],
    ],
  ])("in %s", (_, text, expected) => {
    expect(parsePlan(text).decisions.map((decision) => decision.text)).toEqual(expected);
  });

  test("with their date and author in other languages", () => {
    const text = "## 决策日志\n\n- 决策：A\n  理由：R\n  日期/作者：2026-02-03 / li\n";
    expect(parsePlan(text).decisions).toMatchObject([
      { text: "A", rationale: "R", date: { iso: "2026-02-03" }, author: "li" },
    ]);
    const dated = "## Decision Log\n\n### 2026-07-27: A\n\nText.\n";
    expect(parsePlan(dated).decisions).toMatchObject([
      { date: { iso: "2026-07-27" }, isReasoned: true },
    ]);
  });

  test("below level-1 headings, of which none is the title", () => {
    const text = "# Purpose / Big Picture\n\na\n\n# Risks\n\n- R\n";
    expect(parsePlan(text)).toMatchObject({ title: undefined, risks: [{ text: "R" }] });
    expect(parsePlan("# Import\n\n# Risks\n\n- R\n").title).toBe("Import");
  });
});

test("logs are read from tables, and not from boxes", () => {
  const text =
    "## Progress\n\n| Date | What |\n|-|-|\n| 2026-01-02 | Begun |\n\n- [~] (2026-01-03T10:00Z) a\n- (2026-01-04T10:00Z) b\n";
  expect(parsePlan(text).log.map(({ text: said, line }) => [said, line])).toEqual([
    ["Begun", 5],
    ["b", 8],
  ]);
});

test("logs are read below headings that are dates, and from tables that count their rows", () => {
  const text =
    "## Work log\n\n### 2026-01-05\n\n- Begun\n  - with care\n- [x] Read\n\n## Revision history\n\n| Version | Date | Change |\n|-|-|-|\n| 1.0 | 2026-01-06 | First |\n";
  expect(parsePlan(text).log.map(({ time, text: said }) => [time?.iso, said])).toEqual([
    ["2026-01-05", "Begun"],
    ["2026-01-06", "First"],
  ]);
});

test("a status section tells its state in a field, and several fields are no sentence", () => {
  expect(
    parsePlan("# P\n\n## Status\n\n- **Phase:** Complete\n- **Updated:** 2026-01-02\n"),
  ).toMatchObject({
    state: "completed",
    status: { text: "Complete", line: 5 },
  });
  expect(parsePlan("# P\n\n## Status\n\nOwner: me\nUpdated: today\n").status).toBeUndefined();
});

test.each([
  ["Datum: 13.10.2025", "2025-10-13"],
  ["日期：2025年10月3日", "2025-10-03"],
  ["날짜: 2025년 10월 3일", "2025-10-03"],
])("the date in %j is read", (line, iso) => {
  expect(parsePlan(`# P\n\n${line}\n`).dates).toMatchObject([{ iso }]);
  expect(parsePlan("# P\n\nDatum: 1.2.2025.3\n").dates).toEqual([]);
});

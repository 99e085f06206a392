import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import { tickItems, readProgress } from "../../src/plan/parse/progress.js";
import { parsePlan } from "../../src/plan/parse/parse.js";
import { builtinTemplates } from "../../src/plan/template/template.js";
import { anyText } from "../support/any-text.js";

const formats = [...builtinTemplates().values()];

/** Markdown of the lines. */
function md(...lines: string[]): string {
  return lines.join("\n");
}

describe("format", () => {
  const headings = (...names: string[]) => names.map((name) => `## ${name}\n\ntext\n`).join("\n");

  test.each(formats)("$name is told by its headings", ({ name, sections }) => {
    expect(parsePlan(headings(...sections.required), formats).format).toBe(name);
  });

  test("is told by the headings that other writers give it", () => {
    const text = headings(
      "Purpose / Big Picture",
      "Progress",
      "Context and Orientation",
      "Decision Log",
    );
    expect(parsePlan(text, formats).format).toBe("exec-plan");
  });

  test("is told by the marker, then by front matter, before any heading", () => {
    const text = headings("Purpose / Big Picture", "Progress", "Decision Log");
    const marker = "\n<!-- plansmith:plan format=issue-plan issue=3 -->\n";
    const front = "---\ntemplate: execution-plan\n---\n";
    expect(parsePlan(front + text + marker, formats).format).toBe("issue-plan");
    expect(parsePlan(front + text, formats).format).toBe("execution-plan");
  });

  test("is none for another text", () => {
    expect(parsePlan(headings("Summary", "Motivation", "Design", "Notes"), formats).format).toBe(
      undefined,
    );
    expect(parsePlan("", formats).format).toBe(undefined);
  });
});

describe("title", () => {
  test.each([
    ["# ExecPlan: Sort *exports*", "Sort exports"],
    ["# Execution Plan - Issue #3\n\n**Issue**: #3  \n**Title**: Sort exports", "Sort exports"],
    ["---\ntitle: Sort exports\n---\n\n## Goal", "Sort exports"],
    ["Sort exports\n===", "Sort exports"],
    ["text", undefined],
  ])("of %j", (text, title) => {
    expect(parsePlan(text).title).toBe(title);
  });
});

describe("state", () => {
  const states: [status: string, state: string | undefined][] = [
    ["Proposed", "proposed"],
    ["📝 Draft", "proposed"],
    ["Not started", "proposed"],
    ["⚠️ Needs Review", "proposed"],
    ["✅ Approved", "approved"],
    ["In Progress", "in progress"],
    ["🚧 WIP", "in progress"],
    ["in-progress since Monday", "in progress"],
    ["60% complete", "in progress"],
    ["Blocked by #12", "blocked"],
    ["On hold", "blocked"],
    ["Cancelled", "rejected"],
    ["~~Rejected~~", "rejected"],
    ["Complete", "completed"],
    ["**COMPLETED** (2025-12-30). Some follow-ups remain", "completed"],
    ["Done.", "completed"],
    ["Shipped, mostly", "completed"],
    ["100 %", "completed"],
    ["✅", "completed"],
    ["IN_PROGRESS", "in progress"],
    ["InProgress", "in progress"],
    ["Work-in-progress", "in progress"],
    ["not_started", "proposed"],
    ["NotStarted", "proposed"],
    ["ON_HOLD", "blocked"],
    ["ON-HOLD", "blocked"],
    ["Won’t-do", "rejected"],
    ["Almost done", "in progress"],
    ["Testing", "in progress"],
    ["Suspended until May", "blocked"],
    ["Duplicate of #3", "rejected"],
    ["Closed as not planned", "rejected"],
    ["Closed (not planned)", "rejected"],
    ["Live", "completed"],
    ["🟢 On track", "in progress"],
    ["3/5 done", "in progress"],
    ["5 of 5 phases complete", "completed"],
    ["01/02/2026 completed", "01/02/2026 completed"],
    ["Execution in progress", "in progress"],
    ["Closed – won't fix", "rejected"],
    ["Comprehensive plan, ready for implementation", "approved"],
    [
      "Not yet reviewed, not ready for implementation",
      "Not yet reviewed, not ready for implementation",
    ],
    ["Готов к реализации", "approved"],
    ["Voltooid", "completed"],
    ["~~Draft~~ Approved", "approved"],
    ["Completed?", "Completed?"],
    ["Completed (?)", "Completed (?)"],
    ["✅ Done?", "✅ Done?"],
    ["Done? Ask Bo.", "Done? Ask Bo."],
    ["Blocked: who owns the index?", "blocked"],
    ["Unblocked", "Unblocked"],
    ["Not done", "Not done"],
    ["Live tests are missing", "Live tests are missing"],
    ["Simmering", "Simmering"],
    ["Donetsk", "Donetsk"],
    ["Planning | In Progress | Completed | Blocked", undefined],
    ["✅ Approved / ⚠️ Needs Review / ❌ Blocked", undefined],
    ["\\<Proposed | In Progress | Blocked | Complete>", undefined],
    ["", undefined],
  ];
  test.each(states)("%j", (status, state) => {
    expect(parsePlan(`# Plan\n\n**Status:** ${status}\n\n## Goal`).state).toBe(state);
  });

  test.each([
    ["a list", "# P\n\n- Owner: me\n- Status: Done\n"],
    ["a quote", "# P\n\n> **Status:** Done\n"],
    ["a table", "# P\n\n| Key | Value |\n|---|---|\n| **Status** | Done |\n"],
    ["front matter", "---\nstatus: Done\n---\n# P\n"],
    ["a section", "# P\n\n## Status\n\nDone.\n"],
    ["the foot", "# P\n\n## A\n\ntext\n\n---\n\n**Plan Status**: Done  \n**Approved By**: me"],
    ["a heading", "# P\n\n## Status: Completed\n\ntext"],
    ["an underlined heading", "Status – **Done**\n===\n\ntext"],
    ["a numbered heading", "# P\n\n## 1. Current status: Done\n\ntext"],
    ["a section's list", "# P\n\n## Status\n\n- **State:** Done\n- Updated: 2026-02-15"],
    ["a plan status anywhere", "# P\n\n## A\n\nPlan Status: Done\n\n## B"],
  ])("stands in %s", (_name, text) => {
    expect(parsePlan(text).state).toBe("completed");
  });

  test("is not that of a phase", () => {
    const text =
      "# P\n\n## Phase 1\n\n**Status:** Done\n\n### Status: Done\n\n## Phase 2\n\n- Status: open";
    expect(parsePlan(text).status).toBe(undefined);
  });

  test("is meant in the format's own words", () => {
    const [format] = formats;
    const own = { ...format!, status: [{ word: "Simmering", state: "blocked" as const }] };
    const text = `${format!.sections.required.map((name) => `## ${name}\n`).join("")}\nPlan Status: Simmering`;
    expect(parsePlan(text, [own])).toMatchObject({
      state: "blocked",
      status: { text: "Simmering" },
    });
  });
});

test("dates", () => {
  const text = md(
    "---",
    "created: 2025-10-01",
    "---",
    "# ExecPlan: T",
    "",
    "- Start: 2025-10-12 • Last Updated: 2025-10-13T19:00Z",
    "- Due: 13 October 2025",
    "- Target date: Oct 14th, 2025",
    "- Completed: 2025/10/15",
    "- Date: 2025-02-30",
    "- Links: 2025-01-01",
  );
  expect(parsePlan(text).dates.map(({ label, iso, line }) => [label, iso, line])).toEqual([
    ["created", "2025-10-01", 2],
    ["Start", "2025-10-12", 6],
    ["Last Updated", "2025-10-13T19:00Z", 6],
    ["Due", "2025-10-13", 7],
    ["Target date", "2025-10-14", 8],
    ["Completed", "2025-10-15", 9],
  ]);
});

test("what the front matter says has the line that says it, whatever the line ends", () => {
  const yaml = [
    "\uFEFF---",
    "# Größe",
    "title: >",
    "  a",
    "status: Done",
    "created: 2025-10-01",
    "---",
  ];
  for (const end of ["\n", "\r\n", "\r"]) {
    const { status, dates } = parsePlan(yaml.join(end));
    expect(status).toMatchObject({ state: "completed", line: 5 });
    expect(dates).toMatchObject([{ label: "created", line: 6 }]);
  }
});

describe("items", () => {
  /** The only item of a text. */
  function item(text: string) {
    const { items } = parsePlan(text);
    expect(items).toHaveLength(1);
    return items[0]!;
  }

  test("say when they were done", () => {
    expect(item("- [x] (2025-10-13T19:00Z) a").time?.iso).toBe("2025-10-13T19:00Z");
    expect(item("- [x] (2025-10-13 19:00+02:00) a").time?.iso).toBe("2025-10-13T17:00Z");
    expect(item("- [x] a (2025-10-13)").time?.iso).toBe("2025-10-13");
    expect(item("- [x] (2025-13-13) a").time).toBe(undefined);
    expect(item("- [x] 2025-10-13 a").time).toBe(undefined);
    expect(item("- [x] 2025-10-13T19:00Z: a").time?.iso).toBe("2025-10-13T19:00Z");
    expect(item("- [x] `2025-10-13 19:00` a").time?.iso).toBe("2025-10-13T19:00Z");
    expect(item("- [x] [2025-10-13T19:00Z] a").time?.iso).toBe("2025-10-13T19:00Z");
    expect(item("- [x] a (done 2025-10-13, Bo)").time?.iso).toBe("2025-10-13");
    expect(item("- [x] a (completed: 2025-10-13T19:00+02:00)").time?.iso).toBe("2025-10-13T17:00Z");
    expect(item("- [ ] a by 2025-10-13T19:00Z (see 2025-10-14)").time).toBe(undefined);
  });

  test("say what of them is done", () => {
    expect(item("- [ ] a (completed: the *reader*; remaining: the writer)").partial).toEqual({
      completed: "the reader",
      remaining: "the writer",
    });
    expect(item("- [ ] a (Completed: f(x), g;\n  Remaining: `h(y)`)").partial).toEqual({
      completed: "f(x), g",
      remaining: "h(y)",
    });
    expect(item("- [ ] a (completed: ; remaining: b)").partial).toEqual({
      completed: "",
      remaining: "b",
    });
    expect(item("- [ ] a (completed: all)").partial).toBe(undefined);
  });

  test("may be optional, or dropped", () => {
    expect(item("- [ ] a (optional)")).toMatchObject({ optional: true, dropped: false });
    expect(item("- [ ] Optional: a")).toMatchObject({ optional: true });
    expect(item("- [ ] a (optional, when there is time)")).toMatchObject({ optional: true });
    expect(item("- [ ] an optional chain")).toMatchObject({ optional: false });
    expect(item("- [ ] ~~a~~")).toMatchObject({ dropped: true, text: "a" });
    expect(item("- [x] ~~**a**~~ (see #3)")).toMatchObject({ dropped: true });
    expect(item("- [ ] ~~a~~ → #3")).toMatchObject({ dropped: true });
    expect(item("- [ ] <del>a</del>: no need")).toMatchObject({
      dropped: true,
      text: "a: no need",
    });
    expect(item("- [ ] <s>a **b**</s>")).toMatchObject({ dropped: true });
    expect(item("- [ ] ~~old~~ new")).toMatchObject({ dropped: false });
    expect(item("- [ ] <del>old</del> new")).toMatchObject({ dropped: false });
  });

  test("refer to issues in their own paragraph", () => {
    const text = "- [ ] a #1, b/c#2 `#3`\n\n  #4\n  - #5";
    expect(item(text).references.map(({ owner, number }) => [owner, number])).toEqual([
      [undefined, 1],
      ["b", 2],
    ]);
  });
});

describe("pseudo checkboxes", () => {
  const all: [text: string, kind: string, line?: number][] = [
    ["- [-] a", "mark"],
    ["- [~] a", "mark"],
    ["- [/] a", "mark"],
    ["- [✓] a", "mark"],
    ["- [] a", "blank"],
    ["- [ x ] a", "blank"],
    ["- [x]a", "space"],
    ["1. [ ]a", "space"],
    ["- [x]\u00A0a", "space"],
    ["- [ ]* a", "optional"],
    ["- [ ]", "empty"],
    ["[ ] a", "place"],
    ["-[ ] a", "place"],
    ["• [ ] a\n• [x] b", "place", 1],
    ["text\n[x] a", "place", 2],
    ["- a\n\n  [ ] b", "place", 3],
    ["- [ ] a\n  [ ] b", "place", 2],
    ["- **[ ] a**", "place"],
    ["## [ ] a", "place"],
    ["- # [ ] a", "place"],
    ["| a |\n|---|\n| [x] |", "place", 3],
    ["<details>\n- [ ] a\n</details>", "place", 2],
  ];
  test.each(all)("%j", (text, kind, line = 1) => {
    const { pseudoCheckboxes, items } = parsePlan(text);
    expect(pseudoCheckboxes[0]).toMatchObject({ kind, line });
    expect(items.filter((item) => item.line === line && kind !== "place")).toEqual([]);
  });

  test.each([
    "- [ ] a",
    "- [x](u) a",
    "- [x][u]\n\n[u]: /u",
    "- [a] b",
    "- [P] in parallel",
    "- [1] b",
    "- [^1]\n\n[^1]: b",
    "- \\[ ] a",
    "`[ ] a`",
    "```\n- [-] a\n```",
    "    - [-] a",
    "<!--\n- [ ] a\n-->",
    "<pre>\n- [ ] a\n</pre>",
    "text [ ] a",
    "- ☐ a",
    "- ~~[ ] a~~",
    "> Legend:\n> - [~] = partly done\n> - [-]: in progress",
  ])("%j is none", (text) => {
    expect(parsePlan(text).pseudoCheckboxes).toEqual([]);
  });

  test("say what stands beside them", () => {
    expect(parsePlan("- [-] a **b**").pseudoCheckboxes[0]).toEqual({
      kind: "mark",
      mark: "-",
      text: "a b",
      line: 1,
    });
    expect(parsePlan("- [ ]* a `b`").pseudoCheckboxes[0]).toMatchObject({ mark: " ", text: "a b" });
  });
});

describe("what the sections say", () => {
  test("risks of tables and lists", () => {
    const text = md(
      "## 3. Risks & Mitigations",
      "",
      "| Risk | Probability | Impact | Mitigation Strategy |",
      "|---|---|---|---|",
      "| Data *loss* | Low | 🔴 High | Backups |",
      "| Delay | Low/Med/High | maybe | |",
      "",
      "## More risks",
      "",
      "- Risk: Wrong order (impact: med • likelihood: low) • Mitigation: a test",
      "- Something else",
      "  - Mitigation: none",
    );
    expect(parsePlan(text).risks).toEqual([
      {
        text: "Data loss",
        probability: { text: "Low", level: "low" },
        impact: { text: "🔴 High", level: "high" },
        mitigation: "Backups",
        line: 5,
      },
      {
        text: "Delay",
        probability: { text: "Low/Med/High", level: undefined },
        impact: { text: "maybe", level: undefined },
        mitigation: "",
        line: 6,
      },
      {
        text: "Wrong order",
        probability: { text: "low", level: "low" },
        impact: { text: "med", level: "medium" },
        mitigation: "a test",
        line: 10,
      },
      {
        text: "Something else",
        probability: undefined,
        impact: undefined,
        mitigation: "none",
        line: 11,
      },
    ]);
  });

  test("dependencies", () => {
    const text = md(
      "## 6. Dependencies",
      "### External",
      "- **Issue #7**: the index (closed)",
      "- [ ] Access to a/b#8",
      "## Steps",
      "**Dependencies between phases:**",
      "- none",
    );
    expect(parsePlan(text).dependencies).toMatchObject([
      { text: "Issue #7: the index (closed)", done: true, references: [{ number: 7 }], line: 3 },
      { text: "Access to a/b#8", done: false, references: [{ owner: "a", repo: "b" }], line: 4 },
    ]);
  });

  test("estimates", () => {
    const text = md(
      "## Timeline",
      "| Phase | Estimated Time | Notes |",
      "|---|---|---|",
      "| Code | 1.5 days | |",
      "| Test | {Hours} | |",
      "| **Total** | **12 hours** | |",
    );
    expect(parsePlan(text).timelines).toEqual([
      {
        rows: [
          { phase: "Code", text: "1.5 days", hours: 12, line: 4 },
          { phase: "Test", text: "{Hours}", hours: undefined, line: 5 },
        ],
        total: { phase: "Total", text: "12 hours", hours: 12, line: 6 },
      },
    ]);
  });

  test("estimates whose unit stands in the head", () => {
    const table = (unit: string) =>
      `| Phase | ${unit} |\n|-|-|\n| Code | 1.5 |\n| Test | 2h |\n| Total | 4 |`;
    const hoursOf = (unit: string) => {
      const [found] = parsePlan(table(unit)).timelines;
      return [...(found?.rows ?? []), found?.total].map((row) => row?.hours);
    };
    expect(hoursOf("Hours")).toEqual([1.5, 2, 4]);
    expect(hoursOf("Effort (days)")).toEqual([12, 2, 32]);
    expect(hoursOf("Estimate in weeks")).toEqual([60, 2, 160]);
    expect(hoursOf("Time")).toEqual([undefined, 2, undefined]);
  });

  test("decisions of tables, of dated items, and in one sentence", () => {
    const text = md(
      "## Decision Log",
      "",
      "| Date | Decision | Why | By |",
      "|-|-|-|-|",
      "| 2025-03-04 | Sort | It is quick | @me |",
      "| | Split | | |",
      "",
      "- 2025-03-05: Use semicolons because Excel wants them",
      "- (2025-03-06T10:00Z) Stop",
      "- Decision: Go (2025-03-07, Bo), because it works",
      "- nothing else",
      "",
      "## Key decisions",
      "",
      "| Decision | Choice |",
      "|-|-|",
      "| Language | Rust |",
    );
    expect(
      parsePlan(text).decisions.map(({ text: said, rationale, date, author, line }) => [
        line,
        said,
        rationale,
        date?.iso,
        author,
      ]),
    ).toEqual([
      [5, "Sort", "It is quick", "2025-03-04", "@me"],
      [6, "Split", "", undefined, ""],
      [8, "Use semicolons because Excel wants them", "Excel wants them", "2025-03-05", ""],
      [9, "Stop", "", "2025-03-06T10:00Z", ""],
      [10, "Go (2025-03-07, Bo), because it works", "it works", "2025-03-07", ""],
    ]);
  });

  test("quality gates", () => {
    const text =
      "### Quality Gates\n\n| Gate | Command | Threshold |\n|-|-|-|\n| Lint | `a \\| b` | 0 |\n| Tests | | all |";
    expect(parsePlan(text).gates).toEqual([
      { name: "Lint", command: "a | b", threshold: "0", line: 5 },
      { name: "Tests", command: "", threshold: "all", line: 6 },
    ]);
  });

  test("logs, decisions and surprises", () => {
    const text = md(
      "## Progress (Running Log)",
      "- (2025-10-13T19:00Z) Began `it`.",
      "- 2025-10-14: went on",
      "- no time",
      "- [x] (2025-10-15T10:00Z) an item",
      "## Decision Log",
      "- Decision: Sort in the query",
      "  Rationale: The database",
      "  has an index",
      "  Date/Author: 2025-10-13 • @me",
      "- Decision: Later",
      "## Surprises & Discoveries",
      "- Observation: Slow",
      "  Evidence: `bench.log`",
    );
    const plan = parsePlan(text);
    expect(plan.log.map(({ time, text: said, line }) => [time?.iso, said, line])).toEqual([
      ["2025-10-13T19:00Z", "Began it.", 2],
      ["2025-10-14", "went on", 3],
    ]);
    expect(plan.decisions).toMatchObject([
      {
        text: "Sort in the query",
        rationale: "The database has an index",
        date: { iso: "2025-10-13" },
        author: "@me",
        line: 7,
      },
      { text: "Later", rationale: "", date: undefined, author: "", line: 11 },
    ]);
    expect(plan.surprises).toEqual([{ text: "Slow", evidence: "bench.log", line: 13 }]);
  });

  test("questions and steps", () => {
    const text = md(
      "## 2. Breakdown",
      "### Step 1: Read",
      "**What**: reads  ",
      "**Files**: `a.ts`",
      "### Step 2: Write",
      "## Open Questions",
      "- [x] Why?",
      "- How?",
    );
    const plan = parsePlan(text);
    expect(plan.steps.map(({ title, files, line }) => [title, files?.value, line])).toEqual([
      ["Read", "a.ts", 2],
      ["Write", undefined, 5],
    ]);
    expect(plan.questions).toEqual([
      { text: "Why?", done: true, line: 7 },
      { text: "How?", done: false, line: 8 },
    ]);
  });
});

const lines = fc.array(
  fc.oneof(
    fc.constantFrom(
      "## A",
      "### Risks",
      "- [ ] a",
      "  - [x] b",
      "1. [X] c",
      "> - [ ] d",
      "```",
      "",
    ),
    fc.constantFrom(
      "<!--",
      "-->",
      "    - [x] e",
      "- [-] f",
      "-\t[ ] g",
      "---",
      "|Risk|Impact|",
      "|-|-|",
    ),
    fc.constantFrom(
      "- [a]: /u",
      "  [ ] h",
      "* [x]\ti",
      "- [\t] j",
      "Status: done",
      "- Decision: k",
      "\uFEFF",
    ),
    fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replaceAll(/[\r\n]/g, "")),
  ),
  { maxLength: 30 },
);
const text = fc.tuple(lines, fc.constantFrom("\n", "\r\n")).map(([all, end]) => all.join(end));

describe("laws", () => {
  test("any text gives a plan whose counts are those of its progress", () => {
    fc.assert(
      fc.property(fc.oneof(text, anyText(300)), (any) => {
        const { done, open, sections, items } = parsePlan(any, formats);
        expect({ done, open, sections }).toEqual({
          done: readProgress(any).done,
          open: readProgress(any).open,
          sections: readProgress(any).sections,
        });
        expect(items).toHaveLength(done + open);
      }),
    );
  });

  test("ticking an item changes one byte and one count", () => {
    fc.assert(
      fc.property(text, fc.nat(), (any, nat) => {
        const { items, done, open } = readProgress(any);
        fc.pre(items.length > 0);
        const index = nat % items.length;
        const { done: was = false } = items[index] ?? {};
        const ticked = tickItems(any, [index], !was);
        const before = Buffer.from(any);
        const after = Buffer.from(ticked);
        expect(after).toHaveLength(before.length);
        expect([...before].filter((byte, at) => byte !== after[at])).toHaveLength(1);
        expect(readProgress(ticked)).toMatchObject({
          done: done + (was ? -1 : 1),
          open: open + (was ? 1 : -1),
        });
        expect(tickItems(ticked, [index], !was)).toBe(ticked);
      }),
    );
  });
});

test("ticking an item that is not there is an error", () => {
  expect(() => tickItems("- [ ] a", [1], true)).toThrow(RangeError);
});

test("a box that holds a line break stays", () => {
  expect(tickItems("- [\n  ] a", [0], true)).toBe("- [\n  ] a");
});

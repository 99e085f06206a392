import { describe, expect, test } from "#jest";
import { blockPlan, chooseStatus, setStatus, unblockPlan } from "../../../src/plan/edit/status.js";
import { setApprovedBy, setLastUpdated } from "../../../src/plan/edit/fields.js";
import { tickItems } from "../../../src/plan/parse/progress.js";
import { parsePlan } from "../../../src/plan/parse/parse.js";
import { changes, filled, FORMATS } from "./files.js";

const BLOCKED = { word: "Blocked", state: "blocked" } as const;

function stateOf(text: string): string | undefined {
  return parsePlan(text, FORMATS).state;
}

describe("the status", () => {
  const lines: readonly (readonly [format: string, lines: readonly string[]])[] = [
    ["issue-plan", ["-**Plan Status**: ⚠️ Needs Review  ", "+**Plan Status**: ❌ Blocked  "]],
    ["execution-plan", ["-**Status:** Planning", "+**Status:** Blocked"]],
    ["exec-plan", ["-- Status: Proposed", "+- Status: Blocked"]],
  ];
  test.each(lines)("of %s is one line", (format, expected) => {
    const before = filled(format);
    const after = setStatus(before, BLOCKED, FORMATS);
    expect(changes(before, after)).toEqual(expected);
    expect(stateOf(after)).toBe("blocked");
    expect(setStatus(after, BLOCKED, FORMATS)).toBe(after);
  });

  test("of a format without one stands below its header", () => {
    const before = filled("implementation-plan");
    const after = setStatus(before, BLOCKED, FORMATS);
    expect(changes(before, after)).toContain("+**Status:** Blocked");
    expect(stateOf(after)).toBe("blocked");
    expect(stateOf(setStatus("# Plan\n\ntext\n", BLOCKED, FORMATS))).toBe("blocked");
    expect(stateOf(setStatus("text\n", BLOCKED, FORMATS))).toBe("blocked");
  });

  const places: readonly (readonly [name: string, before: string, after: string])[] = [
    ["bold to its end", "# P\n\n**Status: Draft**\n", "# P\n\n**Status: Blocked**\n"],
    [
      "among others",
      "# P\n\n- A: b • Status: Draft • C: d\n",
      "# P\n\n- A: b • Status: Blocked • C: d\n",
    ],
    [
      "in a table",
      "# P\n\n| Status | Draft |\n|---|---|\n| A | b |\n",
      "# P\n\n| Status | Blocked |\n|---|---|\n| A | b |\n",
    ],
    [
      "in front matter",
      "---\nstatus: draft # x\n---\n# P\n",
      "---\nstatus: Blocked # x\n---\n# P\n",
    ],
    [
      "in front matter with CRLF",
      "---\r\na: b\r\nstatus: draft\r\n---\r\n# P\r\n",
      "---\r\na: b\r\nstatus: Blocked\r\n---\r\n# P\r\n",
    ],
    ["in a heading", "# P\n\n## Status: Draft\n", "# P\n\n## Status: Blocked\n"],
    ["in a section", "# P\n\n## Status\n\nDraft\n", "# P\n\n## Status\n\nBlocked\n"],
    [
      "in a quote, behind a mark",
      "\uFEFF# P\n\n> **Status:** Draft\n",
      "\uFEFF# P\n\n> **Status:** Blocked\n",
    ],
    [
      "that nobody has chosen",
      "# P\n\n**Status:** Planning | Completed\n",
      "# P\n\n**Status:** Blocked\n",
    ],
    [
      "with a comment that says status",
      "# P\n<!-- Status: no -->\n\nStatus: Draft\\\nA: b\n",
      "# P\n<!-- Status: no -->\n\nStatus: Blocked\\\nA: b\n",
    ],
  ];
  test.each(places)("%s", (_name, before, after) => {
    expect(setStatus(before, BLOCKED, FORMATS)).toBe(after);
    expect(stateOf(after)).toBe("blocked");
  });

  test("tells why the plan is blocked, whatever that says", () => {
    const before = filled("exec-plan");
    const after = blockPlan(before, "wait for #40 • Status: Complete | `a|b` <!-- x", FORMATS);
    const [, line = ""] = changes(before, after);
    expect(line).toContain("Blocked: wait for #40 · Status: Complete");
    expect(parsePlan(after, FORMATS)).toMatchObject({
      state: "blocked",
      items: parsePlan(before, FORMATS).items,
    });
    expect(stateOf(blockPlan(filled("execution-plan"), "done / blocked", FORMATS))).toBe("blocked");
  });

  test("of an unblocked plan is what its items say", () => {
    const blocked = blockPlan(filled("execution-plan"), "no staff", FORMATS);
    expect(stateOf(unblockPlan(blocked, FORMATS))).toBe("approved");
    expect(
      changes(filled("execution-plan"), unblockPlan(tickItems(blocked, [0], true), FORMATS)),
    ).toContain("+**Status:** In Progress");
    expect(unblockPlan(filled("exec-plan"), FORMATS)).toBe(filled("exec-plan"));
  });

  test("is chosen in the format's words", () => {
    const format = FORMATS.find(({ name }) => name === "execution-plan");
    expect(chooseStatus("completed", format)).toEqual({ word: "Completed", state: "completed" });
    expect(chooseStatus("done", format)).toEqual({ word: "Completed", state: "completed" });
    expect(chooseStatus("wip", format)).toEqual({ word: "In Progress", state: "in progress" });
    expect(chooseStatus("approved", format)).toEqual({ word: "Approved", state: "approved" });
    expect(chooseStatus("purple", format)).toBeUndefined();
    expect(chooseStatus("done | blocked", undefined)).toBeUndefined();
  });
});

describe("dates and names", () => {
  test("Last Updated keeps its form", () => {
    const at = "2026-12-01T08:30:12.345Z";
    const exec = filled("exec-plan");
    expect(changes(exec, setLastUpdated(exec, at) ?? "")).toEqual([
      "-- Start: 2026-11-21 • Last Updated: 2026-11-21T10:05Z",
      "+- Start: 2026-11-21 • Last Updated: 2026-12-01T08:30Z",
    ]);
    const issue = filled("issue-plan");
    expect(changes(issue, setLastUpdated(issue, at) ?? "")).toEqual([
      "-**Last Updated**: 2026-11-21  ",
      "+**Last Updated**: 2026-12-01  ",
    ]);
    expect(setLastUpdated(filled("execution-plan"), at)).toBeUndefined();
  });

  test("Approved By takes logins, which are no markup", () => {
    const issue = filled("issue-plan");
    expect(changes(issue, setApprovedBy(issue, ["bo", "an_na_x"]) ?? "")).toEqual([
      "-**Approved By**: {Who approved it}",
      "+**Approved By**: @bo, @an_na_x",
    ]);
    const bot = setApprovedBy(issue, ["dependabot[bot]"]) ?? "";
    expect(parsePlan(bot, FORMATS).items).toEqual(parsePlan(issue, FORMATS).items);
    expect(setApprovedBy(filled("exec-plan"), ["bo"])).toBeUndefined();
  });
});

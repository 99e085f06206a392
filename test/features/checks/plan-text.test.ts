import { describe, expect, test } from "#jest";
import {
  missingPlanCheck,
  planCheck,
  withOutsider,
} from "../../../src/features/checks/findings.js";
import { gateCheck, itemOfCheck } from "../../../src/features/checks/text.js";
import type { Finding } from "../../../src/plan/check/check.js";

const path = "plans/3-limiter.md";

function finding(line: number, fields: Partial<Finding> = {}): Finding {
  return {
    rule: "broken-link",
    severity: "warning",
    line,
    message: "Guidance is left.",
    fix: "Replace it.",
    ...fields,
  };
}

function plan(findings: readonly Finding[], fields = {}) {
  return { path, findings, progress: { done: 1, open: 2 }, ...fields };
}

describe("the check run on plans", () => {
  test("passes without findings, and tells the progress", () => {
    expect(planCheck([plan([])], "require")).toEqual({
      conclusion: "success",
      title: "No issues found",
      summary: "1 of 3 steps done (33 %).",
      text: "",
      annotations: [],
    });
  });

  test("is neutral or fails with findings, which stand on their lines", () => {
    const findings = [finding(4), finding(9, { severity: "error", message: "Gone." })];
    const check = planCheck([plan(findings)], "advise");
    expect(check).toMatchObject({ conclusion: "neutral", title: "1 error, 1 warning" });
    expect(check.annotations).toEqual([
      { path, line: 4, level: "warning", message: "Guidance is left. Replace it. (broken-link)" },
      { path, line: 9, level: "failure", message: "Gone. Replace it. (broken-link)" },
    ]);
    expect(check.summary).toContain("- Line 9, error: Gone. Replace it. (`broken-link`)");
    expect(planCheck([plan(findings)], "require").conclusion).toBe("failure");
  });

  test("guidance that is left is one finding, with a count", () => {
    const left = (line: number) => finding(line, { rule: "guidance-left" });
    const findings = [left(4), finding(5), left(6), left(9)];
    const check = planCheck([plan(findings)], "advise");
    expect(check.title).toBe("2 warnings");
    expect(check.annotations.map(({ line, message }) => [line, message])).toEqual([
      [
        4,
        "3 places to fill in: the template's guidance is still there, first on this line. Replace it with your text, or delete it if it does not apply. (guidance-left)",
      ],
      [5, "Guidance is left. Replace it. (broken-link)"],
    ]);
    expect(check.summary).toContain("- Line 4, warning: 3 places to fill in");
    expect(check.summary).not.toContain("Line 6");
    expect(planCheck([plan([left(4)])], "require")).toMatchObject({
      conclusion: "failure",
      title: "1 warning",
    });
    const counted = { progress: { done: 1, open: 2, toFill: [4, 6, 9, 12] } };
    expect(planCheck([plan(findings, counted)], "advise").summary).toContain("4 places to fill in");
  });

  test("very many findings stay within GitHub's limits, and say that there are more", () => {
    const findings = Array.from({ length: 2000 }, (_, index) =>
      finding(index + 1, { message: "x".repeat(5000) }),
    );
    const check = planCheck([plan(findings), plan([], { path: "plans/4.md" })], "advise");
    expect(check.title).toBe("2000 warnings");
    expect(check.summary.length).toBeLessThan(65_535);
    expect(check.summary).toContain("… and 1970 more");
    expect(check.summary).toContain("- plans/4.md: 1 of 3 steps done");
    expect(check.annotations).toHaveLength(500);
    expect(Math.max(...check.annotations.map(({ message }) => message.length))).toBe(1000);
  });

  test("nor do findings in Japanese go beyond GitHub's limit, which is one of bytes", () => {
    const findings = Array.from({ length: 30 }, (_, index) =>
      finding(index + 1, { message: "予定*".repeat(1000) }),
    );
    const plans = Array.from({ length: 20 }, (_, index) =>
      plan(index === 0 ? findings : [], { path: `plans/${index}-${"計画".repeat(100)}.md` }),
    );
    const { summary } = withOutsider(planCheck(plans, "advise"), "a".repeat(39));
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535);
    expect(Buffer.byteLength(summary)).toBeGreaterThan(50_000);
    expect(summary).toMatch(/- … and \d+ more$/);
  });

  test("what a plan says does nothing in the summary", () => {
    const check = planCheck([plan([finding(1, { message: "“[@ada](x) #1 `<b>`”" })])], "advise");
    expect(check.summary).not.toMatch(/@ada|#1|(?<!\\)<b>/);
  });

  test("a pull request without a plan passes; a plan pull request without one does not", () => {
    expect(planCheck([], "require").conclusion).toBe("success");
    expect(missingPlanCheck("require").conclusion).toBe("failure");
    expect(missingPlanCheck("advise").conclusion).toBe("neutral");
  });
});

describe("the gate", () => {
  const approved = { number: 3, state: "approved" as const };
  const waiting = { number: 4, state: "waiting" as const };

  test.each([
    ["no issue", [], "skipped", "skipped"],
    ["an approved plan", [approved], "success", "success"],
    ["one of two", [approved, waiting], "neutral", "failure"],
    ["none of two", [waiting, { ...waiting, number: 5 }], "neutral", "failure"],
  ])("%s", (_, issues, warned, required) => {
    expect(gateCheck(issues, "warn").conclusion).toBe(warned);
    expect(gateCheck(issues, "require").conclusion).toBe(required);
  });

  test.each([
    ["all that were looked at are approved", [approved]],
    ["one of them is not", [approved, waiting]],
    ["none of them is an issue", []],
  ])("never passes where there are more than are looked at: %s", (_, issues) => {
    expect(gateCheck(issues, "warn", 2).conclusion).toBe("neutral");
    const check = gateCheck(issues, "require", 2);
    expect(check).toMatchObject({
      conclusion: "failure",
      title: "Linked to too many issues",
    });
    expect(check.summary).toContain("2 more issues were not checked");
  });
});

test("only the external ids that the App gives name something", () => {
  const place = { installationId: 7, owner: "octo", repo: "api" };
  expect(itemOfCheck("plan-issue-3", place, "abc")).toEqual({
    kind: "issue",
    ...place,
    number: 3,
    force: true,
  });
  expect(itemOfCheck("plan-group-3", place, undefined)).toBeUndefined();
  for (const id of ["", "3", "pull-0", "issue-3", "plan-issue-3x", "x-plan-issue-3"]) {
    expect(itemOfCheck(id, place, "abc")).toBeUndefined();
  }
});

test("files that were not looked at are told, and keep it from passing where they may be plans", () => {
  const said = planCheck([plan([], { unread: 3 })], "require");
  expect(said.conclusion).toBe("success");
  expect(said.summary).toContain("Links to 3 more files were not checked.");
  expect(planCheck([], "require", 1)).toMatchObject({ conclusion: "failure" });
  expect(planCheck([], "advise", 2)).toMatchObject({ conclusion: "neutral" });
});

import { execFileSync } from "node:child_process";
import { posix } from "node:path";
import { describe, expect, test } from "#jest";
import fc from "fast-check";
import {
  branchProblem,
  pathProblem,
  branchOf,
  folderOf,
  issueOfPath,
  pathOf,
} from "../../src/config/paths.js";
import { anyText } from "../support/any-text.js";
import { runs } from "../support/runs.js";

describe("path patterns", () => {
  test.each([
    "plans/{number}-{slug}.md",
    "docs/exec-plans/active/{number}-{slug}.md",
    "docs/plans/{date}-{number}-{slug}.md",
    "docs/{format}/{number}.md",
    "docs/{number}/{slug}/plan.md",
    "plans/{slug}-{number}.md",
    "docs/plans/{slug}.{number}.{date}.md",
  ])("%s can be used, and its paths are read back", (pattern) => {
    expect(pathProblem(pattern)).toBeUndefined();
    const values = { number: 42, title: "7 of 12", date: "2026-11-21T10:00:00Z", format: "a-3" };
    expect(issueOfPath(pattern, pathOf(pattern, values))).toBe(42);
  });

  test.each([
    ["../plans/{number}.md", /leads out of the repository/],
    ["plans/../../{number}.md", /leads out of the repository/],
    ["/plans/{number}.md", /leads out of the repository/],
    ["./{number}.md", /leads out of the repository/],
    ["plans//{number}.md", /empty folder/],
    [".github/{number}.md", /\.github/],
    ["plans/.GitHub/{number}.md", /\.github/],
    [".git/{number}.md", /\.github/],
    ["plans/{slug}.md", /\{number\} is missing/],
    ["plans/{number}.txt", /\.md/],
    ["plans/{number}.MD", /\.md/],
    ["{number}.md", /folder/],
    ["{format}/{number}.md", /folder/],
    ["plans/{number}{slug}.md", /must be separated/],
    ["plans/v{number}.md", /must be separated/],
    ["plans/{number}-{number}.md", /twice/],
    ["plans/{num}.md", /Unknown placeholder \{num\}/],
    ["plans/{number.md", /brace/],
    ["plans/{format}-{number}-{slug}.md", /same side/],
    [String.raw`plans\{number}.md`, /character/],
    ["plans/\u202E{number}.md", /character/],
    ["plans /{number}.md", /space/],
    [`plans/${"x".repeat(120)}{number}.md`, /longer/],
    [`plans/${"限".repeat(90)}-{number}-{slug}.md`, /255 bytes/],
  ])("%s is refused", (pattern, reason) => {
    expect(pathProblem(pattern)).toMatch(reason);
  });

  test("a file that people renamed is still the issue's", () => {
    expect(issueOfPath("plans/{number}-{slug}.md", "plans/42-other.md")).toBe(42);
    expect(issueOfPath("plans/{number}-{slug}.md", "plans/deep/42-other.md")).toBeUndefined();
    expect(issueOfPath("plans/{number}-{slug}.md", "plans/042-x.md")).toBeUndefined();
  });

  test("the folder is known where only the number changes it", () => {
    expect(folderOf("docs/{number}/plan.md", 42)).toBe("docs/42");
    expect(folderOf("docs/{date}/{number}.md", 42)).toBeUndefined();
  });

  test("whatever the pattern and the title are, the plan stays in its folder and is read back", () => {
    const piece = fc.constantFrom(
      ..."plans|docs|/|/|-|.|..|{number}|{number}|{slug}|{date}|{format}|.md|.github|a7|_|\\|+|(".split(
        "|",
      ),
    );
    const pattern = fc
      .array(piece, { maxLength: 9 })
      .map((pieces) => `plans/${pieces.join("")}.md`);
    const values = fc.record({
      number: fc.integer({ min: 1, max: 9_999_999_999 }),
      title: anyText(80),
      date: fc.constant("2026-11-21T10:00:00Z"),
      format: fc.constantFrom("issue-plan", "a", "x-9"),
    });
    fc.assert(
      fc.property(pattern, values, (text, filled) => {
        if (pathProblem(text) !== undefined) return;
        const path = pathOf(text, filled);
        expect(posix.normalize(path)).toBe(path);
        expect(path.startsWith("plans/")).toBe(true);
        expect(issueOfPath(text, path)).toBe(filled.number);
        const names = path.split("/").map((name) => Buffer.byteLength(name));
        expect(Math.max(...names)).toBeLessThanOrEqual(255);
      }),
      { numRuns: runs(2000) },
    );
  });
});

describe("branch patterns", () => {
  test.each(["plan/issue-{number}", "docs/plan-{number}", "{number}", "a.b/{number}_x"])(
    "%s can be used",
    (pattern) => {
      expect(branchProblem(pattern)).toBeUndefined();
    },
  );

  test.each([
    ["plan/issue", /\{number\} is missing/],
    ["plan/{number}-{slug}", /Unknown placeholder \{slug\}/],
    ["refs/heads/{number}", /Git does not allow/],
    ["a b/{number}", /Git does not allow/],
    ["v{number}", /must be separated/],
    [`${"限".repeat(90)}/{number}`, /Git does not allow/],
  ])("%s is refused", (pattern, reason) => {
    expect(branchProblem(pattern)).toMatch(reason);
  });

  test("Git takes every branch that is taken here", () => {
    const piece = fc.constantFrom(
      ..."a|b|/|/|-|.|..|.lock|@|@{|~|^|:|?|*|[|\\| |{number}|{number}|_|é".split("|"),
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 7 }), (pieces) => {
        const pattern = pieces.join("");
        if (branchProblem(pattern) !== undefined) return;
        const branch = `refs/heads/${branchOf(pattern, 7)}`;
        expect(execFileSync("git", ["check-ref-format", branch]).length).toBe(0);
      }),
      { numRuns: runs(400) },
    );
  });
});

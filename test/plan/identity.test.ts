import { execFileSync } from "node:child_process";
import { describe, expect, test } from "#jest";
import fc from "fast-check";
import { DEFAULT_PATH, pathOf } from "../../src/config/paths.js";
import { issueOfBranch, issuesNamedIn, planBranch, slug } from "../../src/plan/identity.js";
import { anyText } from "../support/any-text.js";

describe("the slug of a title", () => {
  test.each([
    ["Add a limiter", "add-a-limiter"],
    ["  Über-Straße: 50 % schneller!  ", "uber-straße-50-schneller"],
    ["限流 API", "限流-api"],
    ["أضف حدًا", "أضف-حدًا"],
    ["🚀🚀", "plan"],
    ["../../etc/passwd", "etc-passwd"],
    ["...lock.lock", "lock-lock"],
    ["", "plan"],
    ["x".repeat(256), "x".repeat(50)],
    ["𠀀".repeat(256), "𠀀".repeat(37)],
    ["?!…--", "plan"],
    ["..", "plan"],
    [".lock", "lock"],
    ["\u202Eevil", "evil"],
  ])("%j is %j", (title, expected) => {
    expect(slug(title)).toBe(expected);
  });
});

test("any title gives a path in the plan folder that names its issue", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999_999 }), anyText(), (number, title) => {
      const path = pathOf(DEFAULT_PATH, { number, title, date: "2026-11-21", format: "x" });
      expect(issuesNamedIn(path)).toContain(number);
      expect(path).toMatch(/^plans\/\d+-[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}-]*\.md$/u);
    }),
  );
});

test("a branch names its issue, by git's rules", () => {
  expect(issueOfBranch(planBranch(12))).toBe(12);
  expect(execFileSync("git", ["check-ref-format", "--branch", planBranch(12)]).toString()).toBe(
    "plan/issue-12\n",
  );
});

test.each(["plan/issue-0", "plan/issue-1x", "plan/issue-", "my/plan/issue-1", "plan/issue-1/x"])(
  "%s is no plan branch",
  (branch) => {
    expect(issueOfBranch(branch)).toBeUndefined();
  },
);

test.each<[string, readonly number[]]>([
  ["plans/12-add-a-limiter.md", [12]],
  ["docs/exec-plans/active/2026-11-21-12-limiter.md", [12]],
  ["docs/12/plan.md", [12]],
  ["plans/7-of-12.md", [7, 12]],
  ["plans/0-x.md", []],
  ["plans/012-x.md", []],
  ["plans/v12.md", []],
  ["plans/12-x.txt", []],
  [".github/plan-templates/12.md", []],
  ["a-1-2-3-4-5-6-7.md", [1, 2, 3, 4, 5]],
])("%s may be the plan of %j", (path, issues) => {
  expect(issuesNamedIn(path)).toEqual(issues);
});

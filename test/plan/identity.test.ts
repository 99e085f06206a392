import { execFileSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { issueOfBranch, issueOfPath, planBranch, planPath, slug } from "../../src/plan/identity.js";

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
  ])("%j is %j", (title, expected) => {
    expect(slug(title)).toBe(expected);
  });
});

test("any title gives a path in the plan folder that names its issue", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9_999_999 }),
      fc.string({ unit: "binary" }),
      (n, title) => {
        const path = planPath(n, title);
        expect(issueOfPath(path)).toBe(n);
        expect(path).toMatch(/^plans\/\d+-[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}-]*\.md$/u);
      },
    ),
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

test.each(["plans/1.md", "plans/0-x.md", "plans/a/1-x.md", "docs/plans/1-x.md", "plans/1-x.txt"])(
  "%s is no plan file",
  (path) => {
    expect(issueOfPath(path)).toBeUndefined();
  },
);

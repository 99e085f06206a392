import { describe, expect, test } from "#jest";
import { isBranch, isRepository, readWorkPlace } from "../../src/issue/work-place.js";

describe("readWorkPlace", () => {
  test.each([
    ["acme/app", "acme/app", undefined],
    ["`acme/app` • `feature/x`", "acme/app", "feature/x"],
    ["acme/app@main", "acme/app", "main"],
    ["Repository: acme/app, branch: fix-1", "acme/app", "fix-1"],
    ["https://github.com/acme/app/tree/feature/x", "acme/app", "feature/x"],
    ["https://github.com/acme/app.git", "acme/app", undefined],
  ])("reads %s", (text, repository, branch) => {
    expect(readWorkPlace(text, "Repository and branch")).toEqual({ repository, branch });
  });

  test.each(["app", "acme/app, acme/web", "the app of acme", "acme/app@a..b", "https://x.org/a"])(
    "reads nothing from %s",
    (text) => {
      expect(readWorkPlace(text, "Repository")).toBeUndefined();
    },
  );

  test("reads a branch where the heading asks for one", () => {
    expect(readWorkPlace("feature/x", "Target branch")).toEqual({
      repository: undefined,
      branch: "feature/x",
    });
    expect(readWorkPlace("main or develop", "Branch")).toBeUndefined();
  });
});

test.each(["-x", "a..b", "a b", "a.lock", "a/", "@{"])("%j is no branch", (name) => {
  expect(isBranch(name)).toBe(false);
});

test.each(["a", "a/b/c", "-a/b", "a/..", "a/b c"])("%j is no repository", (name) => {
  expect(isRepository(name)).toBe(false);
});

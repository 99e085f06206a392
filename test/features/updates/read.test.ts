import { describe, expect, test } from "#jest";
import { waitingChanges } from "../../../src/features/updates/read.js";

/** `b<a` is a commit with that parent; a further letter is the parent that a merge brought in. */
function changes(history: string, ...decided: readonly string[]): number {
  const commits = history.split(" ").map((commit) => {
    const [sha = "", parents = ""] = commit.split("<");
    return { sha, parents: parents.split("") };
  });
  return waitingChanges(commits, new Set(decided));
}

describe("changes that wait on a branch", () => {
  test("are its commits since it left the default branch", () => {
    expect(changes("b<a c<b d<c")).toBe(3);
  });

  test("count once where a merge brought in renderings", () => {
    expect(changes("b<a r<a s<r m<bs")).toBe(2);
    expect(changes("r<a b<a m<br c<m")).toBe(3);
  });

  test("are none where the default branch was taken over", () => {
    expect(changes("b<a m<bx")).toBe(1);
  });

  test("begin after what a closed pull request showed", () => {
    expect(changes("b<a c<b d<c", "c")).toBe(1);
    expect(changes("b<a c<b", "c")).toBe(0);
  });

  test("are none where there are no commits", () => {
    expect(waitingChanges([], new Set())).toBe(0);
  });
});

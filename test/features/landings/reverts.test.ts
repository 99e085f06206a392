import { describe, expect, test } from "#jest";
import {
  pullOfCommit,
  readReverts,
  revertingPull,
} from "../../../src/features/landings/reverts.js";

const home = { owner: "octo", repo: "api" };
const sha = (digit: string): string => digit.repeat(40);
const commit = (digit: string, message: string, ...parents: readonly string[]) => {
  return { sha: sha(digit), message, parents: parents.map(sha) };
};

describe("what commits take back", () => {
  test("is what git names, by its full or shortened name", () => {
    const reverts = readReverts(
      [
        commit("3", `Revert "A"\n\nThis reverts commit ${sha("1")}.`),
        commit("4", "Revert B\n\nThis reverts commit 2222222 (B, 2026-11-20)."),
      ],
      home,
    );
    expect(reverts.commit(sha("1"))).toBe(sha("3"));
    expect(reverts.commit(sha("2"))).toBe(sha("4"));
    expect(reverts.commit(sha("5"))).toBeUndefined();
  });

  test("is what GitHub names, in this repository", () => {
    const reverts = readReverts(
      [commit("3", "Undo\n\nReverts octo/api#4"), commit("5", "Undo\n\nReverts octo/web#6")],
      home,
    );
    expect(reverts.pull(4)).toBe(sha("3"));
    expect(reverts.pull(6)).toBeUndefined();
  });

  test("is nothing where the revert was reverted, with its merge commit too", () => {
    const reverts = readReverts(
      [
        commit(
          "9",
          `Revert "Undo"\n\nThis reverts commit ${sha("8")}, reversing changes made to ${sha("6")}.`,
        ),
        commit("8", "Merge pull request #5 from octo/revert-4-a\n\nUndo", "6", "7"),
        commit("7", `Undo\n\nThis reverts commit ${sha("1")}.`, "6"),
      ],
      home,
    );
    expect(reverts.commit(sha("1"))).toBeUndefined();
    expect(reverts.commit(sha("8"))).toBe(sha("9"));
  });

  test("is nothing that somebody only speaks of", () => {
    const text = "Explain how to revert #4\n\nIt never reverts octo/api#4 by itself.";
    expect(readReverts([commit("3", text)], home).pull(4)).toBeUndefined();
  });
});

test("a commit's first line names its pull request", () => {
  expect(pullOfCommit("Merge pull request #4 from octo/a\n\nA")).toBe(4);
  expect(pullOfCommit("Add a store (#5)")).toBe(5);
  expect(pullOfCommit("Follow (#5) closely")).toBeUndefined();
  expect(revertingPull('Revert "Add a store (#5)" (#6)')).toBe(6);
  expect(revertingPull(`Revert "A" (#6)\n\nThis reverts commit ${sha("1")}.`)).toBeUndefined();
});

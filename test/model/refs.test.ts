import { describe, expect, test } from "#jest";
import { hintsOf, withHints } from "../../src/model/hints.js";
import {
  fromStoredItem,
  issueRef,
  workKey,
  type IssueRef,
  type PullRef,
  type ReferrersRef,
  type WorkItem,
} from "../../src/model/refs.js";
import { mergeItems } from "../../src/queue/queue.js";

const repository = { installationId: 7, owner: "octo", repo: "api" };

function closed(...numbers: number[]): ReferrersRef {
  return { ...repository, kind: "referrers", closed: numbers };
}

function together(...items: readonly [WorkItem, ...WorkItem[]]): WorkItem {
  return items.reduce((a, b) => mergeItems({ hintsOf: hintsOf, withHints: withHints }, a, b));
}

describe("what was closed in one repository", () => {
  test("is one item that names all of it, each once", () => {
    expect(together(closed(3), closed(5), closed(3, 4))).toEqual(closed(3, 5, 4));
    expect(workKey(closed(3))).toBe(workKey(closed(5)));
  });

  test("may be anything, where one item does not say what, or too much is named", () => {
    const anything: ReferrersRef = { ...repository, kind: "referrers" };
    expect(together(closed(3), anything)).toEqual(anything);
    expect(together(anything, closed(3), closed(4))).toEqual(anything);
    const many = Array.from({ length: 201 }, (_, index) => closed(index + 1));
    expect(together(closed(1), ...many)).toEqual(anything);
    expect(together(closed(3), ...many, closed(3))).toEqual(anything);
  });
});

test("a repository that was added alone gets its issue, also where it is added among many later", () => {
  const alone: WorkItem = { ...repository, kind: "onboarding", withIssue: true };
  const amongMany: WorkItem = { ...repository, kind: "onboarding" };
  expect(together(alone, amongMany)).toEqual(alone);
  expect(together(amongMany, alone)).toEqual(alone);
  expect(together(amongMany, amongMany)).toEqual(amongMany);
});

test("a pull request is no issue", () => {
  const pull: PullRef = { ...repository, kind: "pull", number: 3 };
  // @ts-expect-error -- both have a number, and mean different things by it
  const issue: IssueRef = pull;
  expect(workKey(issue)).not.toBe(workKey(issueRef(repository, 3)));
});

test("an item that the version before stored gets its kind", () => {
  const stored = [repository, { ...repository, number: 3, force: true }] as unknown as WorkItem[];
  expect(stored.map(fromStoredItem)).toEqual([
    { ...repository, kind: "repository" },
    { ...repository, kind: "issue", number: 3, force: true },
  ]);
  const sweep: WorkItem = { ...repository, kind: "sweep" };
  expect(fromStoredItem(sweep)).toEqual(sweep);
});

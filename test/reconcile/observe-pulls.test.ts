import { describe, expect, test } from "@jest/globals";
import type { CrossReference } from "../../src/github/timeline.js";
import { mergedPull } from "../../src/reconcile/observe-pulls.js";
import { pullMarker } from "../../src/view/pull-marker.js";

const ref = { installationId: 7, owner: "octo", repo: "api", number: 3 };

function reference(fields: Partial<CrossReference> = {}): CrossReference {
  return {
    owner: "octo",
    repo: "api",
    number: 9,
    author: "plansmith[bot]",
    title: "Plan: Add a limiter (#3)",
    body: `For #3\n\n${pullMarker(3)}`,
    state: "merged",
    htmlUrl: "https://github.com/octo/api/pull/9",
    public: false,
    comments: 0,
    ...fields,
  };
}

function found(references: readonly CrossReference[], told: number | undefined) {
  const known = {
    bot: "plansmith[bot]",
    branch: "plan/issue-3",
    noBranch: false,
    told,
    references,
  };
  return mergedPull(ref, known)?.number;
}

describe("a plan pull request is known without a request", () => {
  test("where the status comment tells of it, and the timeline says that it is merged", () => {
    expect(found([reference()], 9)).toBe(9);
  });

  test("whatever people's pull requests say of themselves", () => {
    expect(found([reference(), reference({ number: 10, author: "ada", state: "open" })], 9)).toBe(
      9,
    );
    expect(found([reference(), reference({ number: 10, body: "Part of #3" })], 9)).toBe(9);
  });

  test.each<[string, readonly CrossReference[], number | undefined]>([
    ["no comment tells of one", [reference()], undefined],
    ["the comment tells of another", [reference()], 8],
    ["it is open", [reference({ state: "open" })], 9],
    ["it was closed", [reference({ state: "closed" })], 9],
    ["somebody else opened it", [reference({ author: "ada" })], 9],
    ["it is another issue's", [reference({ body: pullMarker(4) })], 9],
    ["it is another repository's", [reference({ repo: "web" })], 9],
    ["there is a newer one", [reference({ number: 12, state: "open" }), reference()], 9],
  ])("but not where %s", (_, references, told) => {
    expect(found(references, told)).toBeUndefined();
  });
});

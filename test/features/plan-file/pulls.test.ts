import { describe, expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { mergedPull, readPulls } from "../../../src/features/plan-file/read.js";
import type { CrossReference } from "../../../src/github/timeline.js";
import { pullMarker } from "../../../src/model/markers.js";
import { reference, world } from "../../reconcile/snapshots.js";
import { answerOf } from "../../support/contract/sample.js";
import { trusted } from "../../support/json.js";
import { nock, offline } from "../../support/offline.js";
import { SILENT } from "../../support/silent.js";

const { ref } = world();
offline();

/** The merged pull request that brought the plan. */
function planPull(fields: Partial<CrossReference> = {}): CrossReference {
  return reference({
    author: "plansmith[bot]",
    body: `For #3

${pullMarker(3)}`,
    ...fields,
  });
}

function found(references: readonly CrossReference[], told: number | undefined) {
  const known = {
    bot: "plansmith[bot]",
    branch: "plan/issue-3",
    noBranch: false,
    knownPull: told,
    references,
  };
  return mergedPull(ref, known)?.number;
}

test("marks that others write do not hide the App's own pull request", async () => {
  const forged = Array.from({ length: 8 }, (_, index) =>
    planPull({ number: 20 + index, author: "mallory", state: "open" }),
  );
  nock("https://api.github.com").get("/repos/octo/api/pulls").query(true).reply(200, []);
  const own = trusted<nock.Body>(
    answerOf("GET", "/repos/octo/api/pulls/9", 200, {
      number: 9,
      user: { login: "plansmith[bot]" },
      body: pullMarker(3),
      head: { ref: "plans/3", sha: "a".repeat(40), repo: { full_name: "octo/api" } },
    }),
  );
  nock("https://api.github.com").get("/repos/octo/api/pulls/9").reply(200, own);
  const pulls = await readPulls(new Octokit({ log: SILENT }), ref, {
    bot: "plansmith[bot]",
    branch: "plan/issue-3",
    noBranch: false,
    knownPull: undefined,
    references: [planPull(), ...forged],
  });
  expect(pulls.map(({ number }) => number)).toEqual([9]);
});

describe("a plan pull request is known without a request", () => {
  test("where the status comment tells of it, and the timeline says that it is merged", () => {
    expect(found([planPull()], 9)).toBe(9);
  });

  test("whatever people's pull requests say of themselves", () => {
    expect(found([planPull(), planPull({ number: 10, author: "ada", state: "open" })], 9)).toBe(9);
    expect(found([planPull(), planPull({ number: 10, body: "Part of #3" })], 9)).toBe(9);
  });

  test.each<[string, readonly CrossReference[], number | undefined]>([
    ["no comment tells of one", [planPull()], undefined],
    ["the comment tells of another", [planPull()], 8],
    ["it is open", [planPull({ state: "open" })], 9],
    ["it was closed", [planPull({ state: "closed" })], 9],
    ["somebody else opened it", [planPull({ author: "ada" })], 9],
    ["it is another issue's", [planPull({ body: pullMarker(4) })], 9],
    ["it is another repository's", [planPull({ repo: "web" })], 9],
    ["there is a newer one", [planPull({ number: 12, state: "open" }), planPull()], 9],
  ])("but not where %s", (_, references, told) => {
    expect(found(references, told)).toBeUndefined();
  });
});

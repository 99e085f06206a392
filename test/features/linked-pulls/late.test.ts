import { expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { awaitReferences } from "../../../src/features/linked-pulls/read.js";
import { hintsOf, withHints } from "../../../src/model/hints.js";
import type { IssueRef, WorkItem } from "../../../src/model/refs.js";
import { reference, world } from "../../reconcile/snapshots.js";
import { computeOnCopies } from "../../support/cloning-compute.js";
import { answerOf } from "../../support/contract/sample.js";
import { trusted } from "../../support/json.js";
import { nock, offline } from "../../support/offline.js";
import { SILENT } from "../../support/silent.js";

const { ref } = world();
const github = new Octokit({ log: SILENT });
offline();

/** When an issue is looked at again for pull request 9, whose description says `body`. */
async function again(item: IssueRef, body: string, shown = false) {
  nock.cleanAll();
  const html_url = "https://github.com/octo/api/pull/9";
  const answered = answerOf("GET", "/repos/octo/api/pulls/9", 200, { number: 9, body, html_url });
  nock("https://api.github.com")
    .get("/repos/octo/api/pulls/9")
    .reply(200, trusted<nock.Body>(answered));
  const later: (readonly [WorkItem, number])[] = [];
  const enqueueLater = (next: WorkItem, delayMs: number): Promise<void> => {
    later.push([next, delayMs]);
    return Promise.resolve();
  };
  const references = shown ? [reference()] : [];
  await awaitReferences({ github, compute: computeOnCopies, enqueueLater }, item, references);
  return later;
}

const hinted = (tries: number): IssueRef => ({
  ...ref,
  pulls: [{ owner: "octo", repo: "api", number: 9, tries }],
});

test("the timeline is read again after 2, 5, 15 and 60 s, and not after that", async () => {
  let item: IssueRef | undefined = hinted(0);
  const delays: number[] = [];
  while (item !== undefined) {
    const [next] = await again(item, "Part of #3");
    if (next !== undefined) delays.push(next[1]);
    // As the queue hands it on, with the hint of the run before.
    const before: IssueRef = item;
    item = next && trusted<IssueRef>(withHints(next[0], [before, next[0]].flatMap(hintsOf)));
  }
  expect(delays).toEqual([2000, 5000, 15_000, 60_000]);
});

test("but not for what it shows, or what does not refer to the issue any more", async () => {
  expect(await again(hinted(0), "Part of #3", true)).toEqual([]);
  expect(await again(hinted(0), "Part of #4")).toEqual([]);
  expect(await again(ref, "Part of #3")).toEqual([]);
});

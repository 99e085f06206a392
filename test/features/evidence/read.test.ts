import { beforeEach, describe, expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { computeOnCopies } from "../../support/cloning-compute.js";
import { configSchema } from "../../../src/config/schema.js";
import { readEvidenceFacts } from "../../../src/features/evidence/read.js";
import { keptEvidence } from "../../../src/features/evidence/rules.js";
import { linkedPulls } from "../../../src/features/linked-pulls/read.js";
import { createInMemoryReferrers, type Referrers } from "../../../src/features/referrers/index.js";
import type { ApprovedSnapshot } from "../../../src/features/snapshot.js";
import type { CrossReference } from "../../../src/github/timeline.js";
import { signComment, type KeptEvidence } from "../../../src/model/metadata.js";
import { approvedWorld, plan, reference } from "../../reconcile/snapshots.js";
import { answerOf } from "../../support/contract/sample.js";
import { trusted } from "../../support/json.js";
import { nock, offline } from "../../support/offline.js";
import { SILENT } from "../../support/silent.js";

/** What there is on GitHub: `false` for a private repository, words for an issue, a list for commits. */
type There = Readonly<
  Record<string, boolean | "open" | "completed" | "merged" | "moved" | readonly string[]>
>;

const github = new Octokit({ log: SILENT });

let asked: string[] = [];
let referrers: Referrers;
offline();

beforeEach(() => {
  referrers = createInMemoryReferrers(Date.now);
  asked = [];
});

function serve(there: There): void {
  nock("https://api.github.com")
    .persist()
    .get(/^\/repos\//)
    .reply((uri) => {
      const path = uri.replace("/repos/", "");
      const landed = landing(path);
      if (landed !== undefined) return [200, trusted<nock.Body>(answerOf("GET", uri, 200, landed))];
      asked.push(path);
      const found = there[path];
      if (found === undefined) return [404, { message: "Not Found" }];
      const answer = (said: object) => trusted<nock.Body>(answerOf("GET", uri, 200, said));
      if (typeof found === "object") {
        return [200, answer(found.map((message) => ({ commit: { message } })))];
      }
      if (typeof found === "boolean") return [200, answer({ private: !found })];
      const home = path.split("/issues/")[0];
      return [
        200,
        answer({
          repository_url: `https://api.github.com/repos/${found === "moved" ? "octo/secret" : home}`,
          state: found === "open" ? "open" : "closed",
          state_reason: found === "completed" ? "completed" : null,
          ...(found === "merged" && {
            pull_request: {
              url: null,
              html_url: null,
              diff_url: null,
              patch_url: null,
              merged_at: "2026-11-20T10:00:00Z",
            },
          }),
        }),
      ];
    });
}

const MERGE = "d".repeat(40);

/** Every pull request that is asked for is merged into the default branch; `undefined` for other paths. */
function landing(path: string): object | undefined {
  if (/\/pulls\/\d+$/.test(path)) {
    const sides = { base: { ref: "main" }, head: { sha: "e".repeat(40) } };
    return { ...sides, merged_at: "2026-11-20T10:00:00Z", merge_commit_sha: MERGE };
  }
  if (!/^[^/]+\/[^/]+\/commits\?/.test(path)) return undefined;
  return [{ sha: MERGE, commit: { message: "Work", tree: { sha: "f".repeat(40) } }, parents: [] }];
}

/** An approved plan with that text, and what its status comment remembers. */
function approved(text: string, evidence?: KeptEvidence): ApprovedSnapshot {
  const stamp = { at: "2026-11-21T10:00:00.000Z", evidence };
  return approvedWorld({
    plan: { ...plan(), text },
    comments: evidence === undefined ? [] : [{ id: 1, body: signComment("", stamp) }],
  });
}

async function observed(
  start: ApprovedSnapshot,
  references: readonly CrossReference[] = [],
  everBlockedBy = 0,
) {
  const counts = { subIssues: 0, blockedBy: 0, everBlockedBy };
  const linked = linkedPulls(references, start.ref, [4], true);
  const context = { github, compute: computeOnCopies, referrers };
  const read = await readEvidenceFacts(context, { ...start, linked }, { references, counts });
  return read.evidence;
}

describe("what a plan refers to", () => {
  test("is asked for once, unless the timeline or the status comment knows", async () => {
    serve({ "octo/api/issues/5": "completed" });
    const commits = { "#9": [] };
    const kept = {
      commit: "",
      outcomes: { "#7": "merged" },
      steps: {},
      commits,
      ticked: [],
    } as const;
    const start = approved("- [ ] #5 and #5\n- [ ] #7, #9 of #3\n", kept);
    const evidence = await observed(start, [reference()]);
    expect(evidence?.outcomes).toEqual({ "#5": "completed", "#7": "merged", "#9": "merged" });
    expect(asked).toEqual(["octo/api/issues/5"]);
  });

  test("counts only where everyone can see it", async () => {
    serve({
      "octo/web": true,
      "octo/web/issues/1": "merged",
      "octo/secret": false,
      "octo/secret/issues/1": "merged",
      "octo/api/issues/8": "moved",
    });
    const evidence = await observed(
      approved("- [ ] octo/web#1\n- [ ] octo/secret#1\n- [ ] gone/away#1\n- [ ] #8, #404\n"),
    );
    expect(evidence?.outcomes).toEqual({
      "octo/web#1": "merged",
      "octo/secret#1": "unknown",
      "gone/away#1": "unknown",
      "#8": "unknown",
      "#404": "unknown",
    });
    expect(asked).not.toContain("octo/secret/issues/1");
  });

  test("tells nothing of blockers in private repositories, and nothing is proven by them", async () => {
    const path = "/repos/octo/api/issues/3/dependencies/blocked_by";
    const blocker = (number: number, repo: string) => ({
      number,
      state: "closed",
      repository_url: `https://api.github.com/repos/octo/${repo}`,
    });
    const blockers = [blocker(5, "api"), blocker(1, "secret")];
    nock("https://api.github.com")
      .get(path)
      .query({ per_page: 100 })
      .reply(200, trusted<nock.Body>(answerOf("GET", path, 200, blockers)));
    serve({ "octo/api": true, "octo/secret": false, "octo/api/issues/5": "completed" });
    const start = approved("# Plan\n\n## Checks\n\n- [ ] All dependencies are closed\n");
    const evidence = await observed(start, [], 2);
    expect(evidence?.dependencies).toEqual({ open: [], closed: ["#5"], unsure: true });
    expect(JSON.stringify(evidence)).not.toContain("secret");
  });

  test("and could not be seen is not asked for again before the plan changes", async () => {
    serve({ "octo/api/issues/8": "open" });
    const commit = plan().commit.sha;
    const kept = { commit, outcomes: { "#8": "unknown" }, steps: {}, ticked: [] } as const;
    const text = "- [ ] #8\n";
    expect((await observed(approved(text, kept)))?.outcomes).toEqual({ "#8": "unknown" });
    expect(asked).toEqual([]);
    const before = { ...kept, commit: "c".repeat(40) };
    expect((await observed(approved(text, before)))?.outcomes).toEqual({ "#8": "open" });
  });

  test("is noted before it is looked up, while its issue is open", async () => {
    serve({ "octo/web": true, "octo/api/issues/5": "open" });
    const own = createInMemoryReferrers(Date.now);
    referrers = {
      ...own,
      note(...args) {
        expect(asked).not.toContain("octo/api/issues/5");
        return own.note(...args);
      },
    };
    const start = approved("- [ ] #5, #9, octo/web#6 and #3\n");
    const repository = { installationId: 7, owner: "octo", repo: "api" };
    await referrers.complete(repository);
    await observed({ ...start, issue: { ...start.issue, state: "closed" } }, [reference({})]);
    expect(await referrers.find(repository, [5, 9])).toEqual([]);
    asked = [];
    await observed(start, [reference({})]);
    expect(asked).toContain("octo/api/issues/5");
    expect(await referrers.find(repository, [5])).toEqual([3]);
    expect(await referrers.find(repository, [9])).toEqual([3]);
    expect(await referrers.find(repository, [3, 4, 6])).toEqual([]);
  });

  test("is bounded, and the same from run to run", async () => {
    serve({});
    const items = Array.from({ length: 500 }, (_, index) => `- [ ] #${index + 10}, a${index}/b#1`);
    const start = approved(items.join("\n"));
    const first = await observed(start);
    expect(asked.length).toBeLessThanOrEqual(65);
    const kept = {
      commit: plan().commit.sha,
      outcomes: first?.outcomes ?? {},
      steps: {},
      ticked: [],
    };
    asked = [];
    expect(await observed(approved(items.join("\n"), kept))).toEqual(first);
    expect(asked).toEqual([]);
  });
});

describe("steps", () => {
  const text = "- [ ] Store\n- [ ] Docs\n";
  const body = "Part of octo/api#3\n\nPlan-Step: 2";

  test("are named by merged pull requests of the repository that still refer to the issue", async () => {
    serve({});
    const evidence = await observed(approved(text), [
      reference({ body }),
      reference({ number: 10, body, state: "open" }),
      reference({ number: 11, body: "Plan-Step: 1" }),
      reference({ number: 12, body, owner: "mallory", public: true }),
    ]);
    expect(evidence?.steps.map(({ pull: by }) => by)).toEqual(["#9"]);
  });

  test("are named by the commits of one whose description names none; they are read once", async () => {
    serve({
      "octo/api/pulls/9/commits?per_page=100": ["x\n\nplan-step: 1", "y\n\nPlan-Step: Docs"],
    });
    const silent = [reference({ body: "Part of octo/api#3" }), reference({ number: 10, body })];
    const first = await observed(approved(text), silent);
    expect(asked).toEqual(["octo/api/pulls/9/commits?per_page=100"]);
    expect(first?.commits).toEqual({ "#9": ["1", "Docs"] });
    expect(first?.steps.map(({ pull: by, value }) => `${by} ${value}`)).toEqual([
      "#9 1",
      "#9 Docs",
      "#10 2",
    ]);
    const start = { ...approved(text), evidence: first };
    const kept = keptEvidence(start, "approved", undefined);
    asked = [];
    expect(await observed(approved(text, kept), silent)).toEqual(first);
    expect(asked).toEqual([]);
    // Nothing was done to a plan that has no items.
    await observed(approved("# Plan\n"), silent);
    expect(asked).toEqual([]);
  });

  test("of commits are bounded", async () => {
    const paths = Array.from(
      { length: 50 },
      (_, index) => `octo/api/pulls/${index}/commits?per_page=100`,
    );
    const message = Array.from(
      { length: 9 },
      (_, index) => `Plan-Step: ${"x".repeat(500)}${index}`,
    );
    serve(
      Object.fromEntries(
        paths.map((path, at) => [path, message.map((line) => `${at}\n\n${line}`)]),
      ),
    );
    const many = paths.map((_, number) => reference({ number, body: "Part of octo/api#3" }));
    const found = await observed(approved(text), many);
    expect(asked).toHaveLength(30);
    expect(JSON.stringify(found?.commits).length).toBeLessThan(6000);
  });

  test("stay with the item that their number meant first", async () => {
    serve({});
    const first = await observed(approved(text), [reference({ body })]);
    const digest = first?.steps[0]?.digest ?? "";
    const kept = { commit: "", outcomes: {}, steps: { "#9": { "2": digest } }, ticked: [] };
    const later = await observed(approved(`- [ ] New\n${text}`, kept), [reference({ body })]);
    expect(later?.steps).toEqual(first?.steps);
  });
});

test("nothing is read where nothing is shown or ticked", async () => {
  serve({});
  const off = configSchema.parse({ comment: { show: ["progress"] } });
  expect(await observed({ ...approved("- [ ] #5\n"), config: off })).toBeUndefined();
  expect(asked).toEqual([]);
});

import { expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { computeOnCopies } from "../../support/cloning-compute.js";
import { resolveConfig } from "../../../src/config/read-config.js";
import { approvalNotes } from "../../../src/features/approval/rules.js";
import { readApproval } from "../../../src/features/approval/read.js";
import { signComment } from "../../../src/model/metadata.js";
import { builtinTemplates } from "../../../src/plan/template/template.js";
import { plan, pull, world } from "../../reconcile/snapshots.js";
import { answerOf } from "../../support/contract/sample.js";
import { trusted } from "../../support/json.js";
import { nock, offline } from "../../support/offline.js";
import { SILENT } from "../../support/silent.js";

const github = new Octokit({ log: SILENT });
const templates = builtinTemplates();
const configuration = { ...resolveConfig([]), hasTemplates: false, templatesSha: undefined };
offline();

/** How the base branch is protected. */
interface Protection {
  readonly isProtected?: boolean;
  readonly rules?: readonly unknown[];
  /** What GitHub answers where the branch is asked for. */
  readonly status?: number;
}

/** Reviews of pull request 4 that approve it, by login; only `ada` may write. */
function serve(
  logins: readonly string[],
  { isProtected = false, rules = [], status = 200 }: Protection = {},
): void {
  const reviews = logins.map((login, index) => ({
    id: index + 1,
    user: { login },
    state: "APPROVED",
    commit_id: plan().commit.sha,
  }));
  nock("https://api.github.com")
    .persist()
    .get(/^\/repos\/octo\/api/)
    .reply((uri) => {
      const answer = (said: unknown) => [
        200,
        trusted<nock.Body>(answerOf("GET", uri.replace(/\?.*/, ""), 200, said)),
      ];
      if (uri.includes("/pulls/4/reviews")) return answer(reviews);
      if (uri.includes("/rules/branches/main")) return answer(rules);
      if (uri.includes("/branches/main")) {
        return status === 200 ? answer({ protected: isProtected }) : [status, { message: "No" }];
      }
      const login = /\/collaborators\/([^/]+)\/permission/.exec(uri)?.[1];
      if (login !== undefined) return answer({ permission: login === "ada" ? "write" : "read" });
      return uri.includes("/commits") ? answer([]) : [404, { message: "Not Found" }];
    });
}

function approvalOf(body: string) {
  const comments = [{ id: 1, body }];
  const start = world({ pulls: [pull()], plan: plan(), comments });
  return readApproval({ github, compute: computeOnCopies, templates }, start, configuration);
}

const told = signComment("x", { at: "2026-11-20T10:05:00.000Z", pull: 4 });
const strangers = (count: number) => Array.from({ length: count }, (_, index) => `s${index}`);

test("an approval by somebody who may write is written, and holds the plan", async () => {
  serve(["ada", "mallory"]);
  const found = await approvalOf(told);
  expect(found).toMatchObject({ fresh: [1], outdated: [], compared: plan().sha, isGiven: true });
});

test.each([
  ["protected, and nothing says how", { isProtected: true }, []],
  ["not shown to the App", { status: 403 }, []],
  ["not found", { status: 404 }, []],
  ["protected by a ruleset that takes nothing away", { isProtected: true, rules: [rule({})] }, [1]],
  ["under a ruleset that does", { rules: [rule({ dismiss_stale_reviews_on_push: true })] }, []],
  [
    "under one that wants the last push approved",
    { rules: [rule({ require_last_push_approval: true })] },
    [],
  ],
])("an approval is written or not where the base branch is %s", async (_, protection, fresh) => {
  serve(["ada"], protection);
  expect(await approvalOf(told)).toMatchObject({ fresh, isGiven: true });
});

function rule(parameters: Readonly<Record<string, boolean>>) {
  const none = {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: 1,
    required_review_thread_resolution: false,
  };
  return { type: "pull_request", parameters: { ...none, ...parameters } };
}

test("approvals by strangers hold nothing, but cannot push an approval out of sight either", async () => {
  serve(strangers(3));
  expect(await approvalOf(told)).toMatchObject({ fresh: [], isGiven: false });
  nock.cleanAll();
  serve(["ada", ...strangers(10)]);
  expect(await approvalOf(told)).toMatchObject({ fresh: [], isGiven: true, unread: 1 });
});

test("where not everybody was asked, nothing says that the plan can be merged", async () => {
  serve(["mallory", ...strangers(9), "ada"]);
  const approval = await approvalOf(told);
  const [said] = approvalNotes(world({ pulls: [pull()], plan: plan(), approval }));
  expect(said).toMatch(
    /^Approved by \[ada\]\(.*\)\. Earlier reviews by 1 more person were not checked\.$/,
  );
});

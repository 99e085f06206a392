import { reasonOf } from "../../model/errors.js";
import { Octokit } from "@octokit/rest";
import { listDeliveries, readDelivery } from "../../github/deliveries.js";
import type { GitHubClient } from "../../github/http/client.js";
import { hasStatus } from "../../github/http/errors.js";
import { scrub, type KeptPayload, type Measurement } from "./report.js";

/** What a smoke test needs. */
export interface LiveOptions {
  readonly owner: string;
  readonly repo: string;
  readonly apiUrl: string;
  /** Of somebody who owns the repository. */
  readonly adminToken: string;
  /** Of another person who may review; without it, that part is left out. */
  readonly secondToken: string | undefined;
  /** Authenticated as the App. */
  readonly app: GitHubClient;
  readonly send: typeof fetch;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Called with each measurement. */
  readonly onMeasured: (measurement: Measurement) => void;
}

/** What a smoke test found. */
export interface LiveResult {
  readonly measurements: readonly Measurement[];
  /** Scrubbed. */
  readonly payloads: readonly KeptPayload[];
}

/** How long GitHub and the bot get for one step, and between two looks, in milliseconds. */
const PATIENCE_MS = 120_000;
const PAUSE_MS = 500;

/** How long the bot gets to react to what was closed, in milliseconds. */
const SETTLE_MS = 5000;

/** When a comment was edited last. */
const LAST_EDITED = `query LastEdited($id: ID!) {
  node(id: $id) { ... on Comment { lastEditedAt } }
}`;

/** The biggest summary of a check run, in bytes. */
const MAX_SUMMARY = 65_535;

/**
 * Plays the main job on a throw-away repository, with the bot that runs, and measures what only GitHub
 * can tell. What it made is deleted afterwards; the issue and the pull requests stay, closed.
 *
 * @throws where the repository cannot be read, or the App is not installed there
 */
export async function smokeTest(options: LiveOptions): Promise<LiveResult> {
  const { owner, repo, app, apiUrl, send, now } = options;
  const where = { owner, repo };
  const as = (auth: string): Octokit =>
    new Octokit({ auth, baseUrl: apiUrl, userAgent: "plansmith-smoke", request: { fetch: send } });
  const admin = as(options.adminToken);
  const { data: home } = await admin.rest.repos.get(where);
  const { data: installation } = await app.rest.apps.getRepoInstallation(where);
  const measurements: Measurement[] = [];
  const branches: string[] = [];
  const numbers: number[] = [];
  const plans: string[] = [];
  const startedAt = now();

  /** Measures one thing; a failure is its result. */
  async function measure(
    what: string,
    expected: string,
    look: () => Promise<string | undefined>,
    isEssential = false,
  ): Promise<void> {
    let measurement: Measurement;
    try {
      const actual = await look();
      const result =
        actual === undefined ? "unknown" : actual.startsWith(expected) ? "same" : "different";
      measurement = { what, expected, actual: actual ?? "not measured", result, isEssential };
    } catch (failure) {
      const reason = reasonOf(failure);
      const result = isEssential ? "different" : "unknown";
      measurement = { what, expected, actual: `failed: ${reason}`, result, isEssential };
    }
    measurements.push(measurement);
    options.onMeasured(measurement);
  }

  async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (const end = now() + PATIENCE_MS; now() < end;) {
      const found = await look();
      if (found !== undefined) return found;
      await options.sleep(PAUSE_MS);
    }
    throw new Error(`not there after ${PATIENCE_MS / 1000} s`);
  }

  const since = (at: number): string => `${((now() - at) / 1000).toFixed(1)} s`;
  const token = async (): Promise<string> => {
    const created = await app.rest.apps.createInstallationAccessToken({
      installation_id: installation.id,
    });
    return created.data.token;
  };
  /** Texts of the deliveries of the test, newest first. */
  const payloadsOf = async (event: string): Promise<readonly unknown[]> => {
    const { deliveries } = await listDeliveries(app, undefined);
    const own = deliveries.filter((it) => it.event === event && it.at >= startedAt - 1000);
    return Promise.all(own.map(async ({ id }) => (await readDelivery(app, id))?.payload));
  };
  const delivered = async (event: string, action: string): Promise<unknown> =>
    (await payloadsOf(event)).find((payload) => fieldOf(payload, "action") === action);
  const statusComment = async (number: number) => {
    const { data } = await admin.rest.issues.listComments({ ...where, issue_number: number });
    return data.find(({ user }) => user?.type === "Bot");
  };
  /** A branch with one file more than the default one. */
  async function branch(name: string, path: string): Promise<void> {
    const { data: tip } = await admin.rest.git.getRef({
      ...where,
      ref: `heads/${home.default_branch}`,
    });
    await admin.rest.git.createRef({ ...where, ref: `refs/heads/${name}`, sha: tip.object.sha });
    branches.push(name);
    await admin.rest.repos.createOrUpdateFileContents({
      ...where,
      path,
      branch: name,
      message: "Smoke test",
      content: Buffer.from("smoke\n").toString("base64"),
    });
  }

  const { data: issue } = await admin.rest.issues.create({
    ...where,
    title: "Plansmith smoke test",
    body: "## Tasks\n\n- [ ] Write it\n- [ ] Test it\n",
  });
  numbers.push(issue.number);
  try {
    const labelledAt = now();
    await admin.rest.issues.addLabels({
      ...where,
      issue_number: issue.number,
      labels: ["needs-plan"],
    });
    await measure(
      "The label needs-plan opens a plan pull request",
      "opened",
      async () => {
        const pull = await until(async () => {
          const { data } = await admin.rest.pulls.list({ ...where, state: "open", per_page: 100 });
          return data.find(({ head }) => head.ref.startsWith(`plan/issue-${issue.number}`));
        });
        numbers.push(pull.number);
        branches.push(pull.head.ref);
        return `opened after ${since(labelledAt)}`;
      },
      true,
    );
    const pullNumber = numbers[1];
    await measure(
      "The issue has a status comment",
      "one",
      async () => {
        await until(() => statusComment(issue.number));
        return `one after ${since(labelledAt)}`;
      },
      true,
    );
    await measure(
      "Ids of issues, comments, check runs, installations and deliveries",
      "numbers; deliveries 19 digits",
      async () => {
        const comment = await statusComment(issue.number);
        const { deliveries } = await listDeliveries(app, undefined);
        const digits = deliveries[0]?.id.length ?? 0;
        const { data: checks } = await admin.rest.checks.listForRef({
          ...where,
          ref: branches[0] ?? "",
        });
        const ids = [
          issue.id,
          comment?.id,
          installation.id,
          ...checks.check_runs.map(({ id }) => id),
        ];
        const isNumber = ids.every((id) => Number.isSafeInteger(id));
        return `${isNumber ? "numbers" : "not numbers"}; deliveries ${digits} digits`;
      },
    );
    await measure("The delivery log shows a delivery", "within 60 s", async () => {
      await until(() => delivered("issues", "labeled"));
      const ms = now() - labelledAt;
      return ms <= 60_000 ? `within 60 s: ${since(labelledAt)}` : `after ${since(labelledAt)}`;
    });
    await measure("An ETag of one token answers 304 to another", "no", async () => {
      const read = (auth: string, etag?: string): Promise<Response> =>
        send(`${apiUrl}/repos/${owner}/${repo}/issues/${issue.number}`, {
          headers: {
            authorization: `Bearer ${auth}`,
            "user-agent": "plansmith-smoke",
            ...(etag === undefined ? {} : { "if-none-match": etag }),
          },
        });
      const etag = (await read(await token())).headers.get("etag");
      if (etag === null) return undefined;
      return (await read(await token(), etag)).status === 304 ? "yes" : "no";
    });
    await measure("Names of branches and paths with #, % and blanks", "read back", async () => {
      const [name, path] = [`smoke/${issue.number}#50%`, `smoke/a #1 50%.md`];
      await branch(name, path);
      const { data } = await admin.rest.repos.getContent({ ...where, path, ref: name });
      return !Array.isArray(data) && data.path === path ? "read back" : "something else";
    });
    await measure("CI runs for one plan", "1 push", async () => {
      const ref = `refs/heads/${branches[0] ?? ""}`;
      const pushes = await until(async () => {
        const found = (await payloadsOf("push")).filter((push) => fieldOf(push, "ref") === ref);
        return found.length > 0 ? found : undefined;
      });
      return `${pushes.length} push${pushes.length === 1 ? "" : "es"}`;
    });
    await measure("A comment that somebody reacted to counts as edited", "no", async () => {
      const { data: comment } = await admin.rest.issues.createComment({
        ...where,
        issue_number: issue.number,
        body: "Smoke test",
      });
      const named = { ...where, comment_id: comment.id };
      try {
        await options.sleep(1000);
        await admin.rest.reactions.createForIssueComment({ ...named, content: "+1" });
        const answer: unknown = await admin.graphql(LAST_EDITED, { id: comment.node_id });
        const at = fieldOf(fieldOf(answer, "node"), "lastEditedAt");
        const { data } = await admin.rest.issues.getComment(named);
        const isLater = data.updated_at > data.created_at;
        return `${at === null ? "no" : "yes"}; its updated_at is ${isLater ? "later" : "as before"}`;
      } finally {
        await admin.rest.issues.deleteComment(named);
      }
    });
    await measure(
      "The plan pull request merges, and the label says so",
      "plan: approved",
      async () => {
        const pull_number = pullNumber ?? 0;
        const { data: files } = await admin.rest.pulls.listFiles({ ...where, pull_number });
        await admin.rest.pulls.merge({ ...where, pull_number });
        plans.push(...files.map(({ filename }) => filename));
        return until(async () => {
          const { data } = await admin.rest.issues.get({ ...where, issue_number: issue.number });
          const names = data.labels.map((label) =>
            typeof label === "string" ? label : label.name,
          );
          return names.find((label) => /^plan: (?:approved|in progress)$/.test(label ?? ""));
        });
      },
      true,
    );
    await measure(
      "A tick of the status comment tells the text before it",
      "changes.body.from",
      async () => {
        const comment = await until(async () => {
          const found = await statusComment(issue.number);
          return found?.body?.includes("- [ ]") ? found : undefined;
        });
        await admin.rest.issues.updateComment({
          ...where,
          comment_id: comment.id,
          body: comment.body?.replace("- [ ]", "- [x]") ?? "",
        });
        const payload = await until(() => delivered("issue_comment", "edited"));
        const from = fieldOf(fieldOf(fieldOf(payload, "changes"), "body"), "from");
        return typeof from === "string" ? "changes.body.from" : "nothing";
      },
    );
    await measure(
      "A pull request that refers to the issue shows in its timeline",
      "within 60 s",
      async () => {
        const name = `smoke/linked-${issue.number}`;
        await branch(name, `smoke/linked-${issue.number}.md`);
        const openedAt = now();
        let refused = 0;
        const pull = await until(async () => {
          try {
            return await admin.rest.pulls.create({
              ...where,
              title: "Smoke test: linked",
              head: name,
              base: home.default_branch,
              body: `Part of #${issue.number}`,
            });
          } catch (failure) {
            // A 422 right after the creation of the branch passes.
            if (!hasStatus(failure, 422)) throw failure;
            refused += 1;
            return undefined;
          }
        });
        numbers.push(pull.data.number);
        await until(async () => {
          const { data } = await admin.rest.issues.listEventsForTimeline({
            ...where,
            issue_number: issue.number,
            per_page: 100,
          });
          return data.find(({ event }) => event === "cross-referenced");
        });
        const ms = now() - openedAt;
        const took = `${since(openedAt)}, ${refused} passing 422s`;
        return ms <= 60_000 ? `within 60 s: ${took}` : `after ${took}`;
      },
    );
    await measure("Who dismisses an approval after a push", "who pushed", async () => {
      if (options.secondToken === undefined) return undefined;
      const [base, head] = [`smoke/base-${issue.number}`, `smoke/review-${issue.number}`];
      await branch(base, `smoke/base-${issue.number}.md`);
      await admin.rest.repos.updateBranchProtection({
        ...where,
        branch: base,
        required_status_checks: null,
        enforce_admins: false,
        required_pull_request_reviews: { dismiss_stale_reviews: true },
        restrictions: null,
        // It is deleted afterwards.
        allow_deletions: true,
      });
      await branch(head, `smoke/review-${issue.number}.md`);
      const title = "Smoke test: review";
      const { data: pull } = await admin.rest.pulls.create({ ...where, title, head, base });
      numbers.push(pull.number);
      const reviewed = { ...where, pull_number: pull.number };
      await as(options.secondToken).rest.pulls.createReview({ ...reviewed, event: "APPROVE" });
      await as(await token()).rest.repos.createOrUpdateFileContents({
        ...where,
        path: `smoke/push-${issue.number}.md`,
        branch: head,
        message: "Smoke test: a push of the App after the approval",
        content: Buffer.from("smoke\n").toString("base64"),
      });
      const sender = fieldOf(
        await until(() => delivered("pull_request_review", "dismissed")),
        "sender",
      );
      const { data: commits } = await admin.rest.pulls.listCommits(reviewed);
      const pusher = commits.at(-1)?.author?.login;
      const by = String(fieldOf(sender, "login"));
      return pusher !== undefined && by === pusher ? "who pushed" : `somebody else than who pushed`;
    });
    await measure(
      `A check run's summary may have ${MAX_SUMMARY} bytes`,
      "201, then 422",
      async () => {
        const bot = as(await token());
        const { data: tip } = await admin.rest.git.getRef({
          ...where,
          ref: `heads/${home.default_branch}`,
        });
        const create = async (bytes: number): Promise<number> => {
          const output = {
            title: "Smoke test",
            summary: "é".repeat(bytes / 2) + "x".repeat(bytes % 2),
          };
          const head_sha = tip.object.sha;
          const status = "completed" as const;
          const conclusion = "neutral" as const;
          try {
            const run = { ...where, name: "Smoke test", head_sha, status, conclusion, output };
            return (await bot.rest.checks.create(run)).status;
          } catch (failure) {
            return failure instanceof Error && "status" in failure ? Number(failure.status) : 0;
          }
        };
        return `${await create(MAX_SUMMARY)}, then ${await create(MAX_SUMMARY + 1)}`;
      },
    );
    await measure(
      "The old name of a renamed repository leads to the new one",
      "same repository",
      async () => {
        await admin.rest.repos.update({ ...where, name: `${repo}-renamed` });
        try {
          const { data } = await admin.rest.repos.get(where);
          return data.id === home.id ? "same repository" : "another repository";
        } finally {
          await admin.rest.repos.update({ owner, repo: `${repo}-renamed`, name: repo });
        }
      },
    );
    // A transfer needs another account that accepts it.
    await measure(
      "A transferred repository keeps its plans",
      "not measured",
      async () => undefined,
    );
  } finally {
    await measure(
      "Everything is closed and deleted again",
      "clean",
      async () => {
        await closeAll(admin, where, numbers);
        // The bot may still open a pull request with a change of the plan.
        await options.sleep(SETTLE_MS);
        const { data } = await admin.rest.pulls.list({ ...where, state: "open", per_page: 100 });
        const left = data.filter(({ head }) => head.ref.startsWith(`plan/issue-${issue.number}`));
        await closeAll(
          admin,
          where,
          left.map(({ number }) => number),
        );
        await deleteAll(admin, where, [...branches, ...left.map(({ head }) => head.ref)]);
        for (const path of plans) await deleteFile(admin, where, path);
        return "clean";
      },
      true,
    );
  }
  const secrets = [owner, repo, options.adminToken, options.secondToken ?? ""];
  return { measurements, payloads: await keptPayloads(app, startedAt, secrets) };
}

/** Closes issues and pull requests, which GitHub closes as issues, too. */
async function closeAll(
  admin: Octokit,
  where: { readonly owner: string; readonly repo: string },
  numbers: readonly number[],
): Promise<void> {
  for (const number of numbers.toReversed()) {
    await admin.rest.issues.update({ ...where, issue_number: number, state: "closed" });
  }
}

/** Deletes a file of the default branch. */
async function deleteFile(
  admin: Octokit,
  where: { readonly owner: string; readonly repo: string },
  path: string,
): Promise<void> {
  const { data } = await admin.rest.repos.getContent({ ...where, path });
  if (Array.isArray(data)) return;
  const message = "Smoke test: clean up";
  await admin.rest.repos.deleteFile({ ...where, path, sha: data.sha, message });
}

async function deleteAll(
  admin: Octokit,
  where: { readonly owner: string; readonly repo: string },
  branches: readonly string[],
): Promise<void> {
  for (const name of new Set(branches)) {
    await admin.rest.git.deleteRef({ ...where, ref: `heads/${name}` }).catch((failure: unknown) => {
      // GitHub may delete a merged branch by itself.
      if (!hasStatus(failure, 404, 422)) throw failure;
    });
  }
}

/** One delivery of each event and action of the test. */
async function keptPayloads(
  app: GitHubClient,
  startedAt: number,
  secrets: readonly string[],
): Promise<readonly KeptPayload[]> {
  const { deliveries } = await listDeliveries(app, undefined);
  const kept = new Map<string, KeptPayload>();
  for (const { id, event, at } of deliveries) {
    if (at < startedAt - 1000) continue;
    const payload = (await readDelivery(app, id))?.payload;
    const action = fieldOf(payload, "action");
    const name = typeof action === "string" ? `${event}.${action}` : event;
    if (!kept.has(name)) kept.set(name, { event: name, payload: scrub(payload, secrets) });
  }
  return [...kept.values()].toSorted((a, b) => a.event.localeCompare(b.event));
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

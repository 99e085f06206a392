import { listDeliveries } from "../../github/app.js";
import { hasStatus } from "../../github/http/errors.js";
import { fieldOf, type Stage } from "./stage.js";

/** When a comment was edited last. */
const LAST_EDITED = `query LastEdited($id: ID!) {
  node(id: $id) { ... on Comment { lastEditedAt } }
}`;

/** The biggest summary of a check run, in bytes. */
const MAX_SUMMARY = 65_535;

/** Something that only GitHub can show. */
export interface Look {
  readonly what: string;
  /** How the answer begins where GitHub is as Plansmith takes it to be. */
  readonly expected: string;
  /** Whether Plansmith does its main job only where the answer is the expected one. */
  readonly isEssential?: boolean;
  /** Finds the answer; `undefined` where it cannot be found here. */
  readonly look: (stage: Stage) => Promise<string | undefined>;
}

/** The main job, from the label to a linked pull request, and what is measured on the way, in this order. */
export const LOOKS: readonly Look[] = [
  {
    what: "The label needs-plan opens a plan pull request",
    expected: "opened",
    isEssential: true,
    look: async ({ where, admin, until, since, issue, openedAt, numbers, branches }) => {
      const named = { ...where, issue_number: issue.number };
      await admin.rest.issues.addLabels({ ...named, labels: ["needs-plan"] });
      const pull = await until(async () => {
        const { data } = await admin.rest.pulls.list({ ...where, state: "open", per_page: 100 });
        return data.find(({ head }) => head.ref.startsWith(`plan/issue-${issue.number}`));
      });
      numbers.push(pull.number);
      branches.push(pull.head.ref);
      return `opened after ${since(openedAt)}`;
    },
  },
  {
    what: "The issue has a status comment",
    expected: "one",
    isEssential: true,
    look: async ({ until, since, issue, openedAt, statusComment }) => {
      await until(() => statusComment(issue.number));
      return `one after ${since(openedAt)}`;
    },
  },
  {
    what: "Ids of issues, comments, check runs, installations and deliveries",
    expected: "numbers; deliveries 19 digits",
    look: async ({ where, admin, issue, branches, statusComment, app, installation }) => {
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
  },
  {
    what: "The delivery log shows a delivery",
    expected: "within 60 s",
    look: async ({ until, since, openedAt, delivered, now }) => {
      await until(() => delivered("issues", "labeled"));
      const ms = now() - openedAt;
      return ms <= 60_000 ? `within 60 s: ${since(openedAt)}` : `after ${since(openedAt)}`;
    },
  },
  {
    what: "An ETag of one token answers 304 to another",
    expected: "no",
    look: async ({ where, issue, token, send, apiUrl }) => {
      const read = (auth: string, etag?: string): Promise<Response> =>
        send(`${apiUrl}/repos/${where.owner}/${where.repo}/issues/${issue.number}`, {
          headers: {
            authorization: `Bearer ${auth}`,
            "user-agent": "plansmith-smoke",
            ...(etag === undefined ? {} : { "if-none-match": etag }),
          },
        });
      const etag = (await read(await token())).headers.get("etag");
      if (etag === null) return undefined;
      return (await read(await token(), etag)).status === 304 ? "yes" : "no";
    },
  },
  {
    what: "Names of branches and paths with #, % and blanks",
    expected: "read back",
    look: async ({ where, admin, issue, branch }) => {
      const [name, path] = [`smoke/${issue.number}#50%`, `smoke/a #1 50%.md`];
      await branch(name, path);
      const { data } = await admin.rest.repos.getContent({ ...where, path, ref: name });
      return !Array.isArray(data) && data.path === path ? "read back" : "something else";
    },
  },
  {
    what: "CI runs for one plan",
    expected: "1 push",
    look: async ({ until, branches, payloadsOf }) => {
      const ref = `refs/heads/${branches[0] ?? ""}`;
      const pushes = await until(async () => {
        const found = (await payloadsOf("push")).filter((push) => fieldOf(push, "ref") === ref);
        return found.length > 0 ? found : undefined;
      });
      return `${pushes.length} push${pushes.length === 1 ? "" : "es"}`;
    },
  },
  {
    what: "A comment that somebody reacted to counts as edited",
    expected: "no",
    look: async ({ where, admin, issue, sleep }) => {
      const { data: comment } = await admin.rest.issues.createComment({
        ...where,
        issue_number: issue.number,
        body: "Smoke test",
      });
      const named = { ...where, comment_id: comment.id };
      try {
        await sleep(1000);
        await admin.rest.reactions.createForIssueComment({ ...named, content: "+1" });
        const answer: unknown = await admin.graphql(LAST_EDITED, { id: comment.node_id });
        const at = fieldOf(fieldOf(answer, "node"), "lastEditedAt");
        const { data } = await admin.rest.issues.getComment(named);
        const isLater = data.updated_at > data.created_at;
        return `${at === null ? "no" : "yes"}; its updated_at is ${isLater ? "later" : "as before"}`;
      } finally {
        await admin.rest.issues.deleteComment(named);
      }
    },
  },
  {
    what: "The plan pull request merges, and the label says so",
    expected: "plan: ",
    isEssential: true,
    look: async ({ where, admin, until, issue, numbers, plans }) => {
      const pull_number = numbers[1] ?? 0;
      const { data: files } = await admin.rest.pulls.listFiles({ ...where, pull_number });
      await admin.rest.pulls.merge({ ...where, pull_number });
      plans.push(...files.map(({ filename }) => filename));
      return until(async () => {
        const { data } = await admin.rest.issues.get({ ...where, issue_number: issue.number });
        const names = data.labels.map((label) => (typeof label === "string" ? label : label.name));
        return names.find((label) => /^plan: (?:approved|in progress)$/.test(label ?? ""));
      });
    },
  },
  {
    what: "A tick of the status comment shows the text before it",
    expected: "changes.body.from",
    look: async ({ where, admin, until, issue, delivered, statusComment }) => {
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
  },
  {
    what: "A pull request that refers to the issue shows in its timeline",
    expected: "within 60 s",
    look: async ({ where, admin, until, since, issue, numbers, branch, home, now }) => {
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
  },
  {
    what: "Who dismisses an approval after a push",
    expected: "who pushed",
    look: async ({
      where,
      admin,
      until,
      issue,
      numbers,
      token,
      delivered,
      branch,
      as,
      secondToken,
    }) => {
      if (secondToken === undefined) return undefined;
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
      await as(secondToken).rest.pulls.createReview({ ...reviewed, event: "APPROVE" });
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
    },
  },
  {
    what: `A check run's summary may have ${MAX_SUMMARY} bytes`,
    expected: "201, then 422",
    look: async ({ where, admin, token, home, as }) => {
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
  },
  {
    what: "The old name of a renamed repository leads to the new one",
    expected: "same repository",
    look: async ({ admin, where, home }) => {
      const { owner, repo } = where;
      await admin.rest.repos.update({ ...where, name: `${repo}-renamed` });
      try {
        const { data } = await admin.rest.repos.get(where);
        return data.id === home.id ? "same repository" : "another repository";
      } finally {
        await admin.rest.repos.update({ owner, repo: `${repo}-renamed`, name: repo });
      }
    },
  },
  // A transfer needs another account that accepts it.
  {
    what: "A transferred repository keeps its plans",
    expected: "not measured",
    look: async () => undefined,
  },
];

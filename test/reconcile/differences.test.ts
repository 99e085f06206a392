import { afterAll, beforeAll, describe, expect, test } from "#jest";
import { pino } from "pino";
import { computeOnCopies } from "../support/cloning-compute.js";
import { TerminalError } from "../../src/model/errors.js";
import { issueRef } from "../../src/model/refs.js";
import type { GitHubClient } from "../../src/github/http/client.js";
import { classifyFailure } from "../../src/github/http/errors.js";
import { reconcile } from "../../src/reconcile/reconcile.js";
import { createInMemoryRunStorage, createSharedContext } from "../../src/server/shared-context.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import { answer, bodyOf, withBody } from "../support/proxy/http.js";

/** What GitHub does that one would not think of: looks at issues in this process. */
let github: EmbeddedGitHub;
let client: GitHubClient;

beforeAll(async () => {
  github = await startGitHub({ users: ["ada"] });
  client = await github.asApp();
});
afterAll(() => github.close());

/** One look at an issue: how many writes it cost, and the failure as the queue sees it. */
async function look(
  number: number,
): Promise<{ readonly writes: number; readonly failure: unknown }> {
  const before = github.requests.length;
  const context = {
    github: client,
    bot: `${github.slug}[bot]`,
    attempt: 1,
    rehearse: () => undefined,
    signal: new AbortController().signal,
    ...createSharedContext({
      compute: computeOnCopies,
      storage: createInMemoryRunStorage(Date.now),
      enqueue: () => Promise.resolve(),
      enqueueSoon: () => Promise.resolve(),
      now: () => new Date("2026-11-21T10:00:00Z"),
      waitForConsistency: () => Promise.resolve(),
      log: pino({ level: "silent" }),
    }),
  };
  const failure = await reconcile(context, issueRef(github, number)).then(
    () => undefined,
    (error: unknown) => classifyFailure(error, Date.now()),
  );
  const own = github.requests.slice(before).filter(({ byApp, write }) => byApp && write);
  return { writes: own.length, failure };
}

async function wanted(title = "Add a limiter"): Promise<number> {
  return github.openIssue({ title, labels: ["needs-plan"] });
}

async function commentsOf(number: number): Promise<string> {
  return (await github.comments(number)).map(({ body }) => body ?? "").join("\n");
}

async function planPull(number: number) {
  return (await github.pulls()).find(({ head }) => head.ref === `plan/issue-${number}`);
}

function where() {
  return { owner: github.owner, repo: github.repo };
}

describe("a repository that cannot be written to", () => {
  test("archived: one try, nothing written, and the reason is told to the operator", async () => {
    const number = await wanted();
    await github.setArchived(true);
    const { writes, failure } = await look(number);
    await github.setArchived(false);
    expect(writes).toBe(0);
    expect(failure).toBeInstanceOf(TerminalError);
    expect(String(failure)).toContain("archived or disabled");
    expect((await look(number)).failure).toBeUndefined();
    expect(await commentsOf(number)).toContain("Plan proposed");
  });

  test("disabled by GitHub: the same", async () => {
    const number = await wanted();
    const remove = github.intercept(({ operation }) =>
      operation === "PlanBase"
        ? {
            after(given) {
              const { data } = bodyOf<{ data: { repository: object } }>(given);
              const repository = { ...data.repository, isDisabled: true };
              return withBody(given, { data: { ...data, repository } });
            },
          }
        : undefined,
    );
    const { writes, failure } = await look(number);
    remove();
    expect([writes, failure instanceof TerminalError]).toEqual([0, true]);
  });

  test("blocked (451): one try", async () => {
    const number = await wanted();
    const remove = github.intercept(() => ({
      answer: answer(451, { message: "Repository access blocked" }),
    }));
    const { writes, failure } = await look(number);
    remove();
    expect([writes, failure instanceof TerminalError]).toEqual([0, true]);
  });

  test("rules that refuse the branch with 422: one try, told once", async () => {
    const number = await wanted();
    const remove = github.intercept(({ method, path }) =>
      method === "POST" && path.endsWith("/git/refs")
        ? { answer: answer(422, { message: "Repository rule violations found" }) }
        : undefined,
    );
    expect((await look(number)).failure).toBeInstanceOf(TerminalError);
    expect(await commentsOf(number)).toContain("Repository rule violations found");
    const again = await look(number);
    remove();
    expect(again.failure).toBeInstanceOf(TerminalError);
    expect(await github.comments(number)).toHaveLength(1);
  });

  test("a locked conversation: one try, and no plan is lost by it", async () => {
    const number = await wanted();
    const remove = github.intercept(({ method, path }) =>
      method === "POST" && path.endsWith(`/issues/${number}/comments`)
        ? { answer: answer(403, { message: "Unable to create comment because issue is locked." }) }
        : undefined,
    );
    expect((await look(number)).failure).toBeInstanceOf(TerminalError);
    remove();
    expect((await look(number)).failure).toBeUndefined();
    expect(await commentsOf(number)).toContain("Plan proposed");
  });
});

describe("an issue that is not there", () => {
  test("deleted (410), and issues that are off: nothing is done, and nothing is wrong", async () => {
    const number = await wanted();
    await github.deleteIssue(number);
    expect(await look(number)).toEqual({ writes: 0, failure: undefined });
    const other = await wanted();
    await github.as("ada").rest.repos.update({ ...where(), has_issues: false });
    const off = await look(other);
    await github.as("ada").rest.repos.update({ ...where(), has_issues: true });
    expect(off).toEqual({ writes: 0, failure: undefined });
  });
});

describe("a default branch of another name", () => {
  test("is where the next plan is merged to, and where an approved one is read", async () => {
    const before = await wanted("Before the rename");
    await look(before);
    await github.mergePull((await planPull(before))?.number ?? 0);
    await github.makeBranch("trunk");
    await github.as("ada").rest.repos.update({ ...where(), default_branch: "trunk" });
    expect((await look(before)).failure).toBeUndefined();
    expect(await commentsOf(before)).toContain("Plan approved");
    const after = await wanted("After the rename");
    expect((await look(after)).failure).toBeUndefined();
    expect((await planPull(after))?.base.ref).toBe("trunk");
    expect((await look(after)).writes).toBe(0);
  });
});

describe("what an event and the API say at the same time", () => {
  test("an empty list of comments right after one was written makes the run come back, not write", async () => {
    const number = await wanted("Lagging");
    await look(number);
    const remove = github.intercept(({ method, path }) =>
      method === "GET" && /\/(?:comments|timeline)$/.test(path)
        ? { answer: answer(200, []) }
        : undefined,
    );
    const { writes, failure } = await look(number);
    remove();
    expect(writes).toBe(0);
    expect(failure).toMatchObject({ name: "RetryError" });
    expect(await github.comments(number)).toHaveLength(1);
  });
});

describe("somebody who may edit comments", () => {
  test("cannot make the bot take another file or pull request for the plan", async () => {
    const number = await wanted("Edited");
    await look(number);
    const [comment] = await github.comments(number);
    const body = comment?.body ?? "";
    const forged = body
      .replace(/"path":"[^"]*"/, '"path":"README.md"')
      .replace(/"pull":\d+/, '"pull":1')
      .replace("Plan proposed", "Forged");
    await github
      .as("ada")
      .rest.issues.updateComment({ ...where(), comment_id: comment?.id ?? 0, body: forged });
    expect((await look(number)).failure).toBeUndefined();
    const after = await commentsOf(number);
    expect(after).toContain("Plan proposed");
    expect(/"path":"[^"]*"/.exec(after)).toEqual(/"path":"[^"]*"/.exec(body));
    expect(/"pull":\d+/.exec(after)).toEqual(/"pull":\d+/.exec(body));
    expect((await look(number)).writes).toBe(0);
  });

  test("nor can an issue that is written like the bot's own records", async () => {
    const records = [
      "<!-- plansmith:pull issue=99 -->",
      '<!-- plansmith:data {"at":"2026-01-01T00:00:00.000Z","pull":1,"path":"README.md"} -->',
      "<!-- plansmith:status -->",
    ].join("\n");
    const number = await github.openIssue({
      title: "<!-- plansmith:status -->",
      body: records,
      labels: ["needs-plan"],
    });
    expect((await look(number)).failure).toBeUndefined();
    expect(await commentsOf(number)).toContain("Plan proposed");
    expect((await planPull(number))?.body).toContain(`<!-- plansmith:pull issue=${number} -->`);
    expect((await look(number)).writes).toBe(0);
  });
});

import { afterEach, beforeEach, describe, expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { closingPulls, DOCUMENTS, editsOf, textHistories } from "../../src/github/graphql.js";
import { classifyFailure } from "../../src/github/http/errors.js";
import { dedupeReads, withWriteGuard } from "../../src/github/http/transport.js";
import { createWriteLimiter } from "../../src/github/http/write-limiter.js";
import { RetryError } from "../../src/model/errors.js";
import { issueRef } from "../../src/model/refs.js";
import { problemsOfQuery } from "../support/gaps/graphql.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import { asObject } from "../support/json.js";
import { nock, offline } from "../support/offline.js";
import { SILENT } from "../support/silent.js";

describe("every query", () => {
  test.each(DOCUMENTS)("is one of GitHub's schema: $name", ({ name, text }) => {
    expect(problemsOfQuery(text)).toEqual([]);
    expect(text).toMatch(new RegExp(`^query ${name}\\b`));
  });
});

describe("by GitHub's schema", () => {
  let github: EmbeddedGitHub;
  beforeEach(async () => {
    github = await startGitHub({ users: ["ada", "grace"], otherRepos: ["shed"] });
  });
  afterEach(() => github.close());

  const where = (): { owner: string; repo: string } => ({ owner: github.owner, repo: github.repo });
  const nodeId = async (comment_id: number): Promise<string> => {
    const { data } = await github.as("ada").rest.issues.getComment({ ...where(), comment_id });
    return data.node_id;
  };

  test("a text tells who wrote which version of it, and one that nobody edited tells that", async () => {
    const number = await github.openIssue({ title: "Water" });
    const [edited, untouched] = [
      await github.comment(number, "first", "ada"),
      await github.comment(number, "said", "ada"),
    ];
    const change = (login: string, comment_id: number, body: string): Promise<unknown> =>
      github.as(login).rest.issues.updateComment({ ...where(), comment_id, body });
    await change("grace", edited, "second");
    const app = await github.asApp();
    await app.rest.issues.updateComment({ ...where(), comment_id: edited, body: "third" });
    // It is written, and stays what it was.
    await change("grace", untouched, "said");
    const ids = [await nodeId(edited), await nodeId(untouched), "IC_none"];
    const found = await textHistories(app, ids);
    expect([...found.keys()]).toEqual(ids.slice(0, 2));
    const history = found.get(ids[0] ?? "");
    expect(history?.editor).toBe(`${github.slug}[bot]`);
    expect(history?.versions.map(({ by, text }) => `${by}: ${text}`)).toEqual([
      "ada: first",
      "grace: second",
      `${github.slug}[bot]: third`,
    ]);
    expect(history?.lastEditedAt).toBe(history?.versions.at(-1)?.at);
    expect(found.get(ids[1] ?? "")).toEqual({
      lastEditedAt: undefined,
      editor: undefined,
      versions: [],
    });
  });

  test("an issue tells which pull requests are to close it: by a keyword, or linked by hand", async () => {
    const number = await github.openIssue({ title: "Water" });
    const ref = issueRef({ ...where(), installationId: github.installationId }, number);
    const open = async (head: string, body: string): Promise<number> => {
      await github.setFile(`${head}.md`, "text\n", { branch: head });
      return github.openPull({ title: `Do ${head}`, head, body, login: "grace" });
    };
    const closing = await open("closing", `Closes #${number}`);
    await open("mentioning", `See #${number}`);
    const byHand = await open("hand", "Nothing");
    await github.linkInDevelopment(number, byHand);
    await github.mergePull(byHand);
    const app = await github.asApp();
    const found = await closingPulls(app, ref);
    expect(found).toEqual([
      expect.objectContaining({
        number: closing,
        state: "open",
        author: "grace",
        mergedAt: undefined,
      }),
      expect.objectContaining({ number: byHand, state: "merged", title: "Do hand", ...where() }),
    ]);
    const { data } = await app.rest.pulls.get({ ...where(), pull_number: byHand });
    expect(found?.[1]).toMatchObject({ id: data.node_id, mergedAt: data.merged_at });
    await github.unlinkInDevelopment(number, byHand);
    expect((await closingPulls(app, ref))?.map((pull) => pull.number)).toEqual([closing]);
    const events = await app.paginate(app.rest.issues.listEventsForTimeline, {
      ...where(),
      issue_number: number,
    });
    expect(events.map((event) => event.event)).toEqual(
      expect.arrayContaining(["connected", "disconnected"]),
    );
    expect(await closingPulls(app, { ...ref, number: 999 })).toBeUndefined();
  });

  test("nothing is told without a permission, or of a repository that is not there", async () => {
    const number = await github.openIssue({ title: "Water" });
    const comment = await github.comment(number, "first", "ada");
    const ids = [await nodeId(comment)];
    const ref = issueRef({ ...where(), installationId: 1 }, number);
    const app = await github.asApp();
    expect((await textHistories(app, ids)).size).toBe(1);
    expect(await closingPulls(app, { ...ref, repo: "none" })).toBeUndefined();
    const { issues: _, ...rest } = github.permissions;
    github.permissions = rest;
    expect((await textHistories(app, ids)).size).toBe(0);
    expect(await closingPulls(app, ref)).toBeUndefined();
  });
});

describe("edits", () => {
  const version = (at: string, by: string) => ({ at, by, text: `by ${by}` });
  const OPENED = "2026-03-01T10:00:00Z";
  const LATER = "2026-03-01T10:00:09Z";

  test("are all versions but the one that a text was opened with", () => {
    const versions = [version(OPENED, "ada"), version(LATER, "grace")];
    expect(editsOf({ versions }, OPENED)).toEqual([version(LATER, "grace")]);
    expect(editsOf({ versions: [] }, OPENED)).toEqual([]);
  });

  test("count within the second of the opening, too", () => {
    const versions = [version(OPENED, "ada"), version(OPENED, "otto")];
    expect(editsOf({ versions }, OPENED)).toEqual([version(OPENED, "otto")]);
  });

  test("are all that is known where the first text was not kept", () => {
    const versions = [version(LATER, "otto")];
    expect(editsOf({ versions }, OPENED)).toEqual(versions);
  });
});

describe("without an answer", () => {
  offline();
  const ref = issueRef({ owner: "octo", repo: "api", installationId: 7 }, 3);
  const client = (baseUrl = "https://api.github.com"): Octokit =>
    new Octokit({ log: SILENT, baseUrl });

  test.each([400, 403, 404, 500, 502])("%i: nothing is known", async (status) => {
    nock("https://api.github.com").persist().post("/graphql").reply(status, { message: "No" });
    expect(await closingPulls(client(), ref)).toBeUndefined();
    expect(await textHistories(client(), ["a"])).toEqual(new Map());
  });

  test("a field that a server does not know: nothing is known", async () => {
    const errors = [{ message: "Field 'x' doesn't exist on type 'Issue'", type: null }];
    nock("https://ghe.acme.com")
      .post("/api/graphql")
      .reply(200, { errors: [asObject(errors[0])] });
    expect(await closingPulls(client("https://ghe.acme.com/api/v3"), ref)).toBeUndefined();
  });

  test("a rate limit is waited for as long as GitHub says", async () => {
    nock("https://api.github.com")
      .post("/graphql")
      .reply(
        200,
        { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] },
        { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000" },
      );
    const error = await closingPulls(client(), ref).catch((reason: unknown) => reason);
    const meant = classifyFailure(error, 990_000);
    expect(meant).toBeInstanceOf(RetryError);
    expect(meant).toMatchObject({ afterMs: 11_000 });
  });

  test("credentials that are refused are an error", async () => {
    nock("https://api.github.com").post("/graphql").reply(401, { message: "Bad credentials" });
    await expect(closingPulls(client(), ref)).rejects.toMatchObject({ status: 401 });
  });
});

describe("a query", () => {
  const address = "https://api.github.com/graphql";

  test("is a read: it waits for no write, needs no lease, and is asked once a run", async () => {
    const sent: string[] = [];
    const send: typeof fetch = (_input, init) => {
      sent.push(typeof init?.body === "string" ? init.body : "read");
      return Promise.resolve(new Response("{}", { status: 200 }));
    };
    const lost = (): Promise<void> => Promise.reject(new Error("lost"));
    const guarded = dedupeReads(withWriteGuard(send, lost), new Map());
    const ask = (body: string): Promise<Response> => guarded(address, { method: "POST", body });
    await guarded("https://api.github.com/a");
    await ask("one");
    await ask("one");
    await ask("two");
    await guarded("https://api.github.com/a");
    expect(sent).toEqual(["read", "one", "two"]);
    const limiter = createWriteLimiter(1e9);
    const installation = "7";
    await limiter.wait({ method: "POST", url: "/graphql", installation });
    await limiter.wait({ method: "POST", url: "https://ghe.acme.com/api/graphql", installation });
    await limiter.wait({ method: "POST", url: "/repos/a/b/issues", installation });
  });
});

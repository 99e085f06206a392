import { beforeEach, describe, expect, test } from "#jest";
import { RetryError, TerminalError } from "../../src/model/errors.js";
import type { GitHubClient } from "../../src/github/http/client.js";
import { createComment, listComments, updateComment } from "../../src/github/comments.js";
import { startBranch } from "../../src/github/commits.js";
import { classifyFailure, hasStatus } from "../../src/github/http/errors.js";
import { allPaths, branchTip, readFile, wholeTree, writeFile } from "../../src/github/files.js";
import { activeInstallations } from "../../src/github/app.js";
import { findIssue } from "../../src/github/issues.js";
import { addLabel, removeLabel } from "../../src/github/repository.js";
import { openPull, pullsFromBranch } from "../../src/github/pulls.js";
import { readTimeline } from "../../src/github/timeline.js";
import { createOctokit } from "../../src/github/http/octokit.js";
import { issueRef } from "../../src/model/refs.js";
import { scriptedGitHub } from "../support/contract/nock.js";
import { nock, offline } from "../support/offline.js";

const API = "https://api.github.com";
const ref = issueRef({ installationId: 7, owner: "octo", repo: "api" }, 3);

const issue = {
  number: 3,
  title: "Add a limiter",
  body: null,
  state: "open",
  state_reason: null,
  labels: [{ name: "needs-plan" }, "bug"],
  assignees: [{ login: "ada" }],
  user: null,
  milestone: { title: "v2", due_on: null },
  html_url: "https://github.com/octo/api/issues/3",
  repository_url: `${API}/repos/octo/api`,
  created_at: "2026-11-21T10:00:00Z",
  comments: 2,
};

let github: GitHubClient;
let api: nock.Scope;

offline();

beforeEach(() => {
  const { Octokit } = createOctokit(0);
  github = new Octokit({ auth: { token: "secret" }, retry: { retryAfterBaseValue: 1 } });
  api = scriptedGitHub(API);
});

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("nothing was wrong");
    },
    (error: unknown) => error,
  );
}

describe("an issue", () => {
  test("is read, with what GitHub leaves empty", async () => {
    api.get("/repos/octo/api/issues/3").reply(200, issue);
    expect(await findIssue(github, ref)).toEqual({
      found: "here",
      nodeId: "x",
      updatedAt: "2026-11-21T10:00:00Z",
      counts: { subIssues: undefined, blockedBy: undefined },
      issue: {
        number: 3,
        title: "Add a limiter",
        body: "",
        state: "open",
        stateReason: undefined,
        labels: ["needs-plan", "bug"],
        assignees: ["ada"],
        author: "ghost",
        milestone: { title: "v2", dueOn: undefined },
        htmlUrl: "https://github.com/octo/api/issues/3",
        createdAt: "2026-11-21T10:00:00Z",
        comments: 2,
      },
    });
  });

  test.each([404, 410])("answered with %i is nowhere", async (status) => {
    api.get("/repos/octo/api/issues/3").reply(status, { message: "Not Found" });
    expect(await findIssue(github, ref)).toEqual({ found: "nowhere" });
  });

  test("that is a pull request is nowhere", async () => {
    api.get("/repos/octo/api/issues/3").reply(200, { ...issue, pull_request: {} });
    expect(await findIssue(github, ref)).toEqual({ found: "nowhere" });
  });

  test("of a renamed repository is found where it went", async () => {
    api
      .get("/repos/octo/api/issues/3")
      .reply(301, undefined, { location: `${API}/repositories/1/issues/3` });
    api
      .get("/repositories/1/issues/3")
      .reply(200, { ...issue, repository_url: `${API}/repos/octo/service` });
    expect(await findIssue(github, ref)).toEqual({
      found: "moved",
      to: { ...ref, repo: "service" },
    });
  });
});

describe("errors", () => {
  test("5xx answers to reads are asked again", async () => {
    api.get("/repos/octo/api/issues/3").times(2).reply(502, "<html>Bad Gateway</html>");
    api.get("/repos/octo/api/issues/3").reply(200, issue);
    expect(await findIssue(github, ref)).toMatchObject({ found: "here" });
  });

  test("a create whose answer was lost is not repeated", async () => {
    api.post("/repos/octo/api/issues/3/comments").once().reply(500, { message: "boom" });
    const error = await errorOf(createComment(github, ref, "text"));
    expect(hasStatus(error, 500)).toBe(true);
    expect(classifyFailure(error, 0)).toBe(error);
  });

  test("a rate limit with Retry-After says when to come back", async () => {
    api
      .get("/repos/octo/api/issues/3")
      .reply(403, { message: "You have exceeded a secondary rate limit" }, { "retry-after": "17" });
    const failure = classifyFailure(await errorOf(findIssue(github, ref)), 0);
    expect(failure).toBeInstanceOf(RetryError);
    expect(failure).toMatchObject({ afterMs: 17_000 });
  });

  test("a used-up rate limit says when it is filled again", async () => {
    api
      .get("/repos/octo/api/issues/3")
      .reply(
        429,
        { message: "API rate limit exceeded" },
        { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000" },
      );
    const failure = classifyFailure(await errorOf(findIssue(github, ref)), 940_000);
    expect(failure).toMatchObject({ name: "RetryError", afterMs: 61_000 });
  });

  test("a secondary rate limit without a time is waited out for a minute", async () => {
    api
      .get("/repos/octo/api/issues/3")
      .reply(403, { message: "You have exceeded a secondary rate limit" });
    const failure = classifyFailure(await errorOf(findIssue(github, ref)), 0);
    expect(failure).toMatchObject({ name: "RetryError", afterMs: 60_000 });
  });

  test.each<[number, string, Record<string, string>, number]>([
    [403, "You have exceeded a secondary rate limit", { "retry-after": "30" }, 30_000],
    [403, "You have exceeded a secondary rate limit", {}, 60_000],
    [429, "Too many requests", { "retry-after": "5" }, 5000],
    [429, "Too many requests", {}, 60_000],
    [429, "Too many requests", { "retry-after": "" }, 60_000],
    [429, "Too many requests", { "retry-after": "soon" }, 60_000],
  ])("a secondary limit, %i %s %j, is waited out", async (status, message, headers, afterMs) => {
    api.post("/repos/octo/api/issues/3/comments").reply(status, { message }, headers);
    const failure = classifyFailure(await errorOf(createComment(github, ref, "text")), 0);
    expect(failure).toMatchObject({ name: "RetryError", afterMs });
  });

  test("a missing permission is named where GitHub names it", async () => {
    api
      .get("/repos/octo/api/issues/3")
      .reply(
        403,
        { message: "Resource not accessible by integration - https://docs.github.com/rest" },
        { "x-accepted-github-permissions": "issues=read; pull_requests=read" },
      );
    const failure = classifyFailure(await errorOf(findIssue(github, ref)), 0);
    expect(String(failure)).toBe(
      "TerminalError: GitHub refused (403): Resource not accessible by integration (the App lacks a permission: issues=read or pull_requests=read)",
    );
  });

  test("an installation that is suspended, or gone, is not tried again", () => {
    const of = (status: number, message: string): Error =>
      Object.assign(new Error(message), {
        status,
        request: { url: `${API}/app/installations/7/access_tokens` },
      });
    for (const error of [of(403, "This installation has been suspended"), of(404, "Not Found")]) {
      expect(classifyFailure(error, 0)).toBeInstanceOf(TerminalError);
    }
  });

  test("installations that are suspended are left out", async () => {
    api
      .get("/app/installations")
      .query({ per_page: 100 })
      .reply(200, [{ id: 7 }, { id: 8, suspended_at: "2026-11-21T10:00:00Z" }, { id: 9 }]);
    expect(await activeInstallations(github)).toEqual([7, 9]);
  });

  test.each([
    [403, "Resource not accessible by integration"],
    [451, "Repository access blocked"],
  ])("%i is not tried again", async (status, message) => {
    api.get("/repos/octo/api/issues/3").reply(status, { message });
    const failure = classifyFailure(await errorOf(findIssue(github, ref)), 0);
    expect(failure).toBeInstanceOf(TerminalError);
    expect(String(failure)).toContain(message);
  });

  test("what is no answer of GitHub's stays what it is", () => {
    const error = new Error("socket hang up");
    expect(classifyFailure(error, 0)).toBe(error);
  });
});

describe("files and branches", () => {
  test("a file is read as UTF-8", async () => {
    api
      .get("/repos/octo/api/contents/plans%2F3-x.md")
      .query({ ref: "main" })
      .reply(200, {
        type: "file",
        encoding: "base64",
        content: `${Buffer.from("# Plän\n").toString("base64")}\n`,
        sha: "abc",
      });
    expect(await readFile(github, ref, "plans/3-x.md", "main")).toEqual({
      path: "plans/3-x.md",
      text: "# Plän\n",
      sha: "abc",
    });
  });

  test.each([
    ["a folder", []],
    ["a symbolic link", { type: "symlink", target: "/etc/passwd" }],
    ["a submodule", { type: "submodule" }],
    ["a file over 1 MB", { type: "file", encoding: "none", content: "", sha: "abc" }],
  ])("%s is no file", async (_, answer) => {
    api.get("/repos/octo/api/contents/plans%2F3-x.md").reply(200, answer);
    expect(await readFile(github, ref, "plans/3-x.md")).toBeUndefined();
  });

  test.each([404, 409])("a branch answered with %i is not there", async (status) => {
    api
      .get("/repos/octo/api/git/ref/heads%2Fmain")
      .reply(status, { message: "Git Repository is empty." });
    expect(await branchTip(github, ref, "main")).toBeUndefined();
  });

  test.each([404, 409])("a tree answered with %i has no files", async (status) => {
    api
      .get("/repos/octo/api/git/trees/HEAD?recursive=1")
      .times(2)
      .reply(status, { message: "Git Repository is empty." });
    expect(await allPaths(github, ref, "HEAD")).toEqual([]);
    expect(await wholeTree(github, ref, "HEAD")).toBeUndefined();
  });

  test("a branch that somebody created first is an error to come back after", async () => {
    const tree = { sha: "c".repeat(40), tree: [], truncated: false };
    api.post("/repos/octo/api/git/trees").reply(201, tree);
    api
      .post("/repos/octo/api/git/commits", (body) => !("author" in body || "committer" in body))
      .reply(201, { sha: "d".repeat(40), html_url: "https://github.com/octo/api/commit/d" });
    api.post("/repos/octo/api/git/refs").reply(422, { message: "Reference already exists" });
    const start = {
      branch: "plan/issue-3",
      from: { sha: "a".repeat(40), tree: "b".repeat(40) },
      path: "plans/3-x.md",
      text: "# Plan",
      message: "Add the plan for #3",
    };
    const error = await errorOf(startBranch(github, ref, start));
    expect(hasStatus(error, 422)).toBe(true);
    expect(classifyFailure(error, 0)).toBe(error);
  });

  test("a file that somebody changed first is not overwritten", async () => {
    api
      .put("/repos/octo/api/contents/plans%2F3-x.md", (body) => body.sha === "old")
      .once()
      .reply(409, { message: "plans/3-x.md does not match old" });
    const change = {
      branch: "plan/issue-3",
      path: "plans/3-x.md",
      text: "new",
      message: "Add the plan for #3",
      replaces: "old",
    };
    expect(hasStatus(await errorOf(writeFile(github, ref, change)), 409)).toBe(true);
  });
});

describe("labels", () => {
  test("a missing label is defined before it is used", async () => {
    const label = { name: "plan: proposed", description: "d", color: "fbca04" };
    api.get("/repos/octo/api/labels/plan%3A%20proposed").reply(404, { message: "Not Found" });
    api.post("/repos/octo/api/labels", label).reply(201, label);
    api.post("/repos/octo/api/issues/3/labels", { labels: [label.name] }).reply(200, []);
    await addLabel(github, ref, label);
    expect(api.isDone()).toBe(true);
  });

  test("one that somebody defined first is used", async () => {
    const label = { name: "plan: proposed", description: "d", color: "fbca04" };
    api.get("/repos/octo/api/labels/plan%3A%20proposed").reply(404, { message: "Not Found" });
    api.post("/repos/octo/api/labels").reply(422, { message: "Validation Failed" });
    api.post("/repos/octo/api/issues/3/labels").reply(200, []);
    await addLabel(github, ref, label);
    expect(api.isDone()).toBe(true);
  });

  test("one that is off already is fine", async () => {
    api
      .delete("/repos/octo/api/issues/3/labels/needs-plan")
      .reply(404, { message: "Label does not exist" });
    await removeLabel(github, ref, "needs-plan");
    expect(api.isDone()).toBe(true);
  });
});

describe("comments and pull requests", () => {
  test("comments are read over all pages", async () => {
    const url = "/repos/octo/api/issues/3/comments";
    const next = `<${API}${url}?per_page=100&page=2>; rel="next"`;
    api
      .get(url)
      .query({ per_page: 100 })
      .reply(200, [{ id: 1, user: { login: "ada" }, body: "first" }], { link: next });
    api
      .get(url)
      .query({ per_page: 100, page: 2 })
      .reply(200, [
        { id: 2, user: null },
        // By whom it is says enough: this is null for what was written before GitHub kept it.
        { id: 3, user: { login: "plansmith[bot]" }, performed_via_github_app: null, body: "own" },
      ]);
    expect(await listComments(github, ref)).toMatchObject([
      { id: 1, author: "ada", body: "first", reactions: { eyes: 0, rocket: 0, confused: 0 } },
      { id: 2, author: "ghost", body: "" },
      { id: 3, author: "plansmith[bot]", body: "own" },
    ]);
  });

  test("a timeline is read over all pages", async () => {
    const url = "/repos/octo/api/issues/3/timeline";
    const next = `<${API}${url}?per_page=100&page=2>; rel="next"`;
    const comment = (id: number): object => ({
      event: "commented",
      id,
      user: { login: "ada" },
      body: `comment ${id}`,
      issue_url: `${API}/repos/octo/api/issues/3`,
    });
    api
      .get(url)
      .query({ per_page: 100 })
      .reply(200, [comment(1), { event: "labeled" }], { link: next });
    api
      .get(url)
      .query({ per_page: 100, page: 2 })
      .reply(200, [comment(2)]);
    const { comments } = await readTimeline(github, ref);
    expect(comments.map(({ id }) => id)).toEqual([1, 2]);
  });

  test("an update of a comment that is gone says so", async () => {
    api.patch("/repos/octo/api/issues/comments/5").reply(404, { message: "Not Found" });
    expect(await updateComment(github, ref, 5, "text")).toBe(false);
  });

  test("pull requests of the branch come open first, then newest first, others left out", async () => {
    const pull = (number: number, fields: object): object => ({
      number,
      state: "closed",
      merged_at: null,
      head: { ref: "plan/issue-3", sha: `sha-${number}`, repo: { full_name: "octo/api" } },
      html_url: `https://github.com/octo/api/pull/${number}`,
      assignees: [],
      ...fields,
    });
    api
      .get("/repos/octo/api/pulls")
      .query({ head: "octo:plan/issue-3", state: "all", per_page: 100 })
      .reply(200, [
        pull(4, { merged_at: "2026-11-21T10:00:00Z" }),
        pull(9, {}),
        pull(8, { head: { ref: "other", sha: "x", repo: { full_name: "octo/api" } } }),
        pull(7, { head: { ref: "plan/issue-3", sha: "x", repo: { full_name: "octo/fork" } } }),
        pull(6, { head: { ref: "plan/issue-3", sha: "x", repo: null } }),
        pull(5, { state: "open" }),
      ]);
    const pulls = await pullsFromBranch(github, ref, "plan/issue-3");
    expect(pulls.map(({ number, state }) => [number, state])).toEqual([
      [5, "open"],
      [9, "closed"],
      [4, "merged"],
    ]);
  });

  test("a pull request that is open already is an error to come back after", async () => {
    api
      .post("/repos/octo/api/pulls")
      .reply(422, { message: "A pull request already exists for octo:plan/issue-3." });
    const pull = { title: "t", body: "b", head: "plan/issue-3", draft: false, base: "main" };
    const error = await errorOf(openPull(github, ref, pull));
    expect(classifyFailure(error, 0)).toBe(error);
  });

  test("cross-references come once each, pull requests only, as they are now", async () => {
    const source = (number: number, fields: object): object => ({
      number,
      title: `Pull ${number}`,
      body: null,
      state: "open",
      html_url: `https://github.com/octo/api/pull/${number}`,
      repository_url: `${API}/repos/octo/api`,
      repository: { private: false },
      pull_request: { merged_at: null },
      ...fields,
    });
    const event = (it: object): object => ({
      event: "cross-referenced",
      source: { type: "issue", issue: it },
    });
    api
      .get("/repos/octo/api/issues/3/timeline")
      .query({ per_page: 100 })
      .reply(200, [
        { event: "labeled" },
        {
          event: "commented",
          id: 11,
          user: { login: "ada" },
          body: "mentions #9",
          issue_url: "https://api.github.com/repos/octo/api/issues/3",
        },
        event(source(5, { draft: true })),
        event(source(5, { draft: true })),
        event(source(6, { state: "closed", pull_request: { merged_at: "2026-11-21T10:00:00Z" } })),
        event(source(7, { state: "closed" })),
        event(source(8, { pull_request: undefined })),
      ]);
    const { comments, references } = await readTimeline(github, ref);
    expect(comments).toMatchObject([{ id: 11, author: "ada", body: "mentions #9" }]);
    expect(references.map(({ number, state }) => [number, state])).toEqual([
      [5, "draft"],
      [6, "merged"],
      [7, "closed"],
    ]);
  });
});

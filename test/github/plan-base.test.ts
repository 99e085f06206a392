import { afterEach, beforeEach, describe, expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { getPathType } from "../../src/github/files.js";
import { createOctokit } from "../../src/github/http/octokit.js";
import { classifyFailure, isForbidden, refusalOf } from "../../src/github/http/errors.js";
import { findPlanBase, type PlanPlaces, findSettings } from "../../src/github/settings.js";
import { RetryError, TerminalError } from "../../src/model/errors.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import { nock, offline } from "../support/offline.js";
import { SILENT } from "../support/silent.js";

const PLACES = { folder: ".github", shared: ".github" };
const WHERE: PlanPlaces = { branch: "plan/issue-7", folder: "plans", settings: PLACES };
const NO_ENTRIES = { entries: [], isForbidden: false };

describe("by GitHub's schema", () => {
  let github: EmbeddedGitHub;
  let app: Octokit;
  beforeEach(async () => {
    github = await startGitHub({ otherRepos: [".github"] });
    app = await github.asApp();
  });
  afterEach(() => github.close());

  const repository = (repo = github.repo) => ({ owner: github.owner, repo, installationId: 1 });

  /** Commits entries of any kind to the default branch. */
  async function commit(entries: readonly (readonly [path: string, mode: string])[]) {
    const where = { owner: github.owner, repo: github.repo };
    const { git } = github.as("maria").rest;
    const { data: tip } = await git.getRef({ ...where, ref: "heads/main" });
    const { data: base } = await git.getCommit({ ...where, commit_sha: tip.object.sha });
    const { data: tree } = await git.createTree({
      ...where,
      base_tree: base.tree.sha,
      tree: entries.map(([path, mode]) =>
        mode === "160000"
          ? { path, mode, type: "commit", sha: "1".repeat(40) }
          : { path, mode: mode === "120000" ? mode : "100644", type: "blob", content: "other" },
      ),
    });
    const { data: made } = await git.createCommit({
      ...where,
      message: "Add",
      tree: tree.sha,
      parents: [tip.object.sha],
    });
    await git.updateRef({ ...where, ref: "heads/main", sha: made.sha });
    return { sha: made.sha, tree: tree.sha };
  }

  test("what lies in a folder is what REST says, and links and submodules for what they are", async () => {
    const tip = await commit([
      ["plans/7-a.md", "100644"],
      ["plans/done/1-b.md", "100644"],
      ["plans/link.md", "120000"],
      ["plans/module", "160000"],
      [".github/plansmith.yml", "100644"],
      ["linked", "120000"],
      ["module", "160000"],
    ]);
    const base = async (folder: string | undefined) =>
      (await findPlanBase(app, repository(), { ...WHERE, folder })).base();
    const { folder, ...rest } = await base("plans");
    expect(rest).toEqual({
      defaultBranch: "main",
      readOnly: false,
      defaultTip: tip,
      branchTip: undefined,
    });
    const byRest = await getPathType(app, repository(), "plans", tip.sha);
    const entries = byRest?.type === "dir" ? byRest.entries : [];
    const found = folder?.found?.type === "dir" ? folder.found.entries : [];
    expect(folder).toMatchObject({ commit: tip.sha, path: "plans" });
    // Only in lists, REST calls a submodule a file.
    const kinds = entries.map((it) => (it.name === "module" ? { ...it, type: "submodule" } : it));
    expect(found.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
      kinds.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    );
    expect(found.map(({ type }) => type).toSorted()).toEqual([
      "dir",
      "file",
      "submodule",
      "symlink",
    ]);
    expect((await base("linked")).folder?.found).toEqual({ type: "symlink" });
    expect((await base("module")).folder?.found).toEqual({ type: "submodule" });
    expect((await base("plans/7-a.md")).folder?.found).toEqual({ type: "file" });
    expect((await base("plans/done")).folder?.found).toMatchObject({ type: "dir" });
    expect((await base("none")).folder?.found).toBeUndefined();
    expect((await base("linked/a")).folder?.found).toBeUndefined();
    expect((await base(undefined)).folder).toBeUndefined();
    const { settings } = await findPlanBase(app, repository(), WHERE);
    expect(settings).toEqual({
      own: {
        visibility: "public",
        isForbidden: false,
        entries: [{ name: "plansmith.yml", type: "file", size: 5, sha: expect.any(String) }],
      },
      shared: { visibility: "public", ...NO_ENTRIES },
    });
    expect(await findSettings(app, repository(), PLACES)).toEqual(settings);
    expect(await findSettings(app, repository(), PLACES, tip.sha)).toEqual(settings);
    const none = await findSettings(app, repository(), PLACES, "2".repeat(40));
    expect(none.own).toEqual({ visibility: "public", ...NO_ENTRIES });
  });

  test("only a branch of the whole name is the plan's", async () => {
    const tip = async (): Promise<string | undefined> =>
      (await findPlanBase(app, repository(), WHERE)).base().branchTip;
    await github.setFile("a.md", "a\n", { branch: `refs/heads/${WHERE.branch}` });
    expect(await tip()).toBeUndefined();
    await github.setFile("b.md", "b\n", { branch: WHERE.branch });
    const { data } = await app.rest.git.getRef({
      owner: github.owner,
      repo: github.repo,
      ref: `heads/${WHERE.branch}`,
    });
    expect(await tip()).toBe(data.object.sha);
  });

  test("a repository without commits has no tip and no folder, and an archived one is read-only", async () => {
    await github.as("maria").rest.repos.createInOrg({ org: github.owner, name: "empty" });
    const { settings, base } = await findPlanBase(app, repository("empty"), WHERE);
    expect(settings.own).toEqual({ visibility: "public", ...NO_ENTRIES });
    expect(base()).toEqual({
      defaultBranch: "",
      readOnly: false,
      defaultTip: undefined,
      branchTip: undefined,
      folder: undefined,
    });
    await github.setArchived(true);
    expect((await findPlanBase(app, repository(), WHERE)).base().readOnly).toBe(true);
  });

  test("a repository is found under the name that it had before", async () => {
    const tip = await commit([[".github/plansmith.yml", "100644"]]);
    await github.renameRepository("orchard");
    const { settings, base } = await findPlanBase(app, repository("garden"), WHERE);
    expect(settings.own.entries.map(({ name }) => name)).toEqual(["plansmith.yml"]);
    expect(base().defaultTip).toEqual(tip);
  });

  test("what is not there is no failure: a repository, and the owner's", async () => {
    const nowhere = await findPlanBase(app, repository("nowhere"), WHERE);
    expect(nowhere.settings.own).toEqual({ visibility: undefined, ...NO_ENTRIES });
    expect(nowhere.base).toThrow("Could not resolve to a Repository");
    const places = { folder: ".github", shared: "none" };
    expect((await findSettings(app, repository(), places)).shared).toBeUndefined();
    const alone = { folder: ".github", shared: undefined };
    expect((await findSettings(app, repository(), alone)).shared).toBeUndefined();
  });

  test.each([
    ["contents", "contents=read"],
    ["metadata", "metadata=read"],
  ])("without the permission %s nothing is shown, and it is named", async (missing, named) => {
    github.permissions = Object.fromEntries(
      Object.entries(github.permissions).filter(([name]) => name !== missing),
    );
    const { settings, base } = await findPlanBase(app, repository(), WHERE);
    const isSeen = missing === "contents";
    const hidden = { visibility: isSeen ? "public" : undefined, entries: [], isForbidden: true };
    expect(settings).toEqual({ own: hidden, shared: hidden });
    const error = errorOf(base);
    expect(isForbidden(error)).toBe(true);
    expect(classifyFailure(error, 0)).toBeInstanceOf(TerminalError);
    expect(refusalOf(error)).toBe(
      `Resource not accessible by integration (the App lacks a permission: ${named})`,
    );
  });
});

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was wrong");
}

describe("where GitHub gives no answer", () => {
  offline();
  const github = new Octokit({ log: SILENT });
  const ref = { owner: "octo", repo: "api", installationId: 7 };
  const serve = (status: number, body: object, headers: Record<string, string> = {}): unknown =>
    nock("https://api.github.com")
      .post("/graphql")
      .reply(status, { ...body }, headers);
  const outcome = (): Promise<unknown> =>
    findSettings(github, ref, PLACES).catch((error: unknown) => error);
  const repository = { visibility: "PRIVATE", isPrivate: true, commit: null };

  test.each([400, 401, 404, 422, 500, 502])("%i is an error", async (status) => {
    serve(status, { message: "No" });
    expect(await outcome()).toMatchObject({ status });
  });

  test("it is asked again like any other read", async () => {
    const { Octokit: Limited } = createOctokit(0);
    const own = new Limited({ auth: { token: "secret" }, retry: { retryAfterBaseValue: 1 } });
    const passing =
      "Something went wrong while executing your query. Please include `1` in a report.";
    serve(502, { message: "Bad Gateway" });
    serve(200, { data: null, errors: [{ message: passing }] });
    serve(200, { data: { repository, shared: repository } });
    expect(await findSettings(own, ref, PLACES)).toMatchObject({ own: { visibility: "private" } });
  });

  test("403 as a whole: the settings may not be seen", async () => {
    serve(403, { message: "Resource not accessible by integration" });
    expect(await outcome()).toEqual({
      own: { visibility: undefined, entries: [], isForbidden: true },
      shared: undefined,
    });
  });

  test.each([
    ["of no type", { message: "Something else", path: ["repository"] }],
    ["without a place", { type: "FORBIDDEN", message: "Not you" }],
    ["of another type", { type: "SERVICE_UNAVAILABLE", message: "x", path: ["shared"] }],
  ])("an error %s leaves nothing to go by", async (_, error) => {
    serve(200, { data: { repository, shared: null }, errors: [error] });
    expect(await outcome()).toMatchObject({ name: "GraphqlResponseError" });
  });

  test("an answer of another shape is an error, and so is a field that a server does not know", async () => {
    serve(200, { data: { repository: { isPrivate: true } } });
    expect(await outcome()).toBeInstanceOf(Error);
    // Folders are never empty: GitHub may leave out what took it too long.
    const settings = { type: "tree", mode: 16_384, object: null };
    serve(200, { data: { repository: { ...repository, commit: { settings } } } });
    expect(await outcome()).toBeInstanceOf(Error);
    serve(200, { errors: [{ message: "Field 'visibility' doesn't exist on type 'Repository'" }] });
    expect(await outcome()).toMatchObject({ name: "GraphqlResponseError" });
  });

  test("a rule of the organization hides the owner's repository alone", async () => {
    const message = "The organization has an IP allow list enabled.";
    const error = { type: "FORBIDDEN", path: ["shared"], message };
    serve(200, { data: { repository, shared: null }, errors: [error] });
    expect(await outcome()).toEqual({
      own: { visibility: "private", ...NO_ENTRIES },
      shared: { visibility: undefined, entries: [], isForbidden: true },
    });
  });

  test("internal repositories are not taken for private ones", async () => {
    serve(200, { data: { repository: { ...repository, visibility: "INTERNAL" } } });
    expect(await outcome()).toMatchObject({ own: { visibility: "internal" } });
  });

  test.each([
    [{ type: "RATE_LIMITED", message: "x" }, { "x-ratelimit-reset": "1000" }, 11_000],
    [{ message: "You have exceeded a secondary rate limit" }, { "retry-after": "7" }, 7000],
    [{ message: "You have exceeded a secondary rate limit" }, {}, 60_000],
  ])("a rate limit is waited for: %j %j", async (error, headers, afterMs) => {
    serve(200, { data: null, errors: [error] }, headers);
    const meant = classifyFailure(await outcome(), 990_000);
    expect(meant).toBeInstanceOf(RetryError);
    expect(meant).toMatchObject({ afterMs });
  });
});

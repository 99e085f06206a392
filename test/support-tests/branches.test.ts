import { afterEach, beforeEach, expect, test } from "#jest";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";

let github: EmbeddedGitHub;

beforeEach(async () => {
  github = await startGitHub();
});
afterEach(() => github.close());

const lastOf = (event: string, action: string | null = null) =>
  github.deliveries.log.findLast((entry) => entry.event === event && entry.action === action);

test("an open pull request follows its branches, a closed one stays", async () => {
  await github.setFile("a.md", "one\n", { branch: "feature" });
  const number = await github.openPull({ title: "Feature", head: "feature" });
  const opened = await github.pull(number);
  await github.setFile("a.md", "two\n", { branch: "feature" });
  const moved = await github.pull(number);
  expect(moved.head.sha).not.toBe(opened.head.sha);
  expect((await github.pulls())[0]?.head.sha).toBe(moved.head.sha);
  expect(lastOf("pull_request", "synchronize")?.payload).toMatchObject({
    number,
    before: opened.head.sha,
    after: moved.head.sha,
    pull_request: { head: { sha: moved.head.sha } },
  });
  await github.closePull(number);
  await github.setFile("a.md", "three\n", { branch: "feature" });
  await github.setFile("main.md", "m\n");
  const closed = await github.pull(number);
  expect([closed.head.sha, closed.base.sha]).toEqual([moved.head.sha, moved.base.sha]);
});

test("the files of a pull request are those that it changes", async () => {
  await github.setFile("a.md", "one\n");
  await github.setFile("a.md", "one\ntwo\n", { branch: "feature" });
  await github.setFile("b.md", "b\n", { branch: "feature" });
  const number = await github.openPull({ title: "Feature", head: "feature" });
  const { owner, repo } = github;
  const { data } = await github
    .as("maria")
    .rest.pulls.listFiles({ owner, repo, pull_number: number });
  expect(data.map(({ filename, status }) => [filename, status])).toEqual([
    ["a.md", "modified"],
    ["b.md", "added"],
  ]);
  expect(await github.pull(number)).toMatchObject({ changed_files: 2, additions: 2, commits: 2 });
});

test("a new branch is pushed as created, a deleted one as deleted, and closes its pull request", async () => {
  await github.makeBranch("feature");
  expect(lastOf("push")?.payload).toMatchObject({
    ref: "refs/heads/feature",
    created: true,
    before: "0".repeat(40),
    commits: [],
  });
  await github.setFile("a.md", "one\n", { branch: "feature" });
  const number = await github.openPull({ title: "Feature", head: "feature" });
  await github.deleteBranch("feature", "devon");
  expect(await github.pull(number)).toMatchObject({ state: "closed", merged: false });
  const closed = lastOf("pull_request", "closed");
  expect(closed?.payload).toMatchObject({ number, sender: { login: "devon" } });
  expect(lastOf("push")?.payload).toMatchObject({ deleted: true, after: "0".repeat(40) });
});

test("a forced update is a forced push of the commits that the branch has anew", async () => {
  const { owner, repo } = github;
  const { rest } = github.as("maria");
  const main = (await rest.git.getRef({ owner, repo, ref: "heads/main" })).data.object.sha;
  await github.setFile("a.md", "one\n", { branch: "feature" });
  await rest.git.updateRef({ owner, repo, ref: "heads/feature", sha: main, force: true });
  expect(lastOf("push")?.payload).toMatchObject({ forced: true, after: main, commits: [] });
});

test.each([
  ["the branch does not exist", "nowhere", { field: "head", code: "invalid" }],
  ["there are no commits", "same", { message: "No commits between main and same" }],
  [
    "there is one already",
    "feature",
    { message: "A pull request already exists for acme:feature." },
  ],
])("a pull request is refused where %s", async (_why, head, error) => {
  await github.makeBranch("same");
  await github.setFile("a.md", "one\n", { branch: "feature" });
  await github.openPull({ title: "Feature", head: "feature" });
  await expect(github.openPull({ title: "Again", head })).rejects.toMatchObject({
    status: 422,
    response: { data: { message: "Validation Failed", errors: [expect.objectContaining(error)] } },
  });
});

test("a branch is merged into another, and a pull request's branch is brought up to date", async () => {
  const { owner, repo } = github;
  const { rest } = github.as("maria");
  await github.setFile("a.md", "one\n", { branch: "feature" });
  const number = await github.openPull({ title: "Feature", head: "feature" });
  await github.setFile("main.md", "m\n");
  await rest.pulls.updateBranch({ owner, repo, pull_number: number });
  expect(await github.readFile("main.md", "feature")).toBe("m\n");
  expect(lastOf("pull_request", "synchronize")?.payload).toMatchObject({ number });

  await github.setFile("b.md", "two\n", { branch: "feature" });
  const merged = await rest.repos.merge({ owner, repo, base: "main", head: "feature" });
  expect(merged.status).toBe(201);
  expect(await github.readFile("b.md")).toBe("two\n");
  const again = await rest.repos.merge({ owner, repo, base: "main", head: "feature" });
  expect(again.status).toBe(204);
});

test("drafts become ready, and say so", async () => {
  await github.setFile("a.md", "one\n", { branch: "feature" });
  const number = await github.openPull({ title: "Feature", head: "feature", draft: true });
  await github.setDraft(number, false);
  expect(lastOf("pull_request", "ready_for_review")?.payload).toMatchObject({
    number,
    pull_request: { draft: false },
  });
});

test("the last check run that completes completes its suite", async () => {
  await github.setFile("a.md", "one\n", { branch: "feature" });
  const number = await github.openPull({ title: "Feature", head: "feature" });
  const head_sha = (await github.pull(number)).head.sha;
  const { owner, repo } = github;
  const { rest } = github.as("maria");
  const run = await rest.checks.create({ owner, repo, name: "build", head_sha });
  expect(lastOf("check_suite", "completed")).toBeUndefined();
  await rest.checks.update({
    owner,
    repo,
    check_run_id: run.data.id,
    status: "completed",
    conclusion: "success",
  });
  expect(lastOf("check_suite", "completed")?.payload).toMatchObject({
    check_suite: { head_branch: "feature", head_sha, pull_requests: [{ number }] },
  });
});

test("times end with the second", async () => {
  const number = await github.openIssue({ title: "Water" });
  expect((await github.issue(number)).created_at).toMatch(/T\d\d:\d\d:\d\dZ$/);
});

test("a comparison starts where the branches parted, however near an older commit is", async () => {
  const { owner, repo } = github;
  const pulls = new Map<string, number>();
  for (const branch of ["one", "two"]) {
    await github.setFile(`${branch}.md`, "1\n", { branch });
    pulls.set(branch, await github.openPull({ title: branch, head: branch }));
  }
  await github.mergePull(pulls.get("one") ?? 0);
  await github.setFile("late.md", "late\n", { branch: "late" });
  for (const text of ["1\n", "2\n", "3\n", "4\n", "5\n"]) await github.setFile("main.md", text);
  await github.setFile("one.md", "2\n");
  await github.mergePull(pulls.get("two") ?? 0);
  const { data } = await github
    .as("maria")
    .rest.repos.compareCommitsWithBasehead({ owner, repo, basehead: "main...late" });
  expect(data.merge_base_commit.commit.message).toContain("Merge pull request");
  expect(data.files?.map(({ filename }) => filename)).toEqual(["late.md"]);
  const number = await github.openPull({ title: "Late", head: "late" });
  await github.mergePull(number);
  expect(await github.readFile("one.md")).toBe("2\n");
});

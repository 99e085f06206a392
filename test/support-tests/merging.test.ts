import { afterEach, beforeEach, expect, test } from "#jest";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";

let github: EmbeddedGitHub;

beforeEach(async () => {
  github = await startGitHub();
});
afterEach(() => github.close());

async function featurePull(options: { body?: string; title?: string } = {}): Promise<number> {
  await github.setFile("docs/a.md", "one\n", { branch: "feature" });
  const { title = "Feature", body = "" } = options;
  return github.openPull({ title, head: "feature", body });
}

test("a merge keeps what came to the base and to the head since it opened", async () => {
  const number = await featurePull();
  await github.setFile("main.md", "main\n");
  await github.setFile("docs/a.md", "two\n", { branch: "feature" });
  await github.mergePull(number);
  expect(await github.readFile("main.md")).toBe("main\n");
  expect(await github.readFile("docs/a.md")).toBe("two\n");
});

/** Merges a pull request whose base moved, and gives the newest commits of the base. */
async function commitsAfter(method: "merge" | "squash" | "rebase") {
  const number = await featurePull();
  await github.setFile("main.md", "main\n");
  await github.setFile("docs/b.md", "b\n", { branch: "feature", message: "Add b" });
  const { owner, repo } = github;
  const { rest } = github.as("maria");
  const { data: main } = await rest.repos.getBranch({ owner, repo, branch: "main" });
  const head = (await github.pull(number)).head.sha;
  await github.mergePull(number, { method });
  const { data: commits } = await rest.repos.listCommits({ owner, repo });
  expect((await github.pull(number)).merge_commit_sha).toBe(commits[0]?.sha);
  expect(await github.readFile("main.md")).toBe("main\n");
  expect(await github.readFile("docs/b.md")).toBe("b\n");
  return {
    tip: main.commit.sha,
    head,
    parents: commits[0]?.parents.map(({ sha }) => sha),
    subjects: commits.map(({ commit }) => commit.message.split("\n")[0]),
  };
}

test("merge writes a commit with two parents", async () => {
  const { tip, head, parents, subjects } = await commitsAfter("merge");
  expect(parents).toEqual([tip, head]);
  expect(subjects[0]).toBe("Merge pull request #1 from acme/feature");
});

test("squash writes one commit", async () => {
  const { tip, parents, subjects } = await commitsAfter("squash");
  expect(parents).toEqual([tip]);
  expect(subjects.slice(0, 2)).toEqual(["Feature (#1)", "Write main.md"]);
});

test("rebase writes each commit again", async () => {
  const { subjects } = await commitsAfter("rebase");
  expect(subjects.slice(0, 3)).toEqual(["Add b", "Write docs/a.md", "Write main.md"]);
});

test("both sides changed other lines of a file: both changes are kept", async () => {
  const lines = ["one", "two", "three", "four", ""];
  await github.setFile("list.md", lines.join("\n"));
  await github.setFile("list.md", lines.with(0, "ONE").join("\n"), { branch: "feature" });
  await github.setFile("list.md", lines.with(3, "FOUR").join("\n"));
  const number = await github.openPull({ title: "Feature", head: "feature" });
  expect(await github.pull(number)).toMatchObject({ mergeable: true, mergeable_state: "clean" });
  await github.mergePull(number);
  expect(await github.readFile("list.md")).toBe("ONE\ntwo\nthree\nFOUR\n");
});

test("both sides changed the same lines: no merge, and the pull request says so", async () => {
  const number = await featurePull();
  await github.setFile("docs/a.md", "other\n");
  await expect(github.mergePull(number)).rejects.toMatchObject({ status: 405 });
  const pull = await github.pull(number);
  expect(pull).toMatchObject({ state: "open", mergeable: false, mergeable_state: "dirty" });
  expect(await github.readFile("docs/a.md")).toBe("other\n");
});

test("a merge says pull_request.closed, then push with the paths of its commits", async () => {
  const number = await featurePull();
  await github.mergePull(number);
  const [closed, push] = github.deliveries.log.slice(-2);
  expect(closed?.payload).toMatchObject({
    action: "closed",
    number,
    pull_request: { merged: true, state: "closed" },
    sender: { login: "maria" },
  });
  const merged = await github.pull(number);
  expect(push?.payload).toMatchObject({
    ref: "refs/heads/main",
    before: merged.base.sha,
    after: merged.merge_commit_sha,
    created: false,
    forced: false,
    head_commit: { id: merged.merge_commit_sha, added: ["docs/a.md"] },
    commits: [{ added: ["docs/a.md"], modified: [] }, { id: merged.merge_commit_sha }],
  });
});

test("closing keywords of the body and of the commit close issues, other mentions don't", async () => {
  const closedByBody = await github.openIssue({ title: "One" });
  const closedByTitle = await github.openIssue({ title: "Two" });
  const mentioned = await github.openIssue({ title: "Three" });
  const number = await featurePull({
    title: `Fixes #${closedByTitle}`,
    body: `Closes #${closedByBody}, part of #${mentioned}`,
  });
  await github.mergePull(number, { method: "squash" });
  expect(await github.issue(closedByBody)).toMatchObject({
    state: "closed",
    state_reason: "completed",
  });
  expect(await github.issue(closedByTitle)).toMatchObject({ state: "closed" });
  expect(await github.issue(mentioned)).toMatchObject({ state: "open" });
  const closings = github.deliveries.log.filter(
    ({ event, action }) => event === "issues" && action === "closed",
  );
  expect(closings).toHaveLength(2);
});

test("a stale sha and a draft are refused", async () => {
  const number = await featurePull();
  const { owner, repo } = github;
  const { rest } = github.as("maria");
  const stale = rest.pulls.merge({ owner, repo, pull_number: number, sha: "0".repeat(40) });
  await expect(stale).rejects.toMatchObject({ status: 409 });
  await github.setFile("x.md", "x\n", { branch: "draft" });
  const draft = await github.openPull({ title: "Draft", head: "draft", draft: true });
  await expect(github.mergePull(draft)).rejects.toMatchObject({ status: 405 });
});

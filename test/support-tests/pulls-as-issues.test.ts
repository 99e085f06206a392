import { afterEach, beforeEach, expect, test } from "#jest";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";

let github: EmbeddedGitHub;
let issue: number;
let pull: number;

beforeEach(async () => {
  github = await startGitHub();
  issue = await github.openIssue({ title: "Water" });
  await github.setFile("a.md", "one\n", { branch: "feature" });
  pull = await github.openPull({ title: "Feature", head: "feature" });
});
afterEach(() => github.close());

const where = () => ({ owner: github.owner, repo: github.repo });
const lastOf = (event: string) => github.deliveries.log.findLast((entry) => entry.event === event);

test("a pull request is an issue by its number and in lists of issues", async () => {
  expect(await github.issue(pull)).toMatchObject({
    number: pull,
    title: "Feature",
    draft: false,
    pull_request: { merged_at: null, url: `${github.url}/repos/acme/garden/pulls/${pull}` },
  });
  const { data } = await github.as("maria").rest.issues.listForRepo({ ...where(), per_page: 1 });
  expect(data.map(({ number }) => number)).toEqual([pull]);
  const all = await github.as("maria").paginate("GET /repos/{owner}/{repo}/issues", {
    ...where(),
    per_page: 1,
  });
  expect(all.map((entry) => [entry.number, entry.pull_request === undefined])).toEqual([
    [pull, false],
    [issue, true],
  ]);
});

test("labels of a pull request are told as the pull request's, and filter the list", async () => {
  await github.label(pull, "plan");
  expect(lastOf("pull_request")?.payload).toMatchObject({
    action: "labeled",
    number: pull,
    label: { name: "plan" },
    pull_request: { labels: [{ name: "plan" }] },
  });
  const { rest } = github.as("maria");
  const found = await rest.issues.listForRepo({ ...where(), labels: "plan" });
  expect(found.data.map(({ number }) => number)).toEqual([pull]);
});

test("assignees of a pull request show on it, and in its webhook", async () => {
  const { rest } = github.as("maria");
  const assign = { ...where(), issue_number: pull, assignees: ["devon", "maria"] };
  const answered = await rest.issues.addAssignees(assign);
  expect(answered.status).toBe(201);
  expect(lastOf("pull_request")?.payload).toMatchObject({
    action: "assigned",
    assignee: { login: "maria" },
    pull_request: { assignees: [{ login: "devon" }, { login: "maria" }] },
  });
  await rest.issues.removeAssignees({ ...assign, assignees: ["maria"] });
  for (const seen of [await github.pull(pull), (await github.pulls())[0]]) {
    expect(seen?.assignees).toMatchObject([{ login: "devon" }]);
  }
  expect((await github.issue(pull)).assignees).toMatchObject([{ login: "devon" }]);
});

test("closing a pull request as an issue closes it", async () => {
  await github.closeIssue(pull);
  expect(await github.pull(pull)).toMatchObject({ state: "closed", merged: false });
  expect(lastOf("pull_request")?.action).toBe("closed");
});

test("a comment on a pull request says that the issue is one", async () => {
  const { rest } = github.as("maria");
  await rest.issues.createComment({ ...where(), issue_number: pull, body: "Hello" });
  expect(lastOf("issue_comment")?.payload).toMatchObject({
    action: "created",
    issue: { number: pull, pull_request: {} },
  });
});

test("an issue that opens with labels and assignees tells of each", async () => {
  const before = github.deliveries.log.length;
  await github.openIssue({ title: "Weeds", labels: ["a", "b"], assignees: ["devon"] });
  const told = github.deliveries.log.slice(before);
  expect(told.map(({ action, payload }) => [action, payload["label"]])).toEqual([
    ["opened", undefined],
    ["assigned", undefined],
    ["labeled", expect.objectContaining({ name: "a" })],
    ["labeled", expect.objectContaining({ name: "b" })],
  ]);
});

test("edits tell what was there before, and nothing where nothing changed", async () => {
  const { rest } = github.as("maria");
  await rest.issues.update({ ...where(), issue_number: issue, body: "new" });
  expect(lastOf("issues")?.payload).toMatchObject({
    action: "edited",
    changes: { body: { from: "" } },
  });
  const before = github.deliveries.log.length;
  await rest.pulls.update({ ...where(), pull_number: pull, title: "Feature" });
  expect(github.deliveries.log).toHaveLength(before);
});

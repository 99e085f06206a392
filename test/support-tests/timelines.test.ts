import { afterEach, beforeEach, expect, test } from "#jest";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";

let github: EmbeddedGitHub;

beforeEach(async () => {
  github = await startGitHub({ otherRepos: ["shed"] });
});
afterEach(() => github.close());

async function crossReferences(number: number) {
  const events = await github.timeline(number);
  return events.filter(({ event }) => event === "cross-referenced");
}

test("a pull request that mentions an issue stands in its timeline, as it is now", async () => {
  const issue = await github.openIssue({ title: "Water" });
  await github.setFile("a.md", "one\n", { branch: "feature" });
  const number = await github.openPull({
    title: "Feature",
    head: "feature",
    body: `For #${issue}`,
  });
  expect(await crossReferences(issue)).toMatchObject([
    {
      actor: { login: "maria" },
      source: {
        type: "issue",
        issue: {
          number,
          title: "Feature",
          state: "open",
          draft: false,
          repository: { full_name: "acme/garden", private: false },
          pull_request: { merged_at: null },
        },
      },
    },
  ]);

  const { owner, repo } = github;
  const { rest } = github.as("maria");
  await rest.pulls.update({ owner, repo, pull_number: number, body: "Nothing", title: "Other" });
  await github.mergePull(number);
  expect(await crossReferences(issue)).toMatchObject([
    {
      source: {
        issue: {
          title: "Other",
          body: "Nothing",
          state: "closed",
          pull_request: { merged_at: expect.any(String) },
        },
      },
    },
  ]);
});

test.each([
  ["a number", () => "see #1"],
  ["owner, name and number", () => "see acme/garden#1"],
  ["the issue's address", () => `see ${github.url}/acme/garden/issues/1.`],
])("%s is a mention, from another repository too", async (_what, text) => {
  const issue = await github.openIssue({ title: "Water" });
  const from = { owner: "acme", repo: text().includes("acme") ? "shed" : "garden" };
  await github.as("devon").rest.issues.create({ ...from, title: "Other", body: text() });
  expect(await crossReferences(issue)).toHaveLength(1);
});

test("a comment's mention counts, once however often, and never of itself", async () => {
  const issue = await github.openIssue({ title: "Water" });
  const other = await github.openIssue({ title: "Other", body: "I am #2" });
  const { owner, repo } = github;
  const { rest } = github.as("devon");
  for (const body of ["see #1", "again #1"]) {
    await rest.issues.createComment({ owner, repo, issue_number: other, body });
  }
  expect(await crossReferences(issue)).toMatchObject([{ source: { issue: { number: other } } }]);
  expect(await crossReferences(other)).toEqual([]);
});

test.each(["#12 and x#1", "abc/#1", "#1a", "/issues/1"])("no mention of #1 in %s", async (body) => {
  const issue = await github.openIssue({ title: "Water" });
  await github.openIssue({ title: "Other", body });
  expect(await crossReferences(issue)).toEqual([]);
});

test("comments and label events are in the timeline, in pages", async () => {
  const issue = await github.openIssue({ title: "Water", labels: ["needs-plan"] });
  const where = { owner: github.owner, repo: github.repo, issue_number: issue };
  const { rest } = github.as("devon");
  for (const body of ["one", "two", "three"]) await rest.issues.createComment({ ...where, body });
  await github.unlabel(issue, "needs-plan");
  const events = await github.timeline(issue);
  expect(events.map(({ event, body, label }) => [event, body ?? label])).toMatchObject([
    ["labeled", { name: "needs-plan" }],
    ["commented", "one"],
    ["commented", "two"],
    ["commented", "three"],
    ["unlabeled", { name: "needs-plan" }],
  ]);
  const second = await rest.issues.listEventsForTimeline({ ...where, per_page: 2, page: 2 });
  expect(second.data).toHaveLength(2);
  expect(second.headers.link).toMatch(/page=1[^,]*; rel="prev".*page=3[^,]*; rel="next"/);
});

test("a timeline of nothing is not found", async () => {
  await expect(github.timeline(77)).rejects.toMatchObject({ status: 404 });
});

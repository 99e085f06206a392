import { afterEach, beforeEach, expect, test } from "#jest";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";

let github: EmbeddedGitHub;
beforeEach(async () => {
  github = await startGitHub();
});
afterEach(() => github.close());

test("hundreds of issues, with labels and authors, and no webhook", async () => {
  const numbers = await github.bulk.issues(250, (index) => ({
    title: `Issue ${index}`,
    login: index % 2 === 0 ? "maria" : "devon",
    labels: index < 10 ? ["needs-plan"] : [],
  }));
  expect(numbers).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
  expect(github.deliveries.log).toEqual([]);
  const { rest, paginate } = github.as("maria");
  const list = { owner: github.owner, repo: github.repo, per_page: 100 };
  expect(await paginate(rest.issues.listForRepo, list)).toHaveLength(250);
  expect(await paginate(rest.issues.listForRepo, { ...list, labels: "needs-plan" })).toHaveLength(
    10,
  );
  expect(await github.issue(2)).toMatchObject({ title: "Issue 1", user: { login: "devon" } });
});

test("pull requests that refer to an issue", async () => {
  const [issue = 0] = await github.bulk.issues(1);
  const numbers = await github.bulk.pulls(5, (index) => ({
    title: `Work ${index}`,
    body: `Part of #${issue}`,
  }));
  expect(numbers).toEqual([2, 3, 4, 5, 6]);
  expect(github.deliveries.log).toEqual([]);
  const events = await github.timeline(issue);
  expect(events.map(({ event }) => event)).toEqual(
    Array.from({ length: 5 }, () => "cross-referenced"),
  );
  expect(await github.pull(2)).toMatchObject({ commits: 1, changed_files: 1, mergeable: true });
});

test("after it, webhooks go out as ever", async () => {
  await github.quietly(() => github.openIssue({ title: "Silent" }));
  await github.openIssue({ title: "Told" });
  await github.deliveries.idle();
  expect(github.deliveries.log).toMatchObject([{ payload: { issue: { title: "Told" } } }]);
});

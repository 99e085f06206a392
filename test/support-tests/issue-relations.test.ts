import { afterEach, beforeEach, expect, test } from "#jest";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";

let github: EmbeddedGitHub;
const where = () => ({ owner: github.owner, repo: github.repo });

beforeEach(async () => {
  github = await startGitHub({ events: ["issues", "sub_issues", "issue_dependencies"] });
  await github.bulk.issues(4);
});
afterEach(() => github.close());

test("sub-issues, and how many of them are closed", async () => {
  await github.addSubIssue(1, 2);
  await github.addSubIssue(1, 3);
  await github.closeIssue(3);
  const { rest } = await github.asApp();
  const { data } = await rest.issues.listSubIssues({
    ...where(),
    issue_number: 1,
    per_page: 1,
    page: 2,
  });
  expect(data).toMatchObject([{ number: 3, state: "closed" }]);
  expect(await github.issue(1)).toMatchObject({
    sub_issues_summary: { total: 2, completed: 1, percent_completed: 50 },
    issue_dependencies_summary: { blocked_by: 0, total_blocked_by: 0 },
  });
  await github.deliveries.idle();
  expect(github.deliveries.log.map(({ event, action }) => `${event}.${action}`)).toEqual([
    "sub_issues.sub_issue_added",
    "sub_issues.parent_issue_added",
    "sub_issues.sub_issue_added",
    "sub_issues.parent_issue_added",
    "issues.closed",
  ]);
  await expect(github.addSubIssue(1, 2)).rejects.toMatchObject({ status: 422 });
});

test("dependencies, of which the open ones block", async () => {
  await github.blockIssue(1, 2);
  await github.blockIssue(1, 3);
  await github.closeIssue(2);
  const app = await github.asApp();
  const path = "GET /repos/{owner}/{repo}/issues/{issue_number}/dependencies";
  const numbers = async (list: string, issue_number: number) => {
    const { data } = await app.request(`${path}/${list}`, { ...where(), issue_number });
    return (data as { number: number }[]).map(({ number }) => number);
  };
  expect(await numbers("blocked_by", 1)).toEqual([2, 3]);
  expect(await numbers("blocking", 3)).toEqual([1]);
  const { data: list } = await app.rest.issues.listForRepo({ ...where(), direction: "asc" });
  expect(list[0]).toMatchObject({
    number: 1,
    issue_dependencies_summary: { blocked_by: 1, total_blocked_by: 2, blocking: 0 },
  });
  await github.deliveries.idle();
  expect(github.deliveries.log.at(-1)).toMatchObject({
    event: "issues",
    payload: { issue: { number: 2, issue_dependencies_summary: { blocking: 1 } } },
  });
});

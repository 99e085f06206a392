import { afterEach, beforeEach, describe, expect, test } from "#jest";
import type { Octokit } from "@octokit/rest";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";

let github: EmbeddedGitHub;
let app: Octokit;
const where = () => ({ owner: github.owner, repo: github.repo });

beforeEach(async () => {
  github = await startGitHub();
  app = await github.asApp();
});
afterEach(() => github.close());

describe("an archived repository", () => {
  test("is read-only until it comes back", async () => {
    const issue_number = await github.openIssue({ title: "Water" });
    await github.setArchived(true);
    const label = () => app.rest.issues.addLabels({ ...where(), issue_number, labels: ["a"] });
    const comment = () => app.rest.issues.createComment({ ...where(), issue_number, body: "a" });
    for (const write of [label, comment]) {
      await expect(write()).rejects.toMatchObject({
        status: 403,
        message: expect.stringContaining("Repository was archived so is read-only."),
      });
    }
    const { data } = await app.rest.repos.get(where());
    expect(data.archived).toBe(true);
    expect(await github.comments(issue_number)).toEqual([]);
    await github.setArchived(false);
    expect((await comment()).status).toBe(201);
  });
});

describe("a renamed repository", () => {
  test("is found by its old name, by 301 to its id", async () => {
    const issue_number = await github.openIssue({ title: "Water" });
    await github.renameRepository("orchard");
    const { data } = await app.rest.issues.get({ ...where(), issue_number });
    expect(data).toMatchObject({
      title: "Water",
      url: `${github.url}/repos/acme/orchard/issues/1`,
    });
    const plain = await fetch(`${github.url}/repos/acme/garden/issues?per_page=5`, {
      redirect: "manual",
      headers: { authorization: "Bearer eyJ" },
    });
    expect(plain.status).toBe(301);
    expect(plain.headers.get("location")).toMatch(/\/repositories\/\d+\/issues\?per_page=5$/);
    const created = await app.rest.issues.createComment({ ...where(), issue_number, body: "a" });
    expect(created.status).toBe(201);
    expect(await github.comments(issue_number)).toMatchObject([{ body: "a" }]);
  });

  test("its webhooks go on, with the new name", async () => {
    await github.renameRepository("orchard");
    await github.openIssue({ title: "Water" });
    await github.deliveries.idle();
    expect(github.deliveries.log).toMatchObject([
      { event: "issues", payload: { repository: { full_name: "acme/orchard" } } },
    ]);
  });
});

describe("an issue that is gone", () => {
  test("is 410, in no list, and its deletion is told", async () => {
    const [issue_number, other] = [
      await github.openIssue({ title: "Water" }),
      await github.openIssue({ title: "Light" }),
    ];
    await github.deleteIssue(issue_number);
    await expect(app.rest.issues.get({ ...where(), issue_number })).rejects.toMatchObject({
      status: 410,
    });
    const comment = app.rest.issues.createComment({ ...where(), issue_number, body: "a" });
    await expect(comment).rejects.toMatchObject({ status: 410 });
    const { data } = await app.rest.issues.listForRepo(where());
    expect(data.map(({ number }) => number)).toEqual([other]);
    await github.deliveries.idle();
    expect(github.deliveries.log.at(-1)).toMatchObject({ event: "issues", action: "deleted" });
  });

  test("is 410 where issues are off", async () => {
    await github.as("maria").rest.repos.update({ ...where(), has_issues: false });
    await expect(app.rest.issues.listForRepo(where())).rejects.toMatchObject({ status: 410 });
  });
});

test("an installation lists its repositories, in pages", async () => {
  await github.close();
  github = await startGitHub({ otherRepos: ["shed", "well"] });
  app = await github.asApp();
  const { data, headers } = await app.rest.apps.listReposAccessibleToInstallation({ per_page: 2 });
  expect(data).toMatchObject({ total_count: 3, repositories: [{ full_name: "acme/garden" }, {}] });
  expect(headers.link).toContain('rel="next"');
  const people = github.as("maria").rest.apps.listReposAccessibleToInstallation();
  await expect(people).rejects.toMatchObject({ status: 403 });
});

test("names of labels are compared without case", async () => {
  await app.rest.issues.createLabel({ ...where(), name: "Needs-Plan" });
  const again = app.rest.issues.createLabel({ ...where(), name: "needs-plan" });
  await expect(again).rejects.toMatchObject({ status: 422 });
  const issue_number = await github.openIssue({ title: "Water", labels: ["NEEDS-PLAN"] });
  await github.label(issue_number, "needs-plan");
  const names = async () => (await github.issue(issue_number)).labels.map(({ name }) => name);
  expect(await names()).toEqual(["Needs-Plan"]);
  const { data } = await app.rest.issues.listForRepo({ ...where(), labels: "needs-plan" });
  expect(data).toHaveLength(1);
  expect((await app.rest.issues.getLabel({ ...where(), name: "needs-plan" })).data.name).toBe(
    "Needs-Plan",
  );
  await github.unlabel(issue_number, "needs-PLAN");
  expect(await names()).toEqual([]);
});

import { afterEach, beforeEach, expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { answer } from "../support/proxy/http.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import { SILENT } from "../support/silent.js";

let github: EmbeddedGitHub;
let app: Octokit;

beforeEach(async () => {
  github = await startGitHub();
  app = await github.asApp();
});
afterEach(() => github.close());

const where = () => ({ owner: github.owner, repo: github.repo });

test("sees the App's requests alone, and counts its writes", async () => {
  const seen: unknown[] = [];
  github.intercept(({ method, write, writeNumber, actor }) => {
    seen.push([method, write, writeNumber, actor]);
  });
  const issue_number = await github.openIssue({ title: "Water" });
  await app.rest.issues.get({ ...where(), issue_number });
  await app.rest.issues.createComment({ ...where(), issue_number, body: "Hello" });
  await app.rest.issues.addLabels({ ...where(), issue_number, labels: ["a"] });
  expect(seen).toEqual([
    ["GET", false, undefined, "plansmith[bot]"],
    ["POST", true, 1, "plansmith[bot]"],
    ["POST", true, 2, "plansmith[bot]"],
  ]);
  expect(github.requests.filter(({ byApp }) => byApp).map(({ status }) => status)).toEqual([
    201, 200, 201, 200,
  ]);
  expect(await github.comments(issue_number)).toMatchObject([
    { user: { login: "plansmith[bot]" } },
  ]);
});

test("drops a connection before or after GitHub acted, or answers instead", async () => {
  const issue_number = await github.openIssue({ title: "Water" });
  const comment = (body: string) =>
    app.rest.issues.createComment({ ...where(), issue_number, body, request: { retries: 0 } });
  await app.rest.issues.get({ ...where(), issue_number });

  let stop = github.intercept(() => "drop");
  await expect(comment("before")).rejects.toMatchObject({ status: 500 });
  stop();
  stop = github.intercept(() => "drop-after");
  await expect(comment("after")).rejects.toMatchObject({ status: 500 });
  stop();
  stop = github.intercept(() => ({ answer: answer(502, { message: "Bad gateway" }) }));
  await expect(comment("instead")).rejects.toMatchObject({ status: 502 });
  stop();
  const bodies = (await github.comments(issue_number)).map(({ body }) => body);
  expect(bodies).toEqual(["after"]);
});

test("an unknown token is refused", async () => {
  const stranger = new Octokit({ baseUrl: github.url, auth: "ghp_nobody", log: SILENT });
  await expect(stranger.rest.repos.get(where())).rejects.toMatchObject({ status: 401 });
});

test("an outsider may comment, and may not write files", async () => {
  const issue_number = await github.openIssue({ title: "Water", login: "otto" });
  const { rest } = github.as("otto");
  await rest.issues.createComment({ ...where(), issue_number, body: "Hello" });
  const write = github.setFile("a.md", "x", { login: "otto" });
  await expect(write).rejects.toMatchObject({ status: 403 });
});

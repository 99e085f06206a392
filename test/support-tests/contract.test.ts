import { expect, test } from "#jest";
import { createRecorder } from "../support/contract/recorder.js";
import { validateAnswer, validateRequest } from "../support/contract/validate.js";
import { startGitHub } from "../support/github.js";
import { strangerTo } from "./stranger.js";

const REPO = "/repos/acme/garden";

/** Validates `METHOD path?query`, with a body or without. */
function problems(request: string, body?: unknown): readonly string[] {
  const [method = "", target = ""] = request.split(" ");
  const url = new URL(target, "http://x");
  return validateRequest({ method, path: url.pathname, query: url.searchParams, body });
}

test.each<readonly [request: string, body: unknown]>([
  [`GET ${REPO}/issues?state=all&labels=a%2Cb&per_page=100`, undefined],
  [`GET ${REPO}/issues/7`, undefined],
  [`GET ${REPO}/contents/plans/7-a%20b.md?ref=main`, undefined],
  [`GET ${REPO}/contents/plans%2F7-a.md`, undefined],
  [`GET ${REPO}/git/ref/heads%2Fplan%2Fissue-7`, undefined],
  [`GET ${REPO}/commits/abc/check-runs`, undefined],
  [`POST ${REPO}/issues/7/labels`, { labels: ["a"] }],
  [`POST ${REPO}/git/refs`, { ref: "refs/heads/a", sha: "0".repeat(40) }],
  [`PATCH ${REPO}/issues/7`, { state: "closed", milestone: null }],
  [`PUT ${REPO}/contents/a.md`, { message: "m", content: "", sha: "0" }],
  [
    `POST ${REPO}/check-runs`,
    { name: "plan", head_sha: "0", status: "completed", conclusion: "success" },
  ],
  ["GET /app/hook/deliveries?per_page=100&cursor=v1_5&status=failure", undefined],
  ["POST /app/installations/5/access_tokens", undefined],
])("%s is in order", (request, body) => {
  expect(problems(request, body)).toEqual([]);
});

test.each([
  ["GET /repos/acme/garden/plans", "not in GitHub's description"],
  [`DELETE ${REPO}/issues/7`, "not in GitHub's description"],
  [`GET ${REPO}/issues/seven`, "path /issue_number must be integer"],
  [`GET ${REPO}/issues?per_page=many`, "query /per_page must be integer"],
  [`GET ${REPO}/issues?state=ajar`, "query /state must be equal to one of the allowed values"],
  [`GET ${REPO}/issues?page_size=5`, "query it must NOT have additional properties (page_size)"],
])("%s is not", (request, problem) => {
  expect(problems(request).join()).toContain(problem);
});

test.each([
  [`POST ${REPO}/git/refs`, { ref: "refs/heads/a" }, "body it must have required property 'sha'"],
  [`POST ${REPO}/git/refs`, undefined, "the body is missing"],
  [`POST ${REPO}/issues/7/comments`, { body: 5 }, "body /body must be string"],
  [`POST ${REPO}/issues/7/comments`, { body: "a", pinned: true }, "additional properties (pinned)"],
  [`GET ${REPO}/issues/7`, {}, "it takes no body"],
])("%s with %j is not", (request, body, problem) => {
  expect(problems(request, body).join()).toContain(problem);
});

test("answers are held against the description too", () => {
  const ref = { method: "GET", path: `${REPO}/git/ref/heads%2Fa` };
  const object = { type: "commit", sha: "0".repeat(40), url: "https://x.test" };
  const good = { ref: "refs/heads/a", node_id: "x", url: "https://x.test", object, more: 1 };
  expect(validateAnswer(ref, 200, good)).toEqual([]);
  expect(validateAnswer(ref, 200, { ref: 5 }).join()).toContain("/ref must be string");
  expect(validateAnswer(ref, 201, good)).toEqual([
    "GET /repos/{owner}/{repo}/git/ref/{ref}: never answers 201",
  ]);
  expect(validateAnswer(ref, 404, { message: "Not Found" })).toEqual([]);
});

test("every problem is told once, at the end", () => {
  const recorder = createRecorder();
  for (let index = 0; index < 3; index += 1) recorder.add({ method: "GET", path: "/plans" });
  recorder.add({ method: "GET", path: "/app" });
  expect(() => recorder.close()).toThrow(/description does not have:\n- GET \/plans: not in .*$/);
});

test("a world in which the App asked for something that is not there does not close in silence", async () => {
  const github = await startGitHub();
  const app = await strangerTo(github);
  await app.request("GET /plans").catch(() => undefined);
  await github
    .as("maria")
    .request("GET /people-may")
    .catch(() => undefined);
  const own = await github.asApp();
  await own.request("GET /tests-may").catch(() => undefined);
  await expect(github.close()).rejects.toThrow(
    /have:\n- GET \/plans: not in GitHub's description$/,
  );
});

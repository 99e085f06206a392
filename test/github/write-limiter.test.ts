import { afterEach, beforeEach, expect, test } from "#jest";
import { ModernFakeTimers } from "@jest/fake-timers";
import { createOctokit } from "../../src/github/http/octokit.js";
import { createWriteLimiter, type WriteLimiter } from "../../src/github/http/write-limiter.js";
import { RetryError } from "../../src/model/errors.js";
import { trusted } from "../support/json.js";

const REPO = "/repos/{owner}/{repo}";

type ClockConfig = ConstructorParameters<typeof ModernFakeTimers>[0]["config"];
const clock = new ModernFakeTimers({
  global: globalThis,
  config: trusted<ClockConfig>({ fakeTimers: {} }),
});

let limiter: WriteLimiter;
/** Milliseconds after the start at which each request was sent, in their order. */
let sent: [string, number][];
let start: number;

beforeEach(() => {
  clock.useFakeTimers();
  limiter = createWriteLimiter(100);
  sent = [];
  start = Date.now();
});

afterEach(() => clock.useRealTimers());

function send(name: string, method: string, url: string, installation = "7"): void {
  void limiter
    .wait({ method, url, installation })
    .then(() => sent.push([name, Date.now() - start]));
}

const timesOf = (name: string): number[] =>
  sent.filter(([own]) => own === name).map(([, at]) => at);

test("ten writes of an installation go at once; reads and other installations do not wait", async () => {
  for (let write = 0; write < 12; write += 1) send("write", "PUT", `${REPO}/contents/{path}`);
  send("elsewhere", "PUT", `${REPO}/contents/{path}`, "8");
  send("read", "GET", `${REPO}/issues/{issue_number}`);
  send("token", "POST", "/app/installations/{installation_id}/access_tokens");
  await clock.advanceTimersByTimeAsync(1000);
  expect(timesOf("write")).toEqual([...Array.from({ length: 10 }, () => 0), 100, 200]);
  for (const name of ["elsewhere", "read", "token"]) expect(timesOf(name)).toEqual([0]);
});

test("of writes that notify people, three go at once", async () => {
  send("notifies", "POST", `${REPO}/pulls`);
  send("notifies", "POST", `${REPO}/issues/{issue_number}/comments`);
  send("notifies", "POST", `${REPO}/pulls/{pull_number}/requested_reviewers`);
  send("notifies", "POST", `${REPO}/issues/{issue_number}/comments`);
  send("edit", "PATCH", `${REPO}/issues/comments/{comment_id}`);
  await clock.advanceTimersByTimeAsync(2000);
  expect(timesOf("notifies")).toEqual([0, 0, 0, 300]);
  expect(timesOf("edit")).toEqual([0]);
});

test("what creates content counts against the hour; changes, Git objects and labels do not", async () => {
  const left = async (method: string, url: string): Promise<number | undefined> =>
    (await limiter.wait({ method, url, installation: "9" }))?.left;
  const free = [
    ["POST", `${REPO}/git/trees`],
    ["POST", `${REPO}/git/commits`],
    ["POST", `${REPO}/issues/{issue_number}/labels`],
    ["DELETE", `${REPO}/issues/{issue_number}/labels/{name}`],
    ["PATCH", `${REPO}/issues/comments/{comment_id}`],
  ] as const;
  for (const [method, url] of free) expect(await left(method, url)).toBe(500);
  const counted = [
    ["POST", `${REPO}/git/refs`],
    ["POST", `${REPO}/pulls`],
    ["POST", `${REPO}/check-runs`],
    ["PUT", `${REPO}/contents/{path}`],
  ] as const;
  const lefts = [];
  for (const [method, url] of counted) lefts.push(await left(method, url));
  expect(lefts).toEqual([499, 498, 497, 496]);
});

test("a run is sent away where it would wait for most of an hour", async () => {
  const limit = createWriteLimiter(1000);
  const write = { method: "PUT", url: `${REPO}/contents/{path}`, installation: "7" };
  const ends: unknown[] = [];
  for (let count = 0; count < 501; count += 1) {
    void limit.wait(write).catch((error: unknown) => ends.push(error));
    await clock.advanceTimersByTimeAsync(1000);
  }
  expect(ends).toEqual([expect.any(RetryError)]);
  expect(trusted<RetryError>(ends[0]).afterMs).toBe(3100 * 1000);
});

test("after a secondary rate limit the writes of that installation come one by one", async () => {
  clock.useRealTimers();
  const secondMs = 40;
  const { Octokit } = createOctokit(secondMs);
  let isLimited = true;
  const github = new Octokit({
    auth: { token: "secret", installationId: 7 },
    retry: { enabled: false },
    request: {
      fetch: () => {
        const status = isLimited ? 403 : 201;
        isLimited = false;
        const message = "You have exceeded a secondary rate limit.";
        return Promise.resolve(Response.json({ message }, { status }));
      },
    },
  });
  const write = (): Promise<unknown> =>
    github.request("POST /repos/acme/garden/git/refs", { ref: "refs/heads/a", sha: "a" });
  await expect(write()).rejects.toThrow("secondary rate limit");
  const startedAt = performance.now();
  await Promise.all([write(), write(), write(), write()]);
  // A timer may be early by a part of a millisecond.
  expect(performance.now() - startedAt).toBeGreaterThan(2.9 * secondMs);
});

test("searches keep two seconds", async () => {
  send("first", "GET", "/search/issues");
  send("second", "GET", "/search/issues");
  await clock.advanceTimersByTimeAsync(5000);
  expect(sent).toEqual([
    ["first", 0],
    ["second", 2000],
  ]);
});

test("the limits are given up before the process ends, for what waits and what comes", async () => {
  for (let count = 0; count < 12; count += 1) send("a", "POST", `${REPO}/git/refs`);
  await clock.advanceTimersByTimeAsync(0);
  limiter.hurry();
  send("b", "POST", `${REPO}/git/refs`);
  await clock.advanceTimersByTimeAsync(0);
  expect(timesOf("a")).toEqual(Array.from({ length: 12 }, () => 0));
  expect(timesOf("b")).toEqual([0]);
});

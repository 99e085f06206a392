import { afterEach, beforeEach, expect, test } from "#jest";
import { ModernFakeTimers } from "@jest/fake-timers";
import { createWriteLimiter, type WriteLimiter } from "../../src/github/http/write-limiter.js";
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

test("writes of one installation keep their time, reads and other installations do not wait", async () => {
  send("branch", "POST", `${REPO}/git/refs`);
  send("file", "PUT", `${REPO}/contents/{path}`);
  send("elsewhere", "PUT", `${REPO}/contents/{path}`, "8");
  send("read", "GET", `${REPO}/issues/{issue_number}`);
  send("token", "POST", "/app/installations/{installation_id}/access_tokens");
  await clock.advanceTimersByTimeAsync(1000);
  expect(sent.toSorted(([a], [b]) => a.localeCompare(b))).toEqual([
    ["branch", 0],
    ["elsewhere", 0],
    ["file", 100],
    ["read", 0],
    ["token", 0],
  ]);
});

test("writes that notify people keep three times that", async () => {
  send("pull", "POST", `${REPO}/pulls`);
  send("comment", "POST", `${REPO}/issues/{issue_number}/comments`);
  send("edit", "PATCH", `${REPO}/issues/comments/{comment_id}`);
  send("reviewers", "POST", `${REPO}/pulls/{pull_number}/requested_reviewers`);
  await clock.advanceTimersByTimeAsync(2000);
  expect(sent).toEqual([
    ["pull", 0],
    ["edit", 200],
    ["comment", 300],
    ["reviewers", 600],
  ]);
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

test("the spacing is given up before the process ends, for what waits and what comes", async () => {
  for (const name of ["a", "b", "c"]) send(name, "POST", `${REPO}/git/refs`);
  await clock.advanceTimersByTimeAsync(0);
  limiter.hurry();
  send("d", "POST", `${REPO}/git/refs`);
  await clock.advanceTimersByTimeAsync(0);
  expect(sent.map(([, at]) => at)).toEqual([0, 0, 0, 0]);
});

import { afterEach, expect, test } from "#jest";
import { costOfApp } from "../support/cost.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import { answer } from "../support/proxy/http.js";
import { createRateLimit } from "../support/proxy/rate-limit.js";
import { REQUESTS_PER_TOKEN, spareTokens } from "../support/proxy/tokens.js";

let github: EmbeddedGitHub;
afterEach(() => github?.close());

const where = () => ({ owner: github.owner, repo: github.repo });

test("an unchanged answer is told by its tag, and does not count", async () => {
  github = await startGitHub({ rateLimit: { limit: 10 } });
  const issue_number = await github.openIssue({ title: "Water" });
  const { rest } = await github.asApp();
  const first = await rest.issues.get({ ...where(), issue_number });
  expect(first.headers).toMatchObject({
    etag: expect.stringMatching(/^W\/"[0-9a-f]{64}"$/),
    "cache-control": "private, max-age=60, s-maxage=60",
    "x-ratelimit-limit": "10",
    "x-ratelimit-remaining": "9",
  });
  const headers = { "if-none-match": first.headers.etag ?? "" };
  const same = rest.issues.get({ ...where(), issue_number, headers });
  await expect(same).rejects.toMatchObject({
    status: 304,
    response: { headers: { etag: first.headers.etag, "x-ratelimit-remaining": "9" } },
  });
  await github.as("maria").rest.issues.update({ ...where(), issue_number, title: "Light" });
  const changed = await rest.issues.get({ ...where(), issue_number, headers });
  expect(changed.data.title).toBe("Light");
  expect(changed.headers.etag).not.toBe(first.headers.etag);
  // The fourth asked for the token.
  expect(costOfApp(github.requests)).toEqual({
    requests: 4,
    counted: 3,
    notModified: 1,
    writes: 0,
  });
});

test("an entity tag that one token was given fits no other token", async () => {
  github = await startGitHub();
  const issue_number = await github.openIssue({ title: "Lamp" });
  const { headers } = await (await github.asApp()).rest.issues.get({ ...where(), issue_number });
  const { rest } = await github.asApp();
  const known = { "if-none-match": headers.etag ?? "" };
  const again = await rest.issues.get({ ...where(), issue_number, headers: known });
  expect(again.status).toBe(200);
  expect(again.headers.etag).not.toBe(headers.etag);
});

test("a list keeps its links in a 304", async () => {
  github = await startGitHub();
  for (const title of ["one", "two"]) await github.openIssue({ title });
  const { rest } = await github.asApp();
  const list = { ...where(), per_page: 1 };
  const { headers } = await rest.issues.listForRepo(list);
  expect(headers.link).toContain('rel="next"');
  const again = rest.issues.listForRepo({
    ...list,
    headers: { "if-none-match": headers.etag ?? "" },
  });
  await expect(again).rejects.toMatchObject({ response: { headers: { link: headers.link } } });
});

test("an installation that used up its limit is refused, with any token; people are not", async () => {
  github = await startGitHub({ rateLimit: { limit: 2 } });
  const app = await github.asApp();
  await app.rest.repos.get(where());
  const { headers } = await app.rest.repos.get(where());
  expect(headers["x-ratelimit-remaining"]).toBe("0");
  const other = await github.asApp();
  await expect(other.rest.repos.get(where())).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining("API rate limit exceeded"),
    response: { headers: { "x-ratelimit-remaining": "0" } },
  });
  await github.as("maria").rest.repos.get(where());
});

test("a window that is over starts anew", () => {
  let now = 1_000_000;
  const limit = createRateLimit(
    { limit: 1, windowMs: 5_000 },
    () => true,
    () => now,
  );
  const call = {
    method: "GET",
    path: "/x",
    query: new URLSearchParams(),
    headers: {},
    body: undefined,
    actor: "a",
  };
  expect(limit.refuse(call)).toBeUndefined();
  const counted = limit.count(call, answer(200, {}));
  expect(counted.headers["x-ratelimit-reset"]).toBe("1005");
  expect(limit.refuse(call)?.status).toBe(403);
  now += 5_000;
  expect(limit.refuse(call)).toBeUndefined();
});

test("the emulator never sees more requests of one token than it allows", async () => {
  let minted = 0;
  const authorize = spareTokens(
    (token) => token.startsWith("ghs"),
    async () => `ghs_${(minted += 1)}`,
  );
  const seen = new Map<string, number>();
  for (let index = 0; index < REQUESTS_PER_TOKEN * 3; index += 1) {
    for (const token of ["ghs_0", "ghp_maria"]) {
      const given = await authorize(`Bearer ${token}`);
      seen.set(given, (seen.get(given) ?? 0) + 1);
    }
  }
  expect(Math.max(...seen.values())).toBe(REQUESTS_PER_TOKEN);
  expect([...seen.keys()].toSorted()).toEqual([
    "Bearer ghp_maria",
    "Bearer ghp_maria_1",
    "Bearer ghp_maria_2",
    "Bearer ghs_0",
    "Bearer ghs_1",
    "Bearer ghs_2",
  ]);
});

test("titles, bodies and labels that are too long are refused, and say how long they may be", async () => {
  github = await startGitHub();
  const { rest } = await github.asApp();
  const issue_number = await github.openIssue({ title: "Lamp" });
  const refused = async (act: Promise<unknown>): Promise<unknown> =>
    act.catch((error: { readonly status: number; readonly message: string }) => [
      error.status,
      /maximum is \d+ characters/.exec(error.message)?.[0],
    ]);
  const body = "🌱".repeat(65_536);
  await rest.issues.createComment({ ...where(), issue_number, body });
  const longer = { ...where(), issue_number, body: `${body}.` };
  expect(await refused(rest.issues.createComment(longer))).toEqual([
    422,
    "maximum is 65536 characters",
  ]);
  const title = "x".repeat(257);
  expect(await refused(rest.issues.update({ ...where(), issue_number, title }))).toEqual([
    422,
    "maximum is 256 characters",
  ]);
  const label = { ...where(), name: "plan", color: "ededed", description: "x".repeat(101) };
  expect(await refused(rest.issues.createLabel(label))).toEqual([422, "maximum is 100 characters"]);
});

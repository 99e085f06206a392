import { afterEach, beforeEach, describe, expect, test } from "#jest";
import { Octokit } from "@octokit/rest";
import { appJwt } from "../support/app-token.js";
import {
  badGateway,
  badGatewayAfter,
  secondaryLimit,
  serverError,
  truncated,
} from "../support/faults/answers.js";
import { disturbDeliveries } from "../support/faults/deliveries.js";
import { atMost, chance, isCreate, oneOf, only, type Fault } from "../support/faults/fault.js";
import { injectFaults } from "../support/faults/inject.js";
import { resetAfter, resetBefore, slow, timeOut } from "../support/faults/network.js";
import { lostRace } from "../support/faults/race.js";
import { staleLists } from "../support/faults/stale.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import { strangerTo } from "./stranger.js";

let github: EmbeddedGitHub;
let app: Octokit;
let issue_number: number;

beforeEach(async () => {
  github = await startGitHub();
  app = await strangerTo(github);
  issue_number = await github.openIssue({ title: "Water" });
});
afterEach(() => github.close());

const repo = () => ({ owner: github.owner, repo: github.repo });
const where = () => ({ ...repo(), issue_number });
const inject = (...faults: Fault[]) => injectFaults(github, { seed: 1, faults });
const comment = (body: string, by = app) => by.rest.issues.createComment({ ...where(), body });
/** The fate of a comment: the status that its author sees, 500 where the connection broke. */
const fate = (body = "a"): Promise<number> =>
  comment(body).then(
    ({ status }) => status,
    (error: unknown) => (error as { status: number }).status,
  );
const written = async () => (await github.comments(issue_number)).length;

describe("one fault", () => {
  const fates: readonly (readonly [Fault, status: number, written: number])[] = [
    [resetBefore, 500, 0],
    [resetAfter, 500, 1],
    [serverError, 500, 0],
    [badGateway, 502, 0],
    [badGatewayAfter, 502, 1],
    [secondaryLimit({ status: 403 }), 403, 0],
    [secondaryLimit({ status: 429, retryAfterS: 3 }), 429, 0],
    [slow({ minMs: 1, maxMs: 2 }), 201, 1],
  ];
  for (const [fault, status, count] of fates) {
    test(`${fault.name}: the App sees ${status}, and ${count} is written`, async () => {
      inject(fault);
      expect(await fate()).toBe(status);
      expect(await written()).toBe(count);
    });
  }

  test("a gateway answers with a page, not with JSON", async () => {
    inject(badGateway);
    const answered = await fetch(`${github.url}/app`, {
      headers: { authorization: "Bearer eyJ.a.b" },
    });
    expect(answered.headers.get("content-type")).toBe("text/html");
    expect(await answered.text()).toContain("<h1>Bad Gateway</h1>");
  });

  test("the secondary limit says when to come back, if it says so", async () => {
    inject(secondaryLimit({ status: 429, retryAfterS: 3 }));
    await expect(comment("a")).rejects.toMatchObject({
      message: expect.stringContaining("secondary rate limit"),
      response: { headers: { "retry-after": "3" } },
    });
  });

  test("an answer that ends in its middle is no JSON", async () => {
    inject(truncated);
    const { data } = await app.request("GET /repos/{owner}/{repo}/issues/{issue_number}", where());
    expect(data).toEqual(expect.stringMatching(/^\{"/));
  });

  test("a time-out takes its time, and GitHub acted or did not", async () => {
    inject(timeOut(50));
    const before = performance.now();
    expect(await Promise.all(Array.from({ length: 8 }, () => fate()))).toEqual(
      Array.from({ length: 8 }, () => 500),
    );
    expect(performance.now() - before).toBeGreaterThan(45);
    expect([1, 2, 3, 4, 5, 6, 7]).toContain(await written());
  });

  test("who loses a race is told that the thing exists, and it does", async () => {
    await github.setFile("a.md", "a", { branch: "work" });
    inject(lostRace);
    const pull = { ...repo(), title: "Work", head: "work", base: "main" };
    await expect(app.rest.pulls.create(pull)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining("A pull request already exists for acme:work."),
    });
    const label = app.rest.issues.createLabel({ ...repo(), name: "new" });
    await expect(label).rejects.toMatchObject({ status: 422 });
    expect(await fate()).toBe(201);
    expect(await github.pulls()).toMatchObject([{ title: "Work" }]);
    const { data } = await github.as("maria").rest.issues.listLabelsForRepo(repo());
    expect(data).toMatchObject([{ name: "new" }]);
  });
});

describe("stale lists", () => {
  test("what is young is missing for a while, from lists alone", async () => {
    let now = Date.now() + 1000;
    inject(staleLists(60_000, () => now));
    await comment("new");
    const list = async () => (await app.rest.issues.listComments(where())).data.length;
    expect(await list()).toBe(0);
    expect((await app.rest.issues.get(where())).data.comments).toBe(1);
    expect(await written()).toBe(1);
    now += 60_000;
    expect(await list()).toBe(1);
  });

  test("the log of deliveries is such a list", async () => {
    let now = Date.now() + 1000;
    inject(staleLists(60_000, () => now));
    await github.label(issue_number, "late");
    await github.deliveries.idle();
    const authorization = `Bearer ${appJwt(github)}`;
    const list = async (): Promise<unknown> =>
      (await fetch(`${github.url}/app/hook/deliveries`, { headers: { authorization } })).json();
    expect(await list()).toEqual([]);
    now += 60_000;
    expect(await list()).not.toEqual([]);
  });

  test("ids of deliveries keep all their digits", async () => {
    const now = Date.now() + 120_000;
    inject(staleLists(60_000, () => now));
    for (const label of ["a", "b", "c"]) await github.label(issue_number, label);
    await github.deliveries.idle();
    const authorization = `Bearer ${appJwt(github)}`;
    const listed = await fetch(`${github.url}/app/hook/deliveries`, { headers: { authorization } });
    const ids = [...(await listed.text()).matchAll(/"id":(\d+)/g)].map(([, id]) => id);
    const sent = github.deliveries.log.map(({ id }) => String(id));
    expect(ids).toEqual(sent.toReversed());
  });

  test("what changed is told as it was, for no longer than told", async () => {
    let now = Date.now() + 60_000;
    inject(staleLists(1_000, () => now));
    const labels = async () => (await app.rest.issues.listLabelsOnIssue(where())).data.length;
    expect(await labels()).toBe(0);
    await github.label(issue_number, "late");
    now += 400;
    const seen = [await labels(), await labels(), await labels(), await labels(), await labels()];
    expect(seen).toContain(0);
    now += 1_001;
    expect(await labels()).toBe(1);
  });
});

describe("many faults", () => {
  test("only the App's requests meet them", async () => {
    inject(resetBefore);
    const own = await github.asApp();
    expect((await comment("by a test", own)).status).toBe(201);
    expect((await comment("by a person", github.as("maria"))).status).toBe(201);
    expect(await fate()).toBe(500);
  });

  test("they are composed by probability, kind and number", async () => {
    const { counts, stop } = inject(
      only(isCreate, atMost(2, resetBefore)),
      chance(0.5, only(isCreate, oneOf([serverError, badGateway]))),
    );
    const fates: number[] = [];
    for (let index = 0; index < 40; index += 1) fates.push(await fate());
    expect(fates.slice(0, 2)).toEqual([500, 500]);
    const tally = (status: number) => fates.slice(2).filter((each) => each === status).length;
    expect([tally(500) > 4, tally(502) > 4, tally(201) > 10]).toEqual([true, true, true]);
    expect([...counts.keys()]).toEqual(["reset before", "500 | 502"]);
    stop();
    expect(await fate()).toBe(201);
  });

  test("a seed gives the same fate again, another one another", async () => {
    const runs: number[][] = [];
    for (const seed of [5, 5, 6]) {
      const { stop } = injectFaults(github, { seed, faults: [chance(0.5, serverError)] });
      const fates: number[] = [];
      for (let index = 0; index < 20; index += 1) fates.push(await fate());
      runs.push(fates);
      stop();
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).not.toEqual(runs[0]);
  });

  test("of queries, too, in whatever order they come", async () => {
    const queries = Array.from({ length: 20 }, (_, index) => `query Q${index} { __typename }`);
    const runs = [queries, queries.toReversed()].map((order) => async () => {
      const { stop } = inject(chance(0.5, serverError));
      const fates = new Map<string, boolean>();
      for (const query of order) {
        const answered = app.graphql(query).then(
          () => true,
          () => false,
        );
        fates.set(query, await answered);
      }
      stop();
      return queries.map((query) => fates.get(query));
    });
    const [first, second] = [await runs[0]?.(), await runs[1]?.()];
    expect(new Set(first)).toEqual(new Set([true, false]));
    expect(second).toEqual(first);
  });
});

test("deliveries are dropped, doubled and shuffled, the same with the same seed", async () => {
  const orders: unknown[] = [];
  for (const seed of [1, 1, 2]) {
    await github.close();
    github = await startGitHub();
    const order: unknown[] = [];
    github.deliveries.route = ({ payload }) => {
      order.push(payload["issue"]);
      return undefined;
    };
    github.deliveries.hold();
    for (let index = 0; index < 12; index += 1) await github.openIssue({ title: `${index}` });
    const stop = disturbDeliveries(github.deliveries, {
      seed,
      dropped: 0.3,
      doubled: 0.3,
      shuffled: true,
    });
    github.deliveries.release();
    await github.deliveries.idle();
    stop();
    orders.push(order.map((issue) => (issue as { number: number }).number));
  }
  expect(orders[1]).toEqual(orders[0]);
  expect(orders[2]).not.toEqual(orders[0]);
  const first = orders[0] as number[];
  expect(first).not.toEqual(first.toSorted((a, b) => a - b));
  expect(new Set(first).size).toBeLessThan(Math.min(12, first.length));
});

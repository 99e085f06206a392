import { describe, expect, test } from "#jest";
import { issueRef, repositoryItem, type WorkItem } from "../../src/model/refs.js";
import {
  createInMemoryRequestCounts,
  createRedisRequestCounts,
  openAccount,
  type RequestCounts,
} from "../../src/server/installation-limits.js";
import { describeOnRedis } from "../support/on-redis.js";

const REPOSITORY = { installationId: 7, owner: "octo", repo: "api" };
const ISSUE = issueRef(REPOSITORY, 3);
const HOUR = 60 * 60 * 1000;
/** Ten minutes into an hour. */
const NOW = 400_000 * HOUR + HOUR / 6;

/** Sends `requests` in one run of an item, all answered alike; when it is told that it may go on. */
async function run(
  counts: RequestCounts,
  requests: number,
  {
    item = ISSUE,
    status = 200,
    limit = "100",
    resource = "core",
    now = NOW,
  }: Partial<Settings> = {},
): Promise<readonly number[]> {
  const spent: number[] = [];
  const account = await openAccount(item, {
    counts,
    percent: 10,
    now: () => now,
    onSpent: (afterMs) => spent.push(afterMs),
  });
  const send = () =>
    Promise.resolve(
      new Response(null, {
        status,
        headers: { "x-ratelimit-limit": limit, "x-ratelimit-resource": resource },
      }),
    );
  const counted = account?.counted(send) ?? send;
  for (let nth = 0; nth < requests; nth += 1) await counted("https://api.github.test/");
  await account?.close();
  return spent;
}

interface Settings {
  readonly item: WorkItem;
  readonly status: number;
  readonly limit: string;
  readonly resource: string;
  readonly now: number;
}

function contract(make: () => RequestCounts): void {
  test("an issue that has used a tenth of the installation's requests goes on in the next hour", async () => {
    const counts = make();
    expect(await run(counts, 6)).toEqual([]);
    expect(await run(counts, 3)).toEqual([]);
    expect(await run(counts, 4)).toEqual([(HOUR * 5) / 6]);
    expect(await run(counts, 1)).toEqual([(HOUR * 5) / 6]);
    expect(await run(counts, 9, { now: NOW + HOUR })).toEqual([]);
  });

  test("the limit of GraphQL's points says nothing of that of requests", async () => {
    expect(await run(make(), 12, { resource: "graphql" })).toEqual([]);
  });

  test("other issues, and what is about whole repositories, are not held back", async () => {
    const counts = make();
    await run(counts, 20);
    expect(await run(counts, 9, { item: { ...ISSUE, number: 4 } })).toEqual([]);
    expect(await run(counts, 50, { item: repositoryItem(REPOSITORY) })).toEqual([]);
  });

  test("what GitHub does not count is free", async () => {
    expect(await run(make(), 50, { status: 304 })).toEqual([]);
  });

  test("an installation with more requests leaves more to each issue", async () => {
    expect(await run(make(), 50, { limit: "12500" })).toEqual([]);
  });
}

describe("in memory", () => {
  contract(createInMemoryRequestCounts);
});

describeOnRedis("on Redis", (client) => {
  let nth = 0;

  contract(() => {
    nth += 1;
    return createRedisRequestCounts(client(), `test-${nth}`);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "#jest";
import { setTimeout as sleep } from "node:timers/promises";
import { createOctokit } from "../../src/github/http/octokit.js";
import { connectRedis, readRedisUrl } from "../../src/storage/redis.js";
import { hasRedis, startRedis, type TestRedis } from "../support/redis.js";

/** As long as a second of the limits, in milliseconds. */
const SECOND_MS = 200;
/** Writes that go at once. */
const BURST = 10;
const PATH = "POST /repos/acme/garden/git/refs";

let redis: TestRedis;
const closing: (() => void)[] = [];

/** A process of its own, as far as Redis can show. */
function replica(prefix: string, fetch: () => Promise<Response>) {
  const client = connectRedis(readRedisUrl(redis.url), "patient", () => undefined);
  const { Octokit } = createOctokit(SECOND_MS, { shared: { client, prefix } });
  closing.push(() => client.disconnect());
  const octokit = new Octokit({
    auth: { token: "secret", installationId: 7 },
    retry: { enabled: false },
    request: { fetch },
  });
  return {
    client,
    write: () => octokit.request(PATH, { ref: "refs/heads/a", sha: "a" }),
  };
}

(hasRedis ? describe : describe.skip)("writes of replicas", () => {
  beforeAll(async () => {
    redis = await startRedis();
  });

  afterAll(async () => {
    for (const close of closing) close();
    await redis.close();
  });

  test("what a killed replica had under way holds nobody else up", async () => {
    const killed = replica("killed", () => new Promise<never>(() => undefined));
    for (let n = 0; n < BURST + 12; n += 1) void killed.write().catch(() => undefined);
    await sleep(2 * SECOND_MS);
    killed.client.disconnect();
    const other = replica("killed", () => Promise.resolve(Response.json({}, { status: 201 })));
    const start = Date.now();
    await other.write();
    // Its place in the line stays empty.
    expect(Date.now() - start).toBeLessThan(12 * SECOND_MS + 2000);
  });

  test("they have one burst together, and keep their distance after it", async () => {
    const at: number[] = [];
    const answer = (): Promise<Response> => {
      at.push(Date.now());
      return Promise.resolve(Response.json({}, { status: 201 }));
    };
    const all = [replica("apart", answer), replica("apart", answer)];
    await Promise.all(
      [...all, ...all, ...all, ...all, ...all, ...all, ...all, ...all].map(({ write }) => write()),
    );
    const later = at.slice(BURST);
    const gaps = later.slice(1).map((time, index) => time - (later[index] ?? 0));
    expect(gaps).toHaveLength(5);
    // Timers and connections differ by a little.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(SECOND_MS / 2);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { createGate } from "../../src/gate.js";
import { createInProcessQueue } from "../../src/queue/in-process.js";
import type { QueueOptions, WorkQueue } from "../../src/queue/queue.js";
import { createRedisQueue } from "../../src/queue/redis.js";
import { connectRedis, readRedisUrl } from "../../src/redis.js";
import { startGitHub } from "../support/github.js";
import { hasRedis, startRedis, type TestRedis } from "../support/redis.js";
import { waitFor } from "../support/wait-for.js";
import { startReplicas } from "./replicas.js";

const WROTE = '"msg":"wrote to GitHub"';

let redis: TestRedis;

beforeAll(async () => {
  if (hasRedis) redis = await startRedis();
});

afterAll(() => (hasRedis ? redis.close() : undefined));

interface Item {
  readonly installation: number;
  readonly number: number;
}

/** As many workers as the process has. */
const CONCURRENCY = 100;

/** How long an item of an installation that spaces its writes takes, and one of the other. */
const LONG_RUN_MS = 3000;
const SHORT_RUN_MS = 100;

/** What an item of another installation may take. */
const SPARED_MS = 5000 + SHORT_RUN_MS;

const BUSY = 1;
const WAITING = 1000;

function options(): QueueOptions<Item> {
  return {
    keyOf: ({ installation, number }) => `${installation}#${number}`,
    onFailure: () => undefined,
    random: Math.random,
  };
}

/** Milliseconds that items of other installations took while a thousand of one waited. */
async function delays(queues: readonly WorkQueue<Item>[]): Promise<readonly number[]> {
  const done = new Map<number, number>();
  let busyRuns = 0;
  await waitFor(() => Promise.all(queues.map((queue) => queue.stats())));
  for (const queue of queues) {
    const gate = createGate(Date.now);
    queue.work(
      ({ installation }) =>
        gate.enter(installation, async () => {
          await sleep(installation === BUSY ? LONG_RUN_MS : SHORT_RUN_MS, undefined, {
            ref: false,
          });
          if (installation === BUSY) busyRuns += 1;
          else done.set(installation, Date.now());
        }),
      { concurrency: CONCURRENCY },
    );
  }
  const [queue] = queues as [WorkQueue<Item>];
  const took: number[] = [];
  try {
    const numbers = Array.from({ length: WAITING }, (_, number) => number);
    await Promise.all(numbers.map((number) => queue.add({ installation: BUSY, number })));
    for (let installation = 2; installation < 10; installation += 1) {
      const start = Date.now();
      await queue.add({ installation, number: 1 });
      const end = await waitFor(() => done.get(installation), { timeoutMs: 20_000 });
      took.push(end - start);
      await sleep(500);
    }
    expect(busyRuns).toBeGreaterThan(0);
    // It is a crowd still.
    expect((await queue.stats()).waiting).toBeGreaterThan(WAITING / 2);
    return took;
  } finally {
    await Promise.all(queues.map((each) => each.close({ drainMs: 0 })));
  }
}

describe("in process", () => {
  test("1,000 waiting issues delay no single one of another installation by 5 s", async () => {
    const took = await delays([createInProcessQueue(options())]);
    expect(Math.max(...took)).toBeLessThan(SPARED_MS);
  });
});

(hasRedis ? describe : describe.skip)("on Redis", () => {
  test("three replicas share the work: each does at least a fifth", async () => {
    const github = await startGitHub({ users: ["ada"], rateLimit: { limit: 100_000 } });
    let next = 0;
    const replicas = await startReplicas(github, {
      count: 3,
      env: { REDIS_URL: redis.url, REDIS_PREFIX: "share", LOG_LEVEL: "info" },
      // In turn.
      roll: () => (next++ % 3) / 3,
    });
    try {
      const numbers = await github.bulk.issues(21);
      for (const number of numbers) await github.label(number, "needs-plan");
      for (let busy = 1; busy > 0; busy = await replicas.busy()) await sleep(250);
      expect(await github.pulls()).toHaveLength(numbers.length);
      const writes = replicas.standing().map((bot) => bot.output().split(WROTE).length - 1);
      const all = writes.reduce((sum, count) => sum + count, 0);
      process.stderr.write(`writes of three replicas: ${writes.join(", ")}\n`);
      expect(Math.min(...writes)).toBeGreaterThanOrEqual(all / 5);
    } finally {
      await replicas.close();
      await github.close();
    }
  }, 90_000);

  test("1,000 waiting issues delay no single one of another installation by 5 s, with one replica or three", async () => {
    for (const count of [1, 3]) {
      const replicas = Array.from({ length: count }, () =>
        createRedisQueue({
          ...options(),
          prefix: `fair-${count}`,
          connect: (use) => connectRedis(readRedisUrl(redis.url), use, () => undefined),
          onError: () => undefined,
        }),
      );
      const took = await delays(replicas);
      process.stderr.write(`${count} on Redis: ${took.join(", ")} ms\n`);
      expect(Math.max(...took)).toBeLessThan(SPARED_MS);
    }
  });
});

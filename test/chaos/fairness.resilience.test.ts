import { afterAll, beforeAll, describe, expect, test } from "#jest";
import { setTimeout as sleep } from "node:timers/promises";
import { createInstallationLimiter } from "../../src/server/installation-limits.js";
import { createInMemoryQueue } from "../../src/queue/in-memory.js";
import type { QueueOptions, WorkQueue } from "../../src/queue/queue.js";
import { createRedisQueue } from "../../src/queue/redis.js";
import { connectRedis, readRedisUrl } from "../../src/storage/redis.js";
import { hasRedis, startRedis, type TestRedis } from "../support/redis.js";
import { waitFor } from "../support/wait-for.js";

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
const LONG_RUN_MS = 1000;
const SHORT_RUN_MS = 100;

/** What an item of another installation may take. */
const SPARED_MS = 5000 + SHORT_RUN_MS;

/** More than all replicas work on at a time, and long enough that each is there to take its share. */
const SHARED = 360;
const SHARED_RUN_MS = 1000;

const BUSY = 1;
const WAITING = 1000;

function options(): QueueOptions<Item> {
  return {
    keyOf: ({ installation, number }) => `${installation}#${number}`,
    onFailure: () => undefined,
    random: Math.random,
  };
}

/** Replicas with one queue. */
function replicas(count: number, prefix: string): readonly WorkQueue<Item>[] {
  return Array.from({ length: count }, () =>
    createRedisQueue({
      ...options(),
      prefix,
      connect: (use) => connectRedis(readRedisUrl(redis.url), use, () => undefined),
      onError: () => undefined,
    }),
  );
}

/** Milliseconds that items of other installations took while a thousand of one waited. */
async function delays(queues: readonly WorkQueue<Item>[]): Promise<readonly number[]> {
  const done = new Map<number, number>();
  let busyRuns = 0;
  await waitFor(() => Promise.all(queues.map((queue) => queue.stats())));
  for (const queue of queues) {
    const gate = createInstallationLimiter(Date.now);
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
    await Promise.all(numbers.map((number) => queue.enqueue({ installation: BUSY, number })));
    for (let installation = 2; installation < 6; installation += 1) {
      const start = Date.now();
      await queue.enqueue({ installation, number: 1 });
      const end = await waitFor(() => done.get(installation), { timeoutMs: 20_000 });
      took.push(end - start);
      await sleep(300);
    }
    const { waiting } = await queue.stats();
    if (busyRuns === 0 || waiting < WAITING / 2) throw new Error("there was no crowd");
    return took;
  } finally {
    await Promise.all(queues.map((each) => each.close({ drainMs: 0 })));
  }
}

describe("in process", () => {
  test("1,000 waiting issues delay no single one of another installation by 5 s", async () => {
    const took = await delays([createInMemoryQueue(options())]);
    expect(Math.max(...took)).toBeLessThan(SPARED_MS);
  });
});

(hasRedis ? describe : describe.skip)("on Redis", () => {
  test("three replicas share the work: each does at least a fifth", async () => {
    const queues = replicas(3, "share");
    const done = queues.map(() => 0);
    await waitFor(() => Promise.all(queues.map((queue) => queue.stats())));
    for (const [index, queue] of queues.entries()) {
      const gate = createInstallationLimiter(Date.now);
      const work = async (): Promise<void> => {
        await sleep(SHARED_RUN_MS);
        done[index] = (done[index] ?? 0) + 1;
      };
      queue.work(({ installation }) => gate.enter(installation, work), {
        concurrency: CONCURRENCY,
      });
    }
    const [queue] = queues as [WorkQueue<Item>];
    const sum = (): number => done.reduce((all, count) => all + count, 0);
    try {
      const numbers = Array.from({ length: SHARED }, (_, number) => number);
      await Promise.all(
        numbers.map((number) => queue.enqueue({ installation: number % 40, number })),
      );
      await waitFor(() => sum() === SHARED, { timeoutMs: 20_000 });
      expect(Math.min(...done)).toBeGreaterThanOrEqual(SHARED / 5);
    } finally {
      await Promise.all(queues.map((each) => each.close({ drainMs: 0 })));
    }
  });

  test("1,000 waiting issues delay no single one of another installation by 5 s, with one replica or three", async () => {
    for (const count of [1, 3]) {
      const took = await delays(replicas(count, `fair-${count}`));
      expect(Math.max(...took)).toBeLessThan(SPARED_MS);
    }
  });
});

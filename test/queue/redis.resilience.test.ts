import { afterAll, beforeAll, describe, expect, test } from "#jest";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Redis } from "ioredis";
import { setTimeout as sleep } from "node:timers/promises";
import { fromStoredItem, workKey, type WorkItem } from "../../src/model/refs.js";
import { QueueUnavailableError, type WorkQueue } from "../../src/queue/queue.js";
import { createRedisQueue } from "../../src/queue/redis.js";
import { connectRedis, readRedisUrl } from "../../src/storage/redis.js";
import { hasRedis, startRedis, startSentinel, type TestRedis } from "../support/redis.js";
import { contractTests, latch, until } from "./contract.js";

/** A process that takes an item and never ends it; it says when it has it. */
const VICTIM = `
  import { createRedisQueue } from "./src/queue/redis.ts";
  import { connectRedis, readRedisUrl } from "./src/storage/redis.ts";
  const nothing = () => undefined;
  const queue = createRedisQueue({
    keyOf: (item) => item,
    onFailure: nothing,
    onError: nothing,
    random: Math.random,
    prefix: "killed",
    connect: (use) => connectRedis(readRedisUrl(process.argv[1]), use, nothing),
  });
  queue.work(() => (console.log("running"), new Promise(nothing)), { concurrency: 1 });
  const add = () => queue.enqueue("a").catch(() => setTimeout(add, 20));
  add();
`;

/** An item that a replica lost comes back after 13 s; one that it left to the others sooner. */
const SOONER_THAN_LOST_MS = 10_000;

let redis: TestRedis;
let queues = 0;

if (!hasRedis) {
  process.stderr.write(
    "SKIPPED: there is no redis-server here; the queue on Redis is not tested\n",
  );
}

(hasRedis ? describe : describe.skip)("with a Redis", () => {
  beforeAll(async () => {
    redis = await startRedis();
  });

  afterAll(() => redis.close());

  contractTests("the queue on Redis", (options) => {
    queues += 1;
    return makeQueue(`own-${queues}`, options);
  });

  describe("replicas", () => {
    const made: WorkQueue<string>[] = [];

    afterAll(() => Promise.all(made.map((queue) => queue.close({ drainMs: 0 }))));

    async function replicas(prefix: string, count: number): Promise<WorkQueue<string>[]> {
      const some = Array.from({ length: count }, () => makeQueue(prefix, {}));
      made.push(...some);
      await until(() => Promise.all(some.map((queue) => queue.stats())));
      return some;
    }

    test("share the work, and never run one key at the same time", async () => {
      const all = await replicas("share", 3);
      const running = new Set<string>();
      const atWork = new Set<number>();
      const everybody = latch();
      let together = 0;
      let runs = 0;
      for (const [index, queue] of all.entries()) {
        queue.work(
          async (item) => {
            if (running.has(item)) together += 1;
            running.add(item);
            runs += 1;
            atWork.add(index);
            if (atWork.size === all.length) everybody.open();
            // Nobody goes on before each replica has work: those that are busy leave some to the others.
            await everybody.opened;
            await sleep(10);
            running.delete(item);
          },
          { concurrency: 4 },
        );
      }
      for (let n = 0; n < 300; n += 1) {
        await Promise.all(all.map((queue) => queue.enqueue(`issue ${n % 60}`)));
      }
      await until(async () => {
        expect(await all[0]?.stats()).toMatchObject({ waiting: 0, running: 0 });
      });
      expect(together).toBe(0);
      expect(runs).toBeGreaterThanOrEqual(60);
    });

    test("what a closed replica was at is gone on with at once", async () => {
      const [first, second] = (await replicas("close", 2)) as [
        WorkQueue<string>,
        WorkQueue<string>,
      ];
      const [begun, never] = [latch(), latch()];
      first.work(
        () => {
          begun.open();
          return never.opened;
        },
        { concurrency: 1 },
      );
      await first.enqueue("a");
      await begun.opened;
      await first.close({ drainMs: 50 });
      const runs: string[] = [];
      second.work(async (item) => void runs.push(item), { concurrency: 1 });
      await until(() => expect(runs).toEqual(["a"]), SOONER_THAN_LOST_MS);
    });

    test("what a replica has taken but not begun when it closes is left to the others at once", async () => {
      let closing: Promise<void> | undefined;
      let isWorking = false;
      const first = makeQueue("taken", {
        keyOf(item) {
          // The worker asks for the key before it begins.
          if (isWorking) closing ??= first.close({ drainMs: 1000 });
          return item;
        },
      });
      const [second] = (await replicas("taken", 1)) as [WorkQueue<string>];
      await until(() => first.enqueue("a"));
      isWorking = true;
      const runs: string[] = [];
      first.work(async () => void runs.push("first"), { concurrency: 1 });
      await until(() => expect(closing).toBeDefined());
      await closing;
      second.work(async () => void runs.push("second"), { concurrency: 1 });
      await until(() => expect(runs).toEqual(["second"]), SOONER_THAN_LOST_MS);
    });
  });

  test("what a process that was killed was at is taken over within 15 s, or soon after on a slow machine", async () => {
    const victim = spawn(process.execPath, [
      "--import",
      "tsx",
      "--input-type=module",
      "-e",
      VICTIM,
      redis.url,
    ]);
    await once(victim.stdout, "data");
    const queue = makeQueue("killed", {});
    const attempts: number[] = [];
    queue.work(async (_item, { attempt }) => void attempts.push(attempt), { concurrency: 1 });
    victim.kill("SIGKILL");
    const killedAt = Date.now();
    await until(() => expect(attempts).toHaveLength(1));
    expect(Date.now() - killedAt).toBeLessThan(30_000);
    expect(attempts).toEqual([1]);
    await queue.close({ drainMs: 0 });
  });

  test("an item outlives Redis' restart, and the queue goes on by itself", async () => {
    const queue = makeQueue("restart", {});
    await until(() => queue.stats());
    await queue.enqueue("before");
    await redis.stop();
    await expect(queue.enqueue("meanwhile")).rejects.toThrow(QueueUnavailableError);
    await expect(queue.stats()).rejects.toThrow(QueueUnavailableError);
    await redis.start();
    const runs: string[] = [];
    queue.work(async (item) => void runs.push(item), { concurrency: 1 });
    await until(() => queue.enqueue("after"));
    await until(() => expect(new Set(runs)).toEqual(new Set(["after", "before"])));
    await queue.close({ drainMs: 0 });
  });

  test("what the version before stored is read when it was waiting", async () => {
    const repository = { installationId: 7, owner: "octo", repo: "api" };
    const stored = [repository, { ...repository, number: 3 }, { ...repository, kind: "sweep" }];
    const before = makeQueue<object>("stored", { keyOf: JSON.stringify });
    await until(() => before.stats());
    for (const item of stored) await before.enqueue(item);
    await before.close({ drainMs: 0 });
    const queue = makeQueue<WorkItem>("stored", { keyOf: workKey, fromStored: fromStoredItem });
    const found: WorkItem[] = [];
    queue.work(async (item) => void found.push(item), { concurrency: 1 });
    await until(() =>
      expect(found).toEqual([
        { ...repository, kind: "repository" },
        { ...repository, number: 3, kind: "issue" },
        { ...repository, kind: "sweep" },
      ]),
    );
    await queue.close({ drainMs: 0 });
  });

  test("a run goes on while Redis restarts; its writes wait for Redis", async () => {
    const queue = makeQueue("restart-in-run", {});
    await until(() => queue.stats());
    let runs = 0;
    queue.work(
      async (_item, { assertLease: keep }) => {
        runs += 1;
        await redis.stop();
        const kept = keep();
        await redis.start();
        await kept;
      },
      { concurrency: 1 },
    );
    await queue.enqueue("a");
    await until(async () => expect(await queue.stats()).toMatchObject({ waiting: 0, running: 0 }));
    expect(runs).toBe(1);
    await queue.close({ drainMs: 0 });
  });
});

(hasRedis ? describe : describe.skip)("other kinds of Redis", () => {
  /** What runs when the first run fails. */
  async function runsOn(url: string): Promise<readonly string[]> {
    const queue = makeQueue("kinds", {}, url);
    await until(() => queue.stats());
    const runs: string[] = [];
    queue.work(
      async (item, { assertLease: keep }) => {
        await keep();
        runs.push(item);
        if (runs.length === 1) throw new Error("once more");
      },
      { concurrency: 2 },
    );
    await queue.enqueue("a");
    await until(() => expect(runs).toHaveLength(2));
    await until(async () => expect(await queue.stats()).toMatchObject({ waiting: 0, failing: 0 }));
    await queue.close({ drainMs: 0 });
    return runs;
  }

  test("a cluster", async () => {
    const cluster = await startRedis([
      "--cluster-enabled",
      "yes",
      "--cluster-announce-ip",
      "127.0.0.1",
    ]);
    try {
      const client = new Redis(cluster.port);
      await client.cluster("ADDSLOTSRANGE", 0, 16_383);
      client.disconnect();
      expect(await runsOn(`redis+cluster://127.0.0.1:${cluster.port}`)).toEqual(["a", "a"]);
    } finally {
      await cluster.close();
    }
  });

  test("the master that a sentinel knows", async () => {
    const master = await startRedis();
    const sentinel = await startSentinel(master);
    try {
      expect(await runsOn(`redis+sentinel://127.0.0.1:${sentinel.port}/main`)).toEqual(["a", "a"]);
    } finally {
      await sentinel.close();
      await master.close();
    }
  });
});

function makeQueue<T = string>(
  prefix: string,
  options: Partial<Parameters<typeof createRedisQueue<T>>[0]>,
  url = redis.url,
): WorkQueue<T> {
  const address = readRedisUrl(url);
  return createRedisQueue<T>({
    keyOf: String,
    onFailure: () => undefined,
    random: () => 0.5,
    ...options,
    prefix,
    connect: (use) => connectRedis(address, use, () => undefined),
    onError: () => undefined,
  });
}

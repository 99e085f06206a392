import { afterEach, describe, expect, test } from "#jest";
import { ComputeError } from "../../src/model/compute.js";
import { createInMemoryQueue } from "../../src/queue/in-memory.js";
import type { Run, WorkQueue } from "../../src/queue/queue.js";
import { createStatePart } from "../../src/storage/state-file.js";
import { contractTests, latch, until } from "./contract.js";

contractTests("the queue in memory", (options) => createInMemoryQueue(options));

describe("in the next process", () => {
  const state = createStatePart();
  const queues: WorkQueue<string>[] = [];
  afterEach(async () => {
    for (const queue of queues.splice(0)) await queue.close({ drainMs: 0 });
    state.write(undefined);
  });

  /** A process with its queue; how its runs began is added to `runs`. */
  function start(runs: Run[], handler: (run: Run) => Promise<void>): WorkQueue<string> {
    const quiet = { keyOf: String, onFailure: () => undefined, random: () => 0 };
    const queue = createInMemoryQueue<string>(quiet, state);
    queues.push(queue);
    queue.work(
      (_, run) => {
        runs.push(run);
        return handler(run);
      },
      { concurrency: 1 },
    );
    return queue;
  }

  /** A process that ends in the middle of its first run. */
  async function die(runs: Run[]): Promise<void> {
    const begun = latch();
    const queue = start(runs, async ({ countTry }) => {
      await countTry();
      begun.open();
      await new Promise(() => undefined);
    });
    await queue.enqueue("bad", { isReplay: true });
    await begun.opened;
    // It closes nothing.
    queues.splice(0);
  }

  test("two runs that ended with their process are all: the third one only reports", async () => {
    const runs: Run[] = [];
    await die(runs);
    await die(runs);
    const third = start(runs, () => Promise.reject(new ComputeError("a test", "it ended")));
    await third.enqueue("bad", { isReplay: true });
    await until(async () => expect((await third.stats()).poisoned).toBe(1));
    expect(runs.map(({ isLastTry, isSpent }) => [isLastTry, isSpent])).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ]);
  });

  test("what is set aside stays so until something new is known, and then starts from zero", async () => {
    const runs: Run[] = [];
    const fail = () => Promise.reject(new ComputeError("a test", "it took too long"));
    const first = start(runs, fail);
    await first.enqueue("bad");
    await until(async () => expect((await first.stats()).poisoned).toBe(1));
    await first.close({ drainMs: 0 });

    const second = start(runs, () => Promise.resolve());
    expect((await second.stats()).poisoned).toBe(1);
    await second.enqueue("bad", { isReplay: true });
    await second.enqueue("good");
    await until(() => expect(runs).toHaveLength(3));
    await second.enqueue("bad");
    await until(() => expect(runs).toHaveLength(4));
    expect(runs.map(({ isLastTry }) => isLastTry)).toEqual([false, true, false, false]);
    await second.close({ drainMs: 0 });

    expect((await start([], fail).stats()).poisoned).toBe(0);
  });

  test("a replay that comes during the last try does not bring it back, and an event does", async () => {
    for (const isReplay of [true, false]) {
      const runs: Run[] = [];
      const queue: WorkQueue<string> = start(runs, async ({ isLastTry }) => {
        if (isLastTry) await queue.enqueue("bad", { isReplay });
        if (runs.length < 3) throw new ComputeError("a test", "it took too long");
      });
      await queue.enqueue("bad");
      await until(async () => {
        const { waiting, running, poisoned } = await queue.stats();
        expect([waiting + running, poisoned]).toEqual([0, isReplay ? 1 : 0]);
      });
      expect(runs).toHaveLength(isReplay ? 2 : 3);
    }
  });

  test("of two long tasks of one run, the try counts until both have ended", async () => {
    const runs: Run[] = [];
    const begun = latch();
    const queue = start(runs, async ({ countTry }) => {
      const [takeBack] = await Promise.all([countTry(), countTry()]);
      await takeBack();
      begun.open();
      await new Promise(() => undefined);
    });
    await queue.enqueue("bad");
    await begun.opened;
    queues.splice(0);
    const next = start(runs, () => Promise.resolve());
    await next.enqueue("bad");
    await until(() => expect(runs.map(({ isLastTry }) => isLastTry)).toEqual([false, true]));
  });

  test("of what was noted, one wrong entry takes no other with it", async () => {
    state.write({ strikes: { bad: 1, worse: 0, odd: "x" }, setAside: ["aside", 7] });
    const runs: Run[] = [];
    const queue = start(runs, () => Promise.resolve());
    expect((await queue.stats()).poisoned).toBe(1);
    for (const item of ["bad", "worse", "odd"]) await queue.enqueue(item);
    await until(() => expect(runs).toHaveLength(3));
    expect(runs.map(({ isLastTry }) => isLastTry)).toEqual([true, false, false]);
  });

  test("a try that the process has survived, or that ended with a stop, counts nothing", async () => {
    const runs: Run[] = [];
    const begun = latch();
    let isFirst = true;
    const first = start(runs, async ({ countTry }) => {
      const takeBack = await countTry();
      if (isFirst) {
        isFirst = false;
        await takeBack();
        throw new Error("something else");
      }
      begun.open();
      await new Promise(() => undefined);
    });
    await first.enqueue("slow");
    await begun.opened;
    await first.close({ drainMs: 0 });
    const second = start(runs, () => Promise.resolve());
    await second.enqueue("slow");
    await until(() => expect(runs).toHaveLength(3));
    expect(runs.map(({ isLastTry }) => isLastTry)).toEqual([false, false, false]);
  });
});

test("between two runs that start, whatever else waits has its turn", async () => {
  const queue = createInMemoryQueue<string>({
    keyOf: String,
    onFailure: () => undefined,
    random: () => 0,
  });
  const order: string[] = [];
  const done = latch();
  for (const item of ["a", "b", "c"]) await queue.enqueue(item);
  queue.work(
    (item) => {
      order.push(item);
      setImmediate(() => {
        order.push("other");
        if (item === "c") done.open();
      });
      return Promise.resolve();
    },
    { concurrency: 3 },
  );
  await done.opened;
  await queue.close({ drainMs: 0 });
  expect(order).toEqual(["a", "other", "b", "other", "c", "other"]);
});

import { afterEach, beforeEach, describe, expect, test } from "#jest";
import { setTimeout as sleep } from "node:timers/promises";
import { ComputeError } from "../../src/model/compute.js";
import { DeferError, RetryError, TerminalError } from "../../src/model/errors.js";
import {
  LeaseLostError,
  type Failure,
  type QueueOptions,
  type WorkQueue,
} from "../../src/queue/queue.js";
import { waitFor } from "../support/wait-for.js";

/** `Date.now` cuts off a part of a millisecond: a timer may seem to be early by that. */
const EARLY_MS = 1;

/** Makes a queue; two made in one test are replicas, where there can be any. */
type Create = (options: QueueOptions<string>) => WorkQueue<string>;

/** Something that a test ends by hand. */
export function latch(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** On a machine ten times slower than usual, everything here still happens within a minute. */
const PATIENCE_MS = 60_000;

/** Waits until nothing of `check` fails. */
export async function until(check: () => unknown, timeoutMs = PATIENCE_MS): Promise<void> {
  await waitFor(
    async () => {
      await check();
      return true;
    },
    { timeoutMs },
  );
}

/** What every queue promises, in real time. */
export function contractTests(name: string, create: Create): void {
  describe(`contract: ${name}`, () => {
    let failures: Failure<string>[];
    let queues: WorkQueue<string>[];
    let queue: WorkQueue<string>;

    function another(options: Partial<QueueOptions<string>> = {}): WorkQueue<string> {
      const made = create({
        keyOf: (item) => item.toLowerCase(),
        onFailure: (failure) => failures.push(failure),
        random: () => 0.5,
        backoff: { firstMs: 200, maxMs: 1000 },
        ...options,
      });
      queues.push(made);
      return made;
    }

    beforeEach(async () => {
      failures = [];
      queues = [];
      queue = another();
      await until(() => queue.stats());
    });

    afterEach(async () => {
      await Promise.all(queues.map((made) => made.close({ drainMs: 100 })));
    });

    const atRest = (): Promise<void> =>
      until(async () => {
        const { waiting, running } = await queue.stats();
        expect({ waiting, running }).toEqual({ waiting: 0, running: 0 });
      });

    /** Works; the item `slow` is done when the test says so. */
    function workSlowly(concurrency: number) {
      const [begun, slow] = [latch(), latch()];
      const done: string[] = [];
      queue.work(
        async (item) => {
          if (item === "slow") {
            begun.open();
            await slow.opened;
          }
          done.push(item);
        },
        { concurrency },
      );
      return { begun: begun.opened, slow, done };
    }

    test("what cannot be computed is set aside after two tries, until something new is known", async () => {
      const runs: (readonly [item: string, isLastTry: boolean])[] = [];
      let isCured = false;
      queue.work(
        (item, { isLastTry }) => {
          runs.push([item, isLastTry]);
          return item === "bad" && !isCured
            ? Promise.reject(new ComputeError("a test", "it took too long"))
            : Promise.resolve();
        },
        { concurrency: 2 },
      );
      await queue.enqueue("bad");
      await queue.enqueue("good");
      await until(() => expect(failures.map(({ poisoned }) => poisoned)).toEqual([false, true]));
      await atRest();
      const bad = (): readonly boolean[] =>
        runs.flatMap(([item, isLastTry]) => (item === "bad" ? [isLastTry] : []));
      expect(bad()).toEqual([false, true]);
      expect(await queue.stats()).toMatchObject({ failing: 0, poisoned: 1 });
      // A sweep, or a delivery that comes a second time.
      await queue.enqueue("BAD", { isReplay: true });
      await queue.enqueue("good", { isReplay: true });
      await until(() => expect(runs.filter(([item]) => item === "good")).toHaveLength(2));
      await atRest();
      expect(bad()).toHaveLength(2);
      // Something changed, for the worse and then for the better.
      await queue.enqueue("bad");
      await until(() => expect(failures).toHaveLength(4));
      await atRest();
      expect(bad()).toEqual([false, true, false, true]);
      expect(await queue.stats()).toMatchObject({ failing: 0, poisoned: 1 });
      isCured = true;
      await queue.enqueue("bad");
      await until(() => expect(bad()).toHaveLength(5));
      await atRest();
      expect(await queue.stats()).toMatchObject({ failing: 0, poisoned: 0 });
    });

    test("many adds before a run make one run", async () => {
      const runs: string[] = [];
      await Promise.all(["a", "A", "a", "b"].map((item) => queue.enqueue(item)));
      queue.work(async (item) => void runs.push(item), { concurrency: 1 });
      await atRest();
      expect(runs.map((item) => item.toLowerCase())).toEqual(["a", "b"]);
      expect(await queue.stats()).toEqual({
        waiting: 0,
        running: 0,
        failing: 0,
        stuck: 0,
        poisoned: 0,
        longestWaitMs: 0,
      });
    });

    test("what items say beyond their key is merged, and a run that fails has it again", async () => {
      const merging = another({
        keyOf: (item) => `merging ${item.split(":")[0] ?? ""}`,
        merging: {
          hintsOf: (item) => item.split(":").slice(1),
          withHints: (item, hints) => [item.split(":")[0], ...hints].join(":"),
        },
      });
      await until(() => merging.stats());
      const runs: string[] = [];
      const during = latch();
      const goOn = latch();
      await merging.enqueue("a:1");
      await merging.enqueue("a");
      await merging.enqueue("a:2");
      merging.work(
        async (item) => {
          runs.push(item);
          if (runs.length > 1) return;
          during.open();
          await goOn.opened;
          throw new Error("a first failure");
        },
        { concurrency: 1 },
      );
      await during.opened;
      await merging.enqueue("a:3");
      goOn.open();
      await until(async () => {
        expect(runs.length).toBeGreaterThan(1);
        expect(await merging.stats()).toMatchObject({ waiting: 0, running: 0 });
      });
      expect(runs[0]).toBe("a:1:2");
      expect(runs[1]?.split(":").toSorted()).toEqual(["1", "2", "3", "a"]);
      await merging.enqueue("a");
      await until(() => expect(runs.at(-1)).toBe("a"));
    });

    test("adds during a run make exactly one more run, never two at a time", async () => {
      const first = latch();
      let running = 0;
      let most = 0;
      let runs = 0;
      queue.work(
        async () => {
          running += 1;
          runs += 1;
          most = Math.max(most, running);
          if (runs === 1) await first.opened;
          running -= 1;
        },
        { concurrency: 5 },
      );
      await queue.enqueue("a");
      await until(() => expect(runs).toBe(1));
      for (const item of ["a", "A", "a"]) await queue.enqueue(item);
      await sleep(100);
      expect(runs).toBe(1);
      first.open();
      await atRest();
      expect({ runs, most }).toEqual({ runs: 2, most: 1 });
    });

    test("a slow key holds nobody else up", async () => {
      const { slow, done } = workSlowly(2);
      for (const item of ["slow", "x", "y"]) await queue.enqueue(item);
      await until(() => expect(done).toEqual(["x", "y"]));
      slow.open();
      await atRest();
      expect(done).toEqual(["x", "y", "slow"]);
    });

    test("a burst comes together: one run, when the first of it is due", async () => {
      const delayMs = 1500;
      const at: number[] = [];
      queue.work(async () => void at.push(Date.now()), { concurrency: 2 });
      const start = Date.now();
      for (let n = 0; n < 20; n += 1) {
        await queue.enqueue("a", { delayMs });
        await sleep(5);
      }
      // One, unless a slow machine makes the burst longer than the delay.
      const most = 1 + Math.floor((Date.now() - start) / delayMs);
      await atRest();
      expect(at.length).toBeGreaterThan(0);
      expect(at.length).toBeLessThanOrEqual(most);
      expect((at[0] ?? 0) - start).toBeGreaterThanOrEqual(delayMs - EARLY_MS);
    });

    test("an earlier time wins over a later one, a later one never over an earlier", async () => {
      const runs: string[] = [];
      const never = 60 * 60 * 1000;
      await queue.enqueue("kept", { delayMs: 10 });
      await queue.enqueue("kept", { delayMs: never });
      queue.work(async (item) => void runs.push(item), { concurrency: 2 });
      await queue.enqueue("sooner", { delayMs: never });
      await queue.enqueue("sooner", { delayMs: 10 });
      await until(() => expect(new Set(runs)).toEqual(new Set(["sooner", "kept"])));
      await atRest();
    });

    test("what is low goes last, and to the front when it is asked for again", async () => {
      const runs: string[] = [];
      await queue.enqueue("low", { priority: "low" });
      await queue.enqueue("raised", { priority: "low" });
      await queue.enqueue("plain");
      await queue.enqueue("raised");
      queue.work(async (item) => void runs.push(item), { concurrency: 1 });
      await atRest();
      expect(runs).toEqual(["plain", "raised", "low"]);
    });

    test("a run that fails comes again, later each time", async () => {
      const at: number[] = [];
      queue.work(
        async (_item, { attempt }) => {
          at.push(Date.now());
          if (attempt < 3) throw new Error("GitHub is away");
        },
        { concurrency: 1 },
      );
      await queue.enqueue("a");
      await atRest();
      const [first = 0, second = 0, third = 0] = at;
      expect(at).toHaveLength(3);
      expect(second - first).toBeGreaterThanOrEqual(175 - EARLY_MS);
      expect(third - second).toBeGreaterThanOrEqual(350 - EARLY_MS);
      expect(failures.map(({ attempt, retryInMs }) => [attempt, retryInMs])).toEqual([
        [1, 175],
        [2, 350],
      ]);
      expect((await queue.stats()).failing).toBe(0);
    });

    test("what waits after a failure is shown as failing, and an add does not hurry it", async () => {
      const patient = another({
        keyOf: (item) => `waits ${item}`,
        backoff: { firstMs: 60_000, maxMs: 60_000 },
      });
      await until(() => patient.stats());
      let runs = 0;
      patient.work(
        () => {
          runs += 1;
          return Promise.reject(new Error("GitHub is away"));
        },
        { concurrency: 1 },
      );
      const counts = { waiting: 1, running: 0, failing: 1, stuck: 0, poisoned: 0 };
      // It waits for its time, not for a worker.
      const waiting = { ...counts, longestWaitMs: 0 };
      await patient.enqueue("a");
      await until(async () => expect(await patient.stats()).toEqual(waiting));
      await patient.enqueue("a");
      await sleep(200);
      expect(await patient.stats()).toEqual(waiting);
      expect(runs).toBe(1);
    });

    test("what is due and finds no worker grows old, what is not due does not", async () => {
      const held = latch();
      const order: string[] = [];
      queue.work(
        async (item) => {
          order.push(item);
          await held.opened;
        },
        { concurrency: 1 },
      );
      await queue.enqueue("a");
      await until(() => expect(order).toEqual(["a"]));
      await queue.enqueue("b", { delayMs: 60_000 });
      expect((await queue.stats()).longestWaitMs).toBe(0);
      await queue.enqueue("c");
      await sleep(100);
      const { longestWaitMs } = await queue.stats();
      expect(longestWaitMs).toBeGreaterThanOrEqual(50);
      expect(longestWaitMs).toBeLessThan(60_000);
      held.open();
      await until(() => expect(order).toEqual(["a", "c"]));
      await until(async () => expect((await queue.stats()).longestWaitMs).toBe(0));
    });

    test("a rate limit is waited out", async () => {
      const at: number[] = [];
      queue.work(
        async () => {
          at.push(Date.now());
          if (at.length === 1) throw new RetryError("rate limit", 500);
        },
        { concurrency: 1 },
      );
      await queue.enqueue("a");
      await until(() => expect(at).toHaveLength(2));
      expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(500 - EARLY_MS);
    });

    test("what is put off comes again and counts as no failure", async () => {
      const attempts: number[] = [];
      queue.work(
        async (_item, { attempt }) => {
          attempts.push(attempt);
          if (attempts.length < 3) throw new DeferError("not now", 50);
        },
        { concurrency: 1 },
      );
      await queue.enqueue("a");
      await until(() => expect(attempts).toEqual([1, 1, 1]));
      await atRest();
      expect(failures).toEqual([]);
    });

    test("a terminal error ends it; the next add starts anew", async () => {
      const attempts: number[] = [];
      queue.work(
        async (_item, { attempt }) => {
          attempts.push(attempt);
          if (attempts.length === 1) throw new TerminalError("archived");
        },
        { concurrency: 1 },
      );
      await queue.enqueue("a");
      await until(() => expect(failures).toHaveLength(1));
      await atRest();
      await sleep(500);
      expect(attempts).toEqual([1]);
      expect(failures).toEqual([expect.objectContaining({ attempt: 1, retryInMs: undefined })]);
      await queue.enqueue("a");
      await until(() => expect(attempts).toEqual([1, 1]));
    });

    test("what is added while a run ends in a terminal error runs all the same", async () => {
      const first = latch();
      let runs = 0;
      queue.work(
        async () => {
          runs += 1;
          if (runs > 1) return;
          await first.opened;
          throw new TerminalError("gone");
        },
        { concurrency: 1 },
      );
      await queue.enqueue("a");
      await until(() => expect(runs).toBe(1));
      await queue.enqueue("a");
      first.open();
      await until(() => expect(runs).toBe(2));
      await atRest();
    });

    test("what has failed for long is stuck, shown as such, and tried at once when asked for", async () => {
      const patient = another({
        keyOf: (item) => `patient ${item}`,
        backoff: { firstMs: 60_000, maxMs: 60_000 },
        stuckAfterMs: 0,
      });
      await until(() => patient.stats());
      let runs = 0;
      patient.work(
        async () => {
          runs += 1;
          if (runs === 1) throw new Error("GitHub is away");
        },
        { concurrency: 1 },
      );
      await patient.enqueue("a");
      await until(async () =>
        expect(await patient.stats()).toMatchObject({ waiting: 1, failing: 1, stuck: 1 }),
      );
      expect(failures).toEqual([expect.objectContaining({ stuck: true })]);
      await patient.enqueue("a");
      await until(async () =>
        expect(await patient.stats()).toMatchObject({ waiting: 0, failing: 0, stuck: 0 }),
      );
      expect(runs).toBe(2);
    });

    test("closing starts no more runs and waits for those that run, up to the drain time", async () => {
      const { begun, slow, done } = workSlowly(1);
      await queue.enqueue("slow");
      await queue.enqueue("next");
      await begun;
      const closing = queue.close({ drainMs: PATIENCE_MS });
      await expect(queue.enqueue("late")).rejects.toThrow("closed");
      await sleep(50);
      slow.open();
      await closing;
      expect(done).toEqual(["slow"]);
    });

    test("a run that does not end in time is left behind, and may write nothing more", async () => {
      const [begun, never] = [latch(), latch()];
      let keep: () => Promise<void> = () => Promise.resolve();
      queue.work(
        async (_item, run) => {
          keep = run.assertLease;
          begun.open();
          await never.opened;
        },
        { concurrency: 1 },
      );
      await queue.enqueue("a");
      await begun.opened;
      await keep();
      const start = Date.now();
      await queue.close({ drainMs: 300 });
      expect(Date.now() - start).toBeGreaterThanOrEqual(300 - EARLY_MS);
      await expect(keep()).rejects.toThrow(LeaseLostError);
    });
  });
}

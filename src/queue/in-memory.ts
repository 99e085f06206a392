import { DeferError } from "../model/errors.js";
import { createStatePart, type StatePart } from "../storage/state-file.js";
import {
  createCountedTry,
  retryDelay,
  STUCK_AFTER_MS,
  mergeItems,
  isStrike,
  MAX_STRIKES,
  LeaseLostError,
  type CountedTry,
  type Handler,
  type Priority,
  type QueueOptions,
  type WorkQueue,
  createStrikes,
} from "./queue.js";

interface Entry<T> {
  item: T;
  state: "waiting" | "ready" | "running";
  priority: Priority;
  /** Milliseconds since the epoch: when it is to run. */
  dueAt: number;
  /** Milliseconds since the epoch: not to run before, whatever is enqueued. */
  notBefore: number;
  timer: NodeJS.Timeout | undefined;
  /** What was enqueued during its run. */
  rerun: Rerun<T> | undefined;
  /** Failures in a row. */
  failures: number;
  failingSince: number;
  /** The try of its last run. */
  counted: CountedTry | undefined;
}

interface Rerun<T> {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly priority: Priority;
  readonly item: T;
  /** Whether nothing new is known of it. */
  readonly isReplay: boolean;
}

/**
 * A queue in memory: nothing to install. A crash loses its items, and not what it knows of those that
 * end the process.
 *
 * @param state where that is noted; by default in memory, too
 */
export function createInMemoryQueue<T>(
  options: QueueOptions<T>,
  state: StatePart = createStatePart(),
): WorkQueue<T> {
  const { keyOf, onFailure, random, backoff, stuckAfterMs = STUCK_AFTER_MS } = options;
  const merge = (older: T, newer: T): T => mergeItems(options.merging, older, newer);
  const entries = new Map<string, Entry<T>>();
  const strikes = createStrikes(state);
  const ready = { normal: [] as string[], low: [] as string[] };
  const running = new Set<Promise<void>>();
  let worker: { handler: Handler<T>; concurrency: number } | undefined;
  let pumping = false;
  let closed = false;
  let drained = false;

  const isStuck = (entry: Entry<T>): boolean =>
    entry.failures > 0 && Date.now() - entry.failingSince >= stuckAfterMs;

  function schedule(key: string, entry: Entry<T>, delayMs: number): void {
    const now = Date.now();
    const dueAt = Math.max(now + delayMs, entry.notBefore);
    if (entry.timer !== undefined && entry.dueAt <= dueAt) return;
    clearTimeout(entry.timer);
    entry.timer = undefined;
    if (closed) return;
    entry.dueAt = dueAt;
    if (dueAt <= now) {
      makeReady(key, entry);
      return;
    }
    entry.state = "waiting";
    entry.timer = setTimeout(() => makeReady(key, entry), dueAt - now);
  }

  function makeReady(key: string, entry: Entry<T>): void {
    entry.timer = undefined;
    entry.state = "ready";
    ready[entry.priority].push(key);
    pump();
  }

  /** Starts what is ready, one run per turn of the event loop: deliveries are answered in between. */
  function pump(): void {
    if (pumping) return;
    pumping = true;
    setImmediate(() => {
      pumping = false;
      startNext();
    });
  }

  function startNext(): void {
    if (closed || worker === undefined || running.size >= worker.concurrency) return;
    const key = ready.normal.shift() ?? ready.low.shift();
    if (key === undefined) return;
    const entry = entries.get(key);
    // An item whose priority was raised is in both lists.
    if (entry?.state === "ready") {
      const run = runOnce(key, entry, worker.handler).finally(() => {
        running.delete(run);
        pump();
      });
      running.add(run);
    }
    pump();
  }

  async function runOnce(key: string, entry: Entry<T>, handler: Handler<T>): Promise<void> {
    entry.state = "running";
    entry.rerun = undefined;
    const counted = createCountedTry(
      () => Promise.resolve(strikes.add(key)),
      () => Promise.resolve(strikes.takeBack(key)),
    );
    entry.counted = counted;
    const attempt = entry.failures + 1;
    const known = strikes.of(key);
    const assertLease = (): Promise<void> =>
      drained ? Promise.reject(new LeaseLostError("the process is stopping")) : Promise.resolve();
    try {
      await handler(entry.item, {
        attempt,
        isLastTry: known + 1 >= MAX_STRIKES,
        isSpent: known >= MAX_STRIKES,
        countTry: counted.countTry,
        assertLease,
      });
      strikes.forget(key);
      entry.failures = 0;
    } catch (error) {
      if (error instanceof DeferError) {
        mergeRerun(entry);
        schedule(key, entry, error.afterMs);
        return;
      }
      const isPoison = isStrike(error) && strikes.add(key);
      const retryInMs = isPoison ? undefined : retryDelay(error, attempt, random(), backoff);
      if (isPoison) setAside(key, entry);
      if (entry.failures === 0) entry.failingSince = Date.now();
      entry.failures = retryInMs === undefined ? 0 : attempt;
      onFailure({
        item: entry.item,
        error,
        attempt,
        retryInMs,
        stuck: isStuck(entry),
        poisoned: isPoison,
      });
      if (retryInMs !== undefined) {
        mergeRerun(entry);
        entry.notBefore = Date.now() + retryInMs;
        schedule(key, entry, retryInMs);
        return;
      }
    }
    entry.notBefore = 0;
    const rerun = rerunOf(entry);
    if (rerun === undefined) {
      entries.delete(key);
      return;
    }
    entry.priority = rerun.priority;
    entry.item = rerun.item;
    schedule(key, entry, rerun.at - Date.now());
  }

  /** What is enqueued from now on starts from zero; so does what is new since the run began. */
  function setAside(key: string, entry: Entry<T>): void {
    strikes.forget(key);
    if (rerunOf(entry)?.isReplay === false) return;
    entry.rerun = undefined;
    strikes.setAside(key);
  }

  /** What was enqueued during a run without success is merged into its next run. */
  function mergeRerun(entry: Entry<T>): void {
    const rerun = rerunOf(entry);
    if (rerun !== undefined) entry.item = merge(entry.item, rerun.item);
  }

  return {
    enqueue(item, { delayMs = 0, priority = "normal", isReplay = false } = {}) {
      if (closed) return Promise.reject(new Error("the queue is closed"));
      const key = keyOf(item);
      if (isReplay && strikes.isSetAside(key)) return Promise.resolve();
      strikes.release(key);
      const known = entries.get(key);
      if (known === undefined) {
        const entry = newEntry(item, priority);
        entries.set(key, entry);
        schedule(key, entry, delayMs);
        return Promise.resolve();
      }
      if (known.state === "running") {
        const at = Date.now() + delayMs;
        const { rerun } = known;
        known.rerun =
          rerun === undefined
            ? { at, priority, item, isReplay }
            : {
                at: Math.min(at, rerun.at),
                priority: higherOf(priority, rerun.priority),
                item: merge(rerun.item, item),
                isReplay: rerun.isReplay && isReplay,
              };
        return Promise.resolve();
      }
      known.item = merge(known.item, item);
      if (isStuck(known)) known.notBefore = 0;
      const raised = higherOf(known.priority, priority);
      if (known.state === "ready" && known.priority !== raised) ready[raised].push(key);
      known.priority = raised;
      if (known.state === "waiting") schedule(key, known, delayMs);
      return Promise.resolve();
    },
    work(handler, { concurrency }) {
      worker = { handler, concurrency };
      pump();
    },
    async close({ drainMs }) {
      closed = true;
      for (const entry of entries.values()) clearTimeout(entry.timer);
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise((resolve) => {
        timer = setTimeout(resolve, drainMs);
      });
      await Promise.race([Promise.all(running), timeout]);
      clearTimeout(timer);
      drained = true;
      for (const { counted } of entries.values()) await counted?.release();
    },
    stats() {
      const all = [...entries.values()];
      const due = all.filter((entry) => entry.state === "ready");
      const now = Date.now();
      return Promise.resolve({
        waiting: all.filter((entry) => entry.state !== "running").length,
        running: running.size,
        failing: all.filter((entry) => entry.failures > 0).length,
        stuck: all.filter(isStuck).length,
        poisoned: strikes.count(),
        longestWaitMs: due.reduce((most, { dueAt }) => Math.max(most, now - dueAt), 0),
      });
    },
  };
}

/** `enqueue` may have set it during the run, whatever the compiler thinks. */
function rerunOf<T>(entry: Entry<T>): Entry<T>["rerun"] {
  return entry.rerun;
}

function higherOf(a: Priority, b: Priority): Priority {
  return a === "low" ? b : a;
}

function newEntry<T>(item: T, priority: Priority): Entry<T> {
  return {
    item,
    state: "waiting",
    priority,
    dueAt: 0,
    notBefore: 0,
    timer: undefined,
    rerun: undefined,
    failures: 0,
    failingSince: 0,
    counted: undefined,
  };
}

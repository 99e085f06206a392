import { DeferError } from "../model/errors.js";
import {
  retryDelay,
  STUCK_AFTER_MS,
  mergeItems,
  LeaseLostError,
  type Handler,
  type QueueOptions,
  type WorkQueue,
} from "./queue.js";

interface Entry<T> {
  item: T;
  state: "waiting" | "ready" | "running";
  low: boolean;
  /** Milliseconds since the epoch: when it is to run, while waiting. */
  dueAt: number;
  /** Milliseconds since the epoch: not to run before, whoever asks. */
  notBefore: number;
  timer: NodeJS.Timeout | undefined;
  /** What was asked for during its run: when it is to run again, in milliseconds since the epoch. */
  again: { readonly at: number; readonly low: boolean; readonly item: T } | undefined;
  /** Failures in a row. */
  failures: number;
  failingSince: number;
}

/** A queue in memory: nothing to install, nothing on disk. A crash loses what is in it. */
export function createInMemoryQueue<T>(options: QueueOptions<T>): WorkQueue<T> {
  const { keyOf, onFailure, random, backoff, stuckAfterMs = STUCK_AFTER_MS } = options;
  const merge = (one: T, other: T): T => mergeItems(options.gather, one, other);
  const entries = new Map<string, Entry<T>>();
  const ready = { first: [] as string[], last: [] as string[] };
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
    if (dueAt <= now) {
      makeReady(key, entry);
      return;
    }
    entry.state = "waiting";
    entry.dueAt = dueAt;
    entry.timer = setTimeout(() => makeReady(key, entry), dueAt - now);
  }

  function makeReady(key: string, entry: Entry<T>): void {
    entry.timer = undefined;
    entry.state = "ready";
    (entry.low ? ready.last : ready.first).push(key);
    pump();
  }

  /** Starts what is ready, one run a turn of the event loop: deliveries are answered in between. */
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
    const key = ready.first.shift() ?? ready.last.shift();
    if (key === undefined) return;
    const entry = entries.get(key);
    // One that waited behind the others, and was called to the front, is in both lists.
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
    entry.again = undefined;
    const attempt = entry.failures + 1;
    const keep = (): Promise<void> =>
      drained ? Promise.reject(new LeaseLostError("the process is stopping")) : Promise.resolve();
    try {
      await handler(entry.item, { attempt, assertLease: keep });
      entry.failures = 0;
    } catch (error) {
      if (error instanceof DeferError) {
        takeBack(entry);
        schedule(key, entry, error.afterMs);
        return;
      }
      const retryInMs = retryDelay(error, attempt, random(), backoff);
      if (entry.failures === 0) entry.failingSince = Date.now();
      entry.failures = retryInMs === undefined ? 0 : attempt;
      onFailure({ item: entry.item, error, attempt, retryInMs, stuck: isStuck(entry) });
      if (retryInMs !== undefined) {
        takeBack(entry);
        entry.notBefore = Date.now() + retryInMs;
        schedule(key, entry, retryInMs);
        return;
      }
    }
    entry.notBefore = 0;
    const again = askedFor(entry);
    if (again === undefined) {
      entries.delete(key);
      return;
    }
    entry.low = again.low;
    entry.item = again.item;
    schedule(key, entry, again.at - Date.now());
  }

  /** What was asked for during a run that came to nothing is answered by the next one. */
  function takeBack(entry: Entry<T>): void {
    const again = askedFor(entry);
    if (again !== undefined) entry.item = merge(entry.item, again.item);
  }

  return {
    add(item, { delayMs = 0, low = false } = {}) {
      if (closed) return Promise.reject(new Error("the queue is closed"));
      const key = keyOf(item);
      const known = entries.get(key);
      if (known === undefined) {
        const entry = newEntry(item, low);
        entries.set(key, entry);
        schedule(key, entry, delayMs);
        return Promise.resolve();
      }
      if (known.state === "running") {
        const at = Date.now() + delayMs;
        const { again } = known;
        known.again =
          again === undefined
            ? { at, low, item }
            : { at: Math.min(at, again.at), low: low && again.low, item: merge(again.item, item) };
        return Promise.resolve();
      }
      known.item = merge(known.item, item);
      if (isStuck(known)) known.notBefore = 0;
      if (known.state === "ready" && known.low && !low) ready.first.push(key);
      known.low &&= low;
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
    },
    stats() {
      const all = [...entries.values()];
      return Promise.resolve({
        waiting: all.filter((entry) => entry.state !== "running").length,
        running: running.size,
        failing: all.filter((entry) => entry.failures > 0).length,
        stuck: all.filter(isStuck).length,
      });
    },
  };
}

/** An `add` during the run may have set it, whatever the compiler thinks. */
function askedFor<T>(entry: Entry<T>): Entry<T>["again"] {
  return entry.again;
}

function newEntry<T>(item: T, low: boolean): Entry<T> {
  return {
    item,
    state: "waiting",
    low,
    dueAt: 0,
    notBefore: 0,
    timer: undefined,
    again: undefined,
    failures: 0,
    failingSince: 0,
  };
}

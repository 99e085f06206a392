import { retryDelay } from "./backoff.js";
import type { Failure, Handler, QueueStats, WorkQueue } from "./queue.js";

/** What the in-process queue is built with. */
export interface InProcessOptions<T> {
  readonly keyOf: (item: T) => string;
  /** Told of every run that failed. */
  readonly onFailure: (failure: Failure<T>) => void;
  /** A number from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
}

interface Entry<T> {
  item: T;
  state: "waiting" | "ready" | "running";
  /** Asked for during its run. */
  again: boolean;
  /** Failures in a row. */
  failures: number;
  /** Milliseconds since the epoch: not to run before, whoever asks. */
  notBefore: number;
  /** Milliseconds since the epoch: when it is to run, while waiting. */
  dueAt: number;
  timer: NodeJS.Timeout | undefined;
}

/** A queue in memory: nothing to install, nothing on disk. A crash loses what is in it. */
export function createInProcessQueue<T>(options: InProcessOptions<T>): WorkQueue<T> {
  const entries = new Map<string, Entry<T>>();
  const ready: string[] = [];
  const running = new Set<Promise<void>>();
  let worker: { handler: Handler<T>; concurrency: number } | undefined;
  let closed = false;

  function schedule(key: string, entry: Entry<T>, delayMs: number): void {
    const now = Date.now();
    const dueAt = Math.max(now + delayMs, entry.notBefore);
    if (entry.timer !== undefined && entry.dueAt <= dueAt) return;
    clearTimeout(entry.timer);
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
    ready.push(key);
    pump();
  }

  function pump(): void {
    while (!closed && worker !== undefined && running.size < worker.concurrency) {
      const key = ready.shift();
      const entry = key === undefined ? undefined : entries.get(key);
      if (key === undefined || entry === undefined) return;
      const run = runOnce(key, entry, worker.handler).finally(() => {
        running.delete(run);
        pump();
      });
      running.add(run);
    }
  }

  async function runOnce(key: string, entry: Entry<T>, handler: Handler<T>): Promise<void> {
    entry.state = "running";
    entry.again = false;
    try {
      await handler(entry.item, entry.failures + 1);
      entry.failures = 0;
      entry.notBefore = 0;
    } catch (error) {
      entry.failures += 1;
      const attempt = entry.failures;
      const retryInMs = retryDelay(error, attempt, options.random());
      options.onFailure({ item: entry.item, error, attempt, retryInMs });
      if (retryInMs !== undefined) {
        entry.notBefore = Date.now() + retryInMs;
        schedule(key, entry, retryInMs);
        return;
      }
      entry.failures = 0;
    }
    if (entry.again) schedule(key, entry, 0);
    else entries.delete(key);
  }

  return {
    add(item, { delayMs = 0 } = {}) {
      if (closed) return Promise.reject(new Error("the queue is closed"));
      const key = options.keyOf(item);
      const known = entries.get(key);
      if (known === undefined) {
        const entry: Entry<T> = {
          item,
          state: "waiting",
          again: false,
          failures: 0,
          notBefore: 0,
          dueAt: 0,
          timer: undefined,
        };
        entries.set(key, entry);
        schedule(key, entry, delayMs);
        return Promise.resolve();
      }
      known.item = item;
      if (known.state === "running") known.again = true;
      else if (known.state === "waiting") schedule(key, known, delayMs);
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
    },
    stats(): QueueStats {
      const all = [...entries.values()];
      const waiting = all.filter((entry) => entry.state !== "running");
      return {
        waiting: waiting.length,
        running: running.size,
        failing: waiting.filter((entry) => entry.failures > 0).length,
      };
    },
  };
}

import { DelayedError, Queue, UnrecoverableError, Worker, type Job } from "bullmq";
import { setTimeout as sleep } from "node:timers/promises";
import { DeferError } from "../model/errors.js";
import type { RedisClient } from "../storage/redis.js";
import {
  createCountedTry,
  retryDelay,
  STUCK_AFTER_MS,
  isStrike,
  MAX_STRIKES,
  QueueUnavailableError,
  LeaseLostError,
  type CountedTry,
  type QueueOptions,
  type Run,
  type WorkQueue,
} from "./queue.js";
import {
  enqueueItem,
  longestWait,
  UNLIMITED,
  type StoredItem,
  createStoredHints,
  createFailing,
  createPoisoned,
} from "./redis-items.js";

/** A process that does not renew its leases for so long has lost them, in milliseconds. */
const LOCK_MS = 7000;

/** How often a replica looks for lost runs; it takes two looks. With the lock: 13 s. */
const STALLED_MS = 3000;

/** How long a replica waits after an error of Redis before it asks for the next item. */
const AFTER_ERROR_MS = 1000;

/** How long closing the connections may take, in milliseconds. */
const CLOSE_MS = 500;

/** What the queue on Redis is built with. */
export interface RedisQueueOptions<T> extends QueueOptions<T> {
  /** Start of all keys; queues with the same one are the same queue. */
  readonly prefix: string;
  /** Makes a connection, which the queue closes: `prompt` fails while Redis is unavailable, `patient` waits. */
  readonly connect: (use: "prompt" | "patient") => RedisClient;
  /** Reads an item that may have been stored by the version before; where left out, it is as it was. */
  readonly fromStored?: (stored: T) => T;
  /** Called with Redis' errors; the queue recovers by itself. */
  readonly onError: (error: unknown) => void;
}

/** A job whose run has not ended. */
interface RunningJob<T> {
  readonly job: Job<StoredItem<T>>;
  readonly token: string;
  readonly counted: CountedTry;
}

/**
 * A queue on Redis, for many replicas. An item is a BullMQ job that is deduplicated by its key: BullMQ
 * gives it to one worker at a time, and keeps what is enqueued during a run until after it.
 */
export function createRedisQueue<T>(options: RedisQueueOptions<T>): WorkQueue<T> {
  const { keyOf, onFailure, random, backoff, onError, stuckAfterMs = STUCK_AFTER_MS } = options;
  const itemOf = ({ data }: Job<StoredItem<T>>): T => options.fromStored?.(data.item) ?? data.item;
  const prompt = options.connect("prompt");
  const names = { name: "work", prefix: `{${options.prefix}}` };
  const queue = new Queue<StoredItem<T>>(names.name, {
    connection: prompt,
    prefix: names.prefix,
    // Events are for watchers, of which there are none.
    streams: { events: { maxLen: 10 } },
  });
  queue.on("error", onError);
  const poisoned = createPoisoned(prompt, names.prefix);
  const failing = createFailing(prompt, `${names.prefix}:failing`, stuckAfterMs);
  // The name of the list is that of the version before: hints may wait in it.
  const hints = createStoredHints(prompt, `${names.prefix}:said:`, options.merging);
  const parts = { queue, client: prompt, failing };
  const running = new Map<string, RunningJob<T>>();
  let worker: Worker<StoredItem<T>> | undefined;
  let workerConnection: RedisClient | undefined;
  let closed = false;

  async function process(
    handler: (item: T, run: Run) => Promise<void>,
    job: Job<StoredItem<T>>,
    token: string,
  ): Promise<void> {
    const item = itemOf(job);
    const key = keyOf(item);
    const id = job.id ?? "";
    const counted = createCountedTry(
      () => poisoned.strikeAhead(key).catch(onError),
      () => poisoned.takeBack(key).catch(onError),
    );
    running.set(id, { job, token, counted });
    try {
      // What was enqueued while this item failed or was deferred is covered by this run.
      const [strikes] = await Promise.all([
        poisoned.strikes(key),
        prompt.del(queue.toKey(`dn:${key}`)),
      ]);
      const { merged, forget } = await hints.mergeInto(key, item);
      if (closed) throw new DeferError("the queue is closed", 0);
      await handler(merged, {
        attempt: job.attemptsMade + 1,
        isLastTry: strikes + 1 >= MAX_STRIKES,
        isSpent: strikes >= MAX_STRIKES,
        // What goes on after its run has ended is no try of the item.
        countTry: async () => (running.has(id) ? counted.countTry() : () => Promise.resolve()),
        assertLease: () => assertLease(job, token),
      });
      await forget();
      if (job.attemptsMade > 0) await failing.forget(key);
      if (strikes > 0) await poisoned.forget(key);
    } catch (error) {
      if (error instanceof DeferError) {
        await job.moveToDelayed(Date.now() + error.afterMs, token);
        throw new DelayedError();
      }
      throw await fail(error, job, key);
    } finally {
      running.delete(id);
    }
  }

  /** Notes the failure and returns the error by which BullMQ knows when to retry. */
  async function fail(error: unknown, job: Job<StoredItem<T>>, key: string): Promise<Error> {
    const attempt = job.attemptsMade + 1;
    const isPoison = isStrike(error) && (await noteStrike(key));
    const retryInMs = isPoison ? undefined : retryDelay(error, attempt, random(), backoff);
    const item = itemOf(job);
    const stuck = await noteFailure(key, retryInMs !== undefined);
    onFailure({ item, error, attempt, retryInMs, stuck, poisoned: isPoison });
    if (retryInMs === undefined) return new UnrecoverableError("ended");
    return Object.assign(new Error("failed"), { retryInMs });
  }

  async function noteStrike(key: string): Promise<boolean> {
    // While Redis is unavailable none is counted: the item comes again.
    return poisoned.strike(key).catch(() => false);
  }

  async function noteFailure(key: string, isRetried: boolean): Promise<boolean> {
    try {
      if (isRetried) return await failing.note(key);
      await failing.forget(key);
    } catch {
      // Redis is unavailable, too; the failure counts when BullMQ reaches it again.
    }
    return false;
  }

  async function assertLease(job: Job<StoredItem<T>>, token: string): Promise<void> {
    const extended = await job.extendLock(token, LOCK_MS).catch((error: unknown) => {
      throw new LeaseLostError("Redis does not confirm the lease of this run", { cause: error });
    });
    if (extended !== 1) throw new LeaseLostError("another replica holds the lease of this run");
  }

  return {
    async enqueue(item, how) {
      if (closed) throw new QueueUnavailableError("the queue is closed");
      await promptly(prompt, async () => {
        if (await poisoned.isSetAside(keyOf(item), how?.isReplay ?? false)) return;
        await hints.store(keyOf(item), item);
        await enqueueItem(parts, keyOf(item), item, how);
      });
    },
    work(handler, { concurrency }) {
      workerConnection = options.connect("patient");
      worker = new Worker<StoredItem<T>>(
        names.name,
        (job, token = "") => process(handler, job, token),
        {
          connection: workerConnection,
          prefix: names.prefix,
          concurrency,
          lockDuration: LOCK_MS,
          stalledInterval: STALLED_MS,
          maxStalledCount: UNLIMITED,
          runRetryDelay: AFTER_ERROR_MS,
          settings: { backoffStrategy: (_attempts, _type, error) => retryInMsOf(error) },
        },
      );
      worker.on("error", onError);
    },
    async close({ drainMs }) {
      closed = true;
      await worker?.pause(true);
      const end = Date.now() + drainMs;
      while (running.size > 0 && Date.now() < end) await sleep(Math.min(50, end - Date.now()));
      await Promise.all(
        [...running.values()].map(async (run) => {
          await run.counted.release();
          await run.job.moveToDelayed(Date.now(), run.token).catch(onError);
        }),
      );
      // Where Redis is away, neither of them ends.
      await Promise.race([Promise.all([worker?.close(true), queue.close()]), sleep(CLOSE_MS)]);
      workerConnection?.disconnect();
      prompt.disconnect();
    },
    async stats() {
      return promptly(prompt, async () => {
        const [counts, failures, aside, longestWaitMs] = await Promise.all([
          queue.getJobCounts("wait", "prioritized", "delayed", "active"),
          failing.count(),
          poisoned.count(),
          longestWait(queue),
        ]);
        const { wait = 0, prioritized = 0, delayed = 0, active = 0 } = counts;
        return {
          waiting: wait + prioritized + delayed,
          running: active,
          ...failures,
          poisoned: aside,
          longestWaitMs,
        };
      });
    },
  };
}

function retryInMsOf(error: Error | undefined): number {
  return error !== undefined && "retryInMs" in error && typeof error.retryInMs === "number"
    ? error.retryInMs
    : AFTER_ERROR_MS;
}

async function promptly<R>(client: RedisClient, ask: () => Promise<R>): Promise<R> {
  if (client.status !== "ready") throw new QueueUnavailableError("Redis is unavailable");
  try {
    return await ask();
  } catch (error) {
    const isForeign = error instanceof Error && error.message.includes("WRONGTYPE");
    const problem = isForeign
      ? "a key of the queue holds something else: delete the keys of its prefix in Redis"
      : "Redis does not answer as it should";
    throw new QueueUnavailableError(problem, { cause: error });
  }
}

import { DelayedError, Queue, UnrecoverableError, Worker, type Job } from "bullmq";
import { setTimeout as sleep } from "node:timers/promises";
import { DeferError } from "../model/errors.js";
import type { RedisClient } from "../server/redis.js";
import {
  retryDelay,
  STUCK_AFTER_MS,
  QueueAwayError,
  LeaseLostError,
  type QueueOptions,
  type Run,
  type WorkQueue,
} from "./queue.js";
import {
  addItem,
  ANY_NUMBER,
  type AddedItem,
  createMergedItems,
  createFailing,
} from "./redis-items.js";

/** A process that says nothing for so long has lost what it ran, in milliseconds. */
const LOCK_MS = 7000;

/** How often a replica looks for runs that were lost; it takes two looks. With the lock: 13 s. */
const STALLED_MS = 3000;

/** How long a replica waits after an error of Redis before it asks for the next item. */
const AFTER_ERROR_MS = 1000;

/** The time that closing the connections in good order may take, in milliseconds. */
const CLOSE_MS = 500;

/** What the queue on Redis is built with. */
export interface RedisQueueOptions<T> extends QueueOptions<T> {
  /** Start of all keys; queues with the same one are the same queue. */
  readonly prefix: string;
  /** A connection of its own: what answers soon or not at all, and what waits. Closed with the queue. */
  readonly connect: (use: "prompt" | "patient") => RedisClient;
  /** Reads an item that may have been stored by the version before; where left out, it is as it was. */
  readonly fromStored?: (stored: T) => T;
  /** Told of Redis' errors; the queue goes on by itself. */
  readonly onError: (error: unknown) => void;
}

/**
 * A queue on Redis, for many replicas. An item is a BullMQ job that is deduplicated by its key: BullMQ
 * gives it to one worker at a time, and keeps what is asked for during a run for after it.
 */
export function createRedisQueue<T>(options: RedisQueueOptions<T>): WorkQueue<T> {
  const { keyOf, onFailure, random, backoff, onError, stuckAfterMs = STUCK_AFTER_MS } = options;
  const itemOf = ({ data }: Job<AddedItem<T>>): T => options.fromStored?.(data.item) ?? data.item;
  const prompt = options.connect("prompt");
  const names = { name: "work", prefix: `{${options.prefix}}` };
  const queue = new Queue<AddedItem<T>>(names.name, {
    connection: prompt,
    prefix: names.prefix,
    // Events are for watchers, of which there are none.
    streams: { events: { maxLen: 10 } },
  });
  queue.on("error", onError);
  const failing = createFailing(prompt, `${names.prefix}:failing`, stuckAfterMs);
  const gathered = createMergedItems(prompt, `${names.prefix}:said:`, options.gather);
  const parts = { queue, client: prompt, failing };
  const running = new Map<string, { readonly job: Job<AddedItem<T>>; readonly token: string }>();
  let worker: Worker<AddedItem<T>> | undefined;
  let workerConnection: RedisClient | undefined;
  let closed = false;

  async function process(
    handler: (item: T, run: Run) => Promise<void>,
    job: Job<AddedItem<T>>,
    token: string,
  ): Promise<void> {
    const item = itemOf(job);
    const key = keyOf(item);
    const id = job.id ?? "";
    running.set(id, { job, token });
    try {
      // What was asked for while this item failed or was put off is answered by this run.
      await prompt.del(queue.toKey(`dn:${key}`));
      const { whole, forget } = await gathered.of(key, item);
      await handler(whole, { attempt: job.attemptsMade + 1, assertLease: () => keep(job, token) });
      await forget();
      if (job.attemptsMade > 0) await failing.forget(key);
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

  /** Notes the failure and gives the error that tells BullMQ when to come back. */
  async function fail(error: unknown, job: Job<AddedItem<T>>, key: string): Promise<Error> {
    const attempt = job.attemptsMade + 1;
    const retryInMs = retryDelay(error, attempt, random(), backoff);
    const item = itemOf(job);
    const stuck = await noteFailure(key, retryInMs !== undefined);
    onFailure({ item, error, attempt, retryInMs, stuck });
    if (retryInMs === undefined) return new UnrecoverableError("ended");
    return Object.assign(new Error("failed"), { retryInMs });
  }

  async function noteFailure(key: string, again: boolean): Promise<boolean> {
    try {
      if (again) return await failing.note(key);
      await failing.forget(key);
    } catch {
      // Redis is away too; the failure counts all the same when BullMQ gets through to it.
    }
    return false;
  }

  async function keep(job: Job<AddedItem<T>>, token: string): Promise<void> {
    const kept = await job.extendLock(token, LOCK_MS).catch((error: unknown) => {
      throw new LeaseLostError("Redis does not say whose run this is", { cause: error });
    });
    if (kept !== 1) throw new LeaseLostError("another replica has taken this over");
  }

  return {
    async add(item, how) {
      if (closed) throw new QueueAwayError("the queue is closed");
      await promptly(prompt, async () => {
        await gathered.add(keyOf(item), item);
        await addItem(parts, keyOf(item), item, how);
      });
    },
    work(handler, { concurrency }) {
      workerConnection = options.connect("patient");
      worker = new Worker<AddedItem<T>>(
        names.name,
        (job, token = "") => process(handler, job, token),
        {
          connection: workerConnection,
          prefix: names.prefix,
          concurrency,
          lockDuration: LOCK_MS,
          stalledInterval: STALLED_MS,
          maxStalledCount: ANY_NUMBER,
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
        [...running.values()].map(({ job, token }) =>
          job.moveToDelayed(Date.now(), token).catch(onError),
        ),
      );
      // Where Redis is away, neither of them ends.
      await Promise.race([Promise.all([worker?.close(true), queue.close()]), sleep(CLOSE_MS)]);
      workerConnection?.disconnect();
      prompt.disconnect();
    },
    async stats() {
      return promptly(prompt, async () => {
        const [counts, failures] = await Promise.all([
          queue.getJobCounts("wait", "prioritized", "delayed", "active"),
          failing.count(),
        ]);
        const { wait = 0, prioritized = 0, delayed = 0, active = 0 } = counts;
        return { waiting: wait + prioritized + delayed, running: active, ...failures };
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
  if (client.status !== "ready") throw new QueueAwayError("Redis is away");
  try {
    return await ask();
  } catch (error) {
    throw new QueueAwayError("Redis does not answer as it should", { cause: error });
  }
}

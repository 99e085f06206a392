import type { Queue } from "bullmq";
import { randomUUID } from "node:crypto";
import type { RedisClient } from "../storage/redis.js";
import { MAX_POISONED, MAX_STRIKES, type EnqueueOptions, type Merging } from "./queue.js";

/** What a BullMQ job carries. */
export interface StoredItem<T> {
  readonly item: T;
}

/** Neither crashes nor failures ever end an item. */
export const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** BullMQ's priorities: a higher number is lower, and 0 is the highest. */
const BULLMQ_PRIORITY = { normal: 0, low: 1 } as const;

/** BullMQ's scores of delayed jobs are milliseconds times this. */
const SCORE_PER_MS = 0x1000;

/** What {@link enqueueItem} needs. */
interface Parts<T> {
  readonly queue: Queue<StoredItem<T>>;
  readonly client: RedisClient;
  readonly failing: Failing;
}

/** Adds an item, or makes the waiting one with its key run as soon as this one would. */
export async function enqueueItem<T>(
  { queue, client, failing }: Parts<T>,
  key: string,
  item: T,
  { delayMs = 0, priority = "normal" }: EnqueueOptions = {},
): Promise<void> {
  const id = randomUUID();
  const { id: kept = id } = await queue.add(
    "item",
    { item },
    {
      jobId: id,
      delay: delayMs,
      priority: BULLMQ_PRIORITY[priority],
      deduplication: { id: key, keepLastIfActive: true },
      attempts: UNLIMITED,
      backoff: { type: "custom" },
      removeOnComplete: true,
      removeOnFail: true,
      keepLogs: 0,
      stackTraceLimit: 0,
    },
  );
  if (kept === id) return;
  const known = await queue.getJob(kept);
  // Where it is done by now, or not waiting any more, its run started after the item was added.
  if (known === undefined) return;
  if (priority === "normal" && known.priority === BULLMQ_PRIORITY.low)
    await known.changePriority({ priority: BULLMQ_PRIORITY.normal });
  const score = await client.zscore(queue.toKey("delayed"), kept);
  if (score === null || Number(score) / SCORE_PER_MS <= Date.now() + delayMs) return;
  if (known.attemptsMade > 0 && !(await failing.isStuck(key))) return;
  await known.changeDelay(delayMs).catch(() => undefined);
}

/**
 * For how many milliseconds the item that has waited longest for a worker has been due. BullMQ stores a
 * delay beside the time from which it counts: when the job was made, or when its last run began.
 */
export async function longestWait(queue: Queue<StoredItem<unknown>>): Promise<number> {
  const now = Date.now();
  const first = await queue.getJobs(["waiting", "prioritized"], 0, 0, true);
  return first
    .map(({ timestamp, processedOn = timestamp, delay }) => now - processedOn - delay)
    .reduce((most, waited) => Math.max(most, waited), 0);
}

/** Hints that no run has read for so long are of no use, in seconds: three days. */
const RETENTION_S = 3 * 24 * 60 * 60;

/** The hints of items, stored until a run with them has succeeded. */
export interface StoredHints<T> {
  /** Stores the hints of an item. To be called before the item is added. */
  store(key: string, item: T): Promise<void>;
  /** The item with all hints that are stored for its key; `forget` drops these, and no newer ones. */
  mergeInto(
    key: string,
    item: T,
  ): Promise<{ readonly merged: T; readonly forget: () => Promise<void> }>;
}

/**
 * A list for each key, because BullMQ drops the data of a job that is deduplicated. Runs of one key
 * never overlap, so the first entries of its list are those that the run was given.
 */
export function createStoredHints<T>(
  client: RedisClient,
  prefix: string,
  merging: Merging<T> | undefined,
): StoredHints<T> {
  return {
    async store(key, item) {
      const hints = merging?.hintsOf(item) ?? [];
      if (hints.length === 0) return;
      await client
        .multi()
        .rpush(prefix + key, ...hints)
        .expire(prefix + key, RETENTION_S)
        .exec();
    },
    async mergeInto(key, item) {
      if (merging === undefined) return { merged: item, forget: () => Promise.resolve() };
      const stored = await client.lrange(prefix + key, 0, -1);
      const hints = new Set([...stored, ...merging.hintsOf(item)]);
      return {
        merged: merging.withHints(item, [...hints]),
        async forget() {
          if (stored.length > 0) await client.ltrim(prefix + key, stored.length, -1);
        },
      };
    },
  };
}

/** Which keys are set aside, or will be after another strike. */
export interface Poisoned {
  /** Strikes of a key so far. */
  readonly strikes: (key: string) => Promise<number>;
  /** Notes a strike; whether the key is set aside by that. */
  readonly strike: (key: string) => Promise<boolean>;
  /** Notes a strike that may be taken back. */
  readonly strikeAhead: (key: string) => Promise<void>;
  /** Takes a strike back. */
  readonly takeBack: (key: string) => Promise<void>;
  /** The key is as good as new; to be called where it has strikes. */
  readonly forget: (key: string) => Promise<void>;
  /** Whether a key is set aside. One that something new is known of is not any more. */
  readonly isSetAside: (key: string, isReplay: boolean) => Promise<boolean>;
  readonly count: () => Promise<number>;
}

/** A hash with the strikes of each key, and a sorted set of those that are set aside, by the time. */
export function createPoisoned(client: RedisClient, prefix: string): Poisoned {
  const [strikes, aside] = [`${prefix}:strikes`, `${prefix}:poisoned`];
  const own: Poisoned = {
    strikes: async (key) => Number((await client.hget(strikes, key)) ?? 0),
    async strike(key) {
      const count = await client.hincrby(strikes, key, 1);
      if (count < MAX_STRIKES) return false;
      await client
        .multi()
        .hdel(strikes, key)
        .zadd(aside, Date.now(), key)
        .zremrangebyrank(aside, 0, -1 - MAX_POISONED)
        .exec();
      return true;
    },
    async strikeAhead(key) {
      await client.hincrby(strikes, key, 1);
    },
    async takeBack(key) {
      if ((await client.hincrby(strikes, key, -1)) <= 0) await client.hdel(strikes, key);
    },
    async forget(key) {
      await client.hdel(strikes, key);
    },
    async isSetAside(key, isReplay) {
      if (isReplay) return (await client.zscore(aside, key)) !== null;
      await client.zrem(aside, key);
      return false;
    },
    count: () => client.zcard(aside),
  };
  return own;
}

/** Which keys fail, and for how long: a sorted set in Redis, by the time of the first failure in a row. */
export interface Failing {
  /** Notes a failure; whether the key is stuck by now. */
  readonly note: (key: string) => Promise<boolean>;
  readonly forget: (key: string) => Promise<void>;
  readonly isStuck: (key: string) => Promise<boolean>;
  readonly count: () => Promise<{ readonly failing: number; readonly stuck: number }>;
}

/** @param stuckAfterMs how many milliseconds of failures make a key stuck */
export function createFailing(client: RedisClient, set: string, stuckAfterMs: number): Failing {
  async function isStuck(key: string): Promise<boolean> {
    const since = await client.zscore(set, key);
    return since !== null && Date.now() - Number(since) >= stuckAfterMs;
  }

  return {
    isStuck,
    async note(key) {
      await client.zadd(set, "NX", Date.now(), key);
      return isStuck(key);
    },
    async forget(key) {
      await client.zrem(set, key);
    },
    async count() {
      const [failing, stuck] = await Promise.all([
        client.zcard(set),
        client.zcount(set, "-inf", Date.now() - stuckAfterMs),
      ]);
      return { failing, stuck };
    },
  };
}

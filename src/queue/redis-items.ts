import type { Queue } from "bullmq";
import { randomUUID } from "node:crypto";
import type { RedisClient } from "../server/redis.js";
import type { AddOptions, MergeItems } from "./queue.js";

/** What a BullMQ job carries. */
export interface AddedItem<T> {
  readonly item: T;
}

/** Neither crashes nor failures ever end an item. */
export const ANY_NUMBER = Number.MAX_SAFE_INTEGER;

/** BullMQ gives those with a higher number to the workers last, and those with none first. */
const LOW = 1;

/** BullMQ's scores of what waits for its time are milliseconds times this. */
const SCORE_PER_MS = 0x1000;

/** What adding needs. */
interface Parts<T> {
  readonly queue: Queue<AddedItem<T>>;
  readonly client: RedisClient;
  readonly failing: Failing;
}

/** Adds an item, or makes the one with its key that waits already run as soon as this one would. */
export async function addItem<T>(
  { queue, client, failing }: Parts<T>,
  key: string,
  item: T,
  { delayMs = 0, low = false }: AddOptions = {},
): Promise<void> {
  const id = randomUUID();
  const { id: kept = id } = await queue.add(
    "item",
    { item },
    {
      jobId: id,
      delay: delayMs,
      priority: low ? LOW : 0,
      deduplication: { id: key, keepLastIfActive: true },
      attempts: ANY_NUMBER,
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
  if (!low && known.priority === LOW) await known.changePriority({ priority: 0 });
  const score = await client.zscore(queue.toKey("delayed"), kept);
  if (score === null || Number(score) / SCORE_PER_MS <= Date.now() + delayMs) return;
  if (known.attemptsMade > 0 && !(await failing.isStuck(key))) return;
  await known.changeDelay(delayMs).catch(() => undefined);
}

/** What nobody has asked for in so long is not asked for any more, in seconds: three days. */
const KEPT_S = 3 * 24 * 60 * 60;

/** What items say beyond their key, until a run has had it. */
export interface MergedItems<T> {
  /** Keeps what an item says. To be called before the item is added. */
  add(key: string, item: T): Promise<void>;
  /** The item with all that is kept for its key; `forget` drops what it was given, and no more. */
  of(key: string, item: T): Promise<{ readonly whole: T; readonly forget: () => Promise<void> }>;
}

/**
 * A list for each key, because BullMQ drops the data of a job that comes together with another. Runs
 * of one key never overlap, so the first entries of its list are those that the run was given.
 */
export function createMergedItems<T>(
  client: RedisClient,
  prefix: string,
  gather: MergeItems<T> | undefined,
): MergedItems<T> {
  return {
    async add(key, item) {
      const said = gather?.hintsOf(item) ?? [];
      if (said.length === 0) return;
      await client
        .multi()
        .rpush(prefix + key, ...said)
        .expire(prefix + key, KEPT_S)
        .exec();
    },
    async of(key, item) {
      if (gather === undefined) return { whole: item, forget: () => Promise.resolve() };
      const said = await client.lrange(prefix + key, 0, -1);
      const whole = gather.withHints(item, [...new Set([...said, ...gather.hintsOf(item)])]);
      return {
        whole,
        async forget() {
          if (said.length > 0) await client.ltrim(prefix + key, said.length, -1);
        },
      };
    },
  };
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

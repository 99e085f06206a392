import { randomUUID } from "node:crypto";
import type { Queue } from "bullmq";
import type { RedisClient } from "../redis.js";
import type { AddOptions } from "./queue.js";
import type { Failing } from "./redis-failing.js";

/** What a BullMQ job carries. */
export interface Carried<T> {
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
  readonly queue: Queue<Carried<T>>;
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

import type { Logger } from "pino";
import { readRedisFacts } from "../doctor/redis.js";
import { createRedisBrakes } from "../features/brakes/memory.js";
import { createRedisChanges } from "../features/configuration/read.js";
import { createRedisDashboards } from "../features/dashboard/memory.js";
import { createRedisReferrers } from "../features/referrers/index.js";
import { fromStoredItem, type WorkItem } from "../model/refs.js";
import type { QueueOptions } from "../queue/queue.js";
import { createRedisQueue } from "../queue/redis.js";
import { createRedisMemory } from "../recovery/delivery-log.js";
import { connectRedis, databaseOf, type RedisAddress, type RedisClient } from "../storage/redis.js";
import { createRedisRequestCounts } from "./installation-limits.js";

/** While Redis is unavailable there are many errors: one is logged in so many milliseconds. */
const QUIET_MS = 10_000;

/** How often the sentinel is looked for, in milliseconds. */
const CHECK_EVERY_MS = 20_000;

/**
 * Calls `lost` when a sentinel is gone that was there before: Redis was emptied; and when Redis has evicted
 * keys since the last time. Of replicas that share Redis, the first one that checks notices the former.
 *
 * @returns what ends it
 */
function watchForLoss(
  client: RedisClient,
  prefix: string,
  everyMs: number,
  lost: () => void,
): () => void {
  let evictedBefore: number | undefined;
  let isBusy = false;
  const findLoss = async (): Promise<void> => {
    const isGone = (await client.set(`{${prefix}}:sentinel`, "here", "NX")) === "OK";
    const evicted = Number(/^evicted_keys:(\d+)/m.exec(await client.info("stats"))?.[1] ?? 0);
    const before = evictedBefore;
    evictedBefore = evicted;
    // At a start, the log is read in any case.
    if (before !== undefined && (isGone || evicted > before)) lost();
  };
  const check = (): void => {
    // While Redis is unavailable, a check waits for it.
    if (isBusy) return;
    isBusy = true;
    void findLoss()
      .catch(() => undefined)
      .finally(() => {
        isBusy = false;
      });
  };
  check();
  const timer = setInterval(check, everyMs);
  return () => clearInterval(timer);
}

/** The `Storage` that keeps everything in Redis, for all replicas with the same prefix. */
export function openRedisStorage(
  { address, prefix }: { readonly address: RedisAddress; readonly prefix: string },
  options: QueueOptions<WorkItem>,
  log: Logger,
  checkEveryMs = CHECK_EVERY_MS,
) {
  const onError = throttled((error) =>
    log.error({ err: error }, "Redis is unavailable or reports an error"),
  );
  let stopWatching = (): void => undefined;
  const memory = connectRedis(address, "patient", onError);
  const budget = connectRedis(address, "patient", onError);
  return {
    queue: createRedisQueue({
      ...options,
      fromStored: fromStoredItem,
      prefix,
      connect: (use) => connectRedis(address, use, onError),
      onError,
    }),
    memory: createRedisMemory(memory, prefix),
    settingsChanges: createRedisChanges(memory, prefix),
    referrers: createRedisReferrers(memory, prefix, Date.now),
    brakes: createRedisBrakes(memory, prefix, Date.now),
    dashboards: createRedisDashboards(memory, prefix),
    requestCounts: createRedisRequestCounts(memory, prefix),
    writeBudget: { client: budget, prefix },
    async redisFacts() {
      // It would wait for as long as Redis is away.
      if (memory.status !== "ready") throw new Error("Redis is unavailable");
      return readRedisFacts(memory, databaseOf(address));
    },
    onLoss(lost: () => void) {
      stopWatching = watchForLoss(memory, prefix, checkEveryMs, () => {
        log.warn("Redis has lost keys: it was emptied, or has no room; reading the delivery log");
        lost();
      });
      let isDown = false;
      memory.on("close", () => {
        isDown = true;
      });
      memory.on("ready", () => {
        if (!isDown) return;
        isDown = false;
        log.info("Redis is back");
        lost();
      });
    },
    close() {
      stopWatching();
      memory.disconnect();
      budget.disconnect();
    },
  };
}

function throttled(report: (error: unknown) => void): (error: unknown) => void {
  let reportedAt = -QUIET_MS;
  return (error) => {
    const now = performance.now();
    if (now - reportedAt < QUIET_MS) return;
    reportedAt = now;
    report(error);
  };
}

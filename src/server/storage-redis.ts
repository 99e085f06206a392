import type { Logger } from "pino";
import { createRedisBrakes } from "../features/brakes/memory.js";
import { createRedisChanges } from "../features/configuration/cache.js";
import { createRedisDashboards } from "../features/dashboard/memory.js";
import { createRedisReferrers } from "../features/referrers/index.js";
import { fromStoredItem, type WorkItem } from "../model/refs.js";
import type { QueueOptions } from "../queue/queue.js";
import { createRedisQueue } from "../queue/redis.js";
import { createRedisMemory } from "../recovery/memory.js";
import { connectRedis, type RedisAddress } from "../storage/redis.js";
import { createRedisRequestCounts } from "./request-budget.js";

/** While Redis is unavailable there are many errors: one is logged in so many milliseconds. */
const QUIET_MS = 10_000;

/** The `Storage` that keeps everything in Redis, for all replicas with the same prefix. */
export function openRedisStorage(
  { address, prefix }: { readonly address: RedisAddress; readonly prefix: string },
  options: QueueOptions<WorkItem>,
  log: Logger,
) {
  const onError = throttled((error) =>
    log.error({ err: error }, "Redis is unavailable or reports an error"),
  );
  const memory = connectRedis(address, "patient", onError);
  const spacing = connectRedis(address, "patient", onError);
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
    spacing: { client: spacing, prefix },
    onReconnect(lost: () => void) {
      let isDown = false;
      memory.on("close", () => {
        isDown = true;
      });
      memory.on("ready", () => {
        if (isDown) lost();
        isDown = false;
      });
    },
    close() {
      memory.disconnect();
      spacing.disconnect();
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

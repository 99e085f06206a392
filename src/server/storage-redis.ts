import type { Logger } from "pino";
import { createRedisChanges } from "../features/configuration/cache.js";
import { createRedisReferrers } from "../features/referrers/index.js";
import { fromStoredItem, type WorkItem } from "../model/refs.js";
import type { QueueOptions } from "../queue/queue.js";
import { createRedisQueue } from "../queue/redis.js";
import { createRedisMemory } from "../recovery/memory.js";
import { connectRedis } from "./redis.js";
import type { RedisPlace, Storage } from "./storage.js";

/** Redis' errors come by the dozen while it is away: one is told in so many milliseconds. */
const QUIET_MS = 10_000;

/** Keeps everything in Redis, for all replicas with the same prefix. */
export function openRedisStorage(
  { address, prefix }: RedisPlace,
  options: QueueOptions<WorkItem>,
  log: Logger,
): Storage {
  const onError = quietly((error) => log.error({ err: error }, "Redis is away, or in trouble"));
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
    news: createRedisChanges(memory, prefix),
    referrers: createRedisReferrers(memory, prefix, Date.now),
    spacing: { client: spacing, prefix, onError },
    onReturn(back) {
      let away = false;
      memory.on("close", () => {
        away = true;
      });
      memory.on("ready", () => {
        if (away) back();
        away = false;
      });
    },
    close() {
      memory.disconnect();
      spacing.disconnect();
    },
  };
}

function quietly(tell: (error: unknown) => void): (error: unknown) => void {
  let told = -QUIET_MS;
  return (error) => {
    const now = performance.now();
    if (now - told < QUIET_MS) return;
    told = now;
    tell(error);
  };
}

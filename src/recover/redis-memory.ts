import type { RedisClient } from "../redis.js";
import type { RecoveryMemory } from "./memory.js";

/** GitHub keeps deliveries for three days: what is older is of no use, in milliseconds. */
const KEPT_MS = 3 * 24 * 60 * 60 * 1000;

/** A memory in Redis, for all replicas with the same `prefix`. */
export function createRedisMemory(client: RedisClient, prefix: string): RecoveryMemory {
  const key = (name: string): string => `{${prefix}}:recover:${name}`;
  return {
    async claim(task, forMs) {
      return (await client.set(key(task), "claimed", "PX", forMs, "NX")) === "OK";
    },
    async read() {
      return (await client.get(key("log"))) ?? undefined;
    },
    async write(text) {
      await client.set(key("log"), text, "PX", KEPT_MS);
    },
  };
}

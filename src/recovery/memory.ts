import type { RedisClient } from "../storage/redis.js";
import { createKept, type Kept } from "../storage/state-file.js";

/** What replicas share to recover lost events. */
export interface RecoveryMemory {
  /** Whether the queue beside it ends with the process, and may end with items in it. */
  readonly losesQueue: boolean;
  /** Whether this process is to do `task` now: true for one replica, and not again for `forMs` milliseconds. */
  readonly claim: (task: string, forMs: number) => Promise<boolean>;
  /** The last text that was written; `undefined` where there is none: then the queue beside it is new, too. */
  readonly read: () => Promise<string | undefined>;
  readonly write: (text: string) => Promise<void>;
}

/**
 * For a single process.
 *
 * @param kept where what is written goes; by default in memory, too
 */
export function createInMemoryMemory(now: () => number, kept: Kept = createKept()): RecoveryMemory {
  const claimed = new Map<string, number>();
  return {
    losesQueue: true,
    claim(task, forMs) {
      const free = (claimed.get(task) ?? 0) <= now();
      if (free) claimed.set(task, now() + forMs);
      return Promise.resolve(free);
    },
    read() {
      const text = kept.read();
      return Promise.resolve(typeof text === "string" ? text : undefined);
    },
    write(text) {
      kept.write(text);
      return Promise.resolve();
    },
  };
}

/** GitHub keeps deliveries for three days: older progress is of no use. In milliseconds. */
const RETENTION_MS = 3 * 24 * 60 * 60 * 1000;

/** In Redis, for all replicas with the same `prefix`. */
export function createRedisMemory(client: RedisClient, prefix: string): RecoveryMemory {
  const key = (name: string): string => `{${prefix}}:recover:${name}`;
  return {
    losesQueue: false,
    async claim(task, forMs) {
      return (await client.set(key(task), "claimed", "PX", forMs, "NX")) === "OK";
    },
    async read() {
      return (await client.get(key("log"))) ?? undefined;
    },
    async write(text) {
      await client.set(key("log"), text, "PX", RETENTION_MS);
    },
  };
}

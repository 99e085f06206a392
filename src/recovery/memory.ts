import type { RedisClient } from "../server/redis.js";

/** What replicas that recover lost events keep between them. */
export interface RecoveryMemory {
  /** Whether this process is to do `task` now: true for one of all replicas, and not again for `forMs`. */
  readonly claim: (task: string, forMs: number) => Promise<boolean>;
  /** What was last written, as it was; `undefined` where nothing was: then the queue beside it is new, too. */
  readonly read: () => Promise<string | undefined>;
  readonly write: (text: string) => Promise<void>;
}

/** The memory of a process that is alone: gone with it. */
export function createInMemoryMemory(now: () => number): RecoveryMemory {
  const claimed = new Map<string, number>();
  let written: string | undefined;
  return {
    claim(task, forMs) {
      const free = (claimed.get(task) ?? 0) <= now();
      if (free) claimed.set(task, now() + forMs);
      return Promise.resolve(free);
    },
    read: () => Promise.resolve(written),
    write(text) {
      written = text;
      return Promise.resolve();
    },
  };
}

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

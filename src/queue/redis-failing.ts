import type { RedisClient } from "../redis.js";

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

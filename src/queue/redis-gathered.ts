import type { RedisClient } from "../redis.js";
import type { Gather } from "./queue.js";

/** What nobody has asked for in so long is not asked for any more, in seconds: three days. */
const KEPT_S = 3 * 24 * 60 * 60;

/** What items say beyond their key, until a run has had it. */
export interface Gathered<T> {
  /** Keeps what an item says. To be called before the item is added. */
  add(key: string, item: T): Promise<void>;
  /** The item with all that is kept for its key; `forget` drops what it was given, and no more. */
  of(key: string, item: T): Promise<{ readonly whole: T; readonly forget: () => Promise<void> }>;
}

/**
 * A list for each key, because BullMQ drops the data of a job that comes together with another. Runs
 * of one key never overlap, so the first entries of its list are those that the run was given.
 */
export function createGathered<T>(
  client: RedisClient,
  prefix: string,
  gather: Gather<T> | undefined,
): Gathered<T> {
  return {
    async add(key, item) {
      const said = gather?.said(item) ?? [];
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
      const whole = gather.saying(item, [...new Set([...said, ...gather.said(item)])]);
      return {
        whole,
        async forget() {
          if (said.length > 0) await client.ltrim(prefix + key, said.length, -1);
        },
      };
    },
  };
}

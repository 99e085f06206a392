import * as z from "zod";
import type { RedisClient } from "../storage/redis.js";
import { createStatePart, type StatePart } from "../storage/state-file.js";
import { parseProgress, type LogProgress } from "./delivery-log.js";

/** What replicas share to recover lost events. */
export interface RecoveryMemory {
  /** Whether the queue beside it ends with the process, and may end with items in it. */
  readonly losesQueue: boolean;
  /** Whether this process is to do `task` now: true for one replica, and not again for `forMs` milliseconds. */
  readonly claim: (task: string, forMs: number) => Promise<boolean>;
  /** What was written last; `undefined` where there is nothing: then the queue beside it is new, too. */
  readonly read: () => Promise<LogProgress | undefined>;
  readonly write: (reached: LogProgress) => Promise<void>;
}

/** Ids of deliveries that a process may have ended with. */
const suspects = z.array(z.string()).catch([]);

/**
 * For a single process: gone with it, but for the deliveries that it may have ended with.
 *
 * @param state where these are noted; by default in memory, too
 */
export function createInMemoryMemory(
  now: () => number,
  state: StatePart = createStatePart(),
): RecoveryMemory {
  const claimed = new Map<string, number>();
  let noted = suspects.parse(state.read());
  // Nothing is read yet, but there are deliveries to be careful with.
  let written: LogProgress | undefined =
    noted.length === 0 ? undefined : { since: 0, unread: [], careful: noted };
  return {
    losesQueue: true,
    claim(task, forMs) {
      const free = (claimed.get(task) ?? 0) <= now();
      if (free) claimed.set(task, now() + forMs);
      return Promise.resolve(free);
    },
    read: () => Promise.resolve(written),
    write(reached) {
      written = reached;
      const { careful = [], begun = [] } = reached;
      const found = [...new Set([...careful, ...begun])];
      if (found.join() !== noted.join()) state.write(found);
      noted = found;
      return Promise.resolve();
    },
  };
}

/** In Redis, for all replicas with the same `prefix`. */
export function createRedisMemory(client: RedisClient, prefix: string): RecoveryMemory {
  const key = (name: string): string => `{${prefix}}:recover:${name}`;
  return {
    losesQueue: false,
    async claim(task, forMs) {
      return (await client.set(key(task), "claimed", "PX", forMs, "NX")) === "OK";
    },
    async read() {
      return parseProgress((await client.get(key("log"))) ?? undefined);
    },
    async write(reached) {
      await client.set(key("log"), JSON.stringify(reached), "PX", RETENTION_MS);
    },
  };
}

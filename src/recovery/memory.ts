import * as z from "zod";
import type { RedisClient } from "../storage/redis.js";
import { createStatePart, type StatePart } from "../storage/state-file.js";
import { parseProgress } from "./delivery-log.js";

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
  let noted = JSON.stringify(suspects.parse(state.read()));
  let written = noted === "[]" ? undefined : progressWith(noted);
  return {
    losesQueue: true,
    claim(task, forMs) {
      const free = (claimed.get(task) ?? 0) <= now();
      if (free) claimed.set(task, now() + forMs);
      return Promise.resolve(free);
    },
    read: () => Promise.resolve(written),
    write(text) {
      written = text;
      const { careful = [], begun = [] } = parseProgress(text) ?? {};
      const found = JSON.stringify([...new Set([...careful, ...begun])]);
      if (found !== noted) state.write(JSON.parse(found));
      noted = found;
      return Promise.resolve();
    },
  };
}

/** The progress of a process that has read nothing, and knows of deliveries to be careful with. */
function progressWith(careful: string): string {
  return `{"since":0,"unread":[],"careful":${careful}}`;
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

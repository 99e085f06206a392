import type { Logger } from "pino";
import { createInMemoryChanges, type SettingsChanges } from "../features/configuration/cache.js";
import { createInMemoryReferrers, type Referrers } from "../features/referrers/index.js";
import type { SharedSpacing } from "../github/http/octokit.js";
import { TerminalError } from "../model/errors.js";
import { hintsOf, withHints, workKey, type WorkItem } from "../model/refs.js";
import { createInMemoryQueue } from "../queue/in-memory.js";
import type { Failure, QueueOptions, WorkQueue } from "../queue/queue.js";
import { createInMemoryMemory, type RecoveryMemory } from "../recovery/memory.js";
import type { RedisAddress } from "./redis.js";

/** What a process remembers, by itself or together with its replicas. */
export interface Storage {
  readonly queue: WorkQueue<WorkItem>;
  readonly memory: RecoveryMemory;
  readonly news: SettingsChanges;
  readonly referrers: Referrers;
  /** What the writes of all replicas keep their distance in; `undefined` for a process of its own. */
  readonly spacing: SharedSpacing | undefined;
  /** Calls `back` whenever what is remembered may have been lost, in part, while this process lived. */
  readonly onReturn: (back: () => void) => void;
  /** Closes what the queue does not. */
  readonly close: () => void;
}

/** Where in which Redis. */
export interface RedisPlace {
  readonly address: RedisAddress;
  readonly prefix: string;
}

/** Keeps everything in Redis where there is one, and else in memory. */
export async function openStorage(redis: RedisPlace | undefined, log: Logger): Promise<Storage> {
  const options: QueueOptions<WorkItem> = {
    keyOf: workKey,
    gather: { hintsOf: hintsOf, withHints: withHints },
    onFailure: (failure) => reportFailure(log, failure),
    random: Math.random,
  };
  if (redis === undefined) {
    return {
      queue: createInMemoryQueue(options),
      memory: createInMemoryMemory(Date.now),
      news: createInMemoryChanges(),
      referrers: createInMemoryReferrers(Date.now),
      spacing: undefined,
      onReturn: () => undefined,
      close: () => undefined,
    };
  }
  // Its libraries take a while to load.
  const { openRedisStorage } = await import("./storage-redis.js");
  return openRedisStorage(redis, options, log);
}

function reportFailure(log: Logger, failure: Failure<WorkItem>): void {
  const { item, error, attempt, retryInMs, stuck } = failure;
  const facts = { item: workKey(item), attempt, retryInMs, err: error };
  if (error instanceof TerminalError) log.error(facts, "permanent failure");
  else if (stuck) log.error(facts, "has failed for a day; it is still tried");
  else log.warn(facts, "failed; it is tried again");
}

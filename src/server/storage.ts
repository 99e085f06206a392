import type { Logger } from "pino";
import type { RedisFacts } from "../doctor/redis.js";
import { createInMemoryBrakes, type Brakes } from "../features/brakes/memory.js";
import { createInMemoryChanges, type SettingsChanges } from "../features/configuration/read.js";
import { createInMemoryDashboards, type Dashboards } from "../features/dashboard/memory.js";
import { createInMemoryReferrers, type Referrers } from "../features/referrers/index.js";
import type { SharedBudget } from "../github/http/write-limiter.js";
import { TerminalError } from "../model/errors.js";
import { hintsOf, withHints } from "../model/hints.js";
import { workKey, type WorkItem } from "../model/refs.js";
import { createInMemoryQueue } from "../queue/in-memory.js";
import type { Failure, QueueOptions, WorkQueue } from "../queue/queue.js";
import { createInMemoryMemory, type RecoveryMemory } from "../recovery/delivery-log.js";
import type { RedisAddress } from "../storage/redis.js";
import { createStateFile, createStatePart, type StatePart } from "../storage/state-file.js";
import { createInMemoryRequestCounts, type RequestCounts } from "./installation-limits.js";

/** What a process stores, by itself or together with its replicas. */
export interface Storage {
  readonly queue: WorkQueue<WorkItem>;
  readonly memory: RecoveryMemory;
  readonly settingsChanges: SettingsChanges;
  readonly referrers: Referrers;
  readonly brakes: Brakes;
  readonly dashboards: Dashboards;
  readonly requestCounts: RequestCounts;
  /** Where replicas share the write budget; `undefined` for a single process. */
  readonly writeBudget: SharedBudget | undefined;
  /** What Redis says of itself; `undefined` without one. */
  readonly redisFacts: (() => Promise<RedisFacts>) | undefined;
  /** Calls `lost` after each outage of the storage, and when it has lost some of what it held. */
  readonly onLoss: (lost: () => void) => void;
  /** Closes what the queue does not. */
  readonly close: () => void;
}

/** Where a process stores things. */
export interface StoragePlace {
  readonly redis: RedisPlace | undefined;
  /** The file of a process without Redis that outlives it; `undefined`: there is none. */
  readonly stateFile: string | undefined;
  readonly appId: number;
}

/** Which Redis, and which keys of it. */
interface RedisPlace {
  readonly address: RedisAddress;
  readonly prefix: string;
}

/**
 * Keeps everything in Redis where there is one, and else in memory; then a file keeps which items and
 * deliveries have ended the process.
 */
export async function openStorage(
  { redis, stateFile, appId }: StoragePlace,
  log: Logger,
): Promise<Storage> {
  const options: QueueOptions<WorkItem> = {
    keyOf: workKey,
    merging: { hintsOf, withHints },
    onFailure: (failure) => reportFailure(log, failure),
    random: Math.random,
  };
  if (redis === undefined) {
    const part = openState(stateFile, appId, log);
    return {
      queue: createInMemoryQueue(options, part("queue")),
      memory: createInMemoryMemory(Date.now, part("deliveries")),
      settingsChanges: createInMemoryChanges(),
      referrers: createInMemoryReferrers(Date.now),
      brakes: createInMemoryBrakes(Date.now),
      dashboards: createInMemoryDashboards(),
      requestCounts: createInMemoryRequestCounts(),
      writeBudget: undefined,
      redisFacts: undefined,
      onLoss: () => undefined,
      close: () => undefined,
    };
  }
  // Its libraries take a while to load.
  const { openRedisStorage } = await import("./storage-redis.js");
  return openRedisStorage(redis, options, log);
}

function openState(
  stateFile: string | undefined,
  appId: number,
  log: Logger,
): (name: string) => StatePart {
  if (stateFile === undefined) return createStatePart;
  return createStateFile(stateFile, {
    appId,
    onProblem(problem, err) {
      log.warn({ file: stateFile, err }, STATE_PROBLEMS[problem]);
    },
  });
}

const STATE_PROBLEMS = {
  unreadable:
    "the state file cannot be read and begins empty: what was set aside is tried again. Where STATE_FILE names something else, correct it",
  "not written":
    "the state file cannot be written: after a restart, what was set aside is tried again. Set STATE_FILE to a path in a folder that can be written, or to off",
} as const;

function reportFailure(log: Logger, failure: Failure<WorkItem>): void {
  const { item, error, attempt, retryInMs, stuck, poisoned } = failure;
  const facts = { item: workKey(item), attempt, retryInMs, err: error };
  if (poisoned) log.error(facts, "a text takes too long; set aside until something there changes");
  else if (error instanceof TerminalError) log.error(facts, "permanent failure; not tried again");
  else if (stuck) log.error(facts, "has failed for a day; still retried");
  else log.warn(facts, "failed; will be retried");
}

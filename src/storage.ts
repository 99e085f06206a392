import type { Logger } from "pino";
import { TerminalError } from "./errors.js";
import { saidBy, saying, workKey, type WorkItem } from "./issue-ref.js";
import type { SharedSpacing } from "./octokit.js";
import { createInProcessQueue } from "./queue/in-process.js";
import type { Failure, QueueOptions, WorkQueue } from "./queue/queue.js";
import { createRedisQueue } from "./queue/redis.js";
import { createOwnMemory, type RecoveryMemory } from "./recover/memory.js";
import { createRedisMemory } from "./recover/redis-memory.js";
import { connectRedis, type RedisAddress } from "./redis.js";
import { createOwnNews, createRedisNews, type SettingsNews } from "./settings-news.js";

/** What a process remembers, by itself or together with its replicas. */
export interface Storage {
  readonly queue: WorkQueue<WorkItem>;
  readonly memory: RecoveryMemory;
  readonly news: SettingsNews;
  /** What the writes of all replicas keep their distance in; `undefined` for a process of its own. */
  readonly spacing: SharedSpacing | undefined;
  /** Calls `back` whenever what is remembered may have been lost, in part, while this process lived. */
  readonly onReturn: (back: () => void) => void;
  /** Closes what the queue does not. */
  readonly close: () => void;
}

/** Redis' errors come by the dozen while it is away: one is told in so many milliseconds. */
const QUIET_MS = 10_000;

/** Keeps everything in Redis where there is one, and else in memory. */
export function openStorage(
  redis: { readonly address: RedisAddress; readonly prefix: string } | undefined,
  log: Logger,
): Storage {
  const options: QueueOptions<WorkItem> = {
    keyOf: workKey,
    gather: { said: saidBy, saying },
    onFailure: (failure) => reportFailure(log, failure),
    random: Math.random,
  };
  if (redis === undefined) {
    return {
      queue: createInProcessQueue(options),
      memory: createOwnMemory(Date.now),
      news: createOwnNews(),
      spacing: undefined,
      onReturn: () => undefined,
      close: () => undefined,
    };
  }
  const { address, prefix } = redis;
  const onError = quietly((error) => log.error({ err: error }, "Redis is away, or in trouble"));
  const memory = connectRedis(address, "patient", onError);
  const spacing = connectRedis(address, "patient", onError);
  return {
    queue: createRedisQueue({
      ...options,
      prefix,
      connect: (use) => connectRedis(address, use, onError),
      onError,
    }),
    memory: createRedisMemory(memory, prefix),
    news: createRedisNews(memory, prefix),
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

function reportFailure(log: Logger, failure: Failure<WorkItem>): void {
  const { item, error, attempt, retryInMs, stuck } = failure;
  const facts = { item: workKey(item), attempt, retryInMs, err: error };
  if (error instanceof TerminalError) log.error(facts, "gave up on this");
  else if (stuck) log.error(facts, "has failed for a day; it is still tried");
  else log.warn(facts, "failed; it is tried again");
}

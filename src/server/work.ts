import type { Logger } from "pino";
import type { Probot } from "probot";
import { EVENT_NAMES } from "../events/map.js";
import type { ConfigurationCache } from "../features/configuration/cache.js";
import { createKnownAnswers } from "../github/http/conditional.js";
import type { ComputePool } from "../compute/pool.js";
import type { WorkItem } from "../model/refs.js";
import { createInstallationLimiter } from "../queue/installation-limiter.js";
import { createSharedContext } from "./shared-context.js";
import { runItem, type WorkerContext } from "./worker.js";
import { startRecovery, type Recovery, type RecoveryContext } from "../recovery/recovery.js";
import type { Enqueue } from "../recovery/sweep.js";
import type { Metrics } from "./metrics.js";
import type { Storage } from "./storage.js";

/**
 * Items that are processed at the same time. Most of that time is spent waiting, for GitHub and for
 * the write budget of an installation; the installation limiter admits only a few of each.
 */
const CONCURRENCY = 200;

/** What {@link startWork} needs. */
export interface WorkParts {
  readonly probot: Probot;
  readonly storage: Storage;
  readonly pool: ComputePool;
  readonly configurations: ConfigurationCache;
  /** Login under which the App writes. */
  readonly bot: () => Promise<string>;
  /** Puts an item into the queue as an event does: it waits until a burst of events is over. */
  readonly enqueueSoon: (item: WorkItem, isReplay?: boolean) => Promise<void>;
  /** Puts an item into the queue. */
  readonly enqueue: Enqueue;
  /** Handles an event of the delivery log. */
  readonly handleLogged: RecoveryContext["handleEvent"];
  readonly metrics: Metrics;
  /** Time between two looks at a dashboard, in milliseconds. */
  readonly dashboardSpacingMs: number;
  /** Whether the process writes nothing to GitHub. */
  readonly dryRun: boolean;
  /** Whether a repository to which the App is added may get an onboarding issue. */
  readonly onboarding: boolean;
  /** The share of an installation's requests that one issue may use in an hour, in percent. */
  readonly requestPercent: number;
  /** After how many milliseconds a write is repeated that GitHub refused only for the moment. */
  readonly passingRefusalDelaysMs: readonly number[];
  /** Whether events are read from GitHub's log of deliveries alone. */
  readonly polls: boolean;
  readonly log: Logger;
}

/**
 * Starts to process the queue, and to recover what is missing in it. The server loads this after it
 * has started to take deliveries: it imports everything that reads and writes plans.
 */
export function startWork(parts: WorkParts): Recovery {
  const { probot, storage, pool, bot, enqueueSoon, enqueue, handleLogged, metrics, log } = parts;
  const { requestPercent, dashboardSpacingMs, passingRefusalDelaysMs, onboarding } = parts;
  const clientOf = (installationId: number): ReturnType<typeof probot.auth> =>
    probot.auth(installationId);
  const context: WorkerContext = Object.assign(
    createSharedContext({
      storage,
      compute: pool.compute,
      configurations: parts.configurations,
      enqueue,
      enqueueSoon,
      log,
      onBrake: metrics.countBrake,
      dashboardSpacingMs,
      onboarding,
    }),
    {
      clientOf,
      computeFor: pool.watched,
      limiter: createInstallationLimiter(Date.now),
      knownAnswers: createKnownAnswers(),
      bot,
      enqueue,
      requestCounts: storage.requestCounts,
      requestPercent,
      dryRun: parts.dryRun,
      passingRefusalDelaysMs,
      watched: metrics.watched,
    },
  );
  storage.queue.work((item, run) => metrics.measure(() => runItem(context, item, run)), {
    concurrency: CONCURRENCY,
  });
  return startRecovery({
    app: () => probot.auth(),
    clientOf,
    memory: storage.memory,
    events: EVENT_NAMES,
    handleEvent: handleLogged,
    enqueue,
    log,
    now: Date.now,
    polls: parts.polls,
  });
}

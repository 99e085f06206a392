import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Probot } from "probot";
import { EVENT_NAMES, type WebhookEvent } from "../events/map.js";
import { createAnsweredComments } from "../features/commands/answered.js";
import { createConfigurationCache } from "../features/configuration/cache.js";
import { createDriftCache } from "../features/drift/cache.js";
import { createKnownAnswers } from "../github/http/conditional.js";
import type { Compute } from "../model/compute.js";
import type { WorkItem } from "../model/refs.js";
import type { Templates } from "../plan/template/choose.js";
import { builtinTemplates } from "../plan/template/template.js";
import { createInstallationLimiter } from "../queue/installation-limiter.js";
import { runItem, type WorkerContext } from "./worker.js";
import { startRecovery, type Recovery } from "../recovery/recovery.js";
import type { Enqueue } from "../recovery/sweep.js";
import type { Metrics } from "./metrics.js";
import type { Once } from "./once.js";
import type { Storage } from "./storage.js";

/**
 * Items that are processed at the same time. Most of that time is spent waiting, for GitHub and for
 * the spacing of an installation's writes; the installation limiter admits only a few of each.
 */
const CONCURRENCY = 200;

/** How long GitHub's lists may lag behind what was written, in milliseconds. */
const LISTS_LAG_MS = 2000;

/** What {@link startWork} needs. */
export interface WorkParts {
  readonly probot: Probot;
  readonly storage: Storage;
  readonly compute: Compute;
  /** Login under which the App writes. */
  readonly bot: Once<string>;
  /** Puts an item into the queue as an event does: it waits until a burst of events is over. */
  readonly enqueueSoon: (item: WorkItem) => Promise<void>;
  /** Puts an item into the queue. */
  readonly enqueue: Enqueue;
  /** Handles an event of the delivery log. */
  readonly replayEvent: (event: WebhookEvent) => Promise<void>;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/**
 * Starts to process the queue, and to recover what is missing in it. The server loads this after it
 * has started to take deliveries: it imports everything that reads and writes plans.
 */
export function startWork(parts: WorkParts): Recovery {
  const { probot, storage, compute, bot, enqueueSoon, enqueue, replayEvent, metrics, log } = parts;
  const clientOf = (installationId: number): ReturnType<typeof probot.auth> =>
    probot.auth(installationId);
  let templates: Templates | undefined;
  const context: WorkerContext = {
    compute,
    clientOf,
    limiter: createInstallationLimiter(Date.now),
    knownAnswers: createKnownAnswers(),
    configurations: createConfigurationCache(storage.settingsChanges, compute),
    referrers: storage.referrers,
    driftCache: createDriftCache(),
    answered: createAnsweredComments(),
    bot: bot.get,
    enqueueSoon,
    enqueue,
    // Reading them takes a while: the first item does.
    get templates() {
      templates ??= builtinTemplates();
      return templates;
    },
    now: () => new Date(),
    waitForConsistency: () => sleep(LISTS_LAG_MS),
    log,
  };
  storage.queue.work((item, run) => metrics.measure(() => runItem(context, item, run)), {
    concurrency: CONCURRENCY,
  });
  return startRecovery({
    app: () => probot.auth(),
    clientOf,
    memory: storage.memory,
    events: EVENT_NAMES,
    handleEvent: replayEvent,
    enqueue,
    log,
    now: Date.now,
  });
}

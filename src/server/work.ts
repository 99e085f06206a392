import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Probot } from "probot";
import { EVENT_NAMES, type WebhookEvent } from "../events/map.js";
import { createAnsweredComments } from "../features/commands/unanswered.js";
import { createConfigurationCache } from "../features/configuration/cache.js";
import { createDriftCache } from "../features/drift/cache.js";
import { createKnownAnswers } from "../github/http/conditional.js";
import type { WorkItem } from "../model/refs.js";
import type { Templates } from "../plan/template/choose.js";
import { builtinTemplates } from "../plan/template/template.js";
import { createInstallationLimiter } from "../queue/installation-limiter.js";
import { runItem } from "../reconcile/run-item.js";
import { startRecovery, type Recovery } from "../recovery/recovery.js";
import type { Enqueue } from "../recovery/sweep.js";
import type { Metrics } from "./metrics.js";
import type { Once } from "./once.js";
import type { Storage } from "./storage.js";

/**
 * Items that are worked off at the same time. Most of that time is spent waiting, for GitHub and for
 * the spacing of an installation's writes; the gate lets only a few of each installation in.
 */
const CONCURRENCY = 200;

/** How long GitHub's lists may lag behind what was written, in milliseconds. */
const LISTS_LAG_MS = 2000;

/** What the work is done with. */
export interface WorkParts {
  readonly probot: Probot;
  readonly storage: Storage;
  /** Login under which the App writes. */
  readonly bot: Once<string>;
  /** Puts an item into the queue as an event does, and as the sweep does. */
  readonly enqueueSoon: (item: WorkItem) => Promise<void>;
  readonly enqueue: Enqueue;
  /** Takes an event as it is delivered. */
  readonly handleEvent: (event: WebhookEvent) => Promise<void>;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/**
 * Starts to work off the queue, and to look for what is not in it. The server loads this when it
 * takes deliveries already: it brings all that reads and writes plans.
 */
export function startWork(parts: WorkParts): Recovery {
  const {
    probot,
    storage,
    bot,
    enqueueSoon: schedule,
    enqueue: add,
    handleEvent: take,
    metrics,
    log,
  } = parts;
  const clientOf = (installationId: number): ReturnType<typeof probot.auth> =>
    probot.auth(installationId);
  let templates: Templates | undefined;
  const context = {
    clientOf,
    gate: createInstallationLimiter(Date.now),
    known: createKnownAnswers(),
    configurations: createConfigurationCache(storage.news),
    referrers: storage.referrers,
    driftCache: createDriftCache(),
    answered: createAnsweredComments(),
    bot: bot.get,
    schedule,
    add,
    // Reading them takes a while: the first item does.
    get templates() {
      templates ??= builtinTemplates();
      return templates;
    },
    now: () => new Date(),
    settle: () => sleep(LISTS_LAG_MS),
    log,
  };
  storage.queue.work((item, run) => metrics.counted(() => runItem(context, item, run)), {
    concurrency: CONCURRENCY,
  });
  return startRecovery({
    app: () => probot.auth(),
    clientOf,
    memory: storage.memory,
    events: EVENT_NAMES,
    take,
    add,
    log,
    now: Date.now,
  });
}

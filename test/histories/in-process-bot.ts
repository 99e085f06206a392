import { pino } from "pino";
import { computeOnCopies } from "../support/cloning-compute.js";
import { mapEventToWorkItems } from "../../src/events/map.js";
import type { GitHubClient } from "../../src/github/http/client.js";
import { hintsOf, withHints } from "../../src/model/hints.js";
import { workKey, type WorkItem } from "../../src/model/refs.js";
import { mergeItems, type EnqueueOptions } from "../../src/queue/queue.js";
import { createInMemoryChanges, isAboutSettings } from "../../src/features/configuration/read.js";
import { shortTemplates } from "./short-plan.js";
import { processItem } from "../../src/server/worker.js";
import { classifyFailure } from "../../src/github/http/errors.js";
import { createInMemoryRunStorage, createSharedContext } from "../../src/server/shared-context.js";
import type { Delivery } from "../support/deliveries/log.js";
import type { EmbeddedGitHub } from "../support/github.js";

/** The App's own code in this process: events become items, and items are worked off when told to. */
export interface InProcessBot {
  /** Items that wait, by key. */
  readonly waiting: Map<string, WorkItem>;
  /** Takes a webhook: what it names waits from now on. */
  take(delivery: Delivery): void;
  /** Works one item off. @throws what the queue would try again after */
  run(item: WorkItem, attempt?: number): Promise<void>;
}

/** Makes the bot: `github` is its client as the installation. */
export function createBot(github: EmbeddedGitHub, client: GitHubClient): InProcessBot {
  const waiting = new Map<string, WorkItem>();
  const bot = `${github.slug}[bot]`;
  const add = (item: WorkItem): Promise<void> => {
    const before = waiting.get(workKey(item)) ?? item;
    waiting.set(
      workKey(item),
      mergeItems({ hintsOf: hintsOf, withHints: withHints }, before, item),
    );
    return Promise.resolve();
  };
  // What waits for its time is worked off at once: the clock goes on instead.
  let skippedMs = 0;
  const clock = (): number => Date.now() + skippedMs;
  const addLater = (item: WorkItem, { delayMs = 0 }: EnqueueOptions): Promise<void> => {
    skippedMs += delayMs;
    return add(item);
  };
  const news = createInMemoryChanges();
  const hear = (item: WorkItem): Promise<void> => {
    if (isAboutSettings(item)) void news.announce(item.installationId);
    return add(item);
  };
  const context = {
    github: client,
    bot,
    rehearse: () => undefined,
    signal: new AbortController().signal,
    enqueue: add,
    ...createSharedContext({
      compute: computeOnCopies,
      storage: { ...createInMemoryRunStorage(clock), settingsChanges: news },
      enqueue: addLater,
      now: () => new Date(clock()),
      enqueueSoon: hear,
      templates: shortTemplates(),
      waitForConsistency: () => Promise.resolve(),
      log: pino({ level: "silent" }),
    }),
  };
  return {
    waiting,
    take({ event, payload }) {
      for (const item of mapEventToWorkItems({ name: event, payload }, bot)) void hear(item);
    },
    async run(item, attempt = 1) {
      try {
        await processItem({ ...context, attempt }, item);
      } catch (error) {
        throw classifyFailure(error, Date.now());
      }
    },
  };
}

import { pino } from "pino";
import { affectedIssues } from "../../src/events/affected-issues.js";
import type { GitHubClient } from "../../src/github/client.js";
import { saidBy, saying, workKey, type WorkItem } from "../../src/issue-ref.js";
import { gathered } from "../../src/queue/queue.js";
import { createAnsweredComments } from "../../src/reconcile/answered.js";
import { createConfigurations } from "../../src/reconcile/configurations.js";
import { createLastLooks } from "../../src/reconcile/last-looks.js";
import { createOwnReferrers } from "../../src/referrers.js";
import { createOwnNews, isAboutSettings } from "../../src/settings-news.js";
import { shortTemplates } from "./short-plan.js";
import { workOff, type WorkerContext } from "../../src/worker.js";
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
    waiting.set(workKey(item), gathered({ said: saidBy, saying }, before, item));
    return Promise.resolve();
  };
  const news = createOwnNews();
  const hear = (item: WorkItem): Promise<void> => {
    if (isAboutSettings(item)) void news.tell(item.installationId);
    return add(item);
  };
  const context: WorkerContext = {
    clientOf: () => Promise.resolve(client),
    bot: () => Promise.resolve(bot),
    schedule: hear,
    add,
    configurations: createConfigurations(news),
    referrers: createOwnReferrers(Date.now),
    lastLooks: createLastLooks(),
    answered: createAnsweredComments(),
    templates: shortTemplates(),
    now: () => new Date(),
    settle: () => Promise.resolve(),
    log: pino({ level: "silent" }),
  };
  return {
    waiting,
    take({ event, payload }) {
      for (const item of affectedIssues({ name: event, payload }, bot)) void hear(item);
    },
    run: (item, attempt = 1) => workOff(context, item, attempt),
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { createInMemoryBrakes } from "../features/brakes/memory.js";
import { createAnsweredComments } from "../features/commands/facts.js";
import { createConfigurationCache, createInMemoryChanges } from "../features/configuration/read.js";
import { createDashboardCache, createInMemoryDashboards } from "../features/dashboard/memory.js";
import type { SharedContext } from "../features/context.js";
import { createDriftCache } from "../features/drift/cache.js";
import { createOrigins } from "../features/linked-pulls/facts.js";
import { createInMemoryReferrers } from "../features/referrers/index.js";
import type { Templates } from "../plan/template/choose.js";
import { builtinTemplates } from "../plan/template/template.js";
import type { Enqueue } from "../recovery/sweep.js";
import type { Storage } from "./storage.js";

/** How long GitHub's lists may lag behind what was written, in milliseconds. */
const LISTS_LAG_MS = 2000;

/** What runs remember between them, by themselves or together with other replicas. */
export type RunStorage = Pick<Storage, "settingsChanges" | "referrers" | "brakes" | "dashboards">;

/** What a process that is alone remembers. */
export function createInMemoryRunStorage(now: () => number): RunStorage {
  return {
    settingsChanges: createInMemoryChanges(),
    referrers: createInMemoryReferrers(now),
    brakes: createInMemoryBrakes(now),
    dashboards: createInMemoryDashboards(),
  };
}

/** What {@link createSharedContext} needs; the optional parts are what tests put in place. */
export interface SharedParts
  extends
    Pick<SharedContext, "compute" | "log" | "enqueueSoon">,
    Partial<
      Pick<
        SharedContext,
        | "configurations"
        | "templates"
        | "now"
        | "waitForConsistency"
        | "onBrake"
        | "dashboardSpacingMs"
        | "onboarding"
      >
    > {
  readonly storage: RunStorage;
  readonly enqueue: Enqueue;
}

/** Builds what all runs of a process share. */
export function createSharedContext({ storage, enqueue, ...parts }: SharedParts): SharedContext {
  let templates: Templates | undefined;
  return {
    compute: parts.compute,
    configurations:
      parts.configurations ?? createConfigurationCache(storage.settingsChanges, parts.compute),
    referrers: storage.referrers,
    brakes: storage.brakes,
    onBrake: parts.onBrake ?? (() => undefined),
    driftCache: createDriftCache(),
    dashboards: storage.dashboards,
    dashboardCache: createDashboardCache(),
    dashboardSpacingMs: parts.dashboardSpacingMs ?? 0,
    onboarding: parts.onboarding ?? true,
    answered: createAnsweredComments(),
    origins: createOrigins(),
    // Reading them takes a while: the first item does.
    get templates() {
      templates ??= parts.templates ?? builtinTemplates();
      return templates;
    },
    now: parts.now ?? (() => new Date()),
    enqueueSoon: parts.enqueueSoon,
    enqueueLater: (item, delayMs) => enqueue(item, { delayMs }),
    waitForConsistency: parts.waitForConsistency ?? (() => sleep(LISTS_LAG_MS)),
    log: parts.log,
  };
}

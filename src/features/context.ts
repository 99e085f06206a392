import type { Logger } from "pino";
import type { GitHubClient } from "../github/http/client.js";
import type { Compute } from "../model/compute.js";
import type { WorkItem } from "../model/refs.js";
import type { Templates } from "../plan/template/choose.js";
import type { Action } from "./snapshot.js";
import type { Brakes } from "./brakes/memory.js";
import type { AnsweredComments } from "./commands/facts.js";
import type { ConfigurationCache } from "./configuration/read.js";
import type { DashboardCache, Dashboards } from "./dashboard/memory.js";
import type { DriftCache } from "./drift/cache.js";
import type { Origins } from "./linked-pulls/facts.js";
import type { Referrers } from "./referrers/index.js";

/** What all runs of a process share. */
export interface SharedContext {
  /** Where text from outside is read and rendered. */
  readonly compute: Compute;
  readonly configurations: ConfigurationCache;
  readonly referrers: Referrers;
  /** Holds back what something else keeps undoing. */
  readonly brakes: Brakes;
  /** Called each time that a correction has to wait. */
  readonly onBrake: (type: Action["type"]) => void;
  readonly driftCache: DriftCache;
  readonly dashboards: Dashboards;
  readonly dashboardCache: DashboardCache;
  /** Time between two looks at a dashboard, in milliseconds. */
  readonly dashboardSpacingMs: number;
  /** Whether the operator lets a repository to which the App is added get an onboarding issue. */
  readonly onboarding: boolean;
  readonly answered: AnsweredComments;
  readonly origins: Origins;
  /** The templates that Plansmith ships. */
  readonly templates: Templates;
  readonly now: () => Date;
  /**
   * Puts an item into the queue as an event does: it waits until a burst of events is over. One that is
   * set aside stays so where `isReplay`.
   */
  readonly enqueueSoon: (item: WorkItem, isReplay?: boolean) => Promise<void>;
  /** Puts an item into the queue, to be looked at in `delayMs` milliseconds. */
  readonly enqueueLater: (item: WorkItem, delayMs: number) => Promise<void>;
  /** Resolves when GitHub's lists show what was written a moment ago. */
  readonly waitForConsistency: () => Promise<void>;
  readonly log: Logger;
}

/** What one run of a work item works with. The worker builds it; each part takes what it needs. */
export interface RunContext extends SharedContext {
  /** A client of the item's installation. It writes only while the run holds its lease. */
  readonly github: GitHubClient;
  /** Login under which the App writes: `<slug>[bot]`. */
  readonly bot: string;
  /** 1 for the first run, one more for each run in a row that failed. */
  readonly attempt: number;
  /** From now on nothing is written: what would be is logged, and answered as if it was. */
  readonly rehearse: () => void;
  /** Aborted when the run has taken too long: the requests of `github` end with it. */
  readonly signal: AbortSignal;
}

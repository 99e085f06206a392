import type { Logger } from "pino";
import { checkCommit, checkGroup, checkPull } from "../features/checks/pull.js";
import type { AnsweredComments } from "../features/commands/unanswered.js";
import type { ConfigurationCache } from "../features/configuration/cache.js";
import type { DriftCache } from "../features/drift/cache.js";
import { referringIssues } from "../features/referrers/find.js";
import type { Referrers } from "../features/referrers/index.js";
import { trackedIssues } from "../features/tracked-issues.js";
import type { GitHubClient } from "../github/http/client.js";
import { classifyFailure } from "../github/http/errors.js";
import { installedRepositories } from "../github/repository.js";
import { TerminalError } from "../model/errors.js";
import { repositoryItem, type WorkItem } from "../model/refs.js";
import type { Templates } from "../plan/template/choose.js";
import { sweepRepository, type Enqueue } from "../recovery/sweep.js";
import { reconcile } from "./reconcile.js";

/** What working off an item needs. */
export interface WorkerContext {
  /** A client that may do what the installation may do. */
  readonly clientOf: (installationId: number) => Promise<GitHubClient>;
  /** Login under which the App writes. */
  readonly bot: () => Promise<string>;
  /** Puts an item into the queue as an event does. */
  readonly schedule: (item: WorkItem) => Promise<void>;
  /** Puts an item into the queue. */
  readonly add: Enqueue;
  readonly configurations: ConfigurationCache;
  readonly referrers: Referrers;
  readonly lastLooks: DriftCache;
  readonly answered: AnsweredComments;
  /** The templates that Plansmith ships. */
  readonly templates: Templates;
  readonly now: () => Date;
  /** Resolves when GitHub's lists show what was written a moment ago. */
  readonly settle: () => Promise<void>;
  readonly log: Logger;
}

/**
 * Works off one item of the queue: reconciles an issue, checks a pull request or a commit, or
 * schedules the issues of a repository, or all repositories that use its configuration.
 *
 * @param attempt 1 for the first run, one more for each run in a row that failed
 * @throws TerminalError, RetryError or anything else that the queue is to try again after
 */
export async function processItem(
  context: WorkerContext,
  item: WorkItem,
  attempt: number,
): Promise<void> {
  const { log, now, schedule, settle, templates, configurations, referrers } = context;
  const { lastLooks, answered } = context;
  try {
    const [github, bot] = await Promise.all([context.clientOf(item.installationId), context.bot()]);
    const known = { configurations, referrers, lastLooks, answered, templates };
    const checking = { github, bot, ...known, now, log, attempt, schedule };
    const enqueueAll = (found: readonly WorkItem[]): Promise<unknown> =>
      Promise.all(found.map((next) => schedule(next)));
    switch (item.kind) {
      case "issue": {
        const moved = await reconcile({ ...checking, settle }, item);
        if (moved !== undefined) await schedule(moved);
        return;
      }
      case "repository":
        await enqueueAll(await trackedIssues(github, item));
        return;
      case "pull":
        return await checkPull(checking, item);
      case "group":
        return await checkGroup(checking, item);
      case "commit":
        return await checkCommit(checking, item);
      case "dependents": {
        const { installationId } = item;
        const found = await installedRepositories(github);
        await enqueueAll(found.map((name) => repositoryItem({ installationId, ...name })));
        return;
      }
      case "referrers":
        await enqueueAll(await referringIssues(checking, item));
        return;
      case "sweep":
        return await sweepRepository({ github, bot, add: context.add, now }, item);
      default:
        return assertNever(item);
    }
  } catch (error) {
    throw classifyFailure(error, now().getTime());
  }
}

/** The compiler sees that every kind has its case; an item of a later version is a mistake of its own. */
function assertNever(item: never): never {
  throw new TerminalError(`unknown kind of work item: ${JSON.stringify(item)}`);
}

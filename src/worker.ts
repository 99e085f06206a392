import type { Logger } from "pino";
import type { GitHubClient } from "./github/client.js";
import { classifyFailure } from "./github/errors.js";
import { isIssueRef, type WorkItem } from "./issue-ref.js";
import type { Templates } from "./plan/choose-template.js";
import { reconcile } from "./reconcile/reconcile.js";
import { trackedIssues } from "./reconcile/tracked-issues.js";

/** What working off an item needs. */
export interface WorkerContext {
  /** A client that may do what the installation may do. */
  readonly clientOf: (installationId: number) => Promise<GitHubClient>;
  /** Login under which the App writes. */
  readonly bot: () => Promise<string>;
  readonly schedule: (item: WorkItem) => Promise<void>;
  /** The templates that Plansmith ships. */
  readonly templates: Templates;
  readonly now: () => Date;
  readonly log: Logger;
}

/**
 * Works off one item of the queue: reconciles an issue, or schedules the issues of a repository.
 *
 * @param attempt 1 for the first run, one more for each run in a row that failed
 * @throws TerminalError, RetryError or anything else that the queue is to try again after
 */
export async function workOff(
  context: WorkerContext,
  item: WorkItem,
  attempt: number,
): Promise<void> {
  const { log, now, schedule, templates } = context;
  try {
    const [github, bot] = await Promise.all([context.clientOf(item.installationId), context.bot()]);
    if (!isIssueRef(item)) {
      const found = await trackedIssues(github, item);
      await Promise.all(found.map((ref) => schedule(ref)));
      return;
    }
    const moved = await reconcile({ github, bot, templates, now, log, attempt }, item);
    if (moved !== undefined) await schedule(moved);
  } catch (error) {
    throw classifyFailure(error, now().getTime());
  }
}

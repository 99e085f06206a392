import { dashboardRef } from "../features/dashboard/run.js";
import type { Compute } from "../model/compute.js";
import { readConfiguration } from "../features/configuration/read.js";
import { hasLabel, knownLabelNames } from "../features/state.js";
import { activeInstallations, rateLimit } from "../github/app.js";
import { commentedSince } from "../github/comments.js";
import type { GitHubClient } from "../github/http/client.js";
import { openIssuesWithAny, type IssueHit } from "../github/issues.js";
import { installedRepositories } from "../github/repository.js";
import { DeferError } from "../model/errors.js";
import { hasStatusMarker } from "../model/metadata.js";
import { issueRef, type IssueRef, type SweepRef, type WorkItem } from "../model/refs.js";
import type { EnqueueOptions } from "../queue/queue.js";

/** The sweep leaves this share of an installation's requests to the events. */
const LEFT_TO_EVENTS = 0.25;

/** Issues of a repository whose comments are read; all others are enqueued without. */
const MAX_READ = 200;

/** Time between the issues of one repository in the queue, in milliseconds. */
const SPACING_MS = 2000;

/** Puts an item into the queue. */
export type Enqueue = (item: WorkItem, options: EnqueueOptions) => Promise<void>;

/** What {@link sweepAll} needs. */
export interface SweepContext {
  /** A client that is authenticated as the App. */
  readonly app: GitHubClient;
  readonly clientOf: (installationId: number) => Promise<GitHubClient>;
  readonly enqueue: Enqueue;
}

/**
 * Puts every repository of every installation into the queue to be swept, behind everything else.
 *
 * @param spreadMs milliseconds over which they are spread
 * @param maxSpacingMs most time between two of them, in milliseconds
 * @returns how many there are
 */
export async function sweepAll(
  { app, clientOf, enqueue }: SweepContext,
  { spreadMs, maxSpacingMs }: { readonly spreadMs: number; readonly maxSpacingMs: number },
): Promise<number> {
  const all: SweepRef[] = [];
  for (const installationId of await activeInstallations(app)) {
    const github = await clientOf(installationId);
    const repositories = await installedRepositories(github);
    all.push(...repositories.map((ref) => ({ kind: "sweep" as const, installationId, ...ref })));
  }
  const step = Math.min(maxSpacingMs, spreadMs / Math.max(all.length, 1));
  for (const [index, ref] of all.entries())
    await enqueue(ref, { delayMs: index * step, priority: "low", isReplay: true });
  return all.length;
}

/**
 * Enqueues the issues of one repository that events may have missed: those that wait for a plan, and
 * those with a plan that changed after their status comment did.
 *
 * @throws DeferError where the installation has few requests left
 */
export async function sweepRepository(
  context: {
    readonly github: GitHubClient;
    readonly compute: Compute;
    /** Login under which the App writes. */
    readonly bot: string;
    readonly enqueue: Enqueue;
    readonly now: () => Date;
  },
  ref: SweepRef,
): Promise<void> {
  const { github, bot, enqueue } = context;
  await assertRequestsLeft(github, context.now().getTime());
  const { config } = await readConfiguration(context, ref);
  await enqueue(dashboardRef(ref), { priority: "low", isReplay: true });
  const issues = await openIssuesWithAny(github, ref, knownLabelNames(config));
  const isWaiting = ({ labels }: IssueHit): boolean => hasLabel(labels, config.labels.request);
  let read = 0;
  let enqueued = 0;
  for (const issue of issues) {
    const item = issueRef(ref, issue.number);
    if (isWaiting(issue)) {
      await enqueue(item, { isReplay: true });
      continue;
    }
    read += 1;
    if (read <= MAX_READ && (await isUpToDate(github, item, issue, bot))) continue;
    enqueued += 1;
    await enqueue(item, { delayMs: enqueued * SPACING_MS, priority: "low", isReplay: true });
  }
}

/** Whether the status comment is as new as the issue. */
async function isUpToDate(
  github: GitHubClient,
  item: IssueRef,
  issue: IssueHit,
  bot: string,
): Promise<boolean> {
  const comments = await commentedSince(github, item, issue.updatedAt);
  return comments.some(({ author, body }) => author === bot && hasStatusMarker(body));
}

/**
 * Makes sure that events have enough requests left, whatever a sweep uses.
 *
 * @param now milliseconds since the epoch
 * @throws DeferError where the installation has few requests left
 */
export async function assertRequestsLeft(github: GitHubClient, now: number): Promise<void> {
  const limit = await rateLimit(github);
  if (limit === undefined || limit.remaining > limit.limit * LEFT_TO_EVENTS) return;
  throw new DeferError(
    "the installation has few requests left",
    Math.max(limit.resetAt - now, 0) + 1000,
  );
}

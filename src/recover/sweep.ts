import { DeferError } from "../errors.js";
import type { GitHubClient } from "../github/client.js";
import { commentedSince } from "../github/comments.js";
import { activeInstallations } from "../github/installations.js";
import { rateLimit } from "../github/rate-limit.js";
import { installedRepositories } from "../github/repository.js";
import { openIssuesWithAny, type FoundIssue } from "../github/search.js";
import type { SweepRef, WorkItem } from "../issue-ref.js";
import type { AddOptions } from "../queue/queue.js";
import { hasLabel, knownLabelNames } from "../reconcile/labels.js";
import { readConfiguration } from "../reconcile/observe-configuration.js";
import { hasStatusMarker } from "../view/status-marker.js";

/** The sweep leaves this share of an installation's requests to the events. */
const LEFT_TO_EVENTS = 0.25;

/** Issues of a repository that are asked whether they changed; what is more is just looked at. */
const MOST_ASKED = 200;

/** Issues that are looked at again come so far apart, in milliseconds. */
const APART_MS = 2000;

/** Puts an item into the queue. */
export type Add = (item: WorkItem, options: AddOptions) => Promise<void>;

/** What finding all repositories needs. */
export interface SweepContext {
  /** A client that is authenticated as the App. */
  readonly app: GitHubClient;
  readonly clientOf: (installationId: number) => Promise<GitHubClient>;
  readonly add: Add;
}

/**
 * Puts every repository of every installation into the queue to be swept, behind everything else.
 *
 * @param spreadMs milliseconds over which they are spread
 * @param apartMs how far apart they are at most, in milliseconds
 * @returns how many there are
 */
export async function sweepAll(
  { app, clientOf, add }: SweepContext,
  { spreadMs, apartMs }: { readonly spreadMs: number; readonly apartMs: number },
): Promise<number> {
  const all: SweepRef[] = [];
  for (const installationId of await activeInstallations(app)) {
    const github = await clientOf(installationId);
    const repositories = await installedRepositories(github);
    all.push(...repositories.map((ref) => ({ kind: "sweep" as const, installationId, ...ref })));
  }
  const step = Math.min(apartMs, spreadMs / Math.max(all.length, 1));
  for (const [index, ref] of all.entries()) await add(ref, { delayMs: index * step, low: true });
  return all.length;
}

/**
 * Finds the issues of one repository that events may have missed: those that wait for a plan, and
 * those with a plan that changed after their status comment did.
 *
 * @throws DeferError where the installation has few requests left
 */
export async function sweepRepository(
  context: {
    readonly github: GitHubClient;
    /** Login under which the App writes. */
    readonly bot: string;
    readonly add: Add;
    readonly now: () => Date;
  },
  ref: SweepRef,
): Promise<void> {
  const { github, bot, add } = context;
  await leaveToEvents(github, context.now().getTime());
  const { installationId, owner, repo } = ref;
  const { config } = await readConfiguration(github, ref);
  const issues = await openIssuesWithAny(github, ref, knownLabelNames(config));
  const waits = ({ labels }: FoundIssue): boolean => hasLabel(labels, config.labels.request);
  let asked = 0;
  let later = 0;
  for (const issue of issues) {
    const item = { installationId, owner, repo, number: issue.number };
    if (waits(issue)) {
      await add(item, {});
      continue;
    }
    asked += 1;
    if (asked <= MOST_ASKED && (await isTold(github, item, issue, bot))) continue;
    later += 1;
    await add(item, { delayMs: later * APART_MS, low: true });
  }
}

/** Whether the status comment is as new as the issue. */
async function isTold(
  github: GitHubClient,
  item: { installationId: number; owner: string; repo: string; number: number },
  issue: FoundIssue,
  bot: string,
): Promise<boolean> {
  const comments = await commentedSince(github, item, issue.updatedAt);
  return comments.some(({ author, body }) => author === bot && hasStatusMarker(body));
}

async function leaveToEvents(github: GitHubClient, now: number): Promise<void> {
  const limit = await rateLimit(github);
  if (limit === undefined || limit.remaining > limit.limit * LEFT_TO_EVENTS) return;
  throw new DeferError("few requests are left", Math.max(limit.resetAt - now, 0) + 1000);
}

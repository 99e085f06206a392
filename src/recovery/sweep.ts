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
import type { AddOptions } from "../queue/queue.js";

/** The sweep leaves this share of an installation's requests to the events. */
const LEFT_TO_EVENTS = 0.25;

/** Issues of a repository that are asked whether they changed; what is more is just looked at. */
const MAX_ASKED = 200;

/** Issues that are looked at again come so far apart, in milliseconds. */
const APART_MS = 2000;

/** Puts an item into the queue. */
export type Enqueue = (item: WorkItem, options: AddOptions) => Promise<void>;

/** What finding all repositories needs. */
export interface SweepContext {
  /** A client that is authenticated as the App. */
  readonly app: GitHubClient;
  readonly clientOf: (installationId: number) => Promise<GitHubClient>;
  readonly add: Enqueue;
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
    readonly add: Enqueue;
    readonly now: () => Date;
  },
  ref: SweepRef,
): Promise<void> {
  const { github, bot, add } = context;
  await leaveToEvents(github, context.now().getTime());
  const { config } = await readConfiguration(github, ref);
  const issues = await openIssuesWithAny(github, ref, knownLabelNames(config));
  const waits = ({ labels }: IssueHit): boolean => hasLabel(labels, config.labels.request);
  let asked = 0;
  let later = 0;
  for (const issue of issues) {
    const item = issueRef(ref, issue.number);
    if (waits(issue)) {
      await add(item, {});
      continue;
    }
    asked += 1;
    if (asked <= MAX_ASKED && (await isTold(github, item, issue, bot))) continue;
    later += 1;
    await add(item, { delayMs: later * APART_MS, low: true });
  }
}

/** Whether the status comment is as new as the issue. */
async function isTold(
  github: GitHubClient,
  item: IssueRef,
  issue: IssueHit,
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

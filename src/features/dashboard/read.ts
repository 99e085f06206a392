import type { Config } from "../../config/schema.js";
import {
  latestCommentChange,
  listComments,
  repositoryCommentsSince,
  type Comment,
} from "../../github/comments.js";
import type { GitHubClient } from "../../github/http/client.js";
import {
  issuesBy,
  listIssuesLabelled,
  readOwnIssue,
  type ListedIssue,
} from "../../github/issues.js";
import { repositoryLabels } from "../../github/repository.js";
import { mapInBatches } from "../../model/collections.js";
import { hasStatusMarker, readMetadata, trustedMetadata } from "../../model/metadata.js";
import {
  PLAN_STATES,
  type PlanState,
  homeKey,
  issueRef,
  type RepositoryRef,
} from "../../model/refs.js";
import { hasLabel, knownLabelNames, stateLabel } from "../state.js";
import {
  type DashboardIssue,
  type ListedPlan,
  LATELY_MS,
  DASHBOARD_TITLE,
  readDashboardMarker,
} from "./rules.js";
import type { DashboardCache, KnownPlan, KnownPlans } from "./memory.js";

/** Plans that are read. */
const MAX_PLANS = 300;

/** Status comments that are read at the same time. */
const BATCH = 10;

/** Hundreds of comments that may have changed since the last look; beyond that, all plans are read. */
const MAX_PAGES = 3;

/** The dashboards of a repository: issues that the App opened, by their marker, oldest first. */
export async function findDashboards(
  github: GitHubClient,
  repository: RepositoryRef,
  bot: string,
): Promise<readonly DashboardIssue[]> {
  const issues = await issuesBy(github, repository, bot);
  const marked = issues.filter(({ body }) => readDashboardMarker(body) !== undefined);
  if (marked.length > 0) return marked;
  // Somebody took the marker away: it is the dashboard all the same.
  return issues.filter(({ title }) => title === DASHBOARD_TITLE).slice(0, 1);
}

/** The dashboard with that number, as it is now; `undefined` where it is none any more. */
export async function readDashboard(
  github: GitHubClient,
  repository: RepositoryRef,
  number: number,
  bot: string,
): Promise<DashboardIssue | undefined> {
  const issue = await readOwnIssue(github, issueRef(repository, number), bot);
  const isOurs =
    issue !== undefined &&
    (readDashboardMarker(issue.body) !== undefined || issue.title === DASHBOARD_TITLE);
  return isOurs ? issue : undefined;
}

/** The plans of a repository, and how many more there are that were not read. */
export interface ReadPlans {
  readonly plans: readonly ListedPlan[];
  readonly unread: number;
}

/** What reading the plans of a repository takes. */
interface PlanSources {
  readonly github: GitHubClient;
  readonly config: Config;
  /** Whether a comment may be a status comment: by its author. */
  readonly isOwn: (comment: Comment) => boolean;
  readonly now: Date;
  /** What is remembered of the last look. */
  readonly cache?: DashboardCache;
}

/**
 * The plans of a repository, from the labels of its issues and the metadata of their status comments.
 * It costs a request for each label that the repository has, and then one for the comments that changed
 * since the last look; for the first look, one for each plan.
 */
export async function readPlans(
  sources: PlanSources,
  repository: RepositoryRef,
): Promise<ReadPlans> {
  const issues = await trackedIssues(sources, repository);
  const read = issues.slice(0, MAX_PLANS);
  const known = await knownPlans(sources, repository, read);
  const plans = read.flatMap((issue) => toPlan(issue, known.get(issue.number), sources.config));
  return { plans, unread: issues.length - read.length };
}

/** The open issues that have a plan or wait for one, and those that were completed lately. */
async function trackedIssues(
  { github, config, now }: PlanSources,
  repository: RepositoryRef,
): Promise<readonly ListedIssue[]> {
  const defined = await repositoryLabels(github, repository);
  const names = knownLabelNames(config).filter((name) => hasLabel(defined, name));
  const { completed } = config.labels;
  // To the day, so that the answer can be the same as before.
  const day = new Date(now.getTime() - LATELY_MS).toISOString().slice(0, 10);
  const [closed, ...open] = await Promise.all([
    completed !== false && hasLabel(defined, completed)
      ? listIssuesLabelled(github, repository, completed, { since: `${day}T00:00:00Z` })
      : [],
    ...names.map((label) => listIssuesLabelled(github, repository, label)),
  ]);
  return [...new Map([...open.flat(), ...closed].map((issue) => [issue.number, issue])).values()];
}

/** What the status comments say, by issue. */
async function knownPlans(
  sources: PlanSources,
  repository: RepositoryRef,
  issues: readonly ListedIssue[],
): Promise<ReadonlyMap<number, KnownPlan | undefined>> {
  const before = sources.cache?.plans(repository);
  const updated = before && (await updatedPlans(sources, repository, before));
  // Asked for before the comments are read: what changes meanwhile is read again the next time.
  const since = updated?.since ?? (await latestCommentChange(sources.github, repository)) ?? "";
  const plans = new Map(updated?.plans);
  const missing = issues.filter(({ number }) => !plans.has(number));
  const found = await mapInBatches(missing, BATCH, async ({ number }) => {
    const comments = await listComments(sources.github, issueRef(repository, number));
    return [number, planIn(sources, repository, number, comments)] as const;
  });
  for (const [number, plan] of found) plans.set(number, plan);
  const listed = new Set(issues.map(({ number }) => number));
  const kept = new Map([...plans].filter(([number]) => listed.has(number)));
  if (since !== "") sources.cache?.setPlans(repository, { since, plans: kept });
  return kept;
}

/** What was known before with what changed since; `undefined` where too much did. */
async function updatedPlans(
  sources: PlanSources,
  repository: RepositoryRef,
  { since, plans }: KnownPlans,
): Promise<KnownPlans | undefined> {
  // What was written within the same second as the last comment that was seen comes again.
  const from = new Date(Date.parse(since) - 1000).toISOString().replace(/\.\d+Z$/, "Z");
  const changed = await repositoryCommentsSince(sources.github, repository, from, MAX_PAGES);
  if (changed === undefined) return undefined;
  const next = new Map(plans);
  for (const comment of changed.toReversed()) {
    if (!sources.isOwn(comment) || !hasStatusMarker(comment.body)) continue;
    next.set(comment.issue, planIn(sources, repository, comment.issue, [comment]));
  }
  return { since: changed[0]?.updatedAt ?? since, plans: next };
}

/** What the status comment among these says. */
function planIn(
  { isOwn }: PlanSources,
  repository: RepositoryRef,
  number: number,
  comments: readonly Comment[],
): KnownPlan | undefined {
  const own = comments.find((comment) => isOwn(comment) && hasStatusMarker(comment.body));
  const read = own && readMetadata(own.body);
  if (read === undefined) return undefined;
  const { at, points, pull, summary } = trustedMetadata(
    read,
    homeKey(issueRef(repository, number)),
  );
  const last = points?.at(-1);
  return {
    pull,
    summary,
    progress: last && { done: last.done, total: last.total },
    since: (points?.find(({ done }) => done > 0) ?? points?.[0])?.at,
    movedAt: last?.at ?? Date.parse(at),
  };
}

function toPlan(
  { number, title, htmlUrl, labels, assignees, closedAt, dueOn }: ListedIssue,
  known: KnownPlan | undefined,
  config: Config,
): readonly ListedPlan[] {
  const state = known?.summary?.state ?? stateByLabels(labels, config);
  if (state === undefined) return [];
  const dues = [known?.summary?.due, dueOn?.slice(0, 10)].filter((day) => day !== undefined);
  return [
    {
      number,
      title,
      url: htmlUrl,
      state,
      closedAt,
      owners: assignees,
      pull: known?.pull,
      progress: known?.progress,
      since: known?.since,
      movedAt: known?.movedAt,
      waits: known?.summary?.waits ?? [],
      reason: known?.summary?.reason,
      due: dues.toSorted((a, b) => (a < b ? -1 : 1))[0],
    },
  ];
}

/** The latest state that the labels of an issue show, where its status comment does not. */
function stateByLabels(labels: readonly string[], config: Config): PlanState | undefined {
  return PLAN_STATES.findLast((state) => {
    const label = state === "requested" ? config.labels.request : stateLabel(config, state)?.name;
    return hasLabel(labels, label ?? false);
  });
}

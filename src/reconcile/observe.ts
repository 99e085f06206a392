import { branchOf } from "../config/paths.js";
import { RetryError } from "../errors.js";
import type { GitHubClient } from "../github/client.js";
import { listComments } from "../github/comments.js";
import { findIssue, type RelatedCounts } from "../github/issues.js";
import { ownPull, pullsFromBranch, type PlanPull } from "../github/pulls.js";
import { crossReferences, type CrossReference } from "../github/timeline.js";
import type { Issue } from "../issue/issue.js";
import type { IssueRef } from "../issue-ref.js";
import type { Templates } from "../plan/choose-template.js";
import { readPullMarker } from "../view/pull-marker.js";
import { hasStatusMarker, readStamp } from "../view/status-marker.js";
import { isTracked } from "./labels.js";
import { linkedPulls } from "./linked.js";
import { closeOutPulls, withCloseOut } from "./observe-close-out.js";
import { readConfiguration, type Configuration } from "./observe-configuration.js";
import { readGround } from "./observe-ground.js";
import { readPlan } from "./observe-plan.js";
import { withUpdate } from "./observe-update.js";
import { isRequested } from "./state.js";
import type { StatusComment, World } from "./world.js";

/** How often a list of comments that lags behind is asked for again, and after how long, in ms. */
const PATIENCE = 4;
const SETTLE_MS = 1000;

/** Pull requests that say of themselves that they bring the plan, and are believed to. */
const MOST_MARKED = 5;

/** What {@link observe} needs besides the issue's name. */
export interface ObserveContext {
  readonly github: GitHubClient;
  /** Login under which the App writes: `<slug>[bot]`. */
  readonly bot: string;
  /** The templates that Plansmith ships. */
  readonly templates: Templates;
  /** 1 for the first run, one more for each run in a row that failed. */
  readonly attempt: number;
  readonly now: () => Date;
}

/** What one look found: a world to act in, nothing to do, or an issue that is elsewhere now. */
export type Observed =
  | { readonly found: "world"; readonly world: World }
  | { readonly found: "nothing" }
  | { readonly found: "moved"; readonly to: IssueRef };

/**
 * Reads everything that matters about one issue. An issue without labels that has no plan costs one
 * request, two where it has comments: somebody may have taken the label off an issue with a plan.
 * One with labels costs two or three more: the configuration says which labels count.
 */
export async function observe(context: ObserveContext, ref: IssueRef): Promise<Observed> {
  const { github } = context;
  const looked = await findIssue(github, ref);
  if (looked.found === "moved") return looked;
  if (looked.found === "nowhere") return { found: "nothing" };
  const { issue, counts } = looked;
  const labelled = issue.labels.length > 0;
  if (!labelled && issue.comments === 0) return { found: "nothing" };

  const early = labelled ? undefined : await statusComments(context, ref, issue);
  if (early?.length === 0) return { found: "nothing" };
  const configuration = await readConfiguration(github, ref);
  const tracked = isTracked(configuration.config, issue.labels);
  if (!tracked && issue.comments === 0) return { found: "nothing" };
  const comments = early ?? (await statusComments(context, ref, issue));
  if (!tracked && comments.length === 0) return { found: "nothing" };
  const world = await readWorld(context, ref, { issue, counts, comments, configuration });
  return { found: "world", world };
}

/** What was looked at before the rest is read. */
interface Looked {
  readonly issue: Issue;
  readonly counts: RelatedCounts;
  readonly comments: readonly StatusComment[];
  readonly configuration: Configuration;
}

async function readWorld(
  { github, bot, templates, now }: ObserveContext,
  ref: IssueRef,
  { issue, counts, comments, configuration }: Looked,
): Promise<World> {
  const { config, problems } = configuration;
  const stamp = comments[0] && readStamp(comments[0].body);
  const [fromBranch, references] = await Promise.all([
    pullsFromBranch(github, ref, branchOf(config.plans.branch, issue.number)),
    crossReferences(github, ref),
  ]);
  const pulls =
    fromBranch.length > 0
      ? fromBranch
      : await pullsFromElsewhere({ github, ref, bot }, stamp?.pull, references);
  const search = { pattern: config.plans.path, toldPath: stamp?.path };
  const plan = await readPlan(github, ref, { pull: pulls[0], ...search });
  const numbers = pulls.map((pull) => pull.number);
  const world: World = {
    ref,
    issue,
    config,
    problems,
    pulls,
    plan,
    comments,
    linked: linkedPulls(references, ref, numbers),
    refused: [],
    ground: undefined,
    update: undefined,
    closeOut: { wished: false, pulls: closeOutPulls(references, { ref, bot }), ground: undefined },
  };
  const wanted = problems.length === 0 && issue.state === "open" && isRequested(world);
  if (!wanted || plan !== undefined || pulls[0]?.state === "open") {
    const updated = await withUpdate(github, world, references, now());
    return withCloseOut({ github, templates }, updated, configuration);
  }
  const ground = await readGround(github, ref, {
    issue,
    counts,
    builtin: templates,
    configuration,
  });
  return { ...world, ground };
}

/**
 * The plan pull request from a branch of another name, because the configuration changed since it
 * was opened: the one that the status comment tells of, else one that refers to the issue as its
 * plan. Only the App's own counts.
 */
async function pullsFromElsewhere(
  {
    github,
    ref,
    bot,
  }: { readonly github: GitHubClient; readonly ref: IssueRef; readonly bot: string },
  told: number | undefined,
  references: readonly CrossReference[],
): Promise<readonly PlanPull[]> {
  const marked = references
    .filter(
      ({ owner, repo, body }) =>
        owner.toLowerCase() === ref.owner.toLowerCase() &&
        repo.toLowerCase() === ref.repo.toLowerCase() &&
        readPullMarker(body) === ref.number,
    )
    .map(({ number }) => number)
    .toReversed();
  // Anybody can write the mark: the newest few are asked who opened them.
  for (const number of told === undefined ? marked.slice(0, MOST_MARKED) : [told]) {
    const pull = await ownPull(github, ref, number, bot);
    if (pull !== undefined) return [pull];
  }
  return [];
}

/**
 * The App's own status comments: by marker and by author, over all pages.
 *
 * @throws RetryError where the list lags behind the issue: a comment that was just written would be
 *   written twice
 */
async function statusComments(
  { github, bot, attempt }: ObserveContext,
  ref: IssueRef,
  issue: Issue,
): Promise<readonly StatusComment[]> {
  const comments = await listComments(github, ref);
  const own = comments
    .filter((comment) => comment.author === bot && hasStatusMarker(comment.body))
    .map(({ id, body }) => ({ id, body }));
  const lags = own.length === 0 && comments.length < issue.comments;
  // What GitHub hides for good, such as what a blocked account wrote, may count among the comments.
  if (!lags || attempt > PATIENCE) return own;
  throw new RetryError("GitHub's list of comments lags behind", SETTLE_MS);
}

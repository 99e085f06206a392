import type { GitHubClient } from "../github/client.js";
import { listComments } from "../github/comments.js";
import { findIssue, type RelatedCounts } from "../github/issues.js";
import { pullsFromBranch } from "../github/pulls.js";
import { crossReferences } from "../github/timeline.js";
import type { Issue } from "../issue/issue.js";
import type { IssueRef } from "../issue-ref.js";
import { planBranch } from "../plan/identity.js";
import type { Templates } from "../plan/choose-template.js";
import { hasStatusMarker, readStamp } from "../view/status-marker.js";
import { hasLabel, isTracked, REQUEST_LABEL } from "./labels.js";
import { linkedPulls } from "./linked.js";
import { readGround } from "./observe-ground.js";
import { readPlan } from "./observe-plan.js";
import type { StatusComment, World } from "./world.js";

/** What {@link observe} needs besides the issue's name. */
export interface ObserveContext {
  readonly github: GitHubClient;
  /** Login under which the App writes: `<slug>[bot]`. */
  readonly bot: string;
  /** The templates that Plansmith ships. */
  readonly templates: Templates;
}

/** What one look found: a world to act in, nothing to do, or an issue that is elsewhere now. */
export type Observed =
  | { readonly found: "world"; readonly world: World }
  | { readonly found: "nothing" }
  | { readonly found: "moved"; readonly to: IssueRef };

/**
 * Reads everything that matters about one issue. An issue that has no plan and wants none costs one
 * request, two where it has comments: somebody may have taken the label off an issue with a plan.
 */
export async function observe(context: ObserveContext, ref: IssueRef): Promise<Observed> {
  const { github } = context;
  const looked = await findIssue(github, ref);
  if (looked.found === "moved") return looked;
  if (looked.found === "nowhere") return { found: "nothing" };
  const { issue, counts } = looked;
  const tracked = isTracked(issue.labels);
  if (!tracked && issue.comments === 0) return { found: "nothing" };

  const comments = tracked ? undefined : await statusComments(github, ref, context.bot);
  if (comments?.length === 0) return { found: "nothing" };
  return { found: "world", world: await readWorld(context, ref, { issue, counts, comments }) };
}

async function readWorld(
  { github, bot, templates }: ObserveContext,
  ref: IssueRef,
  looked: {
    readonly issue: Issue;
    readonly counts: RelatedCounts;
    /** Where they are read already. */
    readonly comments: readonly StatusComment[] | undefined;
  },
): Promise<World> {
  const { issue, counts } = looked;
  const [pulls, comments, references] = await Promise.all([
    pullsFromBranch(github, ref, planBranch(issue.number)),
    looked.comments ?? statusComments(github, ref, bot),
    crossReferences(github, ref),
  ]);
  const toldPath = comments[0] && readStamp(comments[0].body)?.path;
  const plan = await readPlan(github, ref, { issue, pull: pulls[0], toldPath });
  const numbers = pulls.map((pull) => pull.number);
  const world: World = {
    ref,
    issue,
    pulls,
    plan,
    comments,
    linked: linkedPulls(references, ref, numbers),
    ground: undefined,
  };
  const wanted = issue.state === "open" && hasLabel(issue.labels, REQUEST_LABEL);
  if (!wanted || plan !== undefined || pulls[0]?.state === "open") return world;
  return { ...world, ground: await readGround(github, ref, { issue, counts, builtin: templates }) };
}

/** The App's own status comments: by marker and by author, over all pages. */
async function statusComments(
  github: GitHubClient,
  ref: IssueRef,
  bot: string,
): Promise<readonly StatusComment[]> {
  const comments = await listComments(github, ref);
  return comments
    .filter((comment) => comment.author === bot && hasStatusMarker(comment.body))
    .map(({ id, body }) => ({ id, body }));
}

import { branchOf } from "../config/paths.js";
import { NO_APPROVAL } from "../features/approval/facts.js";
import { readApproval } from "../features/approval/read.js";
import { archivePulls, withArchive } from "../features/archive/read.js";
import { withCheckboxes } from "../features/checkboxes/read.js";
import { readCommands, withCarriedOut } from "../features/commands/read.js";
import { isAskedFor, labelsAsAsked } from "../features/commands/rules.js";
import { unansweredComments, type UnansweredComment } from "../features/commands/unanswered.js";
import type { Configuration } from "../features/configuration/read.js";
import type { ReadContext } from "../features/context.js";
import { withDrift } from "../features/drift/read.js";
import { withEvidence } from "../features/evidence/read.js";
import { linkedPulls } from "../features/linked-pulls/read.js";
import { fillSource } from "../features/plan-file/filled.js";
import { readPlan, mergedPull, readPulls } from "../features/plan-file/read.js";
import { readProposalInputs } from "../features/proposal/read.js";
import { withBranchPlan, withOpenPlan } from "../features/refill/read.js";
import type { Snapshot } from "../features/snapshot.js";
import { isTracked, metadataOf, isLabelled, isRequested } from "../features/state.js";
import type { StatusComment } from "../features/status-comment/facts.js";
import { withUpdate } from "../features/updates/read.js";
import { listComments, type Comment } from "../github/comments.js";
import { branchTip } from "../github/files.js";
import { isForbidden } from "../github/http/errors.js";
import { findIssue, type RelatedCounts } from "../github/issues.js";
import { readTimeline, type CrossReference } from "../github/timeline.js";
import type { Issue } from "../issue/issue.js";
import { RetryError } from "../model/errors.js";
import { hasStatusMarker } from "../model/metadata.js";
import type { IssueRef } from "../model/refs.js";

/** How often a list of comments that lags behind is asked for again, and after how long, in ms. */
const PATIENCE = 4;
const SETTLE_MS = 1000;

/** What one look found: a snapshot to act in, nothing to do, or an issue that is elsewhere now. */
export type Observed =
  | { readonly found: "snapshot"; readonly snapshot: Snapshot }
  | { readonly found: "nothing" }
  /** GitHub refuses to show what else there is. Nobody was told yet. */
  | { readonly found: "forbidden"; readonly snapshot: Snapshot; readonly error: unknown }
  | { readonly found: "moved"; readonly to: IssueRef };

/**
 * Reads everything that matters about one issue. One without comments whose labels say nothing of a
 * plan costs one request; with comments it costs one more, because somebody may have taken the label
 * off an issue with a plan. The configuration comes from memory where that is enough: what is done
 * by an old one is put right when the change is heard of. A plan is never opened by an old one.
 */
export async function observe(context: ReadContext, ref: IssueRef): Promise<Observed> {
  const { github, configurations } = context;
  const looked = await findIssue(github, ref);
  if (looked.found === "moved") return looked;
  if (looked.found === "nowhere") return { found: "nothing" };
  const { issue, counts } = looked;
  const labelled = issue.labels.length > 0;
  const isCommented = async (): Promise<boolean> => {
    if (issue.comments === 0) return false;
    const found = await listComments(github, ref);
    const unanswered = await unansweredComments(context, ref, found);
    return unanswered.length > 0 || statusComments(context, issue, found).length > 0;
  };
  if (!labelled && !(await isCommented())) return { found: "nothing" };
  const recalled = await configurations.recall(ref);
  const known = recalled ?? (await configurations.read(github, ref));
  const tracked = isTracked(known.config, issue.labels);
  if (labelled && !tracked && !(await isCommented())) return { found: "nothing" };
  const mayOpen = issue.state === "open" && isLabelled({ issue, config: known.config });
  const [{ comments, references }, latest] = await Promise.all([
    readTimeline(github, ref),
    recalled !== undefined && mayOpen ? configurations.read(github, ref) : known,
  ]);
  const unanswered = await unansweredComments(context, ref, comments);
  const isOld = latest === recalled && unanswered.length > 0;
  const configuration = isOld ? await configurations.read(github, ref) : latest;
  const own = statusComments(context, issue, comments);
  const seen = { issue, counts, comments: own, unanswered, references, configuration };
  try {
    return { found: "snapshot", snapshot: await readWorld(context, ref, seen) };
  } catch (error) {
    // Who was told once is not told again.
    if (!isForbidden(error) || own.length > 0) throw error;
    return { found: "forbidden", snapshot: blankWorld(ref, seen), error };
  }
}

/** What was looked at before the rest is read. */
interface Looked {
  readonly issue: Issue;
  readonly counts: RelatedCounts;
  readonly comments: readonly StatusComment[];
  /** Comments on the issue with commands that wait for an answer. */
  readonly unanswered: readonly UnansweredComment[];
  readonly references: readonly CrossReference[];
  readonly configuration: Configuration;
}

/** The snapshot before its plan and pull requests are read. */
function blankWorld(ref: IssueRef, { issue, counts, comments, configuration }: Looked): Snapshot {
  const { config, problems, templatesSha } = configuration;
  return {
    ref,
    issue,
    config,
    problems,
    pulls: [],
    plan: undefined,
    comments,
    linked: [],
    evidence: undefined,
    rejectedReviewers: [],
    proposal: undefined,
    update: undefined,
    archive: { wished: false, pulls: [], ground: undefined },
    source: fillSource(issue, config, { counts, templatesSha }),
    sourceUnlabelled: fillSource({ ...issue, labels: [] }, config, { counts, templatesSha }),
    refill: undefined,
    drift: undefined,
    reportedConflicts: [],
    approval: NO_APPROVAL,
    commands: { comments: [], carriedOut: new Set(), templates: new Map() },
  };
}

async function readWorld(context: ReadContext, ref: IssueRef, looked: Looked): Promise<Snapshot> {
  const { issue, counts, comments, unanswered, references, configuration } = looked;
  const { github, bot, templates } = context;
  const { config, problems } = configuration;
  const stamp = metadataOf({ comments });
  const branch = branchOf(config.plans.branch, issue.number);
  const commands = await readCommands(
    context,
    { ref, issue, config },
    { unanswered, references, configuration, builtin: templates },
  );
  const requested = issue.state === "open" && isRequested({ issue, config, commands });
  const tip = requested ? await branchTip(github, ref, branch) : undefined;
  const noBranch = requested && tip === undefined;
  const known = { bot, branch, noBranch, told: stamp?.pull, references };
  const merged = requested ? undefined : mergedPull(ref, known);
  const pulls = merged === undefined ? await readPulls(github, ref, known) : [merged];
  const search = { pattern: config.plans.path, toldPath: stamp?.path };
  const plan = await readPlan(github, ref, { issue, pull: pulls[0], ...search });
  const wished = isAskedFor({ issue, config, commands }, "archive");
  const asked = { ...issue, labels: labelsAsAsked({ issue, config, commands }) };
  const numbers = pulls.map((pull) => pull.number);
  const snapshot: Snapshot = {
    ...blankWorld(ref, looked),
    pulls,
    plan,
    linked: linkedPulls(references, ref, numbers),
    commands,
    source: fillSource(asked, config, { counts, templatesSha: configuration.templatesSha }),
    archive: { wished, pulls: archivePulls(references, { ref, bot }), ground: undefined },
    hasTemplates: configuration.hasTemplates,
  };
  const wanted = problems.length === 0 && requested;
  if (!wanted || plan !== undefined || pulls[0]?.state === "open") {
    const panelled = await withCheckboxes(context, snapshot);
    const [opened, approval] = await Promise.all([
      withOpenPlan(
        { github, bot, templates },
        { ...panelled, issue: asked },
        { counts, configuration },
      ),
      readApproval({ github, templates }, panelled, configuration),
    ]);
    const reviewed = { ...opened, issue, approval };
    const proven = await withEvidence(context, reviewed, { references, counts });
    const updated = await withUpdate(github, proven, references);
    const carried = await withCarriedOut(github, updated);
    const { lastLooks } = context;
    const rest = { bot, builtin: templates, lastLooks, counts, configuration, references };
    const compared = await withDrift(github, carried, rest);
    return withArchive({ github, templates }, compared, configuration);
  }
  const ground = await readProposalInputs(github, ref, {
    issue: asked,
    counts,
    branchTip: tip,
    builtin: templates,
    configuration,
  });
  return withBranchPlan(github, { ...snapshot, proposal: ground });
}

/**
 * The App's own status comments: by marker and by author, over all pages.
 *
 * @throws RetryError where the list lags behind the issue: a comment that was just written would be
 *   written twice
 */
function statusComments(
  { bot, attempt }: ReadContext,
  issue: Issue,
  comments: readonly Comment[],
): readonly StatusComment[] {
  const own = comments
    .filter((comment) => comment.author === bot && hasStatusMarker(comment.body))
    .map(({ id, body }) => ({ id, body }));
  const lags = own.length === 0 && comments.length < issue.comments;
  // What GitHub hides for good, such as what a blocked account wrote, may count among the comments.
  if (!lags || attempt > PATIENCE) return own;
  throw new RetryError("GitHub's list of comments lags behind", SETTLE_MS);
}

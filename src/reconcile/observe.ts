import { branchOf } from "../config/paths.js";
import { readApproval } from "../features/approval/read.js";
import { archivePulls, withArchive } from "../features/archive/read.js";
import { withCheckboxes } from "../features/checkboxes/read.js";
import {
  readCommands,
  withCarriedOut,
  unansweredComments,
  type UnansweredComment,
} from "../features/commands/read.js";
import { COMMANDS } from "../features/commands/parse.js";
import { adoptedPath, isAskedFor, labelsAsAsked } from "../features/commands/rules.js";
import type { Configuration } from "../features/configuration/read.js";
import type { RunContext } from "../features/context.js";
import { readDrift } from "../features/drift/read.js";
import { readEvidenceFacts } from "../features/evidence/read.js";
import {
  readFormerNames,
  trustedUnder,
  awaitReferences,
  withMentions,
  LINKED_PULLS,
  linkedTargets,
  withDevelopment,
  withLanding,
} from "../features/linked-pulls/read.js";
import { readLandings } from "../features/landings/read.js";
import type { PlanFile } from "../features/plan-file/progress.js";
import { FILL_SOURCES } from "../features/plan-file/filled.js";
import { readAbsence, readPlan, mergedPull, readPulls } from "../features/plan-file/read.js";
import { readPlanBase, readProposalInputs } from "../features/proposal/read.js";
import { readOpenPlan } from "../features/refill/read.js";
import {
  phaseOf,
  type CommonFacts,
  type Snapshot,
  type StatusComment,
} from "../features/snapshot.js";
import { isTracked, metadataOf, isLabelled, isRequested } from "../features/state.js";
import { MAX_RETRIES, RETRY_MS, statusComments } from "../features/status-comment/read.js";
import { readUpdate } from "../features/updates/read.js";
import { listComments } from "../github/comments.js";
import { isForbidden } from "../github/http/errors.js";
import { findIssue, type RelatedCounts } from "../github/issues.js";
import { isDefined } from "../github/repository.js";
import { orForbidden } from "../github/settings.js";
import { readTimeline, type CrossReference, type Rename } from "../github/timeline.js";
import type { Issue } from "../issue/issue.js";
import { RetryError } from "../model/errors.js";
import type { IssueRef } from "../model/refs.js";

/** What one look found: a snapshot to act in, nothing to do, or an issue that is elsewhere now. */
export type Observed =
  | { readonly found: "snapshot"; readonly snapshot: Snapshot }
  | { readonly found: "nothing" }
  /** GitHub refuses to show what else there is. It is not reported yet. */
  | { readonly found: "forbidden"; readonly snapshot: Snapshot; readonly error: unknown }
  | { readonly found: "moved"; readonly to: IssueRef };

/**
 * Reads everything that matters about one issue. One without comments whose labels say nothing of a
 * plan costs one request; with comments it costs one more, because somebody may have taken the label
 * off an issue with a plan. The configuration comes from memory where that is enough: what is done
 * by an old one is put right when the change is heard of. A plan is never opened by an old one.
 */
export async function observe(context: RunContext, ref: IssueRef): Promise<Observed> {
  const { github, configurations } = context;
  const looked = await findIssue(github, ref);
  if (looked.found === "moved") return looked;
  if (looked.found === "nowhere") return { found: "nothing" };
  const { issue, counts, nodeId } = looked;
  assertRecent(context, ref, looked.updatedAt);
  const ahead = readAhead(context, ref, issue);
  const readConfiguration = (): Promise<Configuration> => ahead ?? configurations.read(github, ref);
  const labelled = issue.labels.length > 0;
  const isCommented = async (): Promise<boolean> => {
    if (issue.comments === 0) return false;
    const comments = await listComments(github, ref);
    const unanswered = await unansweredComments(context, ref, comments);
    return unanswered.length > 0 || statusComments(context, { ref, issue }, comments).length > 0;
  };
  if (!labelled && !(await isCommented())) return { found: "nothing" };
  const recalled = await configurations.recall(ref);
  const known = recalled ?? (await readConfiguration());
  const tracked = isTracked(known.config, issue.labels);
  if (labelled && !tracked && !(await isCommented())) return { found: "nothing" };
  const mayOpen = issue.state === "open" && isLabelled({ issue, config: known.config });
  const [{ comments, renames, ...timeline }, latest] = await Promise.all([
    readTimeline(github, ref),
    recalled !== undefined && mayOpen ? readConfiguration() : known,
  ]);
  const [unanswered, references] = await Promise.all([
    unansweredComments(context, ref, comments),
    withDevelopment(github, ref, timeline),
    awaitReferences(context, ref, timeline.references),
  ]);
  const isOld = latest === recalled && unanswered.length > 0;
  const configuration = isOld ? await configurations.read(github, ref) : latest;
  const found = statusComments(context, { ref, issue }, comments);
  const formerNames = await readFormerNames(context, ref, { comments: found, references });
  const own = found.map((comment) => trustedUnder(comment, ref, formerNames));
  const opening = {
    issue,
    nodeId,
    renames,
    counts,
    comments: own,
    unanswered,
    references,
    configuration,
    formerNames,
  };
  try {
    return { found: "snapshot", snapshot: await readSnapshot(context, ref, opening) };
  } catch (error) {
    // What was reported once is not reported again.
    if (!isForbidden(error) || own.length > 0) throw error;
    return { found: "forbidden", snapshot: unreadSnapshot(ref, opening), error };
  }
}

/**
 * What an event says at once, GitHub may show a moment later.
 *
 * @throws RetryError where the issue is older than the event that it is looked at for
 */
function assertRecent({ attempt }: RunContext, { changedAt }: IssueRef, updatedAt: string): void {
  if (changedAt === undefined || attempt > MAX_RETRIES) return;
  if (secondOf(updatedAt) >= secondOf(changedAt)) return;
  throw new RetryError("GitHub shows the issue as it was before the event", RETRY_MS);
}

/** GitHub's times are whole seconds; those of what stands between may be finer. */
function secondOf(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

/**
 * Where a plan is likely to be opened, reads at the same time what would be read one after the other:
 * a run reads nothing twice. It goes by what the configuration was; nothing is decided by that.
 *
 * @returns the configuration as it is now, from the query for what the plan is built on;
 *   `undefined` where no plan is likely to be opened
 */
function readAhead(
  context: RunContext,
  ref: IssueRef,
  issue: Issue,
): Promise<Configuration> | undefined {
  const { github, compute, configurations } = context;
  const config = configurations.guess(ref);
  if (issue.state !== "open" || !isLabelled({ issue, config })) return undefined;
  const label = config.labels.proposed;
  const configuration = configurations.read(github, ref, () =>
    orForbidden(async () => (await readPlanBase(github, ref, config)).settings),
  );
  // Whoever needs them meets what goes wrong with them.
  void Promise.allSettled([
    configuration,
    readTimeline(github, ref),
    label !== false && isDefined(github, ref, label),
    // Nothing to do, for a worker that has to be started first.
    compute(COMMANDS, []),
  ]);
  return configuration;
}

/** What is read before the plan and its pull requests. */
interface Opening {
  readonly issue: Issue;
  readonly nodeId: string;
  readonly renames: readonly Rename[];
  readonly counts: RelatedCounts;
  readonly comments: readonly StatusComment[];
  /** Comments on the issue with commands that wait for an answer. */
  readonly unanswered: readonly UnansweredComment[];
  readonly references: readonly CrossReference[];
  readonly configuration: Configuration;
  /** Names that the repository had before. */
  readonly formerNames: readonly string[];
}

/** What is known before the plan and its pull requests are read. */
function openingFacts(
  ref: IssueRef,
  { issue, comments, configuration, formerNames }: Opening,
): CommonFacts {
  const { config, problems } = configuration;
  return {
    ref,
    issue,
    config,
    problems,
    pulls: [],
    plan: undefined,
    comments,
    linked: [],
    formerNames,
    archive: { requested: false, pulls: [], inputs: undefined },
    source: "",
    sourceUnlabelled: "",
    commands: { comments: [], carriedOut: new Set(), templates: [] },
  };
}

/** Where GitHub shows no more than the issue: what is asked for is known, and nothing else. */
function unreadSnapshot(ref: IssueRef, opening: Opening): Snapshot {
  const facts = openingFacts(ref, opening);
  const isWanted = facts.issue.state === "open" && isRequested(facts);
  return isWanted
    ? { ...facts, plan: undefined, phase: "requested", proposal: undefined }
    : { ...facts, phase: "none" };
}

async function readSnapshot(
  context: RunContext,
  ref: IssueRef,
  opening: Opening,
): Promise<Snapshot> {
  const { issue, counts, comments, unanswered, references, configuration } = opening;
  const { github, compute, bot, templates } = context;
  const { config, problems, templatesSha } = configuration;
  const metadata = metadataOf({ comments });
  const branch = branchOf(config.plans.branch, issue.number);
  const commands = await readCommands(
    context,
    { ref, issue, config },
    { unanswered, references, configuration, builtin: templates },
  );
  const requested = issue.state === "open" && isRequested({ issue, config, commands });
  // Asked for ahead where the configuration was the same then.
  const base = requested ? (await readPlanBase(github, ref, config)).base() : undefined;
  const noBranch = base !== undefined && base.branchTip === undefined;
  const search = { bot, branch, noBranch, knownPull: metadata?.pull, references };
  const merged = requested ? undefined : mergedPull(ref, search);
  const pulls = merged === undefined ? await readPulls(github, ref, search) : [merged];
  const adopted = adoptedPath({ issue, config, commands });
  // Without a home, it is not known where the comment was written.
  const recorded = metadata?.home === undefined ? undefined : metadata;
  const paths = {
    pattern: config.plans.path,
    knownPath: adopted ?? metadata?.path,
    recordedPath: recorded?.path,
    adoptedPath: adopted ?? recorded?.adopted,
  };
  const listed = base?.folder;
  const plan = await readPlan(github, ref, { issue, pull: pulls[0], ...paths, listed });
  // A template that somebody asks for counts as if its label were there.
  const labelled = { ...issue, labels: labelsAsAsked({ issue, config, commands }) };
  const numbers = pulls.map((pull) => pull.number);
  const [linked, [source = "", sourceUnlabelled = ""]] = await Promise.all([
    compute(LINKED_PULLS, references, ref, numbers, config.linked.external, opening.formerNames),
    compute(FILL_SOURCES, [labelled, { ...issue, labels: [] }], config, { counts, templatesSha }),
  ]);
  const facts: CommonFacts = {
    ...openingFacts(ref, opening),
    pulls,
    plan,
    linked,
    commands,
    source,
    sourceUnlabelled,
    archive: {
      requested: isAskedFor({ issue, config, commands }, "archive"),
      pulls: archivePulls(references, { ref, bot }),
      inputs: undefined,
    },
    hasTemplates: configuration.hasTemplates,
  };
  const phase = phaseOf(facts, requested);
  if (phase === "requested" && base !== undefined && problems.length === 0) {
    const wanted = {
      issue: labelled,
      counts,
      base,
      builtin: templates,
      compute,
      referrers: context.referrers,
      configuration,
    };
    const proposal = await readProposalInputs(github, ref, wanted);
    return { ...facts, plan: undefined, phase, proposal };
  }
  const isAbsent = pulls[0]?.state === "merged" && plan === undefined && phase === "none";
  const absence =
    isAbsent && pulls[0] && (await readAbsence(github, ref, pulls[0], metadata?.path));
  const ticked = await withCheckboxes(context, { ...facts, ...(absence && { absence }) });
  if (phase === "requested") return { ...ticked, plan: undefined, phase, proposal: undefined };
  if (phase === "proposed") {
    return readProposed(context, await withLandings(context, ticked), { ...opening, labelled });
  }
  if (phase === "none" || plan === undefined) {
    return { ...(await withLandings(context, ticked)), phase: "none" };
  }
  return readApproved(context, { ...ticked, plan }, opening);
}

/** The facts of an issue whose plan is not approved, with where merged work on it is. */
async function withLandings({ github }: RunContext, facts: CommonFacts): Promise<CommonFacts> {
  const { ref, linked } = facts;
  const merged = linkedTargets(linked);
  const before = metadataOf(facts)?.landings;
  const { landings, kept } = await readLandings(github, ref, merged, before);
  return { ...facts, linked: withLanding(linked, ref, landings), landings: kept };
}

/** Reads what matters while the plan pull request is open. */
async function readProposed(
  context: RunContext,
  facts: CommonFacts,
  { counts, configuration, nodeId, renames, labelled }: Opening & { readonly labelled: Issue },
): Promise<Snapshot> {
  const known = { counts, configuration, nodeId, renames };
  const [open, approval] = await Promise.all([
    readOpenPlan(context, { ...facts, issue: labelled }, known),
    readApproval(context, facts, configuration),
  ]);
  const commands = await withCarriedOut(context.github, facts);
  const rest = { approval, rejectedReviewers: [], opened: undefined };
  return { ...facts, phase: "proposed", commands, ...open, ...rest };
}

/** Reads what matters once the plan is the team's. */
async function readApproved(
  context: RunContext,
  facts: CommonFacts & { readonly plan: PlanFile },
  { counts, configuration, references }: Opening,
): Promise<Snapshot> {
  const { github, compute, bot, templates: builtin, driftCache, referrers } = context;
  const [read, linked] = await Promise.all([
    readEvidenceFacts(context, facts, { references, counts }),
    withMentions(context, facts.ref, facts.linked),
  ]);
  const proven = {
    ...facts,
    phase: "approved" as const,
    linked: withLanding(linked, facts.ref, read.landings),
    landings: read.kept,
    evidence: read.evidence,
  };
  const update = await readUpdate(context, proven, references);
  const commands = await withCarriedOut(github, facts, update);
  const updated = { ...proven, update, commands };
  const drifting = { bot, builtin, compute, driftCache, referrers };
  const sources = { ...drifting, counts, configuration, references };
  const drift = await readDrift(github, updated, sources);
  return withArchive(context, { ...updated, drift }, configuration);
}

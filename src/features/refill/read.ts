import { historyOf } from "../../github/commits.js";
import { readBlob } from "../../github/files.js";
import type { GitHubClient } from "../../github/http/client.js";
import { editsOf, textHistories } from "../../github/graphql.js";
import { undefinedOn404 } from "../../github/http/errors.js";
import type { RelatedCounts } from "../../github/issues.js";
import type { PlanPull } from "../../github/pulls.js";
import { mayWrite } from "../../github/repository.js";
import { reviewComments } from "../../github/reviews.js";
import type { Rename } from "../../github/timeline.js";
import type { Issue } from "../../issue/issue.js";
import type { Compute } from "../../model/compute.js";
import type { IssueRef } from "../../model/refs.js";
import { readRenderingTrailer } from "../../plan/identity.js";
import { chooseTemplate, type Templates } from "../../plan/template/choose.js";
import { isTicked } from "../checkboxes/rules.js";
import { isAskedFor } from "../commands/rules.js";
import type { Configuration } from "../configuration/read.js";
import type { RunContext } from "../context.js";
import type { PlanFile, Rendering } from "../plan-file/progress.js";
import { readExtra, readTemplates } from "../plan-file/read.js";
import type { ProposalInputs } from "../proposal/facts.js";
import { keptRelated, type RelatedFacts, readRelated } from "../related/read.js";
import type { CommonFacts, ProposedFacts } from "../snapshot.js";
import { metadataOf } from "../state.js";
import type { Refill, ReportedConflicts } from "./facts.js";
import { readConflictMarkers } from "./text.js";

/** Pages of a branch's history, with a hundred commits each, that are searched for a rendering. */
const MAX_PAGES = 5;

/** What was read before. */
interface Known {
  readonly nodeId: string;
  readonly renames: readonly Rename[];
  readonly counts: RelatedCounts;
  readonly configuration: Configuration;
}

/**
 * What bringing an open plan up to date with its issue needs, and what was reported of conflicts.
 * What the issue is related to is read each time: no event that names the issue mentions it. Where the
 * status comment says that the plan was filled from what it would be filled from now, and that nothing
 * was reported, nothing else is read.
 */
export async function readOpenPlan(
  context: Pick<RunContext, "github" | "compute" | "bot" | "templates" | "referrers">,
  snapshot: CommonFacts,
  known: Known,
): Promise<Pick<ProposedFacts, "refill" | "related" | "reportedConflicts">> {
  const { github, compute, bot, templates } = context;
  const { ref, issue, plan, problems } = snapshot;
  const pull = snapshot.pulls[0];
  const isOver = issue.state === "closed" || problems.length > 0;
  if (pull === undefined || plan === undefined || isOver) {
    return { refill: undefined, related: undefined, reportedConflicts: [] };
  }
  const facts = await readRelated(context, ref, { issue, counts: known.counts });
  const related = keptRelated(facts);
  const metadata = metadataOf(snapshot);
  const before = metadata?.pull === pull.number ? metadata : undefined;
  const isWanted = isTicked(snapshot, "refill") || isAskedFor(snapshot, "refill");
  const isSame = before?.filled === snapshot.source && before.related?.digest === related?.digest;
  const isFilled = isSame && !isWanted;
  const { configuration, nodeId, renames } = known;
  const shared = { configuration, nodeId, renames, builtin: templates, compute };
  const wanted = { ...shared, related: facts, issue, pull, plan };
  const [refill, reportedConflicts] = await Promise.all([
    isFilled ? undefined : readRefill(github, ref, wanted),
    isFilled && before?.told !== true
      ? []
      : readReportedConflicts(github, { ...ref, number: pull.number }, bot),
  ]);
  return { refill, related, reportedConflicts };
}

/**
 * What filling a plan again needs that is on a plan branch already, from a run that was interrupted
 * or by somebody's hand: the issue may have changed since.
 */
export async function readBranchRefill(
  github: GitHubClient,
  ref: IssueRef,
  { branchTip, branchFile: file, choice, extra }: ProposalInputs,
): Promise<Refill | undefined> {
  if (branchTip === undefined || file === undefined) return undefined;
  const branch = await readBranch(github, ref, branchTip);
  if (branch?.head.sha !== file.commit.sha) return undefined;
  return { choice, extra, file, ...branch };
}

/** The plan that may have to be refilled. */
interface Wanted extends Pick<Known, "configuration" | "nodeId" | "renames"> {
  readonly related: RelatedFacts;
  readonly compute: Compute;
  readonly builtin: Templates;
  readonly issue: Issue;
  readonly pull: PlanPull;
  readonly plan: PlanFile;
}

/**
 * Reads what refilling an open plan needs: the plan as it stands at the tip that a commit would
 * build on, what was rendered last, the template, and what it shows beyond the issue. `undefined`
 * where the tip has moved since.
 */
async function readRefill(
  github: GitHubClient,
  ref: IssueRef,
  { issue, related, builtin, compute, configuration, pull, plan, nodeId, renames }: Wanted,
): Promise<Refill | undefined> {
  const preferences = configuration.config.templates;
  const [branch, templates] = await Promise.all([
    readBranch(github, ref, pull.headSha),
    configuration.hasTemplates ? readTemplates({ github, compute }, ref, builtin) : builtin,
  ]);
  // The tip that a commit would build on is the one that the plan was read at.
  if (branch?.head.sha !== plan.commit.sha) return undefined;
  const choice = chooseTemplate(templates, issue.labels, { type: issue.type, preferences });
  const extra =
    "template" in choice ? await readExtra({ github }, ref, choice.template, related) : {};
  const since = branch.last?.committedAt;
  const outsider = await outsiderSince(github, ref, { issue, nodeId, renames, since });
  return { choice, extra, file: plan, ...branch, outsider };
}

/** Milliseconds before a commit in which what it renders may have been read: a run takes no longer. */
const MAX_RUN_MS = 10 * 60 * 1000;

/**
 * The issue's author, where they may not write to the repository and have edited the issue since a
 * rendering was read. Nobody else who may not write can edit it. Where GitHub does not say who
 * edited it, they have.
 */
async function outsiderSince(
  github: GitHubClient,
  ref: IssueRef,
  {
    issue: { author, createdAt },
    nodeId,
    renames,
    since,
  }: Pick<Wanted, "issue" | "nodeId" | "renames"> & { readonly since: string | undefined },
): Promise<string | undefined> {
  if (await mayWrite(github, ref, author)) return undefined;
  const start = Date.parse(since ?? "") - MAX_RUN_MS;
  const isTheirs = ({ at, by }: Rename): boolean => by === author && !(Date.parse(at) < start);
  if (renames.some(isTheirs)) return author;
  const history = (await textHistories(github, [nodeId])).get(nodeId);
  if (history === undefined) return author;
  return editsOf(history, createdAt).some(isTheirs) ? author : undefined;
}

/**
 * The tip of the plan branch and the newest rendering that it holds. A trailer of a commit says which
 * text was rendered, so that it is found after a rebase too, and not after a reset.
 */
export async function readBranch(
  github: GitHubClient,
  ref: IssueRef,
  sha: string,
): Promise<Pick<Refill, "head" | "last"> | undefined> {
  const markOf = ({ message }: { readonly message: string }) =>
    readRenderingTrailer(message, ref.number);
  const isEnough = (commit: { readonly message: string }) => markOf(commit) !== undefined;
  const history = await historyOf(github, ref, sha, { isEnough, maxPages: MAX_PAGES });
  const head = history[0];
  const commit = history.find(isEnough);
  const mark = commit && markOf(commit);
  if (head === undefined) return undefined;
  const last =
    mark && (await readRendering(github, ref, { ...commit, committedAt: commit.at, ...mark }));
  return { head: { sha: head.sha, tree: head.tree }, last };
}

async function readRendering(
  github: GitHubClient,
  ref: IssueRef,
  { sha, tree, at, committedAt, blob }: Omit<Rendering, "text"> & { readonly blob: string },
): Promise<Rendering | undefined> {
  const bytes = await undefinedOn404(readBlob(github, ref, blob));
  return bytes && { sha, tree, at, committedAt, text: Buffer.from(bytes).toString("utf8") };
}

/** The App's own comments on conflicts in the files of a pull request: by marker and by author. */
async function readReportedConflicts(
  github: GitHubClient,
  pull: IssueRef,
  bot: string,
): Promise<readonly ReportedConflicts[]> {
  const comments = await reviewComments(github, pull);
  return comments.flatMap(({ id, author, body }) => {
    const conflicts = author === bot ? readConflictMarkers(body) : [];
    return conflicts.length === 0 ? [] : [{ id, conflicts }];
  });
}

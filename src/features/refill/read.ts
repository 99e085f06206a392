import { historyOf } from "../../github/commits.js";
import { readBlob } from "../../github/files.js";
import type { GitHubClient } from "../../github/http/client.js";
import { undefinedOn404 } from "../../github/http/errors.js";
import type { RelatedCounts } from "../../github/issues.js";
import type { PlanPull } from "../../github/pulls.js";
import { reviewComments } from "../../github/reviews.js";
import type { Issue } from "../../issue/issue.js";
import type { IssueRef } from "../../model/refs.js";
import { readRenderingTrailer } from "../../plan/identity.js";
import { chooseTemplate, type Templates } from "../../plan/template/choose.js";
import { isTicked } from "../checkboxes/ticks.js";
import { isAskedFor } from "../commands/rules.js";
import type { Configuration } from "../configuration/read.js";
import type { PlanFile, Rendering } from "../plan-file/facts.js";
import { readExtra, readTemplates } from "../plan-file/templates.js";
import type { Snapshot } from "../snapshot.js";
import { metadataOf } from "../state.js";
import type { Refill, ReportedConflicts } from "./facts.js";
import { readConflictMarkers } from "./text.js";

/** Pages of a branch's history, with a hundred commits each, that are searched for a rendering. */
const MAX_PAGES = 5;

/** What was read before. */
interface Looked {
  readonly counts: RelatedCounts;
  readonly configuration: Configuration;
}

/** Who asks. */
interface Asker {
  readonly github: GitHubClient;
  readonly bot: string;
  /** The templates that Plansmith ships. */
  readonly templates: Templates;
}

/**
 * The snapshot with what refilling an open plan needs. Nothing is read where the status comment says
 * that the plan's source has not changed and that no conflicts were reported.
 */
export async function withOpenPlan(
  { github, bot, templates }: Asker,
  snapshot: Snapshot,
  looked: Looked,
): Promise<Snapshot> {
  const { ref, issue, plan, problems } = snapshot;
  const pull = snapshot.pulls[0];
  const isOver = issue.state === "closed" || problems.length > 0;
  if (pull?.state !== "open" || plan === undefined || isOver) return snapshot;
  const before = metadataOf(snapshot);
  const known = before?.pull === pull.number ? before : undefined;
  const isWanted = isTicked(snapshot, "refill") || isAskedFor(snapshot, "refill");
  const isFilled = known?.filled === snapshot.source && !isWanted;
  const wanted = { ...looked, builtin: templates, issue, pull, plan };
  const [refill, told] = await Promise.all([
    isFilled ? undefined : readRefill(github, ref, wanted),
    isFilled && known?.told !== true ? [] : readTold(github, { ...ref, number: pull.number }, bot),
  ]);
  return { ...snapshot, refill, reportedConflicts: told };
}

/**
 * The snapshot with what was filled in on a plan branch that is there already, from a run that was
 * interrupted or by somebody's hand: the issue may have changed since.
 */
export async function withBranchPlan(github: GitHubClient, snapshot: Snapshot): Promise<Snapshot> {
  const { branchTip, branchFile: file, choice, extra } = snapshot.proposal ?? {};
  if (branchTip === undefined || file === undefined || choice === undefined) return snapshot;
  const branch = await readBranch(github, snapshot.ref, branchTip);
  if (branch?.head.sha !== file.commit.sha) return snapshot;
  return { ...snapshot, refill: { choice, extra: extra ?? {}, file, ...branch } };
}

/** The plan that may have to be filled anew. */
interface Wanted extends Looked {
  readonly builtin: Templates;
  readonly issue: Issue;
  readonly pull: PlanPull;
  readonly plan: PlanFile;
}

/**
 * Reads what filling an open plan anew needs: the plan as it stands at the tip that a commit would
 * build on, what was rendered last, the template, and what it shows beyond the issue. `undefined`
 * where the tip has moved since.
 */
async function readRefill(
  github: GitHubClient,
  ref: IssueRef,
  { issue, counts, builtin, configuration, pull, plan }: Wanted,
): Promise<Refill | undefined> {
  const preferences = configuration.config.templates;
  const [branch, templates] = await Promise.all([
    readBranch(github, ref, pull.headSha),
    configuration.hasTemplates ? readTemplates(github, ref, builtin) : builtin,
  ]);
  // The tip that a commit would build on is the one that the plan was read at.
  if (branch?.head.sha !== plan.commit.sha) return undefined;
  const choice = chooseTemplate(templates, issue.labels, { type: issue.type, preferences });
  const extra = "template" in choice ? await readExtra(github, ref, choice.template, counts) : {};
  return { choice, extra, file: plan, ...branch };
}

/**
 * The tip of the plan branch and the newest rendering that it holds. Commits tell by a trailer which
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
  const history = await historyOf(github, ref, sha, { isEnough, mostPages: MAX_PAGES });
  const head = history[0];
  const commit = history.find(isEnough);
  const mark = commit && markOf(commit);
  if (head === undefined) return undefined;
  const last = mark && (await readRendering(github, ref, { ...commit, ...mark }));
  return { head: { sha: head.sha, tree: head.tree }, last };
}

async function readRendering(
  github: GitHubClient,
  ref: IssueRef,
  { sha, tree, at, blob }: Omit<Rendering, "text"> & { readonly blob: string },
): Promise<Rendering | undefined> {
  const bytes = await undefinedOn404(readBlob(github, ref, blob));
  return bytes && { sha, tree, at, text: Buffer.from(bytes).toString("utf8") };
}

/** The App's own comments on conflicts in the files of a pull request: by marker and by author. */
async function readTold(
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

import { branchOf } from "../../config/paths.js";
import type { Config } from "../../config/schema.js";
import type { FileEdit } from "../../github/trees.js";
import { updateLinksIn, updateLinksTo } from "../../markdown/links.js";
import { archivePlan } from "../../plan/edit/archive.js";
import { defineTask } from "../../model/compute.js";
import { closedPath } from "../../plan/identity.js";
import { readProgress } from "../../plan/parse/progress.js";
import type { Action, Snapshot } from "../snapshot.js";
import { hostOf, repositoryUrl } from "../words.js";
import { planIn, countedProgress, isComplete } from "../plan-file/progress.js";
import { isApproved } from "../state.js";
import type { ArchiveInputs } from "./facts.js";
import { type ArchiveStatus, archiveBody, archiveMessage, archiveTitle } from "./text.js";

/** The branch of the pull request that archives an issue's plan. */
export function archiveBranch({ plans }: Config, number: number): string {
  return `${branchOf(plans.branch, number)}-close-out`;
}

/** Whether a pull request that archives the plan should be opened now. */
export function isArchiveDue(snapshot: Snapshot): boolean {
  if (!isArchivable(snapshot) || snapshot.archive.pulls[0]?.state === "open") return false;
  if (snapshot.archive.requested) return true;
  // One that people closed is not opened again by itself; nor is one whose move they took back.
  const never = snapshot.archive.pulls.length === 0;
  return snapshot.config.archive === "auto" && never && isFinished(snapshot);
}

/** {@link isArchiveDue}. */
export const ARCHIVE_DUE = defineTask("whether a plan is finished", isArchiveDue);

/** Whether there is a plan that can be archived: an approved one that is not in the archive yet. */
export function isArchivable(snapshot: Snapshot): boolean {
  const { config, problems } = snapshot;
  if (config.archive === "off" || problems.length > 0 || !isApproved(snapshot)) return false;
  return closedPath(snapshot.plan.path) !== snapshot.plan.path;
}

/** Whether the issue was closed as not planned or as a duplicate: its plan was not carried out. */
function isDropped({ issue }: Pick<Snapshot, "issue">): boolean {
  return issue.stateReason === "not_planned" || issue.stateReason === "duplicate";
}

/** What the status comment says about archiving the plan. */
export function archiveStatus(snapshot: Snapshot): ArchiveStatus | undefined {
  const { plan, archive, issue } = snapshot;
  const [pull] = archive.pulls;
  if (plan === undefined || pull?.state === "open") return pull && { kind: "proposed", ...pull };
  const to = closedPath(plan.path);
  if (to === plan.path) return pull?.state === "merged" ? { kind: "done", to } : undefined;
  if (!isArchivable(snapshot)) return undefined;
  if (archive.inputs?.taken === true) return { kind: "taken", to };
  return issue.state === "closed" ? { kind: "offered", to } : undefined;
}

function isFinished(snapshot: Snapshot): boolean {
  const { issue, plan, config } = snapshot;
  if (issue.state === "open" || isDropped(snapshot) || plan === undefined) return false;
  const read = planIn(plan.text, hostOf(issue));
  const progress = countedProgress(read, config.progress);
  return read.undecided.length === 0 && isComplete(progress, config.completed);
}

/**
 * The steps that archive a plan: one commit on a branch of its own, and its pull request. A branch
 * that exists already, from a run that was interrupted, is used as it is. One that a closed pull
 * request left behind gets the new commit on top, so that nothing on it is lost.
 */
export function decideArchive(snapshot: Snapshot, now: Date): Action | undefined {
  const { inputs } = snapshot.archive;
  if (inputs === undefined || inputs.taken || !isArchiveDue(snapshot)) return undefined;
  const { branch, branchTip: tip, defaultTip, defaultBranch } = inputs;
  const files = changedFiles(snapshot, inputs, now);
  if (tip === undefined || inputs.leftOver) {
    const parents = [defaultTip, ...(tip === undefined ? [] : [tip])];
    const message = archiveMessage(snapshot.issue);
    return { type: "commit-archive", change: { branch, tip, parents, message, files } };
  }
  const { issue, config } = snapshot;
  const { items } = countedProgress(readProgress(inputs.plan.text), config.progress);
  const { path: from } = inputs.plan;
  const to = closedPath(from);
  const body = archiveBody({
    issue,
    branch,
    from,
    to,
    open: items.filter(({ done }) => !done).map(({ text }) => text),
    relinked: files.map(({ path }) => path).filter((path) => path !== from && path !== to),
    unread: inputs.unread,
    truncated: inputs.truncated,
  });
  const pull = { title: archiveTitle(issue), body, head: branch, base: defaultBranch };
  return { type: "open-archive", pull: { ...pull, draft: false } };
}

/** The plan in its new place with its final status, and the files whose links are updated. */
function changedFiles(
  snapshot: Snapshot,
  { plan, others, formats, defaultBranch }: ArchiveInputs,
  now: Date,
): readonly FileEdit[] {
  const site = { url: repositoryUrl(snapshot.issue), defaultBranch };
  const move = { from: plan.path, to: closedPath(plan.path) };
  const pulls = snapshot.linked.filter(
    ({ state, landing }) => state !== "closed" && landing?.at !== "reverted",
  );
  const state = isDropped(snapshot) ? "rejected" : "completed";
  const closed = archivePlan(plan.text, { state, at: now.toISOString(), pulls }, formats);
  const relinked = others.flatMap((file) => {
    const text = updateLinksTo(file.text, file.path, move, site);
    return text === file.text ? [] : [{ ...file, text }];
  });
  return [
    { ...plan, text: undefined },
    { ...plan, path: move.to, text: updateLinksIn(closed, move, site) },
    ...relinked,
  ];
}

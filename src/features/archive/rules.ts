import { branchOf } from "../../config/paths.js";
import type { Config } from "../../config/schema.js";
import type { FileEdit } from "../../github/trees.js";
import { updateLinksIn, updateLinksTo } from "../../markdown/links.js";
import { closeOut } from "../../plan/edit/edit.js";
import { closedPath } from "../../plan/identity.js";
import { readProgress } from "../../plan/parse/progress.js";
import type { Action } from "../actions.js";
import { hostOf, repositoryUrl } from "../links.js";
import { countedProgress } from "../plan-file/progress.js";
import { planIn } from "../plan-file/read.js";
import type { Snapshot, ArchiveInputs } from "../snapshot.js";
import { isApproved } from "../state.js";
import { type ArchiveStatus, archiveBody, archiveMessage, archiveTitle } from "./text.js";

/** The branch of the pull request that puts an issue's plan away. */
export function archiveBranch({ plans }: Config, number: number): string {
  return `${branchOf(plans.branch, number)}-close-out`;
}

/** Whether a pull request that puts the plan away is to be opened now. */
export function isArchiveDue(world: Snapshot): boolean {
  if (!isArchivable(world) || world.archive.pulls[0]?.state === "open") return false;
  if (world.archive.wished) return true;
  // One that people closed is not opened again by itself; nor is one whose move they took back.
  const never = world.archive.pulls.length === 0;
  return world.config.closeOut === "auto" && never && isFinished(world);
}

/** Whether there is a plan that can be put away: the team's, and not where it would go already. */
export function isArchivable({ config, plan, problems, ...world }: Snapshot): boolean {
  if (config.closeOut === "off" || problems.length > 0 || plan === undefined) return false;
  const isThere = closedPath(plan.path) === plan.path;
  return isApproved({ ...world, config, plan, problems }) && !isThere;
}

/** Whether the issue was closed as not planned or as a duplicate: its plan was not carried out. */
export function isDropped({ issue }: Pick<Snapshot, "issue">): boolean {
  return issue.stateReason === "not_planned" || issue.stateReason === "duplicate";
}

/** What is to be said of putting the plan away. */
export function archiveStatus(world: Snapshot): ArchiveStatus | undefined {
  const { plan, archive: closeOut, issue } = world;
  const [pull] = closeOut.pulls;
  if (plan === undefined || pull?.state === "open") return pull && { kind: "proposed", ...pull };
  const to = closedPath(plan.path);
  if (to === plan.path) return pull?.state === "merged" ? { kind: "done", to } : undefined;
  if (!isArchivable(world)) return undefined;
  if (closeOut.ground?.taken === true) return { kind: "taken", to };
  return issue.state === "closed" ? { kind: "offered", to } : undefined;
}

function isFinished(world: Snapshot): boolean {
  const { issue, plan, config } = world;
  if (issue.state === "open" || isDropped(world) || plan === undefined) return false;
  const { done, open } = countedProgress(planIn(plan.text, hostOf(issue)), config.progress);
  return done > 0 && open === 0;
}

/**
 * The steps that put a plan away: one commit on a branch of its own, and its pull request. A branch
 * that is there already, from a run that was interrupted, is gone on with as it is; one that a
 * closed pull request left behind gets the new commit on top, so that nothing on it is lost.
 */
export function decideArchive(world: Snapshot, now: Date): Action | undefined {
  const { ground } = world.archive;
  if (ground === undefined || ground.taken || !isArchiveDue(world)) return undefined;
  const { branch, branchTip: tip, defaultTip, defaultBranch } = ground;
  const files = changedFiles(world, ground, now);
  if (tip === undefined || ground.leftOver) {
    const parents = [defaultTip, ...(tip === undefined ? [] : [tip])];
    const message = archiveMessage(world.issue);
    return { type: "commit-close-out", change: { branch, tip, parents, message, files } };
  }
  const { issue, config } = world;
  const { items } = countedProgress(readProgress(ground.plan.text), config.progress);
  const { path: from } = ground.plan;
  const to = closedPath(from);
  const body = archiveBody({
    issue,
    branch,
    from,
    to,
    open: items.filter(({ done }) => !done).map(({ text }) => text),
    mended: files.map(({ path }) => path).filter((path) => path !== from && path !== to),
    unread: ground.unread,
    truncated: ground.truncated,
  });
  const pull = { title: archiveTitle(issue), body, head: branch, base: defaultBranch };
  return { type: "open-close-out", pull: { ...pull, draft: false } };
}

/** The plan in its new place, with its end told, and the files whose links lead there now. */
function changedFiles(
  world: Snapshot,
  { plan, others, formats, defaultBranch }: ArchiveInputs,
  now: Date,
): readonly FileEdit[] {
  const site = { url: repositoryUrl(world.issue), defaultBranch };
  const move = { from: plan.path, to: closedPath(plan.path) };
  const pulls = world.linked.filter(({ state }) => state !== "closed");
  const state = isDropped(world) ? "rejected" : "completed";
  const closed = closeOut(plan.text, { state, at: now.toISOString(), pulls }, formats);
  const mended = others.flatMap((file) => {
    const text = updateLinksTo(file.text, file.path, move, site);
    return text === file.text ? [] : [{ ...file, text }];
  });
  return [
    { ...plan, text: undefined },
    { ...plan, path: move.to, text: updateLinksIn(closed, move, site) },
    ...mended,
  ];
}

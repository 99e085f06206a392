import { closedPath } from "../plan/closed-path.js";
import { closeOut } from "../plan/edit.js";
import { mendLinksIn, mendLinksTo } from "../plan/links.js";
import { readProgress } from "../plan/progress.js";
import { closeOutBody, closeOutMessage, closeOutTitle } from "../view/close-out.js";
import { repositoryUrl } from "../view/links.js";
import type { Action } from "./actions.js";
import { isCloseOutDue, isDropped } from "./close-out.js";
import { countedProgress } from "./counted.js";
import type { FileEdit } from "../github/trees.js";
import type { CloseOutGround, World } from "./world.js";

/**
 * The steps that put a plan away: one commit on a branch of its own, and its pull request. A branch
 * that is there already, from a run that was interrupted, is gone on with as it is; one that a
 * closed pull request left behind gets the new commit on top, so that nothing on it is lost.
 */
export function decideCloseOut(world: World, now: Date): Action | undefined {
  const { ground } = world.closeOut;
  if (ground === undefined || ground.taken || !isCloseOutDue(world)) return undefined;
  const { branch, branchTip: tip, defaultTip, defaultBranch } = ground;
  const files = changedFiles(world, ground, now);
  if (tip === undefined || ground.leftOver) {
    const parents = [defaultTip, ...(tip === undefined ? [] : [tip])];
    const message = closeOutMessage(world.issue);
    return { type: "commit-close-out", change: { branch, tip, parents, message, files } };
  }
  const { issue, config } = world;
  const { items } = countedProgress(readProgress(ground.plan.text), config.progress);
  const { path: from } = ground.plan;
  const to = closedPath(from);
  const body = closeOutBody({
    issue,
    branch,
    from,
    to,
    open: items.filter(({ done }) => !done).map(({ text }) => text),
    mended: files.map(({ path }) => path).filter((path) => path !== from && path !== to),
    unread: ground.unread,
    truncated: ground.truncated,
  });
  const pull = { title: closeOutTitle(issue), body, head: branch, base: defaultBranch };
  return { type: "open-close-out", pull: { ...pull, draft: false } };
}

/** The plan in its new place, with its end told, and the files whose links lead there now. */
function changedFiles(
  world: World,
  { plan, others, formats, defaultBranch }: CloseOutGround,
  now: Date,
): readonly FileEdit[] {
  const site = { url: repositoryUrl(world.issue), defaultBranch };
  const move = { from: plan.path, to: closedPath(plan.path) };
  const pulls = world.linked.filter(({ state }) => state !== "closed");
  const state = isDropped(world) ? "rejected" : "completed";
  const closed = closeOut(plan.text, { state, at: now.toISOString(), pulls }, formats);
  const mended = others.flatMap((file) => {
    const text = mendLinksTo(file.text, file.path, move, site);
    return text === file.text ? [] : [{ ...file, text }];
  });
  return [
    { ...plan, text: undefined },
    { ...plan, path: move.to, text: mendLinksIn(closed, move, site) },
    ...mended,
  ];
}

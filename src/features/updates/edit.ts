import type { Action, Snapshot } from "../snapshot.js";
import type { PlanFile } from "../plan-file/progress.js";
import type { Update } from "./facts.js";
import { mergeMessage } from "./text.js";

/** A change of the plan file that somebody or something wants. */
export interface Edit {
  /**
   * Pure, and nothing where it is done already: the text that it gives stays as it is when it is
   * changed again.
   */
  readonly change: (text: string) => string;
  /** Of the commit. Its first line has none of the words in it. */
  readonly message: string;
}

/**
 * The next write on the way of a change into the plan; `undefined` where the change is there, or
 * waits on the branch of the update pull request, and where there is no plan to change.
 *
 * While the plan pull request is open, the change goes to its branch. After that the plan is the
 * team's: the change goes to the one update pull request, which people merge.
 */
export function routeEdit(snapshot: Snapshot, edit: Edit): Action | undefined {
  if (snapshot.phase === "approved") {
    const { update, plan } = snapshot;
    return update && routeToUpdate(update, plan, edit);
  }
  if (snapshot.phase !== "proposed") return undefined;
  const { plan, pulls } = snapshot;
  return plan && pulls[0] && writeTo(pulls[0].branch, plan, edit);
}

/** The plan with what waits to get into it: what a change that is wanted now is made to. */
export function editTarget({
  plan,
  pulls,
  update,
}: Pick<Snapshot, "plan" | "pulls" | "update">): PlanFile | undefined {
  if (pulls[0]?.state === "open" || update?.tip === undefined) return plan;
  return isLeftOver(update) ? plan : (update.file ?? plan);
}

function routeToUpdate(update: Update, plan: PlanFile, edit: Edit): Action | undefined {
  const { branch, tip, file, defaultTip, defaultBranch } = update;
  if (tip !== undefined && !isLeftOver(update)) {
    // Where an open pull request removes the plan, there is nothing to change in it.
    return file && writeTo(branch, file, edit);
  }
  const { path, text } = plan;
  const changed = edit.change(text);
  if (changed === text) return undefined;
  if (tip === undefined) {
    const start = { branch, from: defaultTip, path, text: changed, message: edit.message };
    return { type: "create-branch", start };
  }
  // What is left over is never thrown away: the default branch is merged into it, and prevails.
  const message = mergeMessage(defaultBranch, branch);
  return { type: "merge-plan", merge: { branch, tip, from: defaultTip.sha, path, text, message } };
}

function writeTo(branch: string, file: PlanFile, { change, message }: Edit): Action | undefined {
  const { path, sha: replaces } = file;
  const text = change(file.text);
  if (text === file.text) return undefined;
  return { type: "write-plan", change: { branch, path, text, message, replaces } };
}

/** Whether a branch is what a pull request left behind that was merged or closed. */
export function isLeftOver({ tip, file, pulls }: Update): boolean {
  const last = pulls[0];
  if (tip === undefined || last?.state === "open") return false;
  return file === undefined || last?.headSha === tip;
}

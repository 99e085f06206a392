import { mergePlan } from "../../plan/merge/merge.js";
import type { Action, ApprovedSnapshot, Snapshot } from "../snapshot.js";
import { checkboxPlanEdits, requestedBy } from "../checkboxes/rules.js";
import { commandEdits } from "../commands/rules.js";
import { evidenceEdits } from "../evidence/rules.js";
import { isLeftOver, routeEdit, type Edit } from "./edit.js";
import { mergeMessage, updateBody, updateTitle } from "./text.js";

/** All changes of the plan that people or evidence want now, in the order in which they are to come. */
function wantedEdits(snapshot: Snapshot): readonly Edit[] {
  const proven = evidenceEdits(snapshot, requestedBy(snapshot, "tick-proven"));
  return [...commandEdits(snapshot), ...proven, ...checkboxPlanEdits(snapshot)];
}

/** The next write that brings a wanted change into the plan, or before people. */
export function decideEdits(snapshot: Snapshot): Action | undefined {
  for (const edit of wantedEdits(snapshot)) {
    const action = routeEdit(snapshot, edit);
    if (action !== undefined) return action;
  }
  return undefined;
}

/**
 * The update pull request is open while changes wait, and can be merged: what the default branch has
 * changed in the plan since is merged into its branch, by sections and lines.
 */
export function decideUpdate({ issue, plan, update }: ApprovedSnapshot): Action | undefined {
  const file = update?.file;
  if (update?.tip === undefined || file === undefined) return undefined;
  if (update.changes === 0 || isLeftOver(update)) return undefined;
  const { branch, tip, parted, defaultBranch, defaultTip } = update;
  const { path } = file;
  if (parted !== undefined && path === plan.path) {
    const { text } = mergePlan({ base: parted, ours: file.text, theirs: plan.text });
    const message = mergeMessage(defaultBranch, branch);
    return {
      type: "merge-plan",
      merge: { branch, tip, from: defaultTip.sha, path, text, message },
    };
  }
  if (update.pulls[0]?.state === "open" || file.text === plan.text) return undefined;
  return {
    type: "open-pull",
    pull: {
      title: updateTitle(issue),
      body: updateBody(issue, branch, path),
      head: branch,
      base: defaultBranch,
      draft: false,
    },
  };
}

import type { PlanState } from "../plan/state.js";
import { readStamp } from "../view/status-marker.js";
import type { Action } from "./actions.js";
import { decideComment } from "./decide-comment.js";
import { decideOpening } from "./decide-opening.js";
import { hasLabel, REQUEST_LABEL, stateLabel, STATE_LABEL_NAMES } from "./labels.js";
import { isApproved, planState } from "./state.js";
import type { World } from "./world.js";

/**
 * The next write that brings GitHub closer to what it should be; `undefined` where it is so already.
 *
 * One at a time: after each write the world is what it was plus that write, and the question is asked
 * again. So every interrupted run is the beginning of a whole one, and the next run goes on from there.
 *
 * @param now the time of the run
 */
export function decide(world: World, now: Date): Action | undefined {
  const state = planState(world);
  // Of two status comments the older one stays; where there is no plan, none does.
  const extra = state === undefined ? world.comments[0] : world.comments[1];
  if (extra !== undefined) return { type: "delete-comment", id: extra.id };
  if (state === undefined) return undefined;
  if (state === "requested") {
    const opening = decideOpening(world, now);
    if (opening.action !== undefined) return opening.action;
    return decideComment(world, state, opening.problem, now) ?? decideLabels(world, state);
  }
  return (
    decideAssignment(world) ??
    decideComment(world, state, undefined, now) ??
    decideLabels(world, state)
  );
}

/**
 * Who is assigned to the issue is assigned to the plan pull request, once: until the status comment
 * tells of this pull request. After that its assignees are people's own business.
 */
function decideAssignment({ issue, pulls, comments }: World): Action | undefined {
  const pull = pulls[0];
  if (pull?.state !== "open" || issue.assignees.length === 0 || pull.assignees.length > 0) {
    return undefined;
  }
  const comment = comments[0];
  if (comment !== undefined && readStamp(comment.body)?.pull === pull.number) return undefined;
  return { type: "assign-pull", number: pull.number, assignees: issue.assignees };
}

/** The state's label is on the issue, and none that tells otherwise. */
function decideLabels(world: World, state: PlanState): Action | undefined {
  const { labels } = world.issue;
  const wanted = labelOf(world, state);
  if (wanted !== undefined && !hasLabel(labels, wanted.name)) {
    return { type: "add-label", label: wanted };
  }
  const wrong = labels.find(
    (label) =>
      hasLabel([REQUEST_LABEL, ...STATE_LABEL_NAMES], label) &&
      !hasLabel([state === "requested" ? REQUEST_LABEL : (wanted?.name ?? "")], label),
  );
  return wrong === undefined ? undefined : { type: "remove-label", name: wrong };
}

/** An issue that was closed without its plan being done has no state label. */
function labelOf(world: World, state: PlanState): ReturnType<typeof stateLabel> {
  const { state: issueState, stateReason } = world.issue;
  const dropped = stateReason === "not_planned" || stateReason === "duplicate";
  if (issueState === "closed" && (dropped || !isApproved(world))) return undefined;
  return stateLabel(state);
}

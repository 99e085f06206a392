import { readProgress } from "../plan/progress.js";
import type { PlanState } from "../plan/state.js";
import { statusComment, type Status } from "../view/status-comment.js";
import { readStamp } from "../view/status-marker.js";
import type { Action } from "./actions.js";
import { isApproved } from "./state.js";
import type { World } from "./world.js";

/** The status comment is there and says what is true. A text that says so already is left alone. */
export function decideComment(
  world: World,
  state: PlanState,
  problem: string | undefined,
  now: Date,
): Action | undefined {
  const status = statusOf(world, state, problem);
  const comment = world.comments[0];
  const fresh = statusComment(status, { at: now.toISOString() });
  if (comment === undefined) return { type: "create-comment", body: fresh };
  const stamp = readStamp(comment.body);
  const unchanged =
    stamp !== undefined && sameText(statusComment(status, { at: stamp.at }), comment.body);
  return unchanged ? undefined : { type: "update-comment", id: comment.id, body: fresh };
}

function statusOf(world: World, state: PlanState, problem: string | undefined): Status {
  const { plan, pulls, issue, linked } = world;
  return {
    issue,
    state,
    pull: pulls[0],
    approved: isApproved(world),
    plan: plan && { path: plan.path, commit: plan.commit, progress: readProgress(plan.text) },
    linked,
    problem,
  };
}

/** GitHub may change line ends and drop white space at the end. */
function sameText(one: string, other: string): boolean {
  return normalise(one) === normalise(other);
}

function normalise(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}

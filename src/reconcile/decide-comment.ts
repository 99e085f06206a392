import { readProgress } from "../plan/progress.js";
import type { PlanState } from "../plan/state.js";
import { statusComment, statusDigest, type Status } from "../view/status-comment.js";
import { readStamp, type Stamp } from "../view/status-marker.js";
import type { Action } from "./actions.js";
import { countedProgress } from "./counted.js";
import { isApproved, labelOf } from "./state.js";
import type { World } from "./world.js";

/** The status comment is there and says what is true. A text that says so already is left alone. */
export function decideComment(
  world: World,
  state: PlanState,
  problem: string | undefined,
  now: Date,
): Action | undefined {
  const comment = world.comments[0];
  const before = comment && readStamp(comment.body);
  const status = statusOf(world, state, problem, before);
  const repost = world.config.comment.mode === "repost";
  const kept = {
    label: world.problems.length > 0 ? before?.label : labelOf(world, state)?.name,
    refused: status.refused,
    ...(repost && { seen: statusDigest(status) }),
  };
  const fresh = statusComment(status, { at: now.toISOString(), ...kept });
  if (comment === undefined) return { type: "create-comment", body: fresh };
  const unchanged =
    before !== undefined &&
    sameText(statusComment(status, { at: before.at, ...kept }), comment.body);
  if (unchanged) return undefined;
  // Something else is said: the new comment comes first, the old one goes in the next step.
  const news = repost && before?.seen !== undefined && before.seen !== kept.seen;
  return news
    ? { type: "create-comment", body: fresh }
    : { type: "update-comment", id: comment.id, body: fresh };
}

function statusOf(
  world: World,
  state: PlanState,
  problem: string | undefined,
  before: Stamp | undefined,
): Status {
  const { plan, pulls, issue, linked, config } = world;
  const pull = pulls[0];
  const told = before?.pull === pull?.number ? (before?.refused ?? []) : [];
  return {
    issue,
    state,
    pull,
    approved: isApproved(world),
    plan: plan && {
      path: plan.path,
      commit: plan.commit,
      progress: countedProgress(readProgress(plan.text), config.progress),
    },
    linked,
    problem,
    refused: world.refused.length > 0 ? world.refused : told,
    request: config.labels.request,
    show: config.comment.show,
    folded: config.comment.folded,
  };
}

/** GitHub may change line ends and drop white space at the end. */
function sameText(one: string, other: string): boolean {
  return normalise(one) === normalise(other);
}

function normalise(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}

import type { PlanState } from "../plan/state.js";
import { configurationProblem } from "../view/configuration.js";
import type { Action } from "./actions.js";
import { decideApproval } from "./approval.js";
import { askedForBy } from "./commands.js";
import { decideCheck } from "./decide-check.js";
import { decideCloseOut } from "./decide-close-out.js";
import { decideAnswers, decideTaking, decideTemplate } from "./decide-commands.js";
import { decideComment } from "./decide-comment.js";
import { decideOpening } from "./decide-opening.js";
import { decideCourtesies } from "./decide-courtesies.js";
import { decideDriftRefill } from "./decide-drift.js";
import { decideUpdate } from "./decide-update.js";
import { decideEdits } from "./edits.js";
import { decideRefill, decideTitle, decideTold } from "./decide-refill.js";
import { hasLabel, labelNames } from "./labels.js";
import { askedBy } from "./panel.js";
import { stampOf } from "./stamp.js";
import { isLabelled, labelOf, planState } from "./state.js";
import type { StatusComment, World } from "./world.js";

/**
 * The next write that brings GitHub closer to what it should be; `undefined` where it is so already.
 *
 * One at a time: after each write the world is what it was plus that write, and the question is asked
 * again. So every interrupted run is the beginning of a whole one, and the next run goes on from there.
 *
 * @param now the time of the run
 */
export function decide(world: World, now: Date): Action | undefined {
  const taking = decideTaking(world);
  if (taking !== undefined) return taking;
  const state = planState(world);
  const extra = extraComment(world, state);
  if (extra !== undefined) return { type: "delete-comment", id: extra.id };
  if (state === undefined) return decideAnswers(world);
  if (state === "requested") {
    const opening = decideOpening(world, now);
    const next = decideTemplate(world) ?? opening.action ?? decideAnswers(world, opening.problem);
    if (next !== undefined || !isLabelled(world)) return next;
    return decideComment(world, state, opening, now) ?? decideLabels(world, state);
  }
  if (world.problems.length > 0) {
    const problem = configurationProblem(world.issue, world.problems);
    return decideAnswers(world) ?? decideComment(world, state, { problem }, now);
  }
  const refilling = state === "proposed" ? decideRefill(world, now) : {};
  return (
    decideTemplate(world) ??
    decideCourtesies(world) ??
    decideCloseOut(world, now) ??
    decideOldLabel(world) ??
    // Before anything else changes the text that people have approved. A refill that is asked for at
    // the same time finds that the branch has moved, and follows in the next run.
    decideApproval(world, now) ??
    refilling.action ??
    decideTold(world) ??
    decideTitle(world) ??
    decideEdits(world) ??
    decideDriftRefill(world, now, askedForBy(world, "refill") ?? askedBy(world, "refill")) ??
    decideUpdate(world) ??
    decideCheck(world) ??
    decideAnswers(world) ??
    decideComment(world, state, refilling, now) ??
    decideLabels(world, state)
  );
}

/**
 * Where there is no plan, no status comment stays. Of two, the older one does; where each change is
 * a new comment, the newer one, which tells what is true now.
 */
function extraComment(
  { comments, config }: World,
  state: PlanState | undefined,
): StatusComment | undefined {
  if (state === undefined) return comments[0];
  if (comments.length < 2) return undefined;
  return config.comment.mode === "repost" ? comments[0] : comments[1];
}

/** A label that the bot put on and the configuration has another name for now, or none. */
function decideOldLabel(world: World): Action | undefined {
  const { issue, config } = world;
  const name = stampOf(world)?.label;
  if (name === undefined || !hasLabel(issue.labels, name)) return undefined;
  return hasLabel(labelNames(config), name) ? undefined : { type: "remove-label", name };
}

/** The state's label is on the issue, and none that tells otherwise. */
function decideLabels(world: World, state: PlanState): Action | undefined {
  const { config, issue, problems } = world;
  if (problems.length > 0) return undefined;
  const wanted = labelOf(world, state);
  if (wanted !== undefined && !hasLabel(issue.labels, wanted.name)) {
    return { type: "add-label", label: wanted };
  }
  const right = state === "requested" ? config.labels.request : (wanted?.name ?? false);
  const wrong = issue.labels.find(
    (label) => hasLabel(labelNames(config), label) && !hasLabel([label], right),
  );
  return wrong === undefined ? undefined : { type: "remove-label", name: wrong };
}

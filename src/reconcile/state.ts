import type { LabelDefinition } from "../github/labels.js";
import type { PlanState } from "../plan/state.js";
import { hostOf } from "../view/links.js";
import { isAskedFor } from "./commands.js";
import { countedProgress } from "./counted.js";
import { hasLabel, stateLabel } from "./labels.js";
import { planIn } from "./plan-in.js";
import type { World } from "./world.js";

/**
 * Where the plan of an issue is in its life; `undefined` for an issue that has no plan and wants none.
 *
 * An open pull request says proposed, whatever else there is; a plan file on the default branch says
 * approved or beyond; a request starts a new plan only where there is neither.
 */
export function planState(world: World): PlanState | undefined {
  const pull = world.pulls[0];
  const planned = pull !== undefined || world.plan !== undefined;
  if (world.issue.state === "closed") return planned ? "completed" : undefined;
  if (pull?.state === "open") return "proposed";
  if (world.plan !== undefined) return workState(world.plan.text, world);
  if (isRequested(world)) return "requested";
  if (pull?.state === "merged") return "approved";
  return pull === undefined ? undefined : "rejected";
}

/** Whether somebody asked for a plan, for an issue of an author that may have one. */
export function isRequested(world: Pick<World, "issue" | "config" | "commands">): boolean {
  const isAsked = isAskedFor(world, "open") || isAskedFor(world, "template");
  return isLabelled(world) || (isAsked && !isIgnored(world));
}

/** Whether a label asks for a plan, for an issue of an author that may have one. */
export function isLabelled(world: Pick<World, "issue" | "config">): boolean {
  const { issue, config } = world;
  return !isIgnored(world) && hasLabel(issue.labels, config.labels.request);
}

/** Whether the issue's author gets no plans. */
export function isIgnored({ issue, config }: Pick<World, "issue" | "config">): boolean {
  const author = issue.author.toLowerCase();
  return config.ignore.authors.some((login) => login.toLowerCase() === author);
}

/** Whether the plan is the team's: merged, or on the default branch by another way. */
export function isApproved({ plan, pulls }: World): boolean {
  return plan !== undefined && pulls[0]?.state !== "open";
}

function workState(text: string, world: World): PlanState {
  const plan = planIn(text, hostOf(world.issue));
  const { done, open } = countedProgress(plan, world.config.progress);
  if (done > 0 && open === 0) return "completed";
  if (plan.state === "blocked") return "blocked";
  const worked = world.linked.some((pull) => pull.state !== "closed");
  return done > 0 || worked ? "in progress" : "approved";
}

/** The label that tells the state. An issue that was closed without its plan being done has none. */
export function labelOf(world: World, state: PlanState): LabelDefinition | undefined {
  const { state: issueState, stateReason } = world.issue;
  const dropped = stateReason === "not_planned" || stateReason === "duplicate";
  if (issueState === "closed" && (dropped || !isApproved(world))) return undefined;
  return stateLabel(world.config, state);
}

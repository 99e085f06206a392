import { branchOf } from "../config/paths.js";
import type { Config } from "../config/schema.js";
import { closedPath } from "../plan/closed-path.js";
import type { CloseOutStatus } from "../view/close-out-note.js";
import { hostOf } from "../view/links.js";
import { countedProgress } from "./counted.js";
import { planIn } from "./plan-in.js";
import { isApproved } from "./state.js";
import type { World } from "./world.js";

/** The branch of the pull request that puts an issue's plan away. */
export function closeOutBranch({ plans }: Config, number: number): string {
  return `${branchOf(plans.branch, number)}-close-out`;
}

/** Whether a pull request that puts the plan away is to be opened now. */
export function isCloseOutDue(world: World): boolean {
  if (!isCloseable(world) || world.closeOut.pulls[0]?.state === "open") return false;
  if (world.closeOut.wished) return true;
  // One that people closed is not opened again by itself; nor is one whose move they took back.
  const never = world.closeOut.pulls.length === 0;
  return world.config.closeOut === "auto" && never && isFinished(world);
}

/** Whether there is a plan that can be put away: the team's, and not where it would go already. */
export function isCloseable({ config, plan, problems, ...world }: World): boolean {
  if (config.closeOut === "off" || problems.length > 0 || plan === undefined) return false;
  const isThere = closedPath(plan.path) === plan.path;
  return isApproved({ ...world, config, plan, problems }) && !isThere;
}

/** Whether the issue was closed as not planned or as a duplicate: its plan was not carried out. */
export function isDropped({ issue }: Pick<World, "issue">): boolean {
  return issue.stateReason === "not_planned" || issue.stateReason === "duplicate";
}

/** What is to be said of putting the plan away. */
export function closeOutStatus(world: World): CloseOutStatus | undefined {
  const { plan, closeOut, issue } = world;
  const [pull] = closeOut.pulls;
  if (plan === undefined || pull?.state === "open") return pull && { kind: "proposed", ...pull };
  const to = closedPath(plan.path);
  if (to === plan.path) return pull?.state === "merged" ? { kind: "done", to } : undefined;
  if (!isCloseable(world)) return undefined;
  if (closeOut.ground?.taken === true) return { kind: "taken", to };
  return issue.state === "closed" ? { kind: "offered", to } : undefined;
}

function isFinished(world: World): boolean {
  const { issue, plan, config } = world;
  if (issue.state === "open" || isDropped(world) || plan === undefined) return false;
  const { done, open } = countedProgress(planIn(plan.text, hostOf(issue)), config.progress);
  return done > 0 && open === 0;
}

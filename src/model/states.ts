/** Where a plan can be in its life. */
export const PLAN_STATES = [
  "requested",
  "proposed",
  "approved",
  "in progress",
  "blocked",
  "rejected",
  "completed",
] as const;

/** Where a plan is in its life. */
export type PlanState = (typeof PLAN_STATES)[number];

/**
 * What became of an issue or a pull request: a pull request is merged or was closed unmerged, an
 * issue is closed as completed or as not planned. `reverted` and `elsewhere` are merged, too, but taken
 * back, or not in the default branch. `unknown` is one that is not to be seen.
 */
export const OUTCOMES = [
  "open",
  "merged",
  "completed",
  "unmerged",
  "reverted",
  "elsewhere",
  "unplanned",
  "unknown",
] as const;

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];

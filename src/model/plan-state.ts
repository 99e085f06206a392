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

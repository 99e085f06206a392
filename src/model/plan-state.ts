/** Where a plan is in its life. */
export type PlanState =
  "requested" | "proposed" | "approved" | "in progress" | "blocked" | "rejected" | "completed";

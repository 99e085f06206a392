import type { Point } from "../../model/metadata.js";
import type { PlanState } from "../../model/states.js";
import type { Plan } from "../../plan/parse/parse.js";
import type { Progress } from "../../plan/parse/progress.js";
import type { Snapshot } from "../snapshot.js";
import { isApproved } from "../state.js";
import { withPoint, fullSeries } from "./series.js";
import type { Pace } from "./text.js";

/**
 * The points of the plan's progress with what is true now. They begin when the plan is approved,
 * stay while it is reviewed again or its file is gone, and end with a plan that is rejected.
 */
export function pointsOf(
  snapshot: Snapshot,
  state: PlanState,
  before: readonly Point[],
  { progress, now }: { readonly progress: Progress | undefined; readonly now: Date },
): readonly Point[] {
  const isWithdrawn = snapshot.absence !== undefined;
  if (state === "requested" || (state === "rejected" && !isWithdrawn)) return [];
  if (progress === undefined || !isApproved(snapshot)) return before;
  const { done, open } = progress;
  if (before.length === 0 && done + open === 0) return [];
  return withPoint(before, { at: now.getTime(), done, total: done + open });
}

/** What the points, and the times on the plan's counted items, say about its pace. */
export function paceOf(
  { issue }: Snapshot,
  points: readonly Point[],
  { plan, progress }: { readonly plan: Plan; readonly progress: Progress },
): Pace {
  const steps = progress.items.filter(({ kind }) => kind === "step");
  const counted = new Set(steps.map(({ line }) => line));
  const times = plan.items.flatMap(({ done, time, line }) =>
    done && time !== undefined && counted.has(line) ? [time.ms] : [],
  );
  return {
    series: fullSeries(points, times, Date.parse(issue.createdAt)),
    left: issue.state === "closed" ? 0 : progress.open,
  };
}

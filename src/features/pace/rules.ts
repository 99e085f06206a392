import { type Point, MAX_POINTS } from "../../model/metadata.js";
import type { PlanState } from "../../model/states.js";
import type { Plan } from "../../plan/parse/parse.js";
import type { Progress } from "../../plan/parse/progress.js";
import type { Snapshot } from "../snapshot.js";
import { isApproved } from "../state.js";

const MINUTE_MS = 60_000;

/** The minute that a time is in, in milliseconds since 1970. */
function minuteOf(ms: number): number {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}

/**
 * The series with what is true now as its last point. Where nothing changed it is `points` itself:
 * a run that changes nothing adds no point. What happens within one minute is one point.
 *
 * @param points in order of their times
 */
export function withPoint(points: readonly Point[], now: Point): readonly Point[] {
  const last = points.at(-1);
  if (last?.done === now.done && last.total === now.total) return points;
  const at = minuteOf(now.at);
  const kept = last !== undefined && at <= last.at ? points.slice(0, -1) : points;
  return thinned([...kept, { ...now, at: Math.max(at, last?.at ?? at) }], MAX_POINTS);
}

/**
 * At most `limit` of the points, the first and the last among them, spread as evenly over time as
 * they can be: the point that has its neighbours closest goes first.
 *
 * @param points in order of their times
 * @param limit 2 or more
 */
export function thinned(points: readonly Point[], limit: number): readonly Point[] {
  const left = [...points];
  while (left.length > Math.max(2, limit)) {
    let [closest, span] = [1, Infinity];
    for (let index = 1; index < left.length - 1; index += 1) {
      const weight = (left[index + 1]?.at ?? 0) - (left[index - 1]?.at ?? 0);
      if (weight < span) [closest, span] = [index, weight];
    }
    left.splice(closest, 1);
  }
  return left;
}

/** How far the plan was at a time: the last point before or at it; `undefined` before the first. */
function pointAt(points: readonly Point[], at: number): Point | undefined {
  return points.findLast((point) => point.at <= at);
}

/** Times that are looked at; a plan that has more is known well enough by the latest of them. */
const MAX_TIMES = 1000;

/**
 * The observed points with those that the items' own times give: between two looks, what was ticked
 * then; before the first look, all that was ticked before. Times of the last look or later say
 * nothing yet.
 *
 * @param points as observed, in order of their times
 * @param times when items were done, as the plan says; milliseconds since 1970, in any order
 * @param from times before this cannot be
 */
export function fullSeries(
  points: readonly Point[],
  times: readonly number[],
  from: number,
): readonly Point[] {
  const end = points.at(-1)?.at ?? -Infinity;
  const known = times
    .filter((ms) => ms >= from)
    .map((ms) => minuteOf(ms))
    .filter((at) => at < end)
    .toSorted((a, b) => a - b)
    .slice(-MAX_TIMES);
  const own = [...new Set(known)].flatMap((at): readonly Point[] => {
    const before = pointAt(points, at);
    const after = points.find((point) => point.at > at);
    if (after === undefined || before?.at === at) return [];
    const since = before?.at ?? -Infinity;
    const ticked = known.filter((time) => time > since && time <= at).length;
    const start = before?.done ?? 0;
    const done = Math.min(start + ticked, Math.max(start, after.done));
    return [{ at, done, total: (before ?? after).total }];
  });
  const all = [...points, ...own].toSorted((a, b) => a.at - b.at);
  const changes = all.filter((point, index) => {
    const before = all[index - 1];
    return point.done !== before?.done || point.total !== before.total || index === all.length - 1;
  });
  return thinned(changes, MAX_POINTS);
}

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** What a pace is measured over, and what it takes for one to be shown. */
const WINDOW_MS = 2 * WEEK_MS;
const LEAST_POINTS = 5;
const LEAST_MS = WEEK_MS;

/** Nobody plans further ahead. */
const FURTHEST_MS = 5 * 365 * DAY_MS;

/** How fast a plan went at last, and when it would be done. */
interface Forecast {
  /** Items a week, over the two weeks before the last point. */
  readonly perWeek: number;
  /** Milliseconds since 1970; `undefined` where nothing is left, or it would take years. */
  readonly doneAt: number | undefined;
}

/** Whether there are enough points, over enough time, to say anything about the pace. */
export function isTelling(series: readonly Point[]): boolean {
  return series.length >= LEAST_POINTS && spanOf(series) >= LEAST_MS;
}

/**
 * The pace of the last two weeks of a series, and the date at which the plan is done at that pace;
 * `undefined` where the series shows too little, or nothing got done. Depends on nothing but the
 * points: the same series gives the same date whenever it is asked for.
 *
 * @param left items that are still open
 */
export function forecast(series: readonly Point[], left: number): Forecast | undefined {
  const last = series.at(-1);
  if (last === undefined || !isTelling(series)) return undefined;
  const window = Math.min(WINDOW_MS, spanOf(series));
  const gained = last.done - (pointAt(series, last.at - window)?.done ?? 0);
  if (gained <= 0) return undefined;
  const needed = (left / gained) * window;
  const doneAt = left > 0 && needed <= FURTHEST_MS ? last.at + needed : undefined;
  return { perWeek: (gained / window) * WEEK_MS, doneAt };
}

function spanOf(series: readonly Point[]): number {
  return (series.at(-1)?.at ?? 0) - (series[0]?.at ?? 0);
}

/** What one step of a chart can be, and how many there are at most before the next one is taken. */
const STEPS = [
  { unit: "Days", ms: DAY_MS, most: 35 },
  { unit: "Weeks", ms: 7 * DAY_MS, most: 52 },
  { unit: "Quarters", ms: 91 * DAY_MS, most: 80 },
] as const;

/**
 * A Mermaid chart of done (bars) and all (line) items over time. The steps of both axes are whole
 * numbers: Mermaid leaves the last value out where a step cannot be added up exactly.
 *
 * @see https://mermaid.js.org/syntax/xyChart
 * @param series one point or more
 */
export function chartOf(series: readonly Point[]): string {
  const start = series[0]?.at ?? 0;
  const span = (series.at(-1)?.at ?? 0) - start;
  const step = STEPS.find(({ ms, most }) => span <= ms * most) ?? STEPS[2];
  const count = Math.min(step.most, Math.ceil(span / step.ms)) + 1;
  const samples = Array.from({ length: count }, (_, index) => {
    // The last one says what is true now, however long ago the first was.
    return index === count - 1 ? series.at(-1) : pointAt(series, start + index * step.ms);
  });
  const top = Math.max(1, ...samples.map((point) => Math.max(point?.done ?? 0, point?.total ?? 0)));
  return [
    "xychart-beta",
    `    x-axis "${step.unit} since ${new Date(start).toISOString().slice(0, 10)}" 0 --> ${Math.max(1, count - 1)}`,
    `    y-axis "Items" 0 --> ${top}`,
    `    bar [${samples.map((point) => point?.done ?? 0).join(", ")}]`,
    `    line [${samples.map((point) => point?.total ?? 0).join(", ")}]`,
  ].join("\n");
}

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

/** A plan's progress over time. */
export interface Pace {
  /** In order of their times. */
  readonly series: readonly Point[];
  /** Items that are still to be done. */
  readonly left: number;
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

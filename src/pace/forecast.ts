import { pointAt, type Point } from "./points.js";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** What a pace is measured over, and what it takes for one to be told. */
const WINDOW_MS = 2 * WEEK_MS;
const LEAST_POINTS = 5;
const LEAST_MS = WEEK_MS;

/** Nobody plans further ahead. */
const FURTHEST_MS = 5 * 365 * DAY_MS;

/** How fast a plan went at last, and when it would be done. */
export interface Forecast {
  /** Items a week, over the two weeks before the last point. */
  readonly perWeek: number;
  /** Milliseconds since 1970; `undefined` where nothing is left, or it would take years. */
  readonly doneAt: number | undefined;
}

/** Whether there are enough points, over enough time, to tell anything from them. */
export function isTelling(series: readonly Point[]): boolean {
  return series.length >= LEAST_POINTS && spanOf(series) >= LEAST_MS;
}

/**
 * The pace of the last two weeks of a series, and the date at which the plan is done at that pace;
 * `undefined` where the series tells too little, or nothing got done. Depends on nothing but the
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

import { minuteOf, MOST_POINTS, pointAt, thinned, type Point } from "./points.js";

/** Times that are looked at; a plan that has more is known well enough by the latest of them. */
const MOST_TIMES = 1000;

/**
 * The observed points with those that the items' own times tell: between two looks, what was ticked
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
    .toSorted((one, other) => one - other)
    .slice(-MOST_TIMES);
  const told = [...new Set(known)].flatMap((at): readonly Point[] => {
    const before = pointAt(points, at);
    const after = points.find((point) => point.at > at);
    if (after === undefined || before?.at === at) return [];
    const since = before?.at ?? -Infinity;
    const ticked = known.filter((time) => time > since && time <= at).length;
    const start = before?.done ?? 0;
    const done = Math.min(start + ticked, Math.max(start, after.done));
    return [{ at, done, total: (before ?? after).total }];
  });
  const all = [...points, ...told].toSorted((one, other) => one.at - other.at);
  const changes = all.filter((point, index) => {
    const before = all[index - 1];
    return point.done !== before?.done || point.total !== before.total || index === all.length - 1;
  });
  return thinned(changes, MOST_POINTS);
}

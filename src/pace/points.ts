/** How far a plan was at a time: one point of its progress over time. */
export interface Point {
  /** Milliseconds since 1970, on a whole minute. */
  readonly at: number;
  readonly done: number;
  readonly total: number;
}

/** Points that a series keeps. */
export const MOST_POINTS = 200;

const MINUTE_MS = 60_000;

/** The minute that a time is in, in milliseconds since 1970. */
export function minuteOf(ms: number): number {
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
  return thinned([...kept, { ...now, at: Math.max(at, last?.at ?? at) }], MOST_POINTS);
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
      const its = (left[index + 1]?.at ?? 0) - (left[index - 1]?.at ?? 0);
      if (its < span) [closest, span] = [index, its];
    }
    left.splice(closest, 1);
  }
  return left;
}

/** How far the plan was at a time: the last point before or at it; `undefined` before the first. */
export function pointAt(points: readonly Point[], at: number): Point | undefined {
  return points.findLast((point) => point.at <= at);
}

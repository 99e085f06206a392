import { describe, expect, test } from "#jest";
import fc from "fast-check";
import {
  chartOf,
  forecast,
  thinned,
  withPoint,
  fullSeries,
} from "../../../src/features/pace/rules.js";
import { MAX_POINTS, type Point } from "../../../src/model/metadata.js";
import { runs } from "../../support/runs.js";

const MINUTE = 60_000;
const DAY = 86_400_000;
const START = Date.UTC(2026, 9, 1);

/** A point so many days after the start. */
function on(day: number, done: number, total = 20): Point {
  return { at: START + day * DAY, done, total };
}

/** Series as a plan's life makes them: any changes, one after the other. */
const anySeries = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 20_000 }), fc.nat(30), fc.nat(30)), { maxLength: 300 })
  .map((steps) => {
    let at = START;
    let points: readonly Point[] = [];
    for (const [minutes, done, open] of steps) {
      at += minutes * MINUTE;
      points = withPoint(points, { at, done, total: done + open });
    }
    return points;
  });

const anyPoints = fc
  .array(fc.record({ at: fc.nat(1e6), done: fc.nat(9), total: fc.nat(9) }), { maxLength: 80 })
  .map((points) => points.toSorted((a, b) => a.at - b.at));

describe("the points of a series", () => {
  test("what changes nothing adds none, and what changes something is the last one", () => {
    fc.assert(
      fc.property(anySeries, fc.nat(1e9), fc.nat(30), (points, later, done) => {
        const at = (points.at(-1)?.at ?? START) + later;
        const now = { at, done, total: 30 };
        const next = withPoint(points, now);
        expect(next.at(-1)).toMatchObject({ done, total: 30 });
        expect(withPoint(next, { ...now, at: at + DAY })).toBe(next);
      }),
    );
  });

  test("stay in order, at whole minutes, and bounded", () => {
    fc.assert(
      fc.property(anySeries, (points) => {
        expect(points.length).toBeLessThanOrEqual(MAX_POINTS);
        for (const [index, point] of points.entries()) {
          expect(point.at % MINUTE).toBe(0);
          expect(point.at).toBeGreaterThan(points[index - 1]?.at ?? 0);
        }
      }),
      { numRuns: runs(30) },
    );
  });

  test("a clock that goes back, and two changes in one minute, make one point", () => {
    const points = [on(0, 1), on(1, 2)];
    expect(withPoint(points, on(0.5, 3))).toEqual([on(0, 1), on(1, 3)]);
    expect(withPoint(points, { ...on(1, 3), at: on(1, 3).at + 59_999 })).toEqual([
      on(0, 1),
      on(1, 3),
    ]);
  });
});

describe("thinning", () => {
  test("keeps order, bounds and ends, and takes nothing where there is room", () => {
    fc.assert(
      fc.property(anyPoints, fc.integer({ min: 2, max: 40 }), (points, limit) => {
        const left = thinned(points, limit);
        expect(left).toHaveLength(Math.min(points.length, limit));
        expect(left[0]).toBe(points[0]);
        expect(left.at(-1)).toBe(points.at(-1));
        let from = 0;
        for (const point of left) {
          const found = points.indexOf(point, from);
          expect(found).toBeGreaterThanOrEqual(from);
          from = found + 1;
        }
      }),
    );
  });

  test("leaves a long series as even in its middle as at its ends", () => {
    let points: readonly Point[] = [];
    for (let day = 0; day < 1000; day += 1) points = withPoint(points, on(day, day, 2000));
    const gaps = points.slice(1).map((point, index) => (point.at - (points[index]?.at ?? 0)) / DAY);
    expect(points).toHaveLength(MAX_POINTS);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(16);
  });
});

describe("times on items", () => {
  const times = (...days: readonly number[]): readonly number[] => days.map((day) => on(day, 0).at);

  test("tell what was done before the first look", () => {
    const series = fullSeries([on(10, 3)], times(5, 1, 3), START);
    expect(series).toEqual([on(1, 1), on(3, 2), on(5, 3), on(10, 3)]);
  });

  test("tell when, between two looks, things were done, and no more than was seen", () => {
    const series = fullSeries([on(0, 1), on(10, 3)], times(2, 4, 6, 8), START);
    expect(series).toEqual([on(0, 1), on(2, 2), on(4, 3), on(10, 3)]);
  });

  test("count for nothing in the future, and before the issue was there", () => {
    const point = on(10, 3);
    expect(fullSeries([point], times(-400, 10, 11, 5000), START)).toEqual([point]);
    expect(fullSeries([], times(1), START)).toEqual([]);
  });

  test("keep a series in order and bounded, and its last point", () => {
    fc.assert(
      fc.property(anySeries, fc.array(fc.nat(40 * 365)), (points, days) => {
        const series = fullSeries(points, times(...days), START);
        expect(series.at(-1)).toEqual(points.at(-1));
        expect(series.length).toBeLessThanOrEqual(MAX_POINTS);
        expect(series).toEqual(series.toSorted((a, b) => a.at - b.at));
        for (const { done, total } of series) expect(done).toBeLessThanOrEqual(Math.max(total, 30));
      }),
      { numRuns: runs(30) },
    );
  });
});

describe("the forecast", () => {
  const weekly = [on(0, 0), on(7, 5), on(14, 10), on(18, 12), on(21, 16)];

  test("goes by the last two weeks", () => {
    expect(forecast(weekly, 4)).toEqual({
      perWeek: 5.5,
      doneAt: on(21, 0).at + (4 / 11) * 14 * DAY,
    });
  });

  test("tells nothing from four points, from six days, and where nothing got done", () => {
    expect(forecast(weekly.slice(1), 4)).toBeUndefined();
    expect(
      forecast(
        [0, 1, 2, 3, 4, 5, 6].map((day) => on(day, day)),
        4,
      ),
    ).toBeUndefined();
    expect(forecast([...weekly, on(40, 16, 21)], 4)).toBeUndefined();
  });

  test("gives no date where nothing is left, and none that is years ahead", () => {
    expect(forecast(weekly, 0)).toEqual({ perWeek: 5.5, doneAt: undefined });
    expect(forecast(weekly, 5000)?.doneAt).toBeUndefined();
  });

  test("is no earlier the more is left", () => {
    fc.assert(
      fc.property(anySeries, fc.nat(100), fc.nat(100), (series, left, more) => {
        const soon = forecast(series, left);
        const late = forecast(series, left + more);
        expect(late?.perWeek).toBe(soon?.perWeek);
        if (soon?.doneAt === undefined || late?.doneAt === undefined) return;
        expect(late.doneAt).toBeGreaterThanOrEqual(soon.doneAt);
      }),
    );
  });
});

describe("the chart", () => {
  test("has a bar for what was done each day, and a line for all there was", () => {
    expect(chartOf([on(0, 0), on(1.5, 2), on(3, 3, 21)])).toBe(`xychart-beta
    x-axis "Days since 2026-10-01" 0 --> 3
    y-axis "Items" 0 --> 21
    bar [0, 0, 2, 3]
    line [20, 20, 20, 21]`);
  });

  test("has as many values as its axis has steps, few enough for a phone, and ends with the last point", () => {
    fc.assert(
      fc.property(anySeries, fc.nat(30_000), (points, days) => {
        const end = (points.at(-1)?.at ?? START) + days * DAY;
        const series = [...points, { at: end, done: 77, total: 99 }];
        const chart = chartOf(series);
        const [, most] = /0 --> (\d+)\n/.exec(chart) ?? [];
        const bars = (/bar \[(.*)\]/.exec(chart)?.[1] ?? "").split(", ");
        const line = (/line \[(.*)\]/.exec(chart)?.[1] ?? "").split(", ");
        expect(bars).toHaveLength(line.length);
        expect(Math.max(1, bars.length - 1)).toBe(Number(most));
        expect(bars.length).toBeLessThanOrEqual(81);
        expect([bars.at(-1), line.at(-1)]).toEqual(["77", "99"]);
      }),
      { numRuns: runs(50) },
    );
  });
});

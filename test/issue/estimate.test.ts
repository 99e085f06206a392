import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { hoursText, readHours, shareOut, timelineOf } from "../../src/issue/estimate.js";

describe("readHours", () => {
  test.each([
    ["8h", 8],
    ["8 hours", 8],
    ["1,5 d", 12],
    ["~2 days", 16],
    ["1w", 40],
    ["1d 4h 30m", 12.5],
    ["20 minutes", 0.33],
  ])("reads %s", (text, hours) => {
    expect(readHours(text)).toBe(hours);
  });

  test.each([
    "",
    "8",
    "h",
    "8 points",
    "2-3d",
    "0h",
    "1e9h",
    "99999h",
    "8h or so",
    "1".repeat(50) + "h",
  ])("reads nothing from %s", (text) => {
    expect(readHours(text)).toBeUndefined();
  });
});

test.each([
  [1, "1 hour"],
  [8, "8 hours"],
  [0.5, "0.5 hours"],
  [1 / 3, "0.33 hours"],
])("hoursText(%d)", (hours, text) => {
  expect(hoursText(hours)).toBe(text);
});

describe("shareOut", () => {
  test("gives half to the implementation", () => {
    expect(shareOut(8).map(({ hours }) => hours)).toEqual([1, 4, 1, 1, 1]);
  });

  test("adds up to the total, and is never negative", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (hundredths) => {
        const rows = shareOut(hundredths / 100);
        const sum = rows.reduce((all, { hours }) => all + Math.round((hours ?? 0) * 100), 0);
        expect(sum).toBe(hundredths);
        expect(rows.every(({ hours }) => (hours ?? -1) >= 0)).toBe(true);
      }),
    );
  });
});

test("timelineOf puts phases in their rows, and others after them", () => {
  const { rows, total } = timelineOf([
    ["testing", 2],
    ["Backend", 5.25],
    ["Docs review", 1],
    ["Research", 3],
  ]);
  expect(rows.map(({ phase, hours }) => [phase, hours])).toEqual([
    ["Setup & Research", 3],
    ["Implementation", undefined],
    ["Testing", 2],
    ["Documentation", undefined],
    ["Code Review", undefined],
    ["Backend", 5.25],
    ["Docs review", 1],
  ]);
  expect(total).toBe(11.25);
});

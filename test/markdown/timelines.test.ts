import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import { hoursText, readHours, shareOut, sumOf } from "../../src/markdown/timelines.js";

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

  test.each([
    [
      9,
      [
        "Setup & Research 1",
        "Implementation 4.5",
        "Testing 1.25",
        "Documentation 1",
        "Code Review 1.25",
      ],
    ],
    [1, ["Implementation 0.5", "Testing 0.25", "Code Review 0.25"]],
    [0.33, ["Implementation 0.33"]],
  ])("has no empty rows for %d hours", (total, rows) => {
    expect(shareOut(total).map(({ phase, hours }) => `${phase} ${hours}`)).toEqual(rows);
  });

  test("says a share only where it is one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (hundredths) => {
        const total = hundredths / 100;
        const wrong = shareOut(total).filter(({ hours, note }) => {
          const eighths = /^(\d)\/8 of the estimate$/.exec(note)?.[1];
          return eighths !== undefined && Math.abs(hours * 8 - total * Number(eighths)) > 1e-6;
        });
        expect(wrong).toEqual([]);
      }),
    );
  });

  test("adds up to the total, and has no empty rows", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (hundredths) => {
        const rows = shareOut(hundredths / 100);
        const sum = rows.reduce((all, { hours }) => all + Math.round(hours * 100), 0);
        expect(sum).toBe(hundredths);
        expect(rows.every(({ hours }) => hours > 0)).toBe(true);
      }),
    );
  });
});

test("sumOf adds up in hundredths", () => {
  const rows = [0.1, 0.2, 0.33].map((hours) => ({ phase: "", hours, note: "" }));
  expect(sumOf(rows)).toBe(0.63);
});

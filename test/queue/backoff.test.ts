import { describe, expect, test } from "#jest";
import { RetryError, TerminalError } from "../../src/model/errors.js";
import { retryDelay } from "../../src/queue/queue.js";

describe("how long a run that failed waits", () => {
  const away = new Error("GitHub is away");

  test("a second at first, twice as long each time, a quarter of an hour at most", () => {
    expect([1, 2, 3, 4].map((attempt) => retryDelay(away, attempt, 0.5))).toEqual([
      875, 1750, 3500, 7000,
    ]);
    expect(retryDelay(away, 100, 0)).toBe(0.75 * 15 * 60_000);
    expect(retryDelay(away, 100, 0.999)).toBeLessThan(15 * 60_000);
  });

  test("the time that GitHub names, and a while of its own for each", () => {
    expect(retryDelay(new RetryError("limit", 30_000), 1, 0)).toBe(30_750);
    expect(retryDelay(new RetryError("limit", 90 * 60_000), 1, 0)).toBe(60 * 60_000);
  });

  test("never after a terminal error", () => {
    expect(retryDelay(new TerminalError("archived"), 1, 0)).toBeUndefined();
  });
});

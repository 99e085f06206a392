import { describe, expect, test } from "@jest/globals";
import { DeferError, RetryError } from "../src/errors.js";
import { createGate } from "../src/gate.js";

const PLACES = 10;

/** Work that a test ends by hand. */
function endless(): { readonly work: () => Promise<void>; readonly end: () => void } {
  let end = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => done, end: () => end() };
}

/** How long an installation's next item is put off, in milliseconds; `undefined`: it is let in. */
async function putOff(
  gate: ReturnType<typeof createGate>,
  installation: number,
): Promise<number | undefined> {
  try {
    await gate.enter(installation, () => Promise.resolve());
    return undefined;
  } catch (error) {
    if (error instanceof DeferError) return error.afterMs;
    throw error;
  }
}

describe("the gate", () => {
  test("lets a few items of an installation in at a time, and all the others' too", async () => {
    const gate = createGate(() => 0);
    const busy = endless();
    const inside = Array.from({ length: PLACES }, () => gate.enter(1, busy.work));
    expect(await putOff(gate, 1)).toBeGreaterThanOrEqual(500);
    expect(await putOff(gate, 2)).toBeUndefined();
    busy.end();
    await Promise.all(inside);
    expect(await putOff(gate, 1)).toBeUndefined();
  });

  test("what is put off comes again one after another, a quarter of a minute later at most", async () => {
    const gate = createGate(() => 0);
    const busy = endless();
    const inside = Array.from({ length: PLACES }, () => gate.enter(1, busy.work));
    const times: number[] = [];
    for (let n = 0; n < 1000; n += 1) times.push((await putOff(gate, 1)) ?? -1);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(new Set(times.slice(10, 60)).size).toBe(50);
    expect(Math.max(...times)).toBe(15_000);
    busy.end();
    await Promise.all(inside);
  });

  test("an installation whose rate limit is used up waits for it; the others go on", async () => {
    let now = 0;
    const gate = createGate(() => now);
    const limited = gate.enter(1, () => Promise.reject(new RetryError("rate limit", 600_000)));
    await expect(limited).rejects.toThrow(RetryError);
    expect(await putOff(gate, 1)).toBeGreaterThanOrEqual(600_000);
    expect(await putOff(gate, 2)).toBeUndefined();
    now = 600_000;
    expect(await putOff(gate, 1)).toBeUndefined();
  });

  test("a short wait closes nothing", async () => {
    const gate = createGate(() => 0);
    const waits = gate.enter(1, () => Promise.reject(new RetryError("lags behind", 1000)));
    await expect(waits).rejects.toThrow(RetryError);
    expect(await putOff(gate, 1)).toBeUndefined();
  });
});

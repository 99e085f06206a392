import { describe, expect, test } from "#jest";
import { DeferError, RetryError } from "../../src/model/errors.js";
import { createInstallationLimiter } from "../../src/server/installation-limits.js";

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
  gate: ReturnType<typeof createInstallationLimiter>,
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

/** Milliseconds until the items of one installation are done, as a queue with many workers does them. */
async function workOff({
  items,
  runMs,
}: {
  readonly items: number;
  readonly runMs: number;
}): Promise<number> {
  let now = 0;
  const gate = createInstallationLimiter(() => now);
  const line = Array.from({ length: items }, () => ({ at: 0, what: () => enter() }));

  async function enter(): Promise<void> {
    try {
      await gate.enter(
        1,
        () =>
          new Promise<void>((resolve) =>
            line.push({ at: now + runMs, what: async () => resolve() }),
          ),
      );
    } catch (error) {
      if (!(error instanceof DeferError)) throw error;
      line.push({ at: now + error.afterMs, what: () => enter() });
    }
  }

  while (line.length > 0) {
    line.sort((a, b) => a.at - b.at);
    const next = line.shift();
    now = next?.at ?? now;
    void next?.what();
    // Lets everything happen that this sets free.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return now;
}

describe("the gate", () => {
  test("lets a few items of an installation in at a time, and all the others' too", async () => {
    const gate = createInstallationLimiter(() => 0);
    const busy = endless();
    const inside = Array.from({ length: PLACES }, () => gate.enter(1, busy.work));
    expect(await putOff(gate, 1)).toBeGreaterThanOrEqual(500);
    expect(await putOff(gate, 2)).toBeUndefined();
    busy.end();
    await Promise.all(inside);
    expect(await putOff(gate, 1)).toBeUndefined();
  });

  test("what is put off comes again one after another, a quarter of a minute later at most", async () => {
    const gate = createInstallationLimiter(() => 0);
    const busy = endless();
    const inside = Array.from({ length: PLACES }, () => gate.enter(1, busy.work));
    const times: number[] = [];
    for (let n = 0; n < 1000; n += 1) times.push((await putOff(gate, 1)) ?? -1);
    const line = times.slice(10, 150);
    expect(new Set(line).size).toBe(140);
    expect(line).toEqual(line.toSorted((a, b) => a - b));
    expect(Math.max(...times)).toBe(15_000);
    busy.end();
    await Promise.all(inside);
  });

  test("a long line keeps all places taken", async () => {
    const took = await workOff({ items: 200, runMs: 5000 });
    // Ten at a time, without a gap, would be 100 s.
    expect(took).toBeLessThan(125_000);
  });

  test("those that waited for a rate limit do not come all at once", async () => {
    const gate = createInstallationLimiter(() => 0);
    const limited = gate.enter(1, () => Promise.reject(new RetryError("rate limit", 600_000)));
    await expect(limited).rejects.toThrow(RetryError);
    const times = new Set<number>();
    for (let n = 0; n < 100; n += 1) times.add((await putOff(gate, 1)) ?? -1);
    expect(times.size).toBe(100);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(600_000);
    expect(Math.max(...times)).toBeLessThanOrEqual(615_000);
  });

  test("an installation whose rate limit is used up waits for it; the others go on", async () => {
    let now = 0;
    const gate = createInstallationLimiter(() => now);
    const limited = gate.enter(1, () => Promise.reject(new RetryError("rate limit", 600_000)));
    await expect(limited).rejects.toThrow(RetryError);
    expect(await putOff(gate, 1)).toBeGreaterThanOrEqual(600_000);
    expect(await putOff(gate, 2)).toBeUndefined();
    now = 600_000;
    expect(await putOff(gate, 1)).toBeUndefined();
  });

  test("a short wait closes nothing", async () => {
    const gate = createInstallationLimiter(() => 0);
    const waits = gate.enter(1, () => Promise.reject(new RetryError("lags behind", 1000)));
    await expect(waits).rejects.toThrow(RetryError);
    expect(await putOff(gate, 1)).toBeUndefined();
  });
});

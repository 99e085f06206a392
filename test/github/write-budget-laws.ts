import { describe, expect, test } from "#jest";
import fc from "fast-check";
import type { WriteBudget, WriteKind } from "../../src/github/http/write-limiter.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const PLAIN: WriteKind = { notifies: false, creates: false };
const CREATES: WriteKind = { notifies: false, creates: true };
const NOTIFIES: WriteKind = { notifies: true, creates: true };

/** Writes that come at the same time. */
interface Arrival {
  /** Milliseconds since the arrival before. */
  readonly gapMs: number;
  readonly count: number;
  readonly kind: WriteKind;
}

interface Sent {
  readonly atMs: number;
  readonly kind: WriteKind;
}

const arrivals: fc.Arbitrary<readonly Arrival[]> = fc.array(
  fc.record({
    gapMs: fc.oneof(fc.nat(2 * SECOND), fc.nat(MINUTE), fc.nat(HOUR)),
    count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 200 })),
    kind: fc.constantFrom(PLAIN, CREATES, NOTIFIES),
  }),
  { minLength: 1, maxLength: 12 },
);

/**
 * Plays writes against a budget whose clock stands where the next write is. One that is sent away
 * comes again when it was told to.
 */
async function play(
  create: (now: () => number) => WriteBudget,
  coming: readonly Arrival[],
): Promise<readonly Sent[]> {
  let now = 1_700_000_000_000;
  const budget = create(() => now);
  const sent: Sent[] = [];
  let at = now;
  const waiting = coming.flatMap(({ gapMs, count, kind }) => {
    at += gapMs;
    return Array.from({ length: count }, () => ({ at, kind }));
  });
  while (waiting.length > 0) {
    const next = waiting.shift();
    if (next === undefined) break;
    now = Math.max(now, next.at);
    const { delayMs, isReserved } = await budget.reserve("7", next.kind);
    if (isReserved) {
      sent.push({ atMs: now + delayMs, kind: next.kind });
      continue;
    }
    const again = { ...next, at: now + delayMs };
    const index = waiting.findIndex((other) => other.at > again.at);
    waiting.splice(index < 0 ? waiting.length : index, 0, again);
  }
  return sent.toSorted((a, b) => a.atMs - b.atMs);
}

/** The most writes within any `spanMs`. */
function mostWithin(times: readonly number[], spanMs: number): number {
  let first = 0;
  let most = 0;
  for (const [index, time] of times.entries()) {
    while (time - (times[first] ?? time) >= spanMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

/** Whether never more than `burst` come at once, and after that one in `everyMs`. */
function keepsPace(times: readonly number[], burst: number, everyMs: number): boolean {
  return [0, 1, 5, 20, 100].every((more) => mostWithin(times, more * everyMs + 1) <= burst + more);
}

/** What every budget of writes promises. */
export function describeWriteBudget(
  name: string,
  create: (now: () => number) => WriteBudget,
  numRuns: number,
): void {
  describe(name, () => {
    test("never goes above a limit, whatever comes", async () => {
      await fc.assert(
        fc.asyncProperty(arrivals, async (coming) => {
          const sent = await play(create, coming);
          const times = sent.map(({ atMs }) => atMs);
          const of = (kind: keyof WriteKind): number[] =>
            sent.filter((write) => write.kind[kind]).map(({ atMs }) => atMs);
          expect(keepsPace(times, 10, SECOND)).toBe(true);
          expect(keepsPace(of("notifies"), 3, 3 * SECOND)).toBe(true);
          expect(mostWithin(of("creates"), MINUTE)).toBeLessThanOrEqual(80);
          expect(mostWithin(of("creates"), HOUR)).toBeLessThanOrEqual(500);
        }),
        { numRuns },
      );
    });

    test("an hour with more than it holds: 500, and the rest is sent away until there is room", async () => {
      const sent = await play(create, [{ gapMs: 0, count: 620, kind: CREATES }]);
      const times = sent.map(({ atMs }) => atMs - (sent[0]?.atMs ?? 0));
      expect(times.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
      expect(times[10]).toBe(SECOND);
      expect(times[499]).toBe(490 * SECOND);
      expect(times[500]).toBeGreaterThanOrEqual(HOUR);
      expect(times).toHaveLength(620);
      expect(times.at(-1)).toBeLessThan(HOUR + 10 * MINUTE);
    });

    test("what is sent away takes no place, and holds no other installation up", async () => {
      const budget = create(() => 1_700_000_000_000);
      for (let write = 0; write < 700; write += 1) await budget.reserve("7", CREATES);
      const away = await budget.reserve("7", CREATES);
      expect(away.isReserved).toBe(false);
      expect(away.delayMs).toBeGreaterThan(5 * MINUTE);
      expect((await budget.reserve("8", NOTIFIES)).delayMs).toBe(0);
    });

    test("a plan by itself is written at once", async () => {
      const budget = create(() => 1_700_000_000_000);
      const kinds = [PLAIN, PLAIN, CREATES, NOTIFIES, NOTIFIES, CREATES, CREATES, PLAIN];
      const delays = [];
      for (const kind of kinds) delays.push((await budget.reserve("7", kind)).delayMs);
      expect(delays).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    });

    test("says how much of the hour is left", async () => {
      let now = 1_700_000_000_000;
      const budget = create(() => now);
      await budget.reserve("7", CREATES);
      await budget.reserve("7", PLAIN);
      expect((await budget.reserve("7", NOTIFIES)).left).toBe(498);
      now += HOUR;
      expect((await budget.reserve("7", PLAIN)).left).toBe(500);
    });

    test("after a secondary rate limit there are no bursts for an hour", async () => {
      let now = 1_700_000_000_000;
      const budget = create(() => now);
      await budget.endBursts("7");
      const delays = [];
      for (const kind of [PLAIN, PLAIN, NOTIFIES, NOTIFIES, PLAIN])
        delays.push((await budget.reserve("7", kind)).delayMs);
      expect(delays).toEqual([0, 1000, 2000, 5000, 6000]);
      expect((await budget.reserve("8", PLAIN)).delayMs).toBe(0);
      now += HOUR;
      const later = [];
      for (let write = 0; write < 11; write += 1)
        later.push((await budget.reserve("7", PLAIN)).delayMs);
      expect(later).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000]);
    });
  });
}

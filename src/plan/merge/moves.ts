import type { Pieces } from "./chunks.js";
import { hunksOf } from "./hunks.js";
import type { Line } from "./lines.js";
import type { Units } from "./units.js";

/** Tells which new lines of a rendering people have already settled. */
export type Settled = (line: Line) => boolean;

/**
 * Items and rows of a rendering that are new where they stand, but not to people: they have added
 * the same themselves, or have removed or reworded what the rendering only moved.
 */
export function settledLines(units: Units, base: Pieces, theirs: Pieces): Settled {
  const added = new Set<string>();
  const removed = new Set<string>();
  for (const unit of new Set([...units.base, ...units.ours])) {
    const before = unit.base?.lines ?? [];
    const now = unit.ours?.lines ?? [];
    for (const { from, to, start, end } of hunksOf(before, now)) {
      for (const { entry, key } of now.slice(start, end)) if (entry) added.add(key);
      for (const { entry, key } of before.slice(from, to)) if (entry) removed.add(key);
    }
  }
  const once = countsOf(base);
  const again = countsOf(theirs);
  return ({ entry, key }) => {
    if (!entry) return false;
    if (added.has(key)) return true;
    return removed.has(key) && (again.get(key) ?? 0) <= (once.get(key) ?? 0);
  };
}

function countsOf({ chunks }: Pieces): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { key } of chunks.flatMap(({ lines }) => lines)) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The lines that are not settled. What follows a settled item goes with it, up to the next one. */
export function withoutSettled(lines: readonly Line[], isSettled: Settled): readonly Line[] {
  let skips = false;
  return lines.filter((line) => {
    if (line.entry) skips = isSettled(line);
    return !skips;
  });
}

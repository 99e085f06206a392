import { diffIndices } from "node-diff3";
import type { Line } from "./lines.js";

/** Lines `from` to `to` of the base (`to` not included) that are `start` to `end` on another side. */
export interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** More pairs of equal lines than this are not weighed against each other. */
const MOST_PAIRS = 1_000_000;

/**
 * What one side changed, in order. Lines match by their keys; one that is only ticked is a hunk of
 * its own. Items and rows that stand for as many others are a hunk each.
 */
export function hunksOf(base: readonly Line[], side: readonly Line[]): readonly Hunk[] {
  const least = Math.min(base.length, side.length);
  let head = 0;
  while (head < least && base[head]?.key === side[head]?.key) head += 1;
  let foot = 0;
  while (foot < least - head && base.at(-1 - foot)?.key === side.at(-1 - foot)?.key) foot += 1;
  const changed = differences(
    base.slice(head, base.length - foot).map(({ key }) => key),
    side.slice(head, side.length - foot).map(({ key }) => key),
  );
  const hunks: Hunk[] = [];
  let at = 0;
  let match = 0;
  const ticks = (end: number) => {
    for (; at < end; at += 1, match += 1) {
      if (base[at]?.text === side[match]?.text) continue;
      hunks.push({ from: at, to: at + 1, start: match, end: match + 1 });
    }
  };
  for (const [[from, count], [start, length]] of changed) {
    ticks(head + from);
    hunks.push(
      ...parted({ from: at, to: at + count, start: match, end: head + start + length }, base, side),
    );
    at += count;
    match = head + start + length;
  }
  ticks(base.length);
  return hunks;
}

type Difference = readonly [base: readonly [number, number], side: readonly [number, number]];

/** Places and counts of what differs. */
function differences(base: string[], side: string[]): readonly Difference[] {
  if (base.length === 0 && side.length === 0) return [];
  const counts = new Map<string, number>();
  for (const key of base) counts.set(key, (counts.get(key) ?? 0) + 1);
  const pairs = side.reduce((sum, key) => sum + (counts.get(key) ?? 0), 0);
  if (pairs > MOST_PAIRS)
    return [
      [
        [0, base.length],
        [0, side.length],
      ],
    ];
  return diffIndices(base, side).map(({ buffer1, buffer2 }): Difference => [buffer1, buffer2]);
}

function parted(hunk: Hunk, base: readonly Line[], side: readonly Line[]): readonly Hunk[] {
  const { from, to, start, end } = hunk;
  const lines = [...base.slice(from, to), ...side.slice(start, end)];
  if (to - from !== end - start || lines.some(({ entry }) => !entry)) return [hunk];
  return Array.from({ length: to - from }, (_, index) => ({
    from: from + index,
    to: from + index + 1,
    start: start + index,
    end: start + index + 1,
  }));
}

import { hunksOf, type Line } from "./lines.js";
import type { Pieces, Units } from "./units.js";

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
      const [old, own] = [before.slice(from, to), now.slice(start, end)];
      if (isTick(old, own)) continue;
      for (const line of own) if (isTelling(line)) added.add(line.key);
      for (const line of old) if (isTelling(line)) removed.add(line.key);
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

/** Whether people only ticked or cleared boxes: that adds nothing and removes nothing. */
function isTick(before: readonly Line[], now: readonly Line[]): boolean {
  return before.length === now.length && before.every(({ key }, at) => key === now[at]?.key);
}

/** Whether an entry says what it is. The box of a step that its heading names is like any other. */
function isTelling({ entry, key }: Line): boolean {
  return entry && !/\[ \]\s+done\.?\s*$/i.test(key);
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

/** The base and the rendering, with the boxes that people ticked or cleared. */
interface Carried {
  readonly base: Pieces;
  readonly theirs: Pieces;
  /** The lines that got another box. */
  readonly ticked: readonly string[];
  /** Whether there are ticked items that the rendering no longer has. */
  readonly kept: boolean;
}

/**
 * Carries ticks over, so that they are no change of the text: an item that each file has once has
 * the box that people gave it, wherever the rendering moved it. A tick stays even where the rendering
 * takes its own back, or the item out: whether somebody ticked the plan too, nobody knows.
 */
export function carryTicks(base: Pieces, ours: Pieces, theirs: Pieces): Carried {
  const before = boxesIn(base);
  const after = boxesIn(theirs);
  const changed = new Map<string, string>();
  const gone = new Map<string, string>();
  for (const [key, text] of boxesIn(ours)) {
    const old = before.get(key);
    const now = after.get(key);
    if (text === undefined || old === undefined) continue;
    if (now === undefined) {
      // A ticked item is not taken out of the plan: to the merge, its tick is people's.
      if (old === text && !isOpen(text, key) && !after.has(key)) gone.set(key, key);
    } else if (old !== text || isOpen(now, key)) changed.set(key, text);
  }
  if (changed.size + gone.size === 0) return { base, theirs, ticked: [], kept: false };
  const carry = (pieces: Pieces, texts: ReadonlyMap<string, string>): Pieces => ({
    ...pieces,
    chunks: pieces.chunks.map((chunk) => ({
      ...chunk,
      lines: chunk.lines.map((line) => ticked(line, texts)),
    })),
  });
  return {
    base: carry(base, new Map([...changed, ...gone])),
    theirs: carry(theirs, changed),
    ticked: [...changed.values()],
    kept: gone.size > 0,
  };
}

/** Whether a line's box is open: its key is the line with its box so. */
function isOpen(text: string, key: string): boolean {
  return text === key;
}

function ticked(line: Line, changed: ReadonlyMap<string, string>): Line {
  return line.box ? { ...line, text: changed.get(line.key) ?? line.text } : line;
}

/** The lines with boxes by their keys; `undefined` for a key that comes several times. */
function boxesIn({ chunks }: Pieces): ReadonlyMap<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (const { box, key, text } of chunks.flatMap(({ lines }) => lines)) {
    if (box) found.set(key, found.has(key) ? undefined : text);
  }
  return found;
}

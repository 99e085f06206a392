import type { Chunk } from "./chunks.js";
import { pairChunks } from "./pair.js";

/** One section as the three files have it. */
export interface Unit {
  readonly base: Chunk | undefined;
  readonly ours: Chunk | undefined;
  readonly theirs: Chunk | undefined;
}

/** Sections of three files, each in the order of its own file. */
export interface Units {
  readonly base: readonly Unit[];
  readonly ours: readonly Unit[];
  readonly theirs: readonly Unit[];
}

/** Finds the sections that are the same in three files. */
export function unitsOf(
  base: readonly Chunk[],
  ours: readonly Chunk[],
  theirs: readonly Chunk[],
): Units {
  const inOurs = pairChunks(base, ours);
  const inTheirs = pairChunks(base, theirs);
  const ofOurs = new Map<number, Unit>();
  const ofTheirs = new Map<number, Unit>();
  const put = (unit: Unit, mine: number | undefined, other: number | undefined) => {
    if (mine !== undefined) ofOurs.set(mine, unit);
    if (other !== undefined) ofTheirs.set(other, unit);
    return unit;
  };
  const ofBase = base.map((chunk, index) => {
    const [mine, other] = [inOurs.get(index), inTheirs.get(index)];
    const unit = { base: chunk, ours: at(ours, mine), theirs: at(theirs, other) };
    return put(unit, mine, other);
  });
  const newOurs = ours.flatMap((_, index) => (ofOurs.has(index) ? [] : [index]));
  const newTheirs = theirs.flatMap((_, index) => (ofTheirs.has(index) ? [] : [index]));
  const both = pairChunks(
    newOurs.flatMap((index) => ours[index] ?? []),
    newTheirs.flatMap((index) => theirs[index] ?? []),
  );
  for (const [nth, index] of newOurs.entries()) {
    const other = newTheirs[both.get(nth) ?? -1];
    put({ base: undefined, ours: ours[index], theirs: at(theirs, other) }, index, other);
  }
  for (const index of newTheirs) {
    if (ofTheirs.has(index)) continue;
    put({ base: undefined, ours: undefined, theirs: theirs[index] }, undefined, index);
  }
  return {
    base: ofBase,
    ours: ours.flatMap((_, index) => ofOurs.get(index) ?? []),
    theirs: theirs.flatMap((_, index) => ofTheirs.get(index) ?? []),
  };
}

function at<Value>(all: readonly Value[], index: number | undefined): Value | undefined {
  return index === undefined ? undefined : all[index];
}

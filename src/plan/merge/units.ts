import type { Root } from "mdast";
import { outline } from "../../markdown/outline.js";
import { readDocument } from "../../markdown/parse.js";
import { readPlanMarker } from "../identity.js";
import { words } from "../parse/format.js";
import { linesOf, type Line, hunksOf } from "./lines.js";

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
  const put = (unit: Unit, mine: number | undefined, their: number | undefined) => {
    if (mine !== undefined) ofOurs.set(mine, unit);
    if (their !== undefined) ofTheirs.set(their, unit);
    return unit;
  };
  const ofBase = base.map((chunk, index) => {
    const [mine, their] = [inOurs.get(index), inTheirs.get(index)];
    const unit = { base: chunk, ours: valueAt(ours, mine), theirs: valueAt(theirs, their) };
    return put(unit, mine, their);
  });
  const newOurs = ours.flatMap((_, index) => (ofOurs.has(index) ? [] : [index]));
  const newTheirs = theirs.flatMap((_, index) => (ofTheirs.has(index) ? [] : [index]));
  const both = pairChunks(
    newOurs.flatMap((index) => ours[index] ?? []),
    newTheirs.flatMap((index) => theirs[index] ?? []),
  );
  for (const [nth, index] of newOurs.entries()) {
    const their = newTheirs[both.get(nth) ?? -1];
    put({ base: undefined, ours: ours[index], theirs: valueAt(theirs, their) }, index, their);
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

function valueAt<Value>(all: readonly Value[], index: number | undefined): Value | undefined {
  return index === undefined ? undefined : all[index];
}

/** A heading and what stands below it, up to the next heading of whatever level. */
export interface Chunk {
  /** Plain text; empty for what stands before the first heading. */
  readonly title: string;
  /** 1 to 6; 0 for what stands before the first heading. */
  readonly depth: number;
  /** Titles of the headings that it stands under, its own included. */
  readonly path: string;
  readonly lines: readonly Line[];
}

/** A file of more sections is no plan, and is one section. */
const MAX_SECTIONS = 2000;

/** A plan file in pieces. */
export interface Pieces {
  readonly mark: "" | "\uFEFF";
  /** The first one, which may be empty, stands before the first heading. */
  readonly chunks: readonly Chunk[];
  /** The marker at the file's end, and what follows it; it stays last, whatever sections come. */
  readonly tail: readonly Line[];
}

/** Takes a plan file apart. Its lines, mark, chunks and tail in order, are the file. */
export function piecesOf(text: string): Pieces {
  const { tree, shift } = readDocument(text);
  const lines = linesOf(text.slice(shift), tree);
  const end = readPlanMarker(text) === undefined ? lines.length : markerLine(lines);
  return {
    mark: shift === 1 ? "\uFEFF" : "",
    chunks: chunksOf(tree, lines.slice(0, end)),
    tail: lines.slice(end),
  };
}

function markerLine(lines: readonly Line[]): number {
  return lines.findLastIndex(({ text }) => text.trim() !== "");
}

function chunksOf(tree: Root, lines: readonly Line[]): readonly Chunk[] {
  const all = outline(tree);
  const sections = all.length > MAX_SECTIONS ? all.slice(0, 1) : all;
  return sections.map(({ title, depth, path, line }, index) => {
    const start = index === 0 ? 0 : line - 1;
    const next = sections[index + 1];
    return {
      title,
      depth,
      path: path.join("\n"),
      lines: lines.slice(start, next === undefined ? undefined : next.line - 1),
    };
  });
}

/** What makes two sections the same, from the surest to the least sure. */
const MATCH_KEYS: readonly ((chunk: Chunk) => string | undefined)[] = [
  ({ depth }) => (depth === 0 ? "start" : undefined),
  ({ path, depth }) => `${depth} ${path}`,
  ({ title, depth }) => `${depth} ${words(title)}`,
  ({ title }) => words(title),
  // “Step 2: Title” is “Step 3: Title” once there is a step before it.
  ({ title, depth }) => `${depth} ${words(title).replaceAll(/\d+/g, "")}`,
];

/** The least share of lines that a section keeps under another name. */
const MIN_SIMILARITY = 0.5;

/** A renamed section is looked for among so many. */
const MAX_DISTANCE = 50;

/**
 * Which section of `theirs` each section of `ours` is, by index: by its heading, and a renamed one by
 * its place and what stands in it. Sections of equal names are distinguished by their order.
 */
function pairChunks(ours: readonly Chunk[], theirs: readonly Chunk[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  const pair = (left: number, right: number) => {
    pairs.set(left, right);
    taken.add(right);
  };
  for (const [level, matchKey] of MATCH_KEYS.entries()) {
    const left = namesOf(ours, matchKey, (index) => pairs.has(index));
    const right = namesOf(theirs, matchKey, (index) => taken.has(index));
    for (const [name, lefts] of left) {
      const rights = right.get(name) ?? [];
      // Only whole paths may come several times: “Notes” twice elsewhere could be either.
      if (level > 1 && (lefts.length !== 1 || rights.length !== 1)) continue;
      for (const [nth, index] of lefts.entries()) {
        const match = rights[nth];
        if (match !== undefined) pair(index, match);
      }
    }
  }
  for (const [index, chunk] of ours.entries()) {
    if (pairs.has(index)) continue;
    const renamed = renamedIn(index, chunk, theirs, pairs, taken);
    if (renamed !== undefined) pair(index, renamed);
  }
  return pairs;
}

function namesOf(
  chunks: readonly Chunk[],
  matchKey: (chunk: Chunk) => string | undefined,
  isPaired: (index: number) => boolean,
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [index, chunk] of chunks.entries()) {
    const name = matchKey(chunk);
    if (name === undefined || isPaired(index)) continue;
    const known = found.get(name);
    if (known === undefined) found.set(name, [index]);
    else known.push(index);
  }
  return found;
}

/** The section between the same neighbours that says most of the same. */
function renamedIn(
  index: number,
  chunk: Chunk,
  candidates: readonly Chunk[],
  pairs: ReadonlyMap<number, number>,
  taken: ReadonlySet<number>,
): number | undefined {
  let before = index - 1;
  while (before >= 0 && !pairs.has(before)) before -= 1;
  let best: number | undefined;
  let bestShare = 0;
  const from = (pairs.get(before) ?? -1) + 1;
  for (
    let at = from;
    at < from + MAX_DISTANCE && at < candidates.length && !taken.has(at);
    at += 1
  ) {
    const candidate = candidates[at];
    if (candidate === undefined || candidate.depth !== chunk.depth) continue;
    const share = chunk.depth === 1 ? 1 : similarity(chunk, candidate);
    if (share < MIN_SIMILARITY || share <= bestShare) continue;
    best = at;
    bestShare = share;
  }
  return best;
}

/** The share of lines below the headings that both have; blank ones do not count. */
function similarity(a: Chunk, b: Chunk): number {
  const left = keysBelow(a);
  const right = keysBelow(b);
  if (left.size === 0 && right.size === 0) return MIN_SIMILARITY;
  const common = [...left].filter((key) => right.has(key)).length;
  return common / Math.max(left.size, right.size, 1);
}

function keysBelow({ lines }: Chunk): ReadonlySet<string> {
  const keys = lines.slice(1).map(({ key }) => key.trim());
  return new Set(keys.filter((key) => key !== "" && key !== "---"));
}

/** Which new lines of a rendering people have already settled. */
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

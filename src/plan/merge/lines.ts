import type { Nodes, Root } from "mdast";
import { diffIndices } from "node-diff3";
import { lineOf } from "../../markdown/parse.js";
import { taskItemsOf } from "../parse/progress.js";
import { textLines } from "../../model/text.js";

/** One line of a plan file. */
export interface Line {
  /** Without its line end, and the first one without a byte order mark. */
  readonly text: string;
  /** As in the file; empty for a last line that has none. */
  readonly end: string;
  /** What makes two lines the same: the text, a box in it read as open. */
  readonly key: string;
  /** An item of a task list starts here. */
  readonly box: boolean;
  /** An item of any list, or a row of a table, starts here: it makes sense beside any other. */
  readonly entry: boolean;
}

/** Splits a text at CR LF, LF and CR (CommonMark 0.31, "Line ending"). A last line end ends a line. */
export function splitLines(
  text: string,
): readonly { readonly text: string; readonly end: string }[] {
  const parts = text.split(/(\r\n|\r|\n)/);
  const lines: { text: string; end: string }[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const line = { text: parts[index] ?? "", end: parts[index + 1] ?? "" };
    if (line.text !== "" || line.end !== "") lines.push(line);
  }
  return lines;
}

/** The line end that most of the lines have; LF where there is none. */
export function commonEnd(lines: readonly { readonly end: string }[]): string {
  const counts = new Map<string, number>();
  for (const { end } of lines) if (end !== "") counts.set(end, (counts.get(end) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? "\n";
}

/** The lines of a file, read with its tree, which is of the same text. */
export function linesOf(body: string, tree: Root): readonly Line[] {
  const boxes = boxesOf(body, tree);
  const entries = entryLines(tree);
  let start = 0;
  return splitLines(body).map(({ text, end }, index) => {
    const at = boxes.get(index + 1);
    const column = at === undefined ? -1 : at - start;
    start += text.length + end.length;
    const key = column < 0 ? text : `${text.slice(0, column)} ${text.slice(column + 1)}`;
    return { text, end, key, box: column >= 0, entry: entries.has(index + 1) };
  });
}

/** By line, where the character between the brackets of a box is. */
function boxesOf(body: string, tree: Root): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const item of taskItemsOf(tree)) {
    const first = item.children.findIndex(({ type }) => type === "paragraph");
    // Link definitions may stand before the box, and may hold brackets of their own.
    const before = item.children.slice(0, first).at(-1)?.position?.end;
    const from = before ?? item.position?.start;
    if (from === undefined) continue;
    const at = body.indexOf("[", from.offset) + 1;
    const skipped = textLines(body.slice(from.offset, at)).length - 1;
    if (/[ \txX]/.test(body.charAt(at))) found.set(from.line + skipped, at);
  }
  return found;
}

function entryLines(tree: Root): ReadonlySet<number> {
  const found = new Set<number>();
  const waiting: Nodes[] = [tree];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === "listItem" || node.type === "tableRow") found.add(lineOf(node));
    if ("children" in node && node.type !== "paragraph") waiting.push(...node.children);
  }
  return found;
}

/** Lines `from` to `to` of the base (`to` not included) that are `start` to `end` on another side. */
export interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** More pairs of equal lines than this are not weighed against each other. */
const MAX_PAIRS = 1_000_000;

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
  if (pairs > MAX_PAIRS)
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

/** A stretch of a merged section. */
export type Stretch =
  /** Lines that both sides have, or that only one side changed. */
  | { readonly kind: "ours" | "theirs"; readonly lines: readonly Line[] }
  /** Lines that both sides changed in different ways. */
  | { readonly kind: "both"; readonly ours: readonly Line[]; readonly theirs: readonly Line[] };

/** Merges the lines of one section. Changes that only touch each other both hold. */
export function mergeLines(
  base: readonly Line[],
  ours: readonly Line[],
  theirs: readonly Line[],
): readonly Stretch[] {
  const left = [...hunksOf(base, ours)];
  const right = [...hunksOf(base, theirs)];
  const result: Stretch[] = [];
  let at = 0;
  let kept = 0;
  for (;;) {
    const group = nextGroup(left, right);
    const until = group?.from ?? base.length;
    result.push({ kind: "ours", lines: ours.slice(kept, kept + until - at) });
    kept += until - at;
    if (group === undefined) return result;
    const mine = linesOfGroup(group, group.left, ours, kept);
    if (group.left.length === 0) kept += group.to - group.from;
    else kept += mine.length;
    at = group.to;
    if (group.right.length === 0) result.push({ kind: "ours", lines: mine });
    else if (group.left.length === 0) {
      result.push({ kind: "theirs", lines: linesOfGroup(group, group.right, theirs, 0) });
    } else {
      result.push(...resolve(mine, linesOfGroup(group, group.right, theirs, 0), group));
    }
  }
}

/** Changes of both sides that overlap, or a single change. */
interface Group {
  from: number;
  to: number;
  readonly left: Hunk[];
  readonly right: Hunk[];
}

/** Takes the first group off both lists. */
function nextGroup(left: Hunk[], right: Hunk[]): Group | undefined {
  const [a, b] = [left[0], right[0]];
  const first = a === undefined || (b !== undefined && isBefore(b, a)) ? b : a;
  if (first === undefined) return undefined;
  const group: Group = { from: first.from, to: first.to, left: [], right: [] };
  const take = (hunks: Hunk[], into: Hunk[]) => {
    const hunk = hunks[0];
    if (hunk === undefined || (hunk !== first && !overlap(group, hunk))) return false;
    hunks.shift();
    into.push(hunk);
    group.to = Math.max(group.to, hunk.to);
    return true;
  };
  while (take(left, group.left) || take(right, group.right));
  return group;
}

function isBefore(a: Hunk, b: Hunk): boolean {
  return a.from < b.from || (a.from === b.from && a.to < b.to);
}

/** Whether both change a line of the base, or add at the same place. */
function overlap(a: Pick<Hunk, "from" | "to">, b: Pick<Hunk, "from" | "to">): boolean {
  if (a.from === a.to && b.from === b.to) return a.from === b.from;
  return Math.max(a.from, b.from) < Math.min(a.to, b.to) || isInside(a, b);
}

function isInside(a: Pick<Hunk, "from" | "to">, b: Pick<Hunk, "from" | "to">): boolean {
  const within = (at: number, { from, to }: Pick<Hunk, "from" | "to">) => from < at && at < to;
  return (a.from === a.to && within(a.from, b)) || (b.from === b.to && within(b.from, a));
}

/** What stands on one side for the base lines of a group. */
function linesOfGroup(
  group: Group,
  hunks: readonly Hunk[],
  side: readonly Line[],
  otherwise: number,
): readonly Line[] {
  const [first, last] = [hunks[0], hunks.at(-1)];
  if (first === undefined || last === undefined) {
    return side.slice(otherwise, otherwise + group.to - group.from);
  }
  return side.slice(first.start - (first.from - group.from), last.end + (group.to - last.to));
}

function resolve(
  ours: readonly Line[],
  theirs: readonly Line[],
  { from, to }: Group,
): readonly Stretch[] {
  const keysOf = (lines: readonly Line[]) => lines.map(({ key }) => key).join("\n");
  if (keysOf(ours) === keysOf(theirs)) return [{ kind: "ours", lines: ours }];
  // Both added items, or rows: there is room for all of them.
  if (from === to && ours[0]?.entry === true && theirs[0]?.entry === true) {
    return [
      { kind: "ours", lines: ours },
      { kind: "theirs", lines: theirs },
    ];
  }
  return [{ kind: "both", ours, theirs }];
}

import { hunksOf, type Hunk } from "./hunks.js";
import type { Line } from "./lines.js";

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
    const mine = linesIn(group, group.left, ours, kept);
    if (group.left.length === 0) kept += group.to - group.from;
    else kept += mine.length;
    at = group.to;
    if (group.right.length === 0) result.push({ kind: "ours", lines: mine });
    else if (group.left.length === 0) {
      result.push({ kind: "theirs", lines: linesIn(group, group.right, theirs, 0) });
    } else {
      result.push(...settle(mine, linesIn(group, group.right, theirs, 0), group));
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
  const [one, other] = [left[0], right[0]];
  const first = one === undefined || (other !== undefined && isBefore(other, one)) ? other : one;
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

function isBefore(one: Hunk, other: Hunk): boolean {
  return one.from < other.from || (one.from === other.from && one.to < other.to);
}

/** Whether both change a line of the base, or add at the same place. */
function overlap(one: Pick<Hunk, "from" | "to">, other: Pick<Hunk, "from" | "to">): boolean {
  if (one.from === one.to && other.from === other.to) return one.from === other.from;
  return Math.max(one.from, other.from) < Math.min(one.to, other.to) || isInside(one, other);
}

function isInside(one: Pick<Hunk, "from" | "to">, other: Pick<Hunk, "from" | "to">): boolean {
  const within = (at: number, { from, to }: Pick<Hunk, "from" | "to">) => from < at && at < to;
  return (
    (one.from === one.to && within(one.from, other)) ||
    (other.from === other.to && within(other.from, one))
  );
}

/** What stands on one side for the base lines of a group. */
function linesIn(
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

function settle(
  ours: readonly Line[],
  theirs: readonly Line[],
  { from, to }: Group,
): readonly Stretch[] {
  const said = (lines: readonly Line[]) => lines.map(({ key }) => key).join("\n");
  if (said(ours) === said(theirs)) return [{ kind: "ours", lines: ours }];
  // Both added items, or rows: there is room for all of them.
  if (from === to && ours[0]?.entry === true && theirs[0]?.entry === true) {
    return [
      { kind: "ours", lines: ours },
      { kind: "theirs", lines: theirs },
    ];
  }
  return [{ kind: "both", ours, theirs }];
}

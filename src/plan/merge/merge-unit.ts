import type { Line } from "./lines.js";
import { mergeLines, type Stretch } from "./three-way.js";
import type { Unit } from "./units.js";

/**
 * What becomes of a section. One that people deleted stays deleted; one that the rendering no longer
 * has goes if nobody changed it, and stays whole if somebody did.
 */
export function mergeUnit(unit: Unit, isOrphan: boolean): readonly Stretch[] {
  const { base, ours, theirs } = unit;
  if (ours !== undefined && theirs !== undefined) {
    return mergeLines(base?.lines ?? [], ours.lines, theirs.lines);
  }
  if (ours !== undefined) {
    if (base === undefined) return [{ kind: "ours", lines: ours.lines }];
    if (isSame(base.lines, ours.lines)) return [];
    return [{ kind: "both", ours: ours.lines, theirs: [] }];
  }
  if (theirs === undefined || (base !== undefined && isSame(base.lines, theirs.lines))) return [];
  if (base === undefined && !isOrphan) return [{ kind: "theirs", lines: theirs.lines }];
  return [{ kind: "both", ours: [], theirs: theirs.lines }];
}

/** Whether two sections have the same lines; line ends and blank lines at the end do not count. */
function isSame(one: readonly Line[], other: readonly Line[]): boolean {
  const said = (lines: readonly Line[]) => lines.map(({ text }) => text).join("\n");
  return said(one).trimEnd() === said(other).trimEnd();
}

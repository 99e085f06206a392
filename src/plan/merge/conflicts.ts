import { digestOf } from "../../model/compare-text.js";
import type { MergeConflict } from "./merge.js";

/** A run of lines, told by how many they are and what they say. */
export interface LinesDigest {
  readonly count: number;
  /** Sixteen hexadecimal digits; empty for no lines. */
  readonly digest: string;
}

/** A conflict as it is remembered once it is told. */
export interface ConflictKey {
  /** What people wrote. */
  readonly ours: LinesDigest;
  /** What the rendering said instead. */
  readonly theirs: LinesDigest;
}

/** How a conflict is remembered. */
export function conflictKey({ ours, theirs }: Pick<MergeConflict, "ours" | "theirs">): ConflictKey {
  return { ours: digestLines(linesOf(ours)), theirs: digestLines(linesOf(theirs)) };
}

/** Whether both are the same conflict. */
export function isSameConflict(a: ConflictKey, b: ConflictKey): boolean {
  return a.ours.digest === b.ours.digest && a.theirs.digest === b.theirs.digest;
}

/** Whether people have left a conflict as it was told: their lines are there, or are gone as before. */
export function isStanding({ ours, theirs }: ConflictKey, plan: string): boolean {
  return ours.count > 0 ? hasLines(plan, ours) : !hasLines(plan, theirs);
}

/** Whether a text has those lines, one after the other. Each text has no lines at all. */
export function hasLines(text: string, { count, digest }: LinesDigest): boolean {
  if (count === 0) return true;
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  return lines.some((_, at) => {
    return at + count <= lines.length && digestLines(lines.slice(at, at + count)).digest === digest;
  });
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split("\n");
}

function digestLines(lines: readonly string[]): LinesDigest {
  if (lines.length === 0) return { count: 0, digest: "" };
  return { count: lines.length, digest: digestOf(lines.join("\n"), 16) };
}

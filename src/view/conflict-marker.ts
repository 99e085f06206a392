import type { ConflictKey } from "../plan/conflicts.js";

const MARKER =
  /^<!-- plansmith:conflict ours=(\d{1,6}):([0-9a-f]*) theirs=(\d{1,6}):([0-9a-f]*) -->$/;

/** A line of a comment that says which conflict the comment tells of. */
export function conflictMarker({ ours, theirs }: ConflictKey): string {
  return `<!-- plansmith:conflict ours=${ours.count}:${ours.digest} theirs=${theirs.count}:${theirs.digest} -->`;
}

/** The conflicts that a comment tells of, by the last lines of its text. */
export function readConflictMarkers(body: string): readonly ConflictKey[] {
  const keys: ConflictKey[] = [];
  for (const line of body.trimEnd().split(/\r?\n/).toReversed()) {
    const [, mine, ours = "", other, theirs = ""] = MARKER.exec(line) ?? [];
    if (mine === undefined || other === undefined) break;
    keys.unshift({
      ours: { count: Number(mine), digest: ours },
      theirs: { count: Number(other), digest: theirs },
    });
  }
  return keys;
}

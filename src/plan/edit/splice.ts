import { commonEnd, splitLines } from "../merge/lines.js";

/** Puts `text` where the file has what is between two offsets. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A file after changes that do not overlap. Line feeds in them become the file's own line ends. */
export function splice(file: string, changes: readonly Splice[]): string {
  const end = lineEndOf(file);
  let result = "";
  let at = 0;
  for (const change of changes.toSorted((one, other) => one.start - other.start)) {
    result += file.slice(at, change.start) + change.text.replaceAll("\n", end);
    at = change.end;
  }
  return result + file.slice(at);
}

/** The line end that most lines of a file have. */
function lineEndOf(file: string): string {
  return commonEnd(splitLines(file));
}

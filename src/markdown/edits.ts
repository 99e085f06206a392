import type { Node } from "mdast";

/** Where a node starts in its source. */
export function startOf(node: Node): number {
  return node.position?.start.offset ?? 0;
}

/** Where a node ends in its source. */
export function endOf(node: Node): number {
  return node.position?.end.offset ?? 0;
}

/** Offset of the start of the line that `offset` is on. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** A change to a piece of source. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An edit that puts `text` in at `offset`. */
export function insertion(offset: number, text: string): Edit {
  return { start: offset, end: offset, text };
}

/** Carries out `edits`, which do not overlap, on the part of `text` from `start` to `end`. */
export function applyEdits(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  edits: readonly Edit[],
): string {
  let result = "";
  let at = start;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at || edit.end > end) continue;
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at, end);
}

import type { Node, Root, RootContent } from "mdast";
import { parseMarkdown } from "../plan/markdown.js";

/** Markdown with its syntax tree; positions in the tree are offsets into `text`. */
export interface Source {
  /** LF line ends, no NUL. */
  readonly text: string;
  readonly root: Root;
}

/**
 * Parses what people wrote. Line ends become LF. Text that the parser cannot take (nested too deep
 * for its stack) becomes one block of code, so that nothing is lost and nothing breaks.
 */
export function readSource(markdown: string): Source {
  const text = markdown
    .toWellFormed()
    .replace(/^\uFEFF/, "")
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll("\0", "\uFFFD");
  try {
    return { text, root: parseMarkdown(text) };
  } catch {
    const fenced = fence(text);
    return { text: fenced, root: parseMarkdown(fenced) };
  }
}

/** `text` as a code block that nothing in it can end. */
export function fence(text: string): string {
  const runs = text.match(/`{3,}/g) ?? [];
  const ticks = "`".repeat(runs.reduce((longest, run) => Math.max(longest, run.length + 1), 3));
  return `${ticks}text\n${text}\n${ticks}`;
}

/** Where a node starts in its source. */
export function startOf(node: Node): number {
  return node.position?.start.offset ?? 0;
}

/** Where a node ends in its source. */
export function endOf(node: Node): number {
  return node.position?.end.offset ?? 0;
}

/** The whole lines that a child of the document stands on. */
export function linesOf(source: Source, node: RootContent): { start: number; end: number } {
  const start = startOf(node);
  return { start: source.text.lastIndexOf("\n", start - 1) + 1, end: endOf(node) };
}

/** A change to a piece of source. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
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

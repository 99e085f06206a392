import type { Root, RootContent } from "mdast";
import { endOf, lineStart, startOf } from "./edits.js";

/** Markdown with its syntax tree; positions in the tree are offsets into `text`. */
export interface Source {
  /** LF line ends, no NUL. */
  readonly text: string;
  readonly root: Root;
}

/** `text` as a code block that nothing in it can end. */
export function fence(text: string): string {
  const runs = text.match(/`{3,}/g) ?? [];
  const ticks = "`".repeat(runs.reduce((longest, run) => Math.max(longest, run.length + 1), 3));
  return `${ticks}text\n${text}\n${ticks}`;
}

/** The whole lines that a child of the document stands on. */
export function linesOf(source: Source, node: RootContent): { start: number; end: number } {
  return { start: lineStart(source.text, startOf(node)), end: endOf(node) };
}

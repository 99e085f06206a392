import type { Root, RootContent } from "mdast";
import { applyEdits, endOf, lineStart, startOf } from "./edits.js";
import { escapeUnclosed, normalizeEdits } from "./normalize.js";
import { parseMarkdown } from "./parse.js";

/** Markdown with its syntax tree; positions in the tree are offsets into `text`. */
export interface Source {
  /** LF line ends, no NUL. */
  readonly text: string;
  readonly root: Root;
}

/**
 * Parses what people wrote. Line ends become LF, and what would mean something else in a file of
 * the repository is put right: see {@link normalizeEdits}. Text that the parser cannot take (nested too
 * deep for its stack) becomes one block of code, so that nothing is lost and nothing breaks.
 *
 * `page` is the address of the issue, from which its relative links are read; without it they stay.
 */
export function readSource(markdown: string, page?: string): Source {
  const text = markdown
    .toWellFormed()
    .replace(/^\uFEFF/, "")
    .replaceAll(/\r\n?/g, "\n")
    // A lost character in a plan would be taken for a broken file.
    .replaceAll(/[\0\uFFFD]/g, "?");
  try {
    return mended(escapeUnclosed({ text, root: parseMarkdown(text) }), page);
  } catch {
    const fenced = fence(text);
    return { text: fenced, root: parseMarkdown(fenced) };
  }
}

function mended(source: Source, page: string | undefined): Source {
  const edits = normalizeEdits(source, page);
  if (edits.length === 0) return source;
  const text = applyEdits(source.text, { start: 0, end: source.text.length }, edits);
  return { text, root: parseMarkdown(text) };
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

import type { Root } from "mdast";
import { readDocument } from "../markdown.js";
import { readPlanMarker } from "../marker.js";
import { outline } from "../parse/outline.js";
import { linesOf, type Line } from "./lines.js";

/** A heading and what stands below it, up to the next heading of whatever level. */
export interface Chunk {
  /** Plain text; empty for what stands before the first heading. */
  readonly title: string;
  /** 1 to 6; 0 for what stands before the first heading. */
  readonly depth: number;
  /** Titles of the headings that it stands under, its own included. */
  readonly path: string;
  readonly lines: readonly Line[];
}

/** A file of more sections is no plan, and is one section. */
const MOST_SECTIONS = 2000;

/** A plan file in pieces. */
export interface Pieces {
  readonly mark: "" | "\uFEFF";
  /** The first one, which may be empty, stands before the first heading. */
  readonly chunks: readonly Chunk[];
  /** The marker at the file's end, and what follows it; it stays last, whatever sections come. */
  readonly tail: readonly Line[];
}

/** Takes a plan file apart. Its lines, mark, chunks and tail in order, are the file. */
export function piecesOf(text: string): Pieces {
  const { tree, shift } = readDocument(text);
  const lines = linesOf(text.slice(shift), tree);
  const end = readPlanMarker(text) === undefined ? lines.length : markerLine(lines);
  return {
    mark: shift === 1 ? "\uFEFF" : "",
    chunks: chunksOf(tree, lines.slice(0, end)),
    tail: lines.slice(end),
  };
}

function markerLine(lines: readonly Line[]): number {
  return lines.findLastIndex(({ text }) => text.trim() !== "");
}

function chunksOf(tree: Root, lines: readonly Line[]): readonly Chunk[] {
  const all = outline(tree);
  const sections = all.length > MOST_SECTIONS ? all.slice(0, 1) : all;
  return sections.map(({ title, depth, path, line }, index) => {
    const start = index === 0 ? 0 : line - 1;
    const next = sections[index + 1];
    return {
      title,
      depth,
      path: path.join("\n"),
      lines: lines.slice(start, next === undefined ? undefined : next.line - 1),
    };
  });
}

import type { List, Nodes, Paragraph, Root, RootContent, Text } from "mdast";
import type { Construct, Extension } from "micromark-util-types";
import { blockStarts, isDefinition, nodesIn } from "./source.js";
import { textLines } from "../model/text.js";

const OPENING_BRACKET = 91;

/**
 * After so many characters without a certain start of a block, a text is cut where one is likely; and
 * after half as many more between any two lines. Nobody writes such long blocks.
 */
const LONG = 8192;

/** How many nodes a tree may have: so many, and one for each so many characters. */
const NODES = 4000;
const CHARACTERS_A_NODE = 9;
/** A definition, or a footnote, takes the parser about as long as so many other nodes. */
const DEFINITION = 5;
/** A task list item and the words in it count as one node: a long list of short ones is read. */
const TASK = -1;

declare module "mdast" {
  interface ParagraphData {
    /** Whether this is the end of a text that has too many nodes, none of which were read. */
    unread?: boolean | undefined;
  }
}

/** A table of more cells or rows than these is text; a smaller one is never cut. */
const CELLS = 4000;
const ROWS = 2000;

const NO_TABLES: Extension = { disable: { null: ["table"] } };

/** Labels that links and footnotes can refer to, wherever in the file they are defined. */
interface Labels {
  readonly defined: string[];
  readonly gfmFootnotes: string[];
}

/** Parses one piece; `extension` goes before all others. */
type Parse = (text: string, extension?: Extension) => Root;

/**
 * Parses `text` in pieces of about `size` characters, cut between top-level blocks, and joins the
 * trees: the same tree as of the whole, but for the limits. The parser moves all that it has read so
 * far whenever a list or a quote ends, so the time for one long text grows with the square of its
 * length. The limits: a block of 8 Ki characters may be cut between two lines, one of 1 Ki behind 20
 * blank lines, a larger table than
 * {@link CELLS} and {@link ROWS} allow is text, and so is all that follows when the tree has more than
 * {@link NODES} nodes and one for every {@link CHARACTERS_A_NODE} characters.
 *
 * The deadline of a worker does not replace them: an issue whose text meets it is set aside, so that a
 * stranger's comment could stop an issue; and they bound the memory that a worker needs.
 *
 * A text that `isShort` is cut at headings alone, and has no limits: its tree is that of the whole.
 */
export function parseInPieces(
  text: string,
  size: number,
  parse: Parse,
  { isShort = false } = {},
): Root {
  const cuts = isShort ? headingCuts(text, size) : cutsOf(text, size);
  const pieces = cuts.map((start, index) => text.slice(start, cuts[index + 1]));
  const most = isShort ? Infinity : NODES + text.length / CHARACTERS_A_NODE;
  const trees = parseAll(pieces, most, parse);
  const children: RootContent[] = [];
  let line = 0;
  let end = { line: 1, column: 1, offset: 0 };
  for (const [index, tree] of trees.entries()) {
    const offset = cuts[index] ?? 0;
    move(tree, line, offset);
    append(children, tree.children, text);
    end = { line: 1, column: 1, ...tree.position?.end, offset: text.length };
    line = end.line - 1;
  }
  return { type: "root", children, position: { start: { line: 1, column: 1, offset: 0 }, end } };
}

/** The tree of each piece, in which every label of all pieces is known. */
function parseAll(pieces: readonly string[], left: number, parse: Parse): readonly Root[] {
  const labels: Labels = { defined: [], gfmFootnotes: [] };
  const shared = sharing(labels);
  const read = (piece: string): Root => {
    const cells = piece.split("|").length - 1;
    const tree = parse(piece, cells > CELLS ? { ...shared, ...NO_TABLES } : shared);
    left -= sizeOf(tree);
    return tree;
  };
  const first = pieces.map((piece) => {
    const tree = left > 0 ? read(piece) : plainTree(piece);
    return { tree, links: labels.defined.length, footnotes: labels.gfmFootnotes.length };
  });
  const links = firstPlaces(labels.defined);
  const footnotes = firstPlaces(labels.gfmFootnotes);
  // A label may be used before it is defined: such a piece is read again.
  return pieces.map((piece, index) => {
    const known = first[index];
    if (known === undefined || left <= 0) return known?.tree ?? plainTree(piece);
    const late = bracketed(piece).some(
      (label) =>
        (links.get(label) ?? -1) >= known.links ||
        (footnotes.get(label.replace("^", "")) ?? -1) >= known.footnotes,
    );
    return late ? read(piece) : known.tree;
  });
}

/** The tree of a text that is not read: one paragraph. */
function plainTree(text: string): Root {
  const lines = textLines(text);
  const position = (): NonNullable<Root["position"]> => ({
    start: { line: 1, column: 1, offset: 0 },
    end: { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, offset: text.length },
  });
  const words: Text = { type: "text", value: text.trim(), position: position() };
  const paragraph: Paragraph = {
    type: "paragraph",
    children: [words],
    position: position(),
    data: { unread: true },
  };
  return { type: "root", children: [paragraph], position: position() };
}

function sizeOf(tree: Root): number {
  let size = 0;
  for (const node of nodesIn(tree)) size += weightOf(node);
  return size;
}

function weightOf(node: Nodes): number {
  if (isDefinition(node)) return DEFINITION;
  return node.type === "listItem" && typeof node.checked === "boolean" ? TASK : 1;
}

/** Where each label stands first. */
function firstPlaces(labels: readonly string[]): ReadonlyMap<string, number> {
  return new Map(labels.map((label, index): [string, number] => [label, index]).toReversed());
}

/** What stands in square brackets, as labels are compared (CommonMark 4.7, "matches"). */
function bracketed(text: string): readonly string[] {
  return Array.from(text.matchAll(/\[((?:[^[\]\\]|\\[^])*)\]/g), ([, label = ""]) =>
    label
      .replaceAll(/[\t\r\n ]+(?:>[\t ]*)*/g, " ")
      .trim()
      .toLowerCase()
      .toUpperCase(),
  );
}

/** Where the pieces start: where a block does, or within a block that is a lot longer than `size`. */
function cutsOf(text: string, size: number): readonly number[] {
  const cuts = [0];
  let last = 0;
  let rows = 0;
  const least = { certain: size, blank: size, likely: LONG, possible: 1.5 * LONG, row: LONG };
  for (const { offset, block } of blockStarts(text)) {
    if (block === "row") rows += 1;
    if (offset - last < least[block] || (block === "row" && rows <= ROWS)) continue;
    cuts.push(offset);
    last = offset;
    rows = 0;
  }
  return cuts;
}

/** Where pieces start that are cut at headings, where every list and paragraph ends. */
function headingCuts(text: string, size: number): readonly number[] {
  const cuts = [0];
  for (const { offset, block, heading } of blockStarts(text)) {
    const isLong = offset - (cuts.at(-1) ?? 0) >= size;
    if (heading && block === "certain" && isLong) cuts.push(offset);
  }
  return cuts;
}

/** Makes a parse read and write labels in `labels` instead of in lists of its own. */
function sharing(labels: Labels): Extension {
  const first: Construct = {
    name: "sharedLabels",
    tokenize(_effects, _ok, nok) {
      Object.assign(this.parser, labels);
      return nok;
    },
  };
  // Before any block, and before a footnote, which would make its own list.
  return { document: { null: first, [OPENING_BRACKET]: first } };
}

/** Moves every position of a tree that was read from the middle of a text. */
function move(tree: Root, lines: number, offset: number): void {
  for (const node of nodesIn(tree)) {
    for (const point of [node.position?.start, node.position?.end]) {
      if (point === undefined) continue;
      point.line += lines;
      if (point.offset !== undefined) point.offset += offset;
    }
  }
}

/** Adds a piece's blocks; a list that was cut in two becomes one again. */
function append(all: RootContent[], more: readonly RootContent[], text: string): void {
  const before = all.at(-1);
  const [first, ...rest] = more;
  if (before?.type !== "list" || first?.type !== "list" || !isOneList(before, first, text)) {
    for (const node of more) all.push(node);
    return;
  }
  for (const item of first.children) before.children.push(item);
  if (before.position !== undefined && first.position !== undefined) {
    before.position.end = first.position.end;
  }
  for (const node of rest) all.push(node);
}

/** Lists are one if their markers are of one kind (CommonMark 5.3). */
function isOneList(a: List, b: List, text: string): boolean {
  return markerOf(a, text) === markerOf(b, text);
}

function markerOf(list: List, text: string): string | undefined {
  const start = list.children[0]?.position?.start.offset ?? 0;
  return /[^\d]/.exec(text.slice(start, start + 12))?.[0];
}

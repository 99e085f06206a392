import type { Nodes, Parents, Root } from "mdast";
import { toString } from "mdast-util-to-string";
import { blockStarts, hasDefinition } from "../../markdown/source.js";
import { oneLine, phrasingMarkdown } from "../../markdown/escape.js";
import {
  type Block,
  type Inline,
  flatInline,
  type Part,
  oneLineOf,
} from "../../markdown/inline.js";
import { parseMarkdown } from "../../markdown/parse.js";
import { memoizeByText } from "../../model/memoize.js";

/** What a place in a layout is, and so what would break out of it. */
export type Place =
  | { readonly type: "heading" | "cell" | "code" | "html" | "url" }
  | { readonly type: "paragraph"; readonly start: boolean; readonly column: number }
  | BlockPlace;

/** Where whole blocks may stand: in place of a paragraph that holds nothing else, or after one. */
interface BlockPlace {
  readonly type: "alone" | "lineEnd";
  /** Level of the nearest heading above that is a child of the document; 1 where there is none. */
  readonly level: number;
  /** Nothing stands before it on its line but the marks of containers. */
  readonly start: boolean;
  /** Column at which the paragraph's container has its content. */
  readonly column: number;
  /** It comes right after text of a list item, in that item. */
  readonly underText: boolean;
}

/** A stand-in found in a layout. */
export interface Found {
  readonly start: number;
  readonly end: number;
  /** What it stands for. */
  readonly value: Inline | Block;
}

/** A template's own text, with a word in the place of each value that people wrote. */
export interface Layout {
  readonly text: string;
  /** The words that hold a place, in order. */
  readonly found: readonly Found[];
}

/** The place of each placeholder. `found` is in order, and so is the answer. */
export function findPlaces(root: Root, layout: string, found: readonly Found[]): readonly Place[] {
  const places: Place[] = [];
  let level = 1;
  const upTo = (offset: number, place: (at: Found) => Place) => {
    for (let at = found[places.length]; at !== undefined && at.start < offset;) {
      places.push(place(at));
      at = found[places.length];
    }
  };
  const visit = (node: Nodes, path: readonly Parents[]) => {
    if (path.length === 1 && node.type === "heading") level = node.depth;
    const own = (at: Found) => placeOf(node, path, { at, layout, level });
    if ("children" in node) {
      for (const child of node.children) {
        upTo(child.position?.start.offset ?? 0, own);
        visit(child, [...path, node]);
      }
    }
    upTo(node.position?.end.offset ?? 0, own);
  };
  visit(root, []);
  upTo(Infinity, () => ({ type: "paragraph", start: true, column: 1 }));
  return places;
}

interface Spot {
  readonly at: Found;
  readonly layout: string;
  readonly level: number;
}

function placeOf(node: Nodes, path: readonly Parents[], { at, layout, level }: Spot): Place {
  if (node.type === "inlineCode" || node.type === "code") return { type: "code" };
  if (node.type === "html") return { type: "html" };
  if (node.type !== "text") return { type: "url" };
  if (path.some((parent) => parent.type === "tableCell")) return { type: "cell" };
  if (path.some((parent) => parent.type === "heading")) return { type: "heading" };
  const parent = path.at(-1);
  const start = !startsBefore(path, at, layout);
  const depth = path.findIndex(({ type }) => type === "paragraph");
  const paragraph = path[depth];
  const column =
    paragraph === undefined
      ? 1
      : contentColumn(paragraph.position?.start.column ?? 1, path[depth - 1], paragraph);
  if (parent?.type !== "paragraph") return { type: "paragraph", start, column };
  const alone = parent.children.length === 1 && node.value.trim().length === at.end - at.start;
  const rest = layout.slice(at.end, lineEnd(layout, at.end));
  if (!alone && rest.trim() !== "") return { type: "paragraph", start, column };
  const container = path[depth - 1];
  const underText = container?.type === "listItem" && (!alone || isBelowText(container, paragraph));
  return { type: alone ? "alone" : "lineEnd", level, column, start, underText };
}

function isBelowText(container: Parents, paragraph: Nodes | undefined): boolean {
  const at = container.children.findIndex((child) => child === paragraph);
  return container.children[at - 1]?.type === "paragraph";
}

/** Whether text of the same paragraph stands before a stand-in on its line. */
function startsBefore(path: readonly Parents[], { start }: Found, layout: string): boolean {
  const paragraph = path.find(({ type }) => type === "paragraph");
  const from = Math.max(
    paragraph?.position?.start.offset ?? 0,
    layout.lastIndexOf("\n", start - 1) + 1,
  );
  return /[^\s>]/.test(layout.slice(from, start));
}

/** A task list item's paragraph starts behind its box, which is four columns wide. */
function contentColumn(column: number, container: Parents | undefined, paragraph: Nodes): number {
  const boxed =
    container?.type === "listItem" &&
    typeof container.checked === "boolean" &&
    container.children[0] === paragraph;
  return boxed ? column - 4 : column;
}

/** Offset of the end of the line that `offset` is on. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end;
}

/** A value as it stands in the plan. */
export interface Placed {
  readonly text: string;
  /** Whole blocks, which start on a line of their own (`below`) or where the stand-in was. */
  readonly blocks: false | "here" | "below";
  /** A list in an item of a list, which wants no blank lines around it: they would part all items. */
  readonly isNested: boolean;
}

/** `value` as Markdown for `place`. `line` is what stands before it on its line. */
export function placeValue(value: Inline | Block, place: Place, line: string): Placed {
  if (place.type === "code" || place.type === "html" || place.type === "url") {
    return { text: rawText(value, place.type), blocks: false, isNested: false };
  }
  const kind = place.type === "cell" || place.type === "heading" ? place.type : "paragraph";
  const fits = value.kind === "inline" || (place.type === "lineEnd" && isLine(value));
  if (fits || (place.type !== "alone" && place.type !== "lineEnd")) {
    const indent = "column" in place ? indentOf(line, place.column) : undefined;
    const text = phrasingMarkdown(flatten(value).nodes, kind, indent);
    const inside = "start" in place && !place.start;
    return { text: inside ? withoutStartEscape(text) : text, blocks: false, isNested: false };
  }
  return blocks(value, place, line);
}

/** Spares the backslash that only the start of a line needs. */
function withoutStartEscape(text: string): string {
  return text.replace(/^\\(?=[#>+=-])|(?<=^\d{1,9})\\(?=[.)])/, "");
}

/** Whether a block is a paragraph of one line, which can stand behind other text. */
function isLine({ parts }: Block): boolean {
  const [part, ...more] = parts;
  if (part?.type !== "markdown" || more.length > 0 || part.source.includes("\n")) return false;
  const { children } = parseMarkdown(part.source);
  return children.length === 1 && children[0]?.type === "paragraph";
}

/** What a further line of a container starts with; `line` is what stands before the value on its line. */
function indentOf(line: string, column: number): string {
  return line.slice(0, column - 1).replaceAll(/[^>\t]/g, " ");
}

function blocks(value: Block, place: BlockPlace, line: string): Placed {
  const indent = indentOf(line, place.column);
  const source = blockMarkdown(value.parts, place.level);
  const [first = "", ...rest] = source.split("\n");
  const below = place.type === "lineEnd";
  const lines = [below ? indent + first : first, ...rest.map((more) => indent + more)];
  const text = lines.map((each) => each.replace(/^[ >]+$/, (blank) => blank.trimEnd())).join("\n");
  const isNested = place.underText && isNestable(source);
  return { text, blocks: below ? "below" : "here", isNested };
}

/** Whether Markdown is one list, and its first line starts a list right below a paragraph, too. */
function isNestable(source: string): boolean {
  // A mark alone would underline that paragraph, and only 1 starts a list there (CommonMark 5.2).
  if (!/^(?:[-*+]|1[.)])[ \t]+\S/.test(source)) return false;
  const [list, ...more] = parseMarkdown(source).children;
  return list?.type === "list" && more.length === 0;
}

/** Blocks with their headings lowered to below `level`. */
function blockMarkdown(parts: readonly Part[], level: number): string {
  const depths = parts.flatMap((part) => (part.type === "heading" ? [part.depth] : []));
  const highest = Math.min(...depths);
  const pieces = parts.map((part) => {
    if (part.type === "markdown") return part.source;
    const depth = Math.min(6, level + 1 + part.depth - highest);
    return `${"#".repeat(depth)} ${phrasingMarkdown(part.text.nodes, "heading")}`;
  });
  return pieces.join("\n\n");
}

function flatten(value: Inline | Block): Inline {
  if (value.kind === "inline") return value;
  return flatInline(value) ?? { kind: "inline", nodes: [] };
}

/** For where backslashes mean nothing: without whatever would end the place. */
function rawText(value: Inline | Block, type: "code" | "html" | "url"): string {
  const nodes = oneLineOf(flatten(value).nodes);
  const text = oneLine(toString({ type: "paragraph", children: [...nodes] }));
  if (type === "code") return text.replaceAll("`", "'").replaceAll(/~{3,}/g, "~~");
  if (type === "html") return text.replaceAll(/[<>&"']/g, "").replaceAll(/-{2,}/g, "-");
  return text.replaceAll(
    /[\s<>()[\]\\"`|]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Characters of layouts that are remembered. */
const MAX_CHARACTERS = 1024 * 1024;

/** What was read of a piece of a layout. */
interface Piece {
  readonly places: readonly Place[];
  /** It defines what links or footnotes anywhere in the layout may refer to. */
  readonly defines: boolean;
}

/**
 * The place of each stand-in of a layout, in order.
 *
 * A layout is read heading by heading, and what was read is remembered by its text: the sections of
 * a template look alike from issue to issue. That is the same as to read all of it at once: each
 * piece starts with a heading of the document, before which every other block ends (see
 * {@link blockStarts}) and which sets the level again; only definitions reach from one piece into
 * another, and where there are any, all is read at once.
 */
export function placesIn(layout: Layout): readonly Place[] {
  const pieces = piecesOf(layout).map(readPiece);
  if (pieces.some(({ defines }) => defines)) return readPiece(layout).places;
  return pieces.flatMap(({ places }) => places);
}

/** The pieces of a layout that say anything of its places. */
function piecesOf({ text, found }: Layout): readonly Layout[] {
  const starts = blockStarts(text).flatMap(({ offset, block, heading }) =>
    heading && block === "certain" && offset > 0 ? [offset] : [],
  );
  let next = 0;
  return [0, ...starts].flatMap((from, index) => {
    const to = starts[index] ?? text.length;
    const first = next;
    while ((found[next]?.start ?? to) < to) next += 1;
    const piece = text.slice(from, to);
    if (first === next && !piece.includes("]:")) return [];
    const moved = found
      .slice(first, next)
      .map(({ start, end, value }) => ({ start: start - from, end: end - from, value }));
    return [{ text: piece, found: moved }];
  });
}

const readPiece = memoizeByText({
  maxCharacters: MAX_CHARACTERS,
  keyOf: ({ text, found }: Layout) => `${found.map(({ start }) => start).join(" ")}\n${text}`,
  find({ text, found }): Piece {
    const tree = parseMarkdown(text);
    const defines = hasDefinition(tree);
    return { places: findPlaces(tree, text, found), defines };
  },
});

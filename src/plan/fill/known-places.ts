import { rememberedByText } from "../../remembered.js";
import { parseMarkdown } from "../markdown.js";
import { blockStarts } from "../markdown/blocks.js";
import { hasDefinition } from "../markdown/nodes.js";
import type { Layout } from "./lay-out.js";
import { findPlaces, type Place } from "./places.js";

/** Characters of layouts that are remembered. */
const MOST_CHARACTERS = 1024 * 1024;

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
 * {@link blockStarts}) and which sets the level anew; only definitions reach from one piece into
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

const readPiece = rememberedByText({
  mostCharacters: MOST_CHARACTERS,
  keyOf: ({ text, found }: Layout) => `${found.map(({ start }) => start).join(" ")}\n${text}`,
  find({ text, found }): Piece {
    const tree = parseMarkdown(text);
    const defines = hasDefinition(tree);
    return { places: findPlaces(tree, text, found), defines };
  },
});

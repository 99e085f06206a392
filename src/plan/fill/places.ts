import type { Nodes, Parents, Root } from "mdast";
import type { Block, Inline } from "../../issue/value.js";

/** What a place in a layout is, and so what would break out of it. */
export type Place =
  | { readonly type: "heading" | "cell" | "code" | "html" | "url" }
  | { readonly type: "paragraph"; readonly start: boolean; readonly column: number }
  | BlockPlace;

/** Where whole blocks may stand: in place of a paragraph that holds nothing else, or after one. */
export interface BlockPlace {
  readonly type: "alone" | "lineEnd";
  /** Level of the nearest heading above that is a child of the document; 1 where there is none. */
  readonly level: number;
  /** Nothing stands before it on its line but the marks of containers. */
  readonly start: boolean;
  /** Column at which the paragraph's container has its content. */
  readonly column: number;
}

/** A stand-in found in a layout. */
export interface Found {
  readonly start: number;
  readonly end: number;
  /** What it stands for. */
  readonly value: Inline | Block;
}

/** Tells the place of each stand-in. `found` is in order, and so is the answer. */
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
  return { type: alone ? "alone" : "lineEnd", level, column, start };
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

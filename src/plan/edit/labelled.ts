import type { Nodes, Paragraph, Heading } from "mdast";

/** A value that stands behind a label in a file. */
export interface Labelled {
  /** Without markup. */
  readonly label: string;
  /** As in the file; empty where nothing stands there. */
  readonly value: string;
  /** Offsets of the value in the file. */
  readonly start: number;
  readonly end: number;
  readonly place: "paragraph" | "cell" | "yaml";
}

/** A piece of plain text, and the phrasing nodes that it stands in, innermost first. */
interface Leaf {
  readonly start: number;
  readonly end: number;
  readonly isText: boolean;
  readonly around: readonly { readonly end: number; readonly contentEnd: number }[];
}

const LONGEST_LABEL = 41;

/**
 * What a paragraph or a heading says in the form `label: value`, several on one line parted by `•`.
 * Only colons and bullets of its own text count: none in code, links or HTML.
 *
 * @param shift what to add to a position to get an offset in `text`
 */
export function labelledIn(
  node: Paragraph | Heading,
  text: string,
  shift: number,
): readonly Labelled[] {
  const leaves = leavesOf(node, shift);
  // Not the node's own position, which in a heading holds its number signs.
  const from = (node.children[0]?.position?.start.offset ?? 0) + shift;
  const until = (node.children.at(-1)?.position?.end.offset ?? 0) + shift;
  const found: Labelled[] = [];
  for (const [start, end] of linesBetween(text, from, until)) {
    for (const part of partsOf(text, start, end, leaves)) {
      const labelled = labelledAt(text, part, leaves);
      if (labelled !== undefined) found.push(labelled);
    }
  }
  return found;
}

function leavesOf(node: Nodes, shift: number): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (it: Nodes, around: Leaf["around"]) => {
    const [start, end] = [it.position?.start.offset, it.position?.end.offset];
    if (start === undefined || end === undefined) return;
    if (!("children" in it) || it.type === "link") {
      leaves.push({ start: start + shift, end: end + shift, isText: it.type === "text", around });
      return;
    }
    const last = it.children.at(-1)?.position?.end.offset ?? end;
    const own = { end: end + shift, contentEnd: last + shift };
    const inner = it === node ? around : [own, ...around];
    for (const child of it.children) visit(child, inner);
  };
  visit(node, []);
  return leaves;
}

function linesBetween(
  text: string,
  from: number,
  until: number,
): readonly (readonly [start: number, end: number])[] {
  const lines: (readonly [number, number])[] = [];
  let start = from;
  for (const { index, 0: end } of text.slice(from, until).matchAll(/\r\n|\r|\n/g)) {
    lines.push([start, from + index]);
    start = from + index + end.length;
  }
  return [...lines, [start, until]];
}

function partsOf(
  text: string,
  start: number,
  end: number,
  leaves: readonly Leaf[],
): readonly (readonly [start: number, end: number])[] {
  const parts: (readonly [number, number])[] = [];
  let from = start;
  for (const { index } of text.slice(start, end).matchAll(/(?<=\s)•(?=\s)/g)) {
    if (leafAt(start + index, leaves) === undefined) continue;
    parts.push([from, start + index]);
    from = start + index + 1;
  }
  return [...parts, [from, end]];
}

/** The piece of text that holds the character at an offset. */
function leafAt(at: number, leaves: readonly Leaf[]): Leaf | undefined {
  return leaves.find(({ isText, start, end }) => isText && start <= at && at < end);
}

function labelledAt(
  text: string,
  [from, until]: readonly [number, number],
  leaves: readonly Leaf[],
): Labelled | undefined {
  for (let at = text.indexOf(":", from); at !== -1 && at < until; at = text.indexOf(":", at + 1)) {
    const leaf = leafAt(at, leaves);
    if (leaf === undefined) continue;
    const label = text.slice(from, at).replaceAll(/[*_~]/g, "").trim();
    if (label === "" || label.length > LONGEST_LABEL) return undefined;
    let start = at + 1;
    let end = until;
    for (const { end: outer, contentEnd } of leaf.around) {
      // `**Status:** x` goes on behind the stars, `**Status: x**` ends before them.
      if (text.slice(start, contentEnd).trim() === "") start = outer;
      else end = Math.min(end, contentEnd);
    }
    const said = text.slice(start, end);
    const value = said.trim().replace(/\s*\\$/, "");
    if (said !== "" && !/^\s/.test(said)) return undefined;
    if (value !== "") start += said.length - said.trimStart().length;
    return { label, value, start, end: start + value.length, place: "paragraph" };
  }
  return undefined;
}

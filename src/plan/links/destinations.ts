import type { Definition, Html, Image, Link } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { visitParents } from "unist-util-visit-parents";
import { endOf, startOf } from "../../issue/edits.js";
import { readDocument } from "../markdown.js";

/** Where the destination of a link, an image or a definition stands in a Markdown file. */
export interface Destination {
  readonly start: number;
  readonly end: number;
  /** As Markdown reads it. */
  readonly url: string;
}

/** A link of more characters than this is not looked into. */
const LONGEST = 4096;

/** A comment, or an attribute that holds an address (group 1: up to its value, 2 and 3: the value). */
const ATTRIBUTE = /<!--[^]*?(?:-->|$)|(\s(?:href|src)=)(?:"([^"<>&]*)"|'([^'<>&]*)')/gi;

/**
 * The destinations in a Markdown file for which `isWanted`, in no order; HTML's `href` and `src`
 * are some. Nothing in code or comments is.
 */
export function destinationsIn(
  text: string,
  isWanted: (url: string) => boolean,
): readonly Destination[] {
  const { tree, shift } = readDocument(text);
  const found: Destination[] = [];
  visitParents(tree, (node) => {
    if (node.type === "html") {
      found.push(...attributesOf(node, text, shift).filter(({ url }) => isWanted(url)));
    }
    if (node.type !== "link" && node.type !== "image" && node.type !== "definition") return;
    if (!isWanted(node.url) || node.position === undefined) return;
    const place = placeOf(node, text, shift);
    if (place !== undefined) found.push({ ...place, url: node.url });
  });
  return found;
}

function placeOf(
  node: Link | Image | Definition,
  text: string,
  shift: number,
): { readonly start: number; readonly end: number } | undefined {
  const [start, end] = [startOf(node) + shift, endOf(node) + shift];
  if (node.type === "link" && text[start] !== "[") {
    const bare = text[start] === "<" ? { start: start + 1, end: end - 1 } : { start, end };
    return text.slice(bare.start, bare.end) === node.url ? bare : undefined;
  }
  // What a link shows may be wrapped inside a quote: only what follows it is read again.
  const last = node.type === "link" ? node.children.at(-1) : undefined;
  const from = last?.position === undefined ? start : endOf(last) + shift;
  if (end - from > LONGEST) return undefined;
  const label = from === start ? "" : "[x";
  const place = lastDestination(label + text.slice(from, end), node.url);
  const by = from - label.length;
  return place && { start: place.start + by, end: place.end + by };
}

/** The outermost destination in the source of one link, image or definition. */
function lastDestination(
  source: string,
  url: string,
): { readonly start: number; readonly end: number } | undefined {
  const places: { readonly start: number; readonly end: number }[] = [];
  const tree = fromMarkdown(source, {
    mdastExtensions: [
      {
        enter: {
          resourceDestinationString(token) {
            places.push({ start: token.start.offset, end: token.end.offset });
            this.buffer();
          },
          definitionDestinationString(token) {
            places.push({ start: token.start.offset, end: token.end.offset });
            this.buffer();
          },
        },
      },
    ],
  });
  const [block] = tree.children;
  const node = block?.type === "paragraph" ? block.children[0] : block;
  return node !== undefined && "url" in node && node.url === url ? places.at(-1) : undefined;
}

function attributesOf(node: Html, text: string, shift: number): readonly Destination[] {
  const from = startOf(node) + shift;
  const source = text.slice(from, endOf(node) + shift);
  return [...source.matchAll(ATTRIBUTE)].flatMap((match) => {
    const [, before, double, single] = match;
    const url = double ?? single;
    if (before === undefined || url === undefined) return [];
    const start = from + match.index + before.length + 1;
    return [{ start, end: start + url.length, url }];
  });
}

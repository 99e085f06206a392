import type { Html, Root, RootContent } from "mdast";
import { visitParents } from "unist-util-visit-parents";
import { endOf, startOf, type Edit } from "./edits.js";
import { readHtml, unpairedTags } from "./html.js";
import type { Source } from "./source.js";

/** What raw HTML needs so that nothing after it is swallowed. */
export interface HtmlMending {
  /** At most one for each piece of raw HTML. */
  readonly edits: readonly Edit[];
  /** End tags to put after all of it, each on a line of its own. */
  readonly ends: readonly string[];
}

/**
 * Mends the raw HTML in `nodes`, which stand one after the other: comments are emptied and closed,
 * half tags and end tags that end nothing are shown as text, elements left open are ended.
 */
export function mendHtml(source: Source, nodes: readonly RootContent[]): HtmlMending {
  const found = htmlIn(nodes);
  const mended = found.map(({ node, block }) => {
    const slice = source.text.slice(startOf(node), endOf(node));
    // With a container's marks on its lines it is not worth taking apart.
    return slice === node.value ? mendPiece(slice, block) : slice.replaceAll("<", "&lt;");
  });
  const { closing, open } = unpairedTags(mended);
  const edits = found.map(({ node }, index) => {
    const stray = closing.filter((tag) => tag.index === index).map(({ piece }) => piece.start);
    const text = escapeAt(mended[index] ?? "", stray);
    return { start: startOf(node), end: endOf(node), text };
  });
  return { edits, ends: open.map((name) => `</${name}>`) };
}

interface FoundHtml {
  readonly node: Html;
  /** It is a block of its own, in the document or in a container. */
  readonly block: boolean;
}

const CONTAINERS: ReadonlySet<string> = new Set(["root", "listItem", "blockquote"]);

function htmlIn(nodes: readonly RootContent[]): readonly FoundHtml[] {
  const found: FoundHtml[] = [];
  const root: Root = { type: "root", children: [...nodes] };
  visitParents(root, "html", (node, ancestors) => {
    found.push({ node, block: CONTAINERS.has(ancestors.at(-1)?.type ?? "root") });
  });
  return found;
}

/** Elements whose block lasts until an end tag (CommonMark 4.6, start condition 1). */
const LASTING = new Set(["pre", "script", "style", "textarea"]);

function mendPiece(html: string, block: boolean): string {
  let mended = "";
  let lasting: string | undefined;
  for (const piece of readHtml(html)) {
    const text = html.slice(piece.start, piece.end);
    if (piece.type === "comment") mended += piece.complete ? "<!-- -->" : `${text} ${piece.name}`;
    else if (piece.complete) mended += text;
    else mended += text.replace("<", "&lt;");
    if (!LASTING.has(piece.name) || !piece.complete) continue;
    if (piece.type === "close") lasting = undefined;
    else lasting ??= piece.name;
  }
  if (lasting !== undefined && block) return `${mended}</${lasting}>`;
  return /^(?:\s*<!-- -->)+\s*$/.test(mended) && block ? "" : mended;
}

function escapeAt(text: string, offsets: readonly number[]): string {
  return offsets.reduceRight((all, at) => `${all.slice(0, at)}&lt;${all.slice(at + 1)}`, text);
}

import type { Html, Root, RootContent } from "mdast";
import { visitParents } from "unist-util-visit-parents";
import { endOf, startOf, type Edit, type Source } from "./source.js";

/** A tag or comment found in raw HTML. */
export interface HtmlPiece {
  readonly type: "open" | "close" | "void" | "comment" | "text";
  /** Element name in lower case; empty for text and comments; of an unclosed comment what ends it. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** False for a comment or tag that the text ends in the middle of. */
  readonly complete: boolean;
}

/** Elements without an end tag (HTML standard, "void elements"). */
const VOID = new Set(
  "area base br col embed hr img input link meta param source track wbr".split(" "),
);

/**
 * Takes raw HTML apart into tags, comments and text, in one pass and linear time. It reads tags the
 * way CommonMark (section 6.6) does: quoted attribute values may hold `>`.
 */
export function readHtml(html: string): readonly HtmlPiece[] {
  const pieces: HtmlPiece[] = [];
  let at = 0;
  while (at < html.length) {
    const start = html.indexOf("<", at);
    if (start !== at) pieces.push(textPiece(at, start === -1 ? html.length : start));
    if (start === -1) break;
    const piece = commentAt(html, start) ?? tagAt(html, start) ?? textPiece(start, start + 1);
    pieces.push(piece);
    at = piece.end;
  }
  return pieces;
}

function textPiece(start: number, end: number): HtmlPiece {
  return { type: "text", name: "", start, end, complete: true };
}

/** What HTML takes for no content: how it starts and ends (CommonMark 6.6). */
const HIDDEN = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
  ["<!", ">"],
] as const;

function commentAt(html: string, start: number): HtmlPiece | undefined {
  const hidden = HIDDEN.find(([opener]) => html.startsWith(opener, start));
  if (hidden === undefined) return undefined;
  const [opener, closer] = hidden;
  // `<!-->` and `<!--->` are whole comments.
  const close = html.indexOf(closer, start + (opener === "<!--" ? 2 : opener.length));
  const complete = close !== -1;
  const end = complete ? close + closer.length : html.length;
  return { type: "comment", name: complete ? "" : closer, start, end, complete };
}

const TAG_NAME = /<(\/?)([a-z][a-z0-9-]*)(?=[\s/>]|$)/iy;

function tagAt(html: string, start: number): HtmlPiece | undefined {
  TAG_NAME.lastIndex = start;
  const match = TAG_NAME.exec(html);
  if (match?.[2] === undefined) return undefined;
  const { end, complete } = tagEnd(html, TAG_NAME.lastIndex);
  const name = match[2].toLowerCase();
  if (match[1] === "/") return { type: "close", name, start, end, complete };
  return { type: VOID.has(name) ? "void" : "open", name, start, end, complete };
}

function tagEnd(html: string, from: number): { end: number; complete: boolean } {
  let quote = "";
  for (let at = from; at < html.length; at += 1) {
    const char = html.charAt(at);
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === '"' || char === "'") quote = char;
    else if (char === ">") return { end: at + 1, complete: true };
  }
  return { end: html.length, complete: false };
}

/** Elements that end by themselves where another starts (HTML standard, "optional tags"). */
const SELF_ENDING = new Set("p li dt dd tr td th thead tbody tfoot option summary".split(" "));

/** What is wrong with the tags of pieces of raw HTML that stand one after the other. */
interface Unpaired {
  /** End tags that end nothing: index of the piece of HTML, and where in it. */
  readonly closing: readonly { readonly index: number; readonly piece: HtmlPiece }[];
  /** Names of the elements that stay open, innermost first. */
  readonly open: readonly string[];
}

/** Pairs start and end tags over all of `htmls`, in order. */
function unpairedTags(htmls: readonly string[]): Unpaired {
  const open: string[] = [];
  const leaking: string[] = [];
  const closing: { index: number; piece: HtmlPiece }[] = [];
  for (const [index, html] of htmls.entries()) {
    for (const piece of readHtml(html)) {
      if (piece.type === "open") open.push(piece.name);
      if (piece.type !== "close") continue;
      const partner = open.lastIndexOf(piece.name);
      if (partner === -1) closing.push({ index, piece });
      else leaking.push(...open.splice(partner).slice(1));
    }
  }
  const left = [...leaking, ...open].filter((name) => !SELF_ENDING.has(name));
  return { closing, open: left.toReversed() };
}

/** What raw HTML needs so that nothing after it is swallowed. */
export interface NormalizedHtml {
  /** At most one for each piece of raw HTML. */
  readonly edits: readonly Edit[];
  /** End tags to put after all of it, each on a line of its own. */
  readonly ends: readonly string[];
}

/**
 * Closes what the raw HTML in `nodes` opens; they stand one after the other. Comments are emptied and closed,
 * half tags and end tags that end nothing are shown as text, elements left open are ended.
 */
export function normalizeHtml(source: Source, nodes: readonly RootContent[]): NormalizedHtml {
  const found = htmlIn(nodes);
  const closed = found.map(({ node, block }) => {
    const slice = source.text.slice(startOf(node), endOf(node));
    // With a container's marks on its lines it is not worth taking apart.
    return slice === node.value ? closePiece(slice, block) : slice.replaceAll("<", "&lt;");
  });
  const { closing, open } = unpairedTags(closed);
  const edits = found.map(({ node }, index) => {
    const stray = closing.filter((tag) => tag.index === index).map(({ piece }) => piece.start);
    const text = escapeAt(closed[index] ?? "", stray);
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

function closePiece(html: string, block: boolean): string {
  let result = "";
  let lasting: string | undefined;
  for (const piece of readHtml(html)) {
    const text = html.slice(piece.start, piece.end);
    if (piece.type === "comment") result += piece.complete ? "<!-- -->" : `${text} ${piece.name}`;
    else if (piece.complete) result += text;
    else result += text.replace("<", "&lt;");
    if (!LASTING.has(piece.name) || !piece.complete) continue;
    if (piece.type === "close") lasting = undefined;
    else lasting ??= piece.name;
  }
  if (lasting !== undefined && block) return `${result}</${lasting}>`;
  return /^(?:\s*<!-- -->)+\s*$/.test(result) && block ? "" : result;
}

function escapeAt(text: string, offsets: readonly number[]): string {
  return offsets.reduceRight((all, at) => `${all.slice(0, at)}&lt;${all.slice(at + 1)}`, text);
}

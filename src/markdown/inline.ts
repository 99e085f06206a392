import type { PhrasingContent, Html, Nodes } from "mdast";
import { oneLine } from "./escape.js";
import { readHtml } from "./html.js";
import { breakLines, oneLineOf } from "./lines.js";
import { parseMarkdown, plainText } from "./parse.js";

/** Running text that is escaped for the place where a template puts it. */
export interface Inline {
  readonly kind: "inline";
  /** Holds no raw HTML that is not closed within it; a line end is a `break`, and nothing else. */
  readonly nodes: readonly PhrasingContent[];
}

/** A piece of a {@link Block}. */
export type Part =
  | {
      readonly type: "heading";
      /** 1 is the highest in its block; the place decides what level that becomes. */
      readonly depth: number;
      readonly text: Inline;
    }
  | {
      readonly type: "markdown";
      /** Whole blocks that close whatever they open and hold no heading of the document's own. */
      readonly source: string;
    };

/** Markdown blocks, to be indented, and their headings lowered, for the place they go to. */
export interface Block {
  readonly kind: "block";
  readonly parts: readonly Part[];
}

/** `text` as it is, without Markdown of its own; `undefined` where there is none. */
export function plain(text: string | undefined): Inline | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  return { kind: "inline", nodes: [{ type: "text", value: text }] };
}

/** Blocks one after the other; `undefined` where there are none. */
export function joinBlocks(blocks: readonly (Block | undefined)[]): Block | undefined {
  const parts = blocks.flatMap((block) => block?.parts ?? []);
  return parts.length === 0 ? undefined : { kind: "block", parts };
}

/** Elements of running text that may stay in a line where they are closed again. */
const RUNNING = new Set("b code del em i ins kbd s samp strong sub sup var".split(" "));

/**
 * Phrasing content as running text. HTML comments, which nobody sees, are left out; HTML that is closed
 * again stays where it is harmless; any other HTML is shown as the text that it is. Lines that an
 * issue shows are parted by breaks.
 */
export function inlineOf(nodes: readonly PhrasingContent[]): Inline {
  return { kind: "inline", nodes: tame(nodes) };
}

function tame(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  const kept = keptTags(nodes);
  return nodes.flatMap((node): PhrasingContent[] => {
    if (node.type === "html") return kept.has(node) ? [node] : shownHtml(node);
    if (node.type === "text") return [...breakLines(node)];
    if ("children" in node) return [{ ...node, children: tame(node.children) }];
    return [node];
  });
}

/** The tags among `nodes` that pair up with each other. */
function keptTags(nodes: readonly PhrasingContent[]): ReadonlySet<Html> {
  const kept = new Set<Html>();
  const open: { name: string; node: Html }[] = [];
  for (const node of nodes) {
    if (node.type !== "html") continue;
    const [piece] = readHtml(node.value);
    if (piece === undefined || !RUNNING.has(piece.name)) continue;
    if (piece.type === "open") open.push({ name: piece.name, node });
    if (piece.type !== "close") continue;
    const partner = open.findLastIndex(({ name }) => name === piece.name);
    if (partner === -1) continue;
    for (const { node: start } of open.splice(partner).slice(0, 1)) kept.add(start).add(node);
  }
  return kept;
}

function shownHtml(node: Html): PhrasingContent[] {
  const [piece] = readHtml(node.value);
  if (piece?.type === "comment") return [];
  if (piece?.name === "br") return [{ type: "break" }];
  return [{ type: "text", value: node.value }];
}

/** A block on one line, with its links and code spans; `undefined` where it has no text. */
export function flatInline(block: Block | undefined): Inline | undefined {
  const nodes = (block?.parts ?? []).flatMap((part): readonly PhrasingContent[] =>
    part.type === "heading"
      ? oneLineOf(part.text.nodes).concat(SPACE)
      : flatNodes(parseMarkdown(part.source).children),
  );
  return nodes.length === 0 ? undefined : { kind: "inline", nodes: nodes.slice(0, -1) };
}

/** Several lines on one, `separator` between them; `undefined` for none. */
export function joinInlines(
  lines: readonly (Inline | undefined)[],
  separator: string,
): Inline | undefined {
  const nodes = lines.flatMap((line): readonly PhrasingContent[] =>
    line === undefined ? [] : [{ type: "text", value: separator }, ...line.nodes],
  );
  return nodes.length === 0 ? undefined : { kind: "inline", nodes: nodes.slice(1) };
}

const SPACE = { type: "text", value: " " } as const;

/** Each block's content and a space. */
function flatNodes(blocks: readonly Nodes[]): readonly PhrasingContent[] {
  return blocks.flatMap((node): readonly PhrasingContent[] => {
    if (node.type === "paragraph" || node.type === "heading" || node.type === "tableCell") {
      return [...oneLineOf(inlineOf(node.children).nodes), SPACE];
    }
    if ("children" in node) return flatNodes(node.children);
    if (node.type === "code") {
      const value = oneLine(node.value);
      // Markdown has no empty code span.
      return value === "" ? [] : [{ type: "inlineCode", value }, SPACE];
    }
    const value = plainText(node);
    return value === "" ? [] : [{ type: "text", value }, SPACE];
  });
}

import type { PhrasingContent, Html, Nodes, Break, Text } from "mdast";
import { oneLine } from "./escape.js";
import { readHtml } from "./html.js";
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

/** Text with its line ends as breaks: GitHub shows a line end in an issue as one. */
function breakLines(node: Text): readonly (Text | Break)[] {
  if (!node.value.includes("\n")) return [node];
  return node.value.split("\n").flatMap((value, index): readonly (Text | Break)[] => {
    const text: readonly Text[] = value === "" ? [] : [{ type: "text", value }];
    return index === 0 ? text : [{ type: "break" }, ...text];
  });
}

/** A paragraph's lines, as an issue shows them; breaks inside emphasis and links part nothing. */
export function linesIn(
  nodes: readonly PhrasingContent[],
): readonly (readonly PhrasingContent[])[] {
  const lines: PhrasingContent[][] = [[]];
  const parted = nodes.flatMap((node): readonly PhrasingContent[] =>
    node.type === "text" ? breakLines(node) : [node],
  );
  for (const node of parted) {
    if (node.type === "break") lines.push([]);
    else lines.at(-1)?.push(node);
  }
  return lines;
}

/** Lines as one text again. */
export function joinLines(
  lines: readonly (readonly PhrasingContent[])[],
): readonly PhrasingContent[] {
  return lines.flatMap((line, index) =>
    index === 0 ? line : [{ type: "break" as const }, ...line],
  );
}

/** Running text without the breaks in it. */
export function oneLineOf(nodes: readonly PhrasingContent[]): readonly PhrasingContent[] {
  return nodes.map((node): PhrasingContent => {
    if (node.type === "break") return { type: "text", value: " " };
    if (!("children" in node)) return node;
    return { ...node, children: [...oneLineOf(node.children)] };
  });
}

/** Text without markup, on one line. */
export function wordsOf(nodes: readonly PhrasingContent[]): string {
  return plainText({ type: "paragraph", children: [...oneLineOf(nodes)] });
}

/**
 * What a line says behind a label such as `Rationale:`, in bold or not; `undefined` for a line
 * without it. `label` matches a whole label, its colon left out.
 */
export function textAfterLabel(
  nodes: readonly PhrasingContent[],
  label: RegExp,
): readonly PhrasingContent[] | undefined {
  const text = wordsOf(nodes);
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(colon, 0)).trim();
  if (colon === -1 || colon > 40 || !label.test(name)) return undefined;
  const [first, ...rest] = nodes;
  if (first?.type === "text") {
    const value = first.value.slice(first.value.indexOf(":") + 1).trimStart();
    return first.value.includes(":") ? [{ type: "text", value }, ...rest] : undefined;
  }
  const own = first === undefined ? "" : wordsOf([first]);
  if (own === `${name}:`) return rest;
  const [next, ...more] = rest;
  if (own !== name || next?.type !== "text") return undefined;
  return [{ type: "text", value: next.value.replace(/^\s*:\s*/, "") }, ...more];
}

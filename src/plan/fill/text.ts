import type { PhrasingContent, Text } from "mdast";
import { gfmToMarkdown } from "mdast-util-gfm";
import { oneLine } from "../../issue/flat.js";
import type { Handle, Options } from "mdast-util-to-markdown";
import { defaultHandlers, toMarkdown } from "mdast-util-to-markdown";

/** Where one line of Markdown is put: it decides what would break out of there. */
export type InlinePlace = "paragraph" | "heading" | "cell";

/**
 * Plain text as Markdown that renders as exactly these characters on one line: nothing in it can
 * start, end or change a construct around it. Line ends, runs of white space and control
 * characters become single spaces, as HTML shows them anyway.
 */
export function textMarkdown(text: string, place: InlinePlace): string {
  return phrasingMarkdown([{ type: "text", value: oneLine(text) }], place);
}

/**
 * Phrasing content as Markdown. `nodes` hold no raw HTML that is not closed within them. It is on
 * one line; but where `indent` is given, which is what a further line of a paragraph starts with,
 * breaks are line ends.
 */
export function phrasingMarkdown(
  nodes: readonly PhrasingContent[],
  place: InlinePlace,
  indent?: string,
): string {
  const children = trimmed(nodes);
  const [only, ...more] = children;
  if (more.length === 0 && only?.type === "text" && areWords(only.value)) return only.value;
  const tree =
    place === "heading"
      ? ({ type: "heading", depth: 1, children } as const)
      : ({ type: "paragraph", children } as const);
  const markdown = toMarkdown(tree, indent === undefined ? OPTIONS : LINES);
  const line = markdown.replace(place === "heading" ? /^# ?/ : /^/, "");
  const shown =
    indent === undefined ? line.replaceAll(/\s*\n\s*/g, " ") : brokenLines(line, indent);
  return keepPipes(shown.trim(), place);
}

/**
 * Whether `text` is words that are the same in Markdown, wherever they stand: letters and digits,
 * behind which CommonMark and GFM have no meaning for any of the other characters. A dash only counts
 * at the start of a line, a full stop behind a line's first digits and inside an address, and a space
 * beside a line's end or another space; none of these fits.
 */
function areWords(text: string): boolean {
  return WORDS.test(text);
}

const WORDS = /^(?!\d+\.)[A-Za-z0-9][A-Za-z0-9,;?'/-]*\.?(?: [A-Za-z0-9][A-Za-z0-9,;?'/-]*\.?)*$/;

function brokenLines(text: string, indent: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "").join(`  \n${indent}`);
}

/** Without outer white space, which Markdown could only keep as character references. */
function trimmed(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  const isBlank = (node: PhrasingContent) =>
    node.type === "break" || (node.type === "text" && node.value.trim() === "");
  const first = nodes.findIndex((node) => !isBlank(node));
  const last = nodes.findLastIndex((node) => !isBlank(node));
  return nodes.slice(Math.max(first, 0), last + 1).map((node, index, all): PhrasingContent => {
    if (node.type !== "text") return node;
    const start = index === 0 ? node.value.trimStart() : node.value;
    return { type: "text", value: index === all.length - 1 ? start.trimEnd() : start };
  });
}

const OPTIONS: Options = {
  extensions: [gfmToMarkdown({ tablePipeAlign: false })],
  unsafe: [{ character: "|", inConstruct: "phrasing" }],
  handlers: { text: plainText, break: () => " " },
  bullet: "-",
};

const LINES: Options = { ...OPTIONS, handlers: { text: plainText, break: () => "\n" } };

/** Text, sparing the `_` inside words that GFM takes for no emphasis (spec, rule 2 and 4). */
function plainText(...[node, ...rest]: Parameters<Handle>): string {
  const { value }: Text = node;
  const text: Text = { type: "text", value: value.replaceAll(/\s+/g, " ") };
  return defaultHandlers
    .text(text, ...rest)
    .replaceAll(/(?<=[\p{L}\p{N}])\\_(?=[\p{L}\p{N}])/gu, "_");
}

/** In a table row a pipe ends the cell even inside code (GFM spec, "Tables (extension)"). */
function keepPipes(line: string, place: InlinePlace): string {
  return place === "cell" ? line.replaceAll(/(?<!\\)\|/g, "\\|") : line;
}

import type { PhrasingContent, Text } from "mdast";
import { gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown, type Handle, type Options, defaultHandlers } from "mdast-util-to-markdown";

/** The bidirectional control characters, which make text read other than it is. */
const BIDI_CONTROL = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/**
 * Somebody's words as Markdown that stands inside a line: GitHub renders the same characters, and nothing
 * in them is markup, mentions anybody, or refers to an issue. Bidirectional control characters
 * are shown by their code point. Cut at `limit` characters.
 */
export function inlineText(text: string, limit = 160): string {
  const line = showHidden(truncate(oneLine(text), limit));
  const markdown = toMarkdown(
    { type: "paragraph", children: [{ type: "text", value: `${INNER}${defused(line)}` }] },
    { extensions: [gfmToMarkdown()] },
  );
  return markdown
    .slice(INNER.length)
    .trimEnd()
    .replaceAll(/[|\]]/g, "\\$&")
    .replaceAll("$", "&#36;");
}

/** The same for what stands at the start of a paragraph, a list item, or the like. */
export function startText(text: string, limit = 160): string {
  return inlineText(text, limit)
    .replace(/^[>#+=~`|<_*:-]/, "\\$&")
    .replace(/^(\d{1,9})([.)])/, "$1\\$2");
}

/** Stands before the words while they are escaped: they never begin a line, so `1.` is no list. */
const INNER = "x ";

const MENTION = /@(?=[\p{L}\p{N}])/gu;
const REFERENCE = /(#|\bGH-)(?=\d)/gi;

/** A zero-width space ends what GitHub would make a mention, reference, link or emoji of. */
function defused(text: string): string {
  return text
    .replaceAll(MENTION, "@\u200B")
    .replaceAll(REFERENCE, "$1\u200B")
    .replaceAll(/:(?=\/\/|[\w+-]+:)/g, ":\u200B")
    .replaceAll(/\bwww(?=\.)/gi, "www\u200B");
}

/** Runs of white space and control characters become one space; none at the ends. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
}

/** `text` cut to `limit` characters, with an ellipsis where something was cut. */
export function truncate(text: string, limit: number): string {
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}

/**
 * The first lines of a text, as many as take no more than `bytes` bytes of UTF-8 with their line ends. Lines
 * are never cut.
 */
export function linesWithin(lines: readonly string[], bytes: number): readonly string[] {
  let left = bytes;
  const over = lines.findIndex((line) => {
    left -= Buffer.byteLength(line) + 1;
    return left < 0;
  });
  return over === -1 ? lines : lines.slice(0, over);
}

/** Any of GitHub's closing keywords. */
const CLOSING_KEYWORD = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b/i;

/** What keeps GitHub's workflows from running when it stands in a commit message. */
const SKIP_WORD = /\[(?=(?:skip|no|ci|actions) (?:ci|skip|actions)\])/gi;

/**
 * Somebody's words as the title of a pull request, which may become a commit message: one line that
 * reads the same, mentions nobody, closes no issue (where it holds a closing keyword, a zero-width
 * space keeps its references from being read) and skips no workflow. Bidirectional control
 * characters are shown by their code point.
 *
 * @see https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
 * @see https://docs.github.com/actions/managing-workflow-runs/skipping-workflow-runs
 */
export function plainTitle(text: string): string {
  const title = showHidden(oneLine(text))
    .replaceAll(MENTION, "@\u200B")
    .replaceAll(SKIP_WORD, "[\u200B");
  if (!CLOSING_KEYWORD.test(title)) return title;
  return title
    .replaceAll(REFERENCE, "$1\u200B")
    .replaceAll(/(\/(?:issues|pull)\/)(?=\d)/gi, "$1\u200B");
}

/**
 * Somebody's words as code that stands inside a line, whatever they hold. Cut at `limit` characters. Code
 * without any is a space: Markdown has no empty code span.
 */
export function inlineCode(text: string, limit = 200): string {
  const line = showHidden(truncate(oneLine(text), limit)) || " ";
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  // One space at each end is none of the code's.
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Shows bidirectional control characters by their code point, in texts that are no Markdown. */
export function showHidden(text: string): string {
  return text.replaceAll(
    BIDI_CONTROL,
    (character) => `<U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}>`,
  );
}

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

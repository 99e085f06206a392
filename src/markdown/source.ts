import type { Root, RootContent, Definition, FootnoteDefinition, Nodes, Node } from "mdast";

/** Where a node starts in its source. */
export function startOf(node: Node): number {
  return node.position?.start.offset ?? 0;
}

/** Where a node ends in its source. */
export function endOf(node: Node): number {
  return node.position?.end.offset ?? 0;
}

/** Offset of the start of the line that `offset` is on. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** A change to a piece of source. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An edit that puts `text` in at `offset`. */
export function insertion(offset: number, text: string): Edit {
  return { start: offset, end: offset, text };
}

/** Carries out `edits`, which do not overlap, on the part of `text` from `start` to `end`. */
export function applyEdits(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  edits: readonly Edit[],
): string {
  let result = "";
  let at = start;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at || edit.end > end) continue;
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at, end);
}

/** Markdown with its syntax tree; positions in the tree are offsets into `text`. */
export interface Source {
  /** LF line ends, no NUL. */
  readonly text: string;
  readonly root: Root;
}

/** `text` as a code block that nothing in it can end. */
export function fence(text: string, info = "text"): string {
  const runs = text.match(/`{3,}/g) ?? [];
  const ticks = "`".repeat(runs.reduce((longest, run) => Math.max(longest, run.length + 1), 3));
  return `${ticks}${info}\n${text}\n${ticks}`;
}

/** The whole lines that a child of the document stands on. */
export function lineRange(source: Source, node: RootContent): { start: number; end: number } {
  return { start: lineStart(source.text, startOf(node)), end: endOf(node) };
}

/** Every node of a tree, in no particular order. */
export function* nodesIn(tree: Root): Generator<Nodes> {
  const waiting: Nodes[] = [tree];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    if ("children" in node) for (const child of node.children) waiting.push(child);
  }
}

/** Whether there is something in a tree that {@link isDefinition}. */
export function hasDefinition(tree: Root): boolean {
  for (const node of nodesIn(tree)) if (isDefinition(node)) return true;
  return false;
}

/** Whether a node is a list with a task list item of its own. */
export function isTaskList(node: Nodes): boolean {
  return node.type === "list" && node.children.some(({ checked }) => typeof checked === "boolean");
}

/** Whether a node says what links or footnotes anywhere in the document refer to. */
export function isDefinition(node: Nodes): node is Definition | FootnoteDefinition {
  return node.type === "definition" || node.type === "footnoteDefinition";
}

/** A block of lines that ends only at a line of its own kind: no Markdown starts inside it. */
interface Raw {
  readonly ends: (line: string) => boolean;
  /** Whether the line that opens it may end it too. */
  readonly endsOnSameLine: boolean;
  /** Whether it may be none, so that another block may start inside. */
  readonly unsure: boolean;
}

/**
 * What a line may still belong to: nothing, a list item or footnote whose content starts at that
 * column, or one of both that only a full parse can show.
 */
type Container = number | "none" | "unsure";

const BLANK = /^[ \t]*$/;
/** After so many blank lines nobody goes on with a list; for each, the parser asks every list around it. */
const MANY_BLANK = 20;
const HEADING = /^#{1,6}(?:[ \t]|$)/;
const BULLET = /^[-+*] {1,4}(?=[^ \t])/;
const NUMBER = /^\d{1,9}[.)][ \t]/;
const MARKER = /^(?:[-+*]|\d{1,9}[.)]|\[\^)/;
/** Rows under a table's head, and rules: they look like bullets, and may be none. */
const ONLY_DASHES = /^[-:|*_+ \t]*$/;

/** CommonMark 4.6, start conditions 1 to 5, with the end condition of each. */
const HTML: readonly (readonly [start: RegExp, end: RegExp])[] = [
  [/^<(?:script|pre|style|textarea)(?:[\s>]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<![a-z]/i, />/],
  [/^<!\[CDATA\[/, /\]\]>/],
];

/** A line at which a text may be cut. */
export interface Start {
  readonly offset: number;
  /**
   * Whether a top-level block starts here whatever stands before; or it only looks like one; or this
   * may be the middle of one, though no fence or comment is open, or a row of a table; or no block
   * starts here, behind more blank lines than anybody writes.
   */
  readonly block: "certain" | "likely" | "possible" | "row" | "blank";
  /** Whether it looks like a heading that starts with `#`; one that is certain is one. */
  readonly heading: boolean;
}

/**
 * Lines at which a text can be cut. Its pieces, read by themselves, are the same as in the whole if
 * the starts are certain; the others are for want of better ones. Not all such lines.
 */
export function blockStarts(text: string): readonly Start[] {
  const starts: Start[] = [];
  let raw: Raw | undefined;
  let container: Container = "none";
  let afterBlank = true;
  let blanks = 0;
  let quoted: Raw | undefined;
  /** Since a line that only a full parse can read, nothing is certain. */
  let sure = true;
  for (const match of text.matchAll(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g)) {
    const line = match[0].replace(/[\r\n]+$/, "");
    const blank = BLANK.test(line);
    const content = contentOf(line);
    const indent = indentOf(line);
    const possible = indent === 0 && !blank && mayStart(content, afterBlank);
    const heading = HEADING.test(content);
    if (raw !== undefined) {
      if (raw.unsure && possible) starts.push({ offset: match.index, block: "possible", heading });
      const inner = raw.unsure && indent < 4 ? rawOf(content) : undefined;
      if (inner?.unsure === false) {
        sure = false;
        raw = inner.endsOnSameLine && inner.ends(content) ? undefined : inner;
      } else if (raw.ends(line)) {
        raw = undefined;
        afterBlank = blank;
      }
      continue;
    }
    if (blank) {
      afterBlank = true;
      quoted = undefined;
      blanks += 1;
      if (blanks % MANY_BLANK === 0) {
        starts.push({ offset: match.index, block: "blank", heading: false });
      }
      continue;
    }
    blanks = 0;
    const inQuote = quoted !== undefined;
    quoted = quotedFence(content, quoted);
    // No cut within a fence: both halves would be something else.
    if (inQuote && content.startsWith(">")) continue;
    if (possible) {
      starts.push({ offset: match.index, block: kindOf(content, afterBlank, sure), heading });
    } else if (indent > 0 && indent < 4 && mayStart(content, afterBlank)) {
      starts.push({ offset: match.index, block: "possible", heading });
    }
    if (indent < 4 && (typeof container !== "number" || indent < container)) {
      raw = rawOf(content);
      if (raw !== undefined && indent > 0 && container === "unsure") sure = false;
      container = containerAfter(content, indent, afterBlank, container);
      if (raw?.endsOnSameLine === true && raw.ends(content)) raw = undefined;
    }
    afterBlank = false;
  }
  return starts;
}

/** The fence that is open in a quote behind this line of it; a line of no quote ends them all. */
function quotedFence(line: string, before: Raw | undefined): Raw | undefined {
  if (!line.startsWith(">")) return undefined;
  const content = line.replace(/^(?:>[ \t]*)+/, "");
  if (before !== undefined) return before.ends(content) ? undefined : before;
  const raw = rawOf(content.replace(/^(?:[-+*]|\d{1,9}[.)])[ \t]+/, ""));
  return raw === undefined || content.startsWith("<") ? undefined : raw;
}

/** Columns before the first other character; a tab goes past 3 in any case. */
function indentOf(line: string): number {
  const white = /^[ \t]*/.exec(line)?.[0] ?? "";
  return white.includes("\t") ? 4 : white.length;
}

function contentOf(line: string): string {
  return line.replace(/^[ \t]+/, "");
}

/** A mark at the start of a piece would be taken for the file's own. */
function mayStart(line: string, afterBlank: boolean): boolean {
  if (line.startsWith("\uFEFF")) return false;
  return afterBlank || !/^=+[ \t]*$/.test(line);
}

function kindOf(line: string, afterBlank: boolean, sure: boolean): Start["block"] {
  if (startsBlock(line, afterBlank)) return sure ? "certain" : "likely";
  if (NUMBER.test(line)) return "likely";
  return line.startsWith("|") ? "row" : "possible";
}

function startsBlock(line: string, afterBlank: boolean): boolean {
  return afterBlank || HEADING.test(line) || (BULLET.test(line) && !ONLY_DASHES.test(line));
}

function rawOf(line: string): Raw | undefined {
  const opening = /^(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1];
  if (opening !== undefined) {
    return { ends: (next) => closesFence(next, opening), endsOnSameLine: false, unsure: false };
  }
  if (!line.startsWith("<")) return undefined;
  const end = HTML.find(([start]) => start.test(line))?.[1];
  if (end === undefined)
    return { ends: (next) => BLANK.test(next), endsOnSameLine: false, unsure: true };
  return { ends: (next) => end.test(next), endsOnSameLine: true, unsure: false };
}

function closesFence(line: string, opening: string): boolean {
  const closing = /^ {0,3}(`+|~+)[ \t]*$/.exec(line)?.[1];
  return closing?.startsWith(opening) === true;
}

/** What a line after this one, which is in no container that was known before, may belong to. */
function containerAfter(
  line: string,
  indent: number,
  afterBlank: boolean,
  before: Container,
): Container {
  const bullet = BULLET.exec(line)?.[0];
  if (bullet !== undefined && indent === 0 && !ONLY_DASHES.test(line)) return bullet.length;
  if (MARKER.test(line)) return "unsure";
  if (HEADING.test(line) || line.startsWith(">")) return "none";
  return afterBlank || before === "none" ? "none" : "unsure";
}

/**
 * The blocks of a long text that match `pattern`, in order, each as it parses in the whole. Takes
 * time in proportion to the length of the text, and no parser. Blocks of which only a parser can show
 * where they end come together; so a block may be as long as the text.
 *
 * What is defined in one block for another, such as the address of a link, is not known there.
 */
export function blocksWith(text: string, pattern: RegExp): readonly string[] {
  const starts = blockStarts(text).flatMap(({ offset, block }) =>
    block === "certain" && offset > 0 ? [offset] : [],
  );
  return [0, ...starts]
    .map((start, index) => text.slice(start, starts[index]))
    .filter((block) => pattern.test(block));
}

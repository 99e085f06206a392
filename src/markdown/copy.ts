import type { Heading, ListItem, Root, RootContent, Text } from "mdast";
import { visitParents } from "unist-util-visit-parents";
import { applyEdits, endOf, startOf, type Edit, fence, lineRange, type Source } from "./source.js";
import { normalizeHtml } from "./html.js";
import { inlineOf, type Block, type Part } from "./inline.js";
import { parseMarkdown } from "./parse.js";

/** How the boxes of task lists are copied: as symbols that nobody counts, or as boxes. */
export type Boxes = "drawn" | "kept";

/**
 * Copies blocks of an issue into a plan, byte for byte but for what would mean something else
 * there: headings become parts of their own, to be lowered; boxes are drawn; lines that an issue
 * shows as lines keep their breaks; comments are left out; what is opened is closed.
 */
export function copyMarkdown(
  source: Source,
  nodes: readonly RootContent[],
  boxes: Boxes = "drawn",
): Block | undefined {
  const parts: Part[] = [];
  let run: RootContent[] = [];
  const flush = () => {
    const markdown = copyRun(source, run, boxes, 0);
    if (markdown !== "") parts.push({ type: "markdown", source: markdown });
    run = [];
  };
  for (const node of nodes) {
    if (node.type !== "heading") run.push(node);
    else {
      flush();
      parts.push(headingPart(node));
    }
  }
  flush();
  return parts.length === 0 ? undefined : { kind: "block", parts };
}

/** Copies what stands in a list item below its first paragraph. */
export function copyBelowHeading(source: Source, item: ListItem, boxes: Boxes): Block | undefined {
  const [first, ...rest] = item.children;
  const below = first?.type === "paragraph" ? rest : item.children;
  const indent = contentColumn(source, item) - 1;
  const markdown = copyRun(source, below, boxes, indent);
  if (markdown === "") return undefined;
  return { kind: "block", parts: [{ type: "markdown", source: markdown }] };
}

/** Link and footnote definitions, to be put at the end of the plan; empty where there are none. */
export function copyDefinitions(source: Source, definitions: readonly RootContent[]): string {
  return copyNodes(source, definitions, "drawn", 0);
}

function headingPart(node: Heading): Part {
  return { type: "heading", depth: node.depth, text: inlineOf(node.children) };
}

function copyRun(
  source: Source,
  nodes: readonly RootContent[],
  boxes: Boxes,
  indent: number,
): string {
  // Definitions count for the whole document: they are copied once, at its end.
  const kept = nodes.filter(({ type }) => type !== "definition" && type !== "footnoteDefinition");
  return copyNodes(source, kept, boxes, indent);
}

function copyNodes(
  source: Source,
  kept: readonly RootContent[],
  boxes: Boxes,
  indent: number,
): string {
  const { edits, ends } = normalizeHtml(source, kept);
  const all = [...edits, ...kept.flatMap((node) => editsOf(source, node, boxes))].toSorted(
    (a, b) => a.start - b.start,
  );
  const pieces = kept.map((node) => {
    const lines = lineRange(source, node);
    // A list item's first block stands behind the item's mark.
    const marked = source.text.slice(lines.start, startOf(node)).trim() !== "";
    const start = marked ? startOf(node) : lines.start;
    // To look through all of them for each block would take too long where there are many.
    const own = all.slice(firstFrom(all, start), firstFrom(all, lines.end + 1));
    const text = applyEdits(source.text, { start, end: lines.end }, own).trimEnd();
    return closeCode(dedent(text, indent), node);
  });
  const markdown = [...pieces, ...ends].filter((piece) => piece.trim() !== "").join("\n\n");
  // Only HTML and code can stay open, and only other indentation can change what text is.
  const inert = edits.length === 0 && indent === 0 && kept.every(({ type }) => type !== "code");
  if (markdown === "" || inert || staysInside(markdown)) return markdown;
  const raw = kept.map((node) => {
    const { start, end } = lineRange(source, node);
    return source.text.slice(start, end);
  });
  return fence(raw.join("\n\n"));
}

/** Index of the first edit that starts at `offset` or behind it, in edits that are in order. */
function firstFrom(edits: readonly Edit[], offset: number): number {
  let [from, to] = [0, edits.length];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if ((edits[middle]?.start ?? offset) < offset) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Whether `markdown` opens nothing that it does not close, and has no heading of the document's. */
function staysInside(markdown: string): boolean {
  const { children } = parseMarkdown(`${markdown}\n\nend`);
  const last = children.at(-1);
  if (last?.type !== "paragraph" || last.position?.start.column !== 1) return false;
  const [text] = last.children;
  if (last.children.length !== 1 || text?.type !== "text" || text.value !== "end") return false;
  return children.every((node) => node.type !== "heading");
}

function editsOf(source: Source, top: RootContent, boxes: Boxes): readonly Edit[] {
  const edits: Edit[] = [];
  const root: Root = { type: "root", children: [top] };
  visitParents(root, (node, ancestors) => {
    if (node.type === "listItem" && boxes === "drawn") edits.push(...boxEdit(source, node));
    if (node.type === "heading") edits.push(...lowerEdit(source, node));
    if (node.type !== "text" || !ancestors.some(({ type }) => type === "paragraph")) return;
    edits.push(...breakEdits(source, node));
  });
  return edits;
}

function boxEdit(source: Source, item: ListItem): readonly Edit[] {
  const start = boxOf(source, item);
  if (start === undefined) return [];
  return [{ start, end: start + 3, text: item.checked === true ? "☑" : "☐" }];
}

/** Where the box of a task list item starts. */
function boxOf(source: Source, item: ListItem): number | undefined {
  if (typeof item.checked !== "boolean") return undefined;
  const start = source.text.indexOf("[", startOf(item));
  return start === -1 ? undefined : start;
}

/** A heading inside a quote or a list is no part of the outline: it gets the lowest level. */
function lowerEdit(source: Source, heading: Heading): readonly Edit[] {
  const start = startOf(heading);
  if (source.text[start] !== "#") return [];
  return [{ start, end: start + heading.depth, text: "######" }];
}

/** GitHub shows a line end in an issue as a line end, and in a file as a space. */
function breakEdits(source: Source, text: Text): readonly Edit[] {
  const edits: Edit[] = [];
  const end = endOf(text);
  for (let at = source.text.indexOf("\n", startOf(text)); at !== -1 && at < end;) {
    edits.push({ start: at, end: at, text: "  " });
    at = source.text.indexOf("\n", at + 1);
  }
  return edits;
}

/** Column at which the content of a list item starts, its box included; tabs as they are shown. */
function contentColumn(source: Source, item: ListItem): number {
  const content = boxOf(source, item) ?? startOf(item.children[0] ?? item);
  const line = source.text.lastIndexOf("\n", content - 1) + 1;
  return expandTabs(source.text.slice(line, content)).length + 1;
}

/** Takes up to `width` columns of white space off each line (tab stops as in CommonMark 2.2). */
function dedent(text: string, width: number): string {
  if (width === 0) return text;
  return text
    .split("\n")
    .map((line) => {
      const white = /^[ \t]*/.exec(line)?.[0] ?? "";
      const spaces = white.includes("\t") ? expandTabs(white) : white;
      return spaces.slice(width) + line.slice(white.length);
    })
    .join("\n");
}

function expandTabs(text: string): string {
  let spaces = "";
  for (const char of text) spaces += char === "\t" ? " ".repeat(4 - (spaces.length % 4)) : char;
  return spaces;
}

/** Ends a fenced code block that lasts until the end of its source. */
function closeCode(text: string, node: RootContent): string {
  const fenceMark = node.type === "code" ? /^ {0,3}(`{3,}|~{3,})/.exec(text)?.[1] : undefined;
  if (fenceMark === undefined) return text;
  const last = text.slice(text.lastIndexOf("\n") + 1).trim();
  const closed =
    text.includes("\n") &&
    last.length >= fenceMark.length &&
    last === fenceMark.charAt(0).repeat(last.length);
  return closed ? text : `${text}\n${fenceMark}`;
}

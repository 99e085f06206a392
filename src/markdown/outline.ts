import type { Nodes, Root, RootContent, Table, TableRow, ListItem, PhrasingContent } from "mdast";
import { lineOf, plainText } from "./parse.js";
import { memoizeByObject } from "../model/memoize.js";

/** What stands between one heading of the document and the next, of whatever level. */
export interface Section {
  /** The heading as plain text; empty for what stands before the first. */
  readonly title: string;
  /** 1 to 6; 0 for what stands before the first heading. */
  readonly depth: number;
  readonly line: number;
  /**
   * Titles of the headings it stands under, its own included, outermost first. Level-1 headings count
   * only where a document has several, and this one holds no level-2 heading.
   */
  readonly path: readonly string[];
  readonly nodes: readonly RootContent[];
}

/** The document's sections in order; headings inside quotes and list items make none. */
export function outline(tree: Root): readonly Section[] {
  const sections: (Section & { nodes: RootContent[] })[] = [];
  const open: { title: string; depth: number }[] = [];
  const parts = partHeadings(tree);
  let nodes: RootContent[] = [];
  sections.push({ title: "", depth: 0, line: 1, path: [], nodes });
  for (const node of tree.children) {
    if (node.type !== "heading") {
      nodes.push(node);
      continue;
    }
    const title = plainText(node);
    while ((open.at(-1)?.depth ?? 0) >= node.depth) open.pop();
    if (node.depth > 1 || parts.has(node)) open.push({ title, depth: node.depth });
    nodes = [];
    const path = open.map((heading) => heading.title);
    sections.push({ title, depth: node.depth, line: lineOf(node), path, nodes });
  }
  return sections;
}

/** Level-1 headings that part the document as those of level 2 do elsewhere. */
function partHeadings(tree: Root): ReadonlySet<RootContent> {
  const headings = tree.children.filter((node) => node.type === "heading");
  if (headings.filter(({ depth }) => depth === 1).length < 2) return new Set();
  const outer = headings.filter(({ depth }) => depth <= 2);
  return new Set(outer.filter(({ depth }, at) => depth === 1 && outer[at + 1]?.depth !== 2));
}

/** What stands before the first level-2 heading, or the second of level 1: where a plan says what it is. */
export function headerOf(sections: readonly Section[]): readonly Section[] {
  const first = sections.findIndex(({ depth }) => depth === 1);
  const end = sections.findIndex(
    ({ depth }, at) => depth >= 2 || (depth === 1 && first !== -1 && at > first),
  );
  return end === -1 ? sections : sections.slice(0, end);
}

/** What stands behind the last rule of the document, where some formats are signed. */
export function footerOf(sections: readonly Section[]): readonly RootContent[] {
  const last = sections.length > headerOf(sections).length ? (sections.at(-1)?.nodes ?? []) : [];
  const rule = last.findLastIndex(({ type }) => type === "thematicBreak");
  return rule === -1 ? [] : last.slice(rule + 1);
}

/** Headings of sections in which a document says what it is. */
const ABOUT =
  /^(?:document|plan|project|file)?\s?(?:meta\s?data|info(?:rmation)?|control|details|properties|header)$/i;
/** Headings of sections that mention parts of the work, or of what is still to come. */
const OF_PARTS =
  /^(?:\d|phases?\b|steps?\b|tasks?\b|milestones?\b|stages?\b|parts?\b|sprints?\b|progress|timeline|schedule|.*\blog\b)/i;

/**
 * The blocks in which a document may say what it is: its header, the first section below it, those
 * about the document, what stands behind its last rule, and its last paragraph.
 */
export function aboutOf(sections: readonly Section[]): readonly RootContent[] {
  const header = headerOf(sections);
  const level2 = sections.filter(({ depth }) => depth === 2);
  const first = level2[0];
  const about = level2.filter(
    (section) => ABOUT.test(section.title) || (section === first && !OF_PARTS.test(section.title)),
  );
  const last = sections.length > header.length ? sections.at(-1)?.nodes.at(-1) : undefined;
  const nodes = [
    ...header.flatMap((section) => section.nodes),
    ...about.flatMap((section) => section.nodes),
    ...footerOf(sections),
    ...(last?.type === "paragraph" ? [last] : []),
  ];
  return [...new Set(nodes)];
}

/** The sections that are called so, or stand below one that is. */
export function sectionsCalled(sections: readonly Section[], name: RegExp): readonly Section[] {
  return sections.filter(({ path }) => path.some((title) => name.test(title)));
}

/** Every node of a kind in these sections, in document order, nested ones included. */
export function nodesOf<Type extends Nodes["type"]>(
  sections: readonly Section[],
  type: Type,
): readonly Extract<Nodes, { type: Type }>[] {
  const found: Extract<Nodes, { type: Type }>[] = [];
  const waiting: Nodes[] = sections.flatMap(({ nodes }) => nodes).toReversed();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isOf(node, type)) found.push(node);
    if (!("children" in node)) continue;
    const { children } = node;
    for (let at = children.length - 1; at >= 0; at -= 1) {
      const child = children[at];
      if (child !== undefined) waiting.push(child);
    }
  }
  return found;
}

function isOf<Type extends Nodes["type"]>(
  node: Nodes,
  type: Type,
): node is Extract<Nodes, { type: Type }> {
  return node.type === type;
}

/** A row of a table by the columns that were asked for. */
export interface Row<Column extends string> {
  readonly line: number;
  /** Plain text; empty where the row or the table has no such cell. */
  readonly cell: (column: Column) => string;
}

/** The text of a row's cell. */
function cellText(row: TableRow | undefined, index: number): string {
  const cell = row?.children[index];
  return cell === undefined ? "" : plainText(cell);
}

/**
 * The rows of a table below its head, if its head has the columns `needed`. Columns are found by the
 * text of the head's cells.
 */
export function rowsOf<Column extends string>(
  table: Table,
  columns: Readonly<Record<Column, RegExp>>,
  needed: readonly NoInfer<Column>[],
): readonly Row<Column>[] | undefined {
  const [head, ...rows] = table.children;
  const names = head?.children.map((cell) => plainText(cell)) ?? [];
  const indexOf = (column: Column) => names.findIndex((name) => columns[column].test(name));
  if (needed.some((column) => indexOf(column) === -1)) return undefined;
  return rows.map((row) => ({
    line: lineOf(row),
    cell: (column) => cellText(row, indexOf(column)),
  }));
}

/** One line of a paragraph, without markup. */
export interface Line {
  readonly text: string;
  readonly line: number;
}

/** Something a plan says in the form `label: value`. */
export interface Field {
  /** As written, without markup. */
  readonly label: string;
  /** May be empty; lines that belong to it are joined with spaces. */
  readonly value: string;
  readonly line: number;
}

/**
 * The lines of a paragraph or a table cell as plain text; comments and tags are left out. Code spans
 * are `code` where that is given.
 */
export function linesOf(children: readonly PhrasingContent[], code?: string): readonly Line[] {
  const lines: { text: string; line: number }[] = [];
  for (const [nth, child] of children.entries()) {
    if (isReplaced(child, children[nth + 1])) continue;
    const at = lineOf(child);
    for (const [index, text] of textOf(child, code).split("\n").entries()) {
      const last = lines.at(-1);
      const line = child.position === undefined ? (last?.line ?? 1) : at + index;
      if (last !== undefined && index === 0) last.text += text;
      else lines.push({ text, line });
    }
  }
  return lines.map(({ text, line }) => ({ text: text.replaceAll(/\s+/g, " ").trim(), line }));
}

/** Whether a text is struck through, and what holds instead stands behind it. */
function isReplaced(node: PhrasingContent, next: PhrasingContent | undefined): boolean {
  return node.type === "delete" && next?.type === "text" && /^[ \t]+[\p{L}\p{N}]/u.test(next.value);
}

function textOf(node: PhrasingContent, code?: string): string {
  if (node.type === "html") return "";
  if (node.type === "break") return "\n";
  if (node.type === "text") return node.value;
  if (node.type === "inlineCode") return code ?? node.value;
  if ("children" in node) return node.children.map((child) => textOf(child, code)).join("");
  return plainText(node);
}

/** A label and what follows; behind a wide colon, or a word of a script without spaces, no space is needed. */
const LABEL =
  /^([\p{L}\p{N}][^:：]{0,40}?)\s?(?:：\s*|(?<=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]\s?):\s*|:(?:\s+|$))(.*)$/su;

/**
 * What parts the fields of one line: a bullet, or a stroke or a dot with another label behind it.
 * Between other words a stroke parts choices.
 */
const FIELD_END = /\s+•\s+|\s+[|·]\s+(?=\p{L}[^:：|·•]{0,40}[:：])/u;

/**
 * Fields of some lines, several on one line parted as {@link FIELD_END} says. A line without a label
 * belongs to the field before it. A label that stands alone has an empty value.
 */
export function fieldsOf(lines: readonly Line[]): readonly Field[] {
  const fields: { label: string; value: string; line: number }[] = [];
  for (const { text, line } of lines) {
    for (const part of text.split(FIELD_END)) {
      const [, label, value] = LABEL.exec(part.trim()) ?? [];
      const last = fields.at(-1);
      if (label !== undefined) fields.push({ label, value: value?.trim() ?? "", line });
      else if (last !== undefined) last.value = `${last.value} ${part}`.trim();
    }
  }
  return fields;
}

/** Fields that these blocks say: in paragraphs, quotes, items of lists, and tables of two columns. */
export function fieldsIn(nodes: readonly RootContent[]): readonly Field[] {
  return nodes.flatMap((node) => fieldsOfBlock(node));
}

/** What reads a plan asks up to six times: a tenth of the time that it takes beside the parse. */
const fieldsOfBlock: (node: RootContent) => readonly Field[] = memoizeByObject(readFieldsOfBlock);

function readFieldsOfBlock(node: RootContent): readonly Field[] {
  if (node.type === "paragraph") return fieldsOf(linesOf(node.children));
  if (node.type === "blockquote") return fieldsIn(node.children);
  if (node.type === "list") return node.children.flatMap((item) => itemFields(item));
  if (node.type !== "table") return [];
  return node.children.flatMap((row) => {
    const [label, value, ...more] = row.children.map((cell) => plainText(cell));
    if (label === undefined || value === undefined || more.length > 0) return [];
    return [{ label: label.replace(/:$/, ""), value, line: lineOf(row) }];
  });
}

/** Fields that an item's own paragraph says. */
export function itemFields(item: ListItem): readonly Field[] {
  return fieldsOf(itemLines(item));
}

/** Lines of an item's own paragraph. */
export function itemLines(item: ListItem): readonly Line[] {
  const first = item.children.find((child) => child.type === "paragraph");
  return first === undefined ? [] : linesOf(first.children);
}

/** The item's own paragraph as plain text; without what is nested in it. */
export function itemText(item: ListItem): string {
  const first: Nodes | undefined = item.children.find((child) => child.type === "paragraph");
  return first === undefined ? "" : plainText(first);
}

/** The first field of that name. */
export function fieldCalled(fields: readonly Field[], name: RegExp): Field | undefined {
  return fields.find(({ label }) => name.test(label));
}

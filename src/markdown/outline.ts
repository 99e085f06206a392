import type { Nodes, Root, RootContent, Table, TableRow } from "mdast";
import { lineOf, plainText } from "./parse.js";

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

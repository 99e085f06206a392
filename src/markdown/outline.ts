import type { Nodes, Root, RootContent, Table, TableRow } from "mdast";
import { lineOf, plainText } from "./parse.js";

/** What stands between one heading of the document and the next, of whatever level. */
export interface Section {
  /** The heading as plain text; empty for what stands before the first. */
  readonly title: string;
  /** 1 to 6; 0 for what stands before the first heading. */
  readonly depth: number;
  readonly line: number;
  /** Titles of the level-2 and lower headings it stands under, its own included, outermost first. */
  readonly path: readonly string[];
  readonly nodes: readonly RootContent[];
}

/** The document's sections in order; headings inside quotes and list items make none. */
export function outline(tree: Root): readonly Section[] {
  const sections: (Section & { nodes: RootContent[] })[] = [];
  const open: { title: string; depth: number }[] = [];
  let nodes: RootContent[] = [];
  sections.push({ title: "", depth: 0, line: 1, path: [], nodes });
  for (const node of tree.children) {
    if (node.type !== "heading") {
      nodes.push(node);
      continue;
    }
    const title = plainText(node);
    while ((open.at(-1)?.depth ?? 0) >= node.depth) open.pop();
    if (node.depth > 1) open.push({ title, depth: node.depth });
    nodes = [];
    const path = open.map((heading) => heading.title);
    sections.push({ title, depth: node.depth, line: lineOf(node), path, nodes });
  }
  return sections;
}

/** What stands before the first level-2 heading: where a plan says what it is. */
export function headerOf(sections: readonly Section[]): readonly Section[] {
  const end = sections.findIndex(({ depth }) => depth >= 2);
  return end === -1 ? sections : sections.slice(0, end);
}

/** What stands behind the last rule of the document, where some formats are signed. */
export function footerOf(sections: readonly Section[]): readonly RootContent[] {
  const last = sections.length > headerOf(sections).length ? (sections.at(-1)?.nodes ?? []) : [];
  const rule = last.findLastIndex(({ type }) => type === "thematicBreak");
  return rule === -1 ? [] : last.slice(rule + 1);
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
    if ("children" in node) for (const child of node.children.toReversed()) waiting.push(child);
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

import type { Table, TableRow } from "mdast";
import { lineOf, plainText } from "../markdown.js";

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

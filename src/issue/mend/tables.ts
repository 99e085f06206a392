import type { Table } from "mdast";
import { visitParents } from "unist-util-visit-parents";
import { endOf, insertion, startOf, type Edit } from "../edits.js";
import type { Source } from "../source.js";

/**
 * Gives each row of a table as many cells as its head (GFM spec, “Tables (extension)”): a row that
 * has fewer gets empty ones; of one that has more, GitHub would show no more than the head has, so
 * the last of those takes the others in.
 */
export function tableMends(source: Source): readonly Edit[] {
  const edits: Edit[] = [];
  visitParents(source.root, "table", (table) => {
    edits.push(...rowMends(source, table));
  });
  return edits;
}

function rowMends({ text }: Source, { children: [head, ...rows] }: Table): readonly Edit[] {
  const width = head?.children.length ?? 0;
  return rows.flatMap((row) => {
    const { children: cells } = row;
    const over = cells.slice(width).flatMap((cell): readonly Edit[] => {
      const at = startOf(cell);
      return text[at] === "|" ? [insertion(at, "\\")] : [];
    });
    if (cells.length >= width) return over;
    const end = text[endOf(row) - 1] === "|" && cells.length > 0 ? "" : " |";
    return [insertion(endOf(row), end + " |".repeat(width - cells.length))];
  });
}

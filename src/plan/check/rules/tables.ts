import { lineOf } from "../../markdown.js";
import { nodesOf } from "../../parse/outline.js";
import type { Found, Rule } from "../finding.js";

/** A row of a table has another number of cells than its head. */
export const tableWidth: Rule = {
  id: "table-width",
  severity: "warning",
  about: "a table row is wider or narrower than its head",
  help: "A row of a table has more or fewer cells than its head. GitHub drops what is too much; mostly it is a `|` that should be `\\|`, in code too.",
  find({ sections }) {
    return nodesOf(sections, "table").flatMap((table) => {
      const [head, ...rows] = table.children;
      const width = head?.children.length ?? 0;
      return rows.flatMap((row): readonly Found[] => {
        const own = row.children.length;
        if (own === width) return [];
        return [
          {
            line: lineOf(row),
            message: `This row has ${count(own)}, the table's head ${count(width)}.`,
            mend:
              own > width
                ? "Write a | that belongs to a cell as \\|, even in code; GitHub drops the rest."
                : "Add the missing cells, empty ones too.",
          },
        ];
      });
    });
  },
};

function count(cells: number): string {
  return cells === 1 ? "1 cell" : `${cells} cells`;
}

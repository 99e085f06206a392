import type { Result } from "./results.js";
import type { Row } from "./row.js";

const HEAD = { what: "what", figure: "figure", bound: "bound" } as const;

/** Prints all rows as one table, and what could not be measured under it. */
export function printTable(results: readonly Result[]): void {
  const rows = results.flatMap((result) => result.rows);
  const wide = (key: keyof typeof HEAD): number =>
    Math.max(...[HEAD, ...rows].map((row) => row[key].length));
  const line = (row: Pick<Row, keyof typeof HEAD>, last: string): string =>
    [
      row.what.padEnd(wide("what")),
      row.figure.padEnd(wide("figure")),
      row.bound.padEnd(wide("bound")),
      last,
    ]
      .join("  ")
      .trimEnd();
  const lines = [
    line(HEAD, "holds"),
    ...rows.map((row) => line(row, row.bound === "reported" ? "" : row.holds ? "yes" : "NO")),
    ...results.flatMap(({ missing }) => missing ?? []),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

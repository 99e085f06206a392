import { countRows, type Row } from "./rows.js";
import { speedRows } from "./speed.js";

/** What can be asked for by name: `npm run bench -- speed`; all of it, if nothing is. */
const groups: Readonly<Record<string, () => readonly Row[] | Promise<readonly Row[]>>> = {
  counts: countRows,
  speed: speedRows,
};

const asked = process.argv.slice(2);
const rows: Row[] = [];
for (const [name, measure] of Object.entries(groups)) {
  if (asked.length === 0 || asked.includes(name)) rows.push(...(await measure()));
}

const heads: Row = { what: "what", figure: "figure", bound: "bound", holds: true };
const wide = (key: "what" | "figure" | "bound"): number =>
  Math.max(...[heads, ...rows].map((row) => row[key].length));

function line(row: Row, verdict: string): string {
  return [
    row.what.padEnd(wide("what")),
    row.figure.padEnd(wide("figure")),
    row.bound.padEnd(wide("bound")),
    verdict,
  ].join("  ");
}

process.stdout.write(`${line(heads, "holds")}\n`);
for (const row of rows) process.stdout.write(`${line(row, row.holds ? "yes" : "no")}\n`);

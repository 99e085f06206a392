import type { Root } from "mdast";
import { nodesIn } from "../../markdown/source.js";
import { lineOf } from "../../markdown/parse.js";

/** `-next-line` in group 1, the rules in group 2; a reason may follow behind two dashes. */
const COMMENT =
  /<!--\s*plansmith-check-disable(-next-line)?:?((?:[\s,]+[a-z][a-z-]*)*)\s*(?:\s--\s[^>]*)?-->/g;

/**
 * Reads the comments that excuse findings: `<!-- plansmith-check-disable-next-line RULE… -->` for the
 * line below the comment, or the table that starts there, which can hold no comment between its rows;
 * `<!-- plansmith-check-disable RULE… -->` for the whole file. Without a rule,
 * they excuse all. Comments in code are none.
 *
 * @returns whether a finding of that rule in that line is excused
 */
export function readDisabled(tree: Root, text: string): (rule: string, line: number) => boolean {
  if (!text.includes("plansmith-check-disable")) return () => false;
  const everywhere = new Set<string>();
  const inLine = new Set<string>();
  /** The last line of each table, by its first. */
  const tables = new Map<number, number>();
  for (const node of nodesIn(tree)) {
    if (node.type === "table") tables.set(lineOf(node), node.position?.end.line ?? 0);
    if (node.type !== "html" || !node.value.includes("plansmith-check-disable")) continue;
    for (const match of node.value.matchAll(COMMENT)) {
      const [comment, isNext, list = ""] = match;
      const before = node.value.slice(0, match.index + comment.length);
      const next = lineOf(node) + before.split(/\r\n|\r|\n/).length;
      const rules = list.split(/[\s,]+/).filter((rule) => rule !== "");
      for (const rule of rules.length === 0 ? [ALL] : rules) {
        if (isNext === undefined) everywhere.add(rule);
        else inLine.add(`${next} ${rule}`);
      }
    }
  }
  const inTables = new Set<string>();
  for (const excused of inLine) {
    const [first = "", rule = ""] = excused.split(" ");
    const last = tables.get(Number(first)) ?? 0;
    for (let line = Number(first) + 1; line <= last; line += 1) inTables.add(`${line} ${rule}`);
  }
  return (rule, line) =>
    [rule, ALL].some((name) => {
      const place = `${line} ${name}`;
      return everywhere.has(name) || inLine.has(place) || inTables.has(place);
    });
}

const ALL = "*";

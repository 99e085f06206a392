import type { Table } from "mdast";
import { readHours } from "../../issue/estimate.js";
import { plainText } from "../markdown.js";
import { nodesOf, type Section } from "./outline.js";
import { rowsOf } from "./tables.js";

/** A time that a plan expects something to take. */
interface Estimate {
  readonly phase: string;
  /** As written. */
  readonly text: string;
  /** Hours of work, 8 a day and 40 a week; `undefined` where the text says no single duration. */
  readonly hours: number | undefined;
  readonly line: number;
}

/** One table of estimates. */
export interface Timeline {
  /** Its rows but the total, in order. */
  readonly rows: readonly Estimate[];
  readonly total: Estimate | undefined;
}

const COLUMNS = {
  phase: /^(?:phase|task|step|activity|work|item|milestone|component|stage)s?\b/i,
  time: /\b(?:time|estimated?|effort|duration|hours|days|weeks)\b/i,
};

/** Every table that has a column for phases and one for their time. */
export function readTimelines(sections: readonly Section[]): readonly Timeline[] {
  return nodesOf(sections, "table").flatMap((table): readonly Timeline[] => {
    const unit = unitOf(table);
    const rows = rowsOf(table, COLUMNS, ["phase", "time"])?.map(({ line, cell }) => ({
      phase: cell("phase"),
      text: cell("time"),
      hours: hoursOf(cell("time"), unit),
      line,
    }));
    if (rows === undefined) return [];
    const isTotal = ({ phase }: Estimate) => /^\W*(?:grand\s)?(?:total|sum)\b/i.test(phase);
    return [{ rows: rows.filter((row) => !isTotal(row)), total: rows.find(isTotal) }];
  });
}

/** The unit that the head of the column gives: “Hours”, “Effort (days)”. */
function unitOf(table: Table): string {
  const head = (table.children[0]?.children ?? []).map((cell) => plainText(cell));
  const name = head.find((cell) => COLUMNS.time.test(cell)) ?? "";
  return /\b(?:hours?|days?|weeks?|[hdw])\b/i.exec(name)?.[0] ?? "";
}

/** A duration in hours, plain numbers in that unit; nothing, a dash and 0 take no time. */
function hoursOf(text: string, unit: string): number | undefined {
  if (/^~?\s*\d+(?:[.,]\d+)?$/.test(text) && Number(text) !== 0)
    return readHours(`${text} ${unit}`);
  if (/^(?:|[-–—]|n\/a|0(?:\.0+)?\s?[a-z]*)$/i.test(text.trim())) return 0;
  return readHours(text);
}

import { readHours } from "../../issue/estimate.js";
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
  time: /\b(?:time|estimated?|effort|duration|hours)\b/i,
};

/** Every table that has a column for phases and one for their time. */
export function readTimelines(sections: readonly Section[]): readonly Timeline[] {
  return nodesOf(sections, "table").flatMap((table): readonly Timeline[] => {
    const rows = rowsOf(table, COLUMNS, ["phase", "time"])?.map(({ line, cell }) => ({
      phase: cell("phase"),
      text: cell("time"),
      hours: hoursOf(cell("time")),
      line,
    }));
    if (rows === undefined) return [];
    const isTotal = ({ phase }: Estimate) => /^\W*(?:grand\s)?(?:total|sum)\b/i.test(phase);
    return [{ rows: rows.filter((row) => !isTotal(row)), total: rows.find(isTotal) }];
  });
}

/** A duration in hours; nothing, a dash and 0 take no time. */
function hoursOf(text: string): number | undefined {
  if (/^(?:|[-–—]|n\/a|0(?:\.0+)?\s?[a-z]*)$/i.test(text.trim())) return 0;
  return readHours(text);
}

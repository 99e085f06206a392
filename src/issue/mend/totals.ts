import { outline } from "../../plan/parse/outline.js";
import { readTimelines } from "../../plan/parse/timeline.js";
import { insertion, type Edit } from "../edits.js";
import type { Source } from "../source.js";

/**
 * Calls the total of a table of times “Stated total” where the rows add up to something else: in a
 * plan, a total is one.
 */
export function totalMends({ text, root }: Source): readonly Edit[] {
  const wrong = readTimelines(outline(root)).flatMap(({ rows, total }) => {
    const sum = rows.reduce((all, { hours }) => all + (hours ?? Number.NaN), 0);
    return total?.hours === undefined || !(Math.abs(sum - total.hours) > 0.01) ? [] : [total.line];
  });
  if (wrong.length === 0) return [];
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return wrong.flatMap((line): readonly Edit[] => {
    const start = starts[line - 1] ?? 0;
    const label = /\b(?:grand\s)?(?:total|sum)\b/i.exec(
      text.slice(start, starts[line] ?? text.length),
    );
    return label === null ? [] : [insertion(start + label.index, "Stated ")];
  });
}

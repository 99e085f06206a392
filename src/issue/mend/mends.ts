import type { Edit } from "../edits.js";
import type { Source } from "../source.js";
import { boxMends } from "./boxes.js";
import { decisionMends } from "./decisions.js";
import { fenceMends } from "./fences.js";
import { linkMends } from "./links.js";
import { tableMends } from "./tables.js";
import { totalMends } from "./totals.js";

/**
 * What has to change in an issue's text before it can stand in a plan, where the same characters
 * would mean something else, or be a mistake: links that lead somewhere else from a file, boxes
 * that nobody can tick, rows that GitHub cuts off, code that never ends, and logs and sums that say
 * less than a plan's have to. No word is taken away.
 */
export function mendsOf(source: Source, page: string | undefined): readonly Edit[] {
  return [
    ...(page === undefined ? [] : linkMends(source, page)),
    ...boxMends(source),
    ...tableMends(source),
    ...fenceMends(source),
    ...decisionMends(source),
    ...totalMends(source),
  ];
}

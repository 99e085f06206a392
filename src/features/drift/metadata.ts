import type { Issue } from "../../issue/issue.js";
import { relevantLabels } from "../plan-file/filled.js";

/** Labels that are tried one by one. Of further ones, none is left out. */
const MAX_LABELS = 20;

/**
 * The issue without the labels, the milestone, the assignees and the type that a plan does not show.
 * What a plan shows of an issue is known by filling it once more: where the plan without one of them is
 * nearer to the plan that was filled last, that one came later.
 *
 * @param filled the plan as it was filled last
 * @param fill fills the plan from an issue; `undefined` where it would be too long
 */
export function withShownMetadata(
  issue: Issue,
  filled: string,
  fill: (issue: Issue) => string | undefined,
): Issue {
  const known = countWords(filled);
  const distanceOf = (other: Issue): number => {
    const text = fill(other);
    return text === undefined ? Number.POSITIVE_INFINITY : distance(known, countWords(text));
  };
  let best: Issue = { ...issue, labels: relevantLabels(issue.labels, filled) };
  let bestDistance = distanceOf(best);
  const leftOut: ((from: Issue) => Issue)[] = [
    (from) => ({ ...from, milestone: undefined }),
    (from) => ({ ...from, assignees: [] }),
    (from) => ({ ...from, type: undefined }),
    ...best.labels.slice(0, MAX_LABELS).map((label) => (from: Issue) => {
      return { ...from, labels: from.labels.filter((other) => other !== label) };
    }),
  ];
  for (const leaveOut of leftOut) {
    if (bestDistance === 0) break;
    const other = leaveOut(best);
    const newDistance = distanceOf(other);
    if (newDistance < bestDistance) [best, bestDistance] = [other, newDistance];
  }
  return best;
}

/** The issue without any of them. */
export function withoutMetadata(issue: Issue): Issue {
  return { ...issue, labels: [], milestone: undefined, assignees: [], type: undefined };
}

function countWords(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.split(/\s+/)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** How many words one text has and the other does not. */
function distance(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [word, count] of a) sum += Math.abs(count - (b.get(word) ?? 0));
  for (const [word, count] of b) if (!a.has(word)) sum += count;
  return sum;
}

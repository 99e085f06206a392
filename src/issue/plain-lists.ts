import type { List, ListItem } from "mdast";
import { isTaskList } from "../markdown/source.js";
import { plainText } from "../markdown/parse.js";
import { isPhaseHeading } from "./phrases.js";
import type { BodySection } from "./sections.js";

/** Lists without boxes that say what to do by what stands around them. */

/** Whether a list is what a phase consists of: not beside boxes, and no log of what happened when. */
export function isPhase(list: List, { nodes, kind }: BodySection, heading: string): boolean {
  if (!isPhaseHeading(heading)) return /\bplan$/i.test(heading) && !kind && list.ordered === true;
  const isLog = list.children.every((item) => /^\W*\d{1,2}[:.h]\d{2}\b/.test(plainText(item)));
  return !isLog && !nodes.some(isTaskList);
}

/** Whether a list of an approach says what changes: its heading does, or each entry by a name in bold. */
export function listsChanges({ children }: List, { kind, name }: BodySection): boolean {
  if (kind !== "approach" || children.length < 2) return false;
  return (
    /\b(?:changes|fix(?:es)?|improvements|recommendations)\W*$/i.test(name) ||
    children.every(startsWithName)
  );
}

/** `**Ranking**: use BM25`. */
function startsWithName({ children: [first] }: ListItem): boolean {
  if (first?.type !== "paragraph") return false;
  const [label, text] = first.children;
  if (label?.type !== "strong" || text?.type !== "text") return false;
  return /[:：]$/.test(plainText(label)) || /^\s*[:：–—-]\s*\S/.test(text.value);
}

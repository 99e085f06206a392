import type { List, ListItem, RootContent } from "mdast";
import { isTaskList } from "../markdown/source.js";
import { plainText } from "../markdown/parse.js";
import { instructs, isPhaseHeading, mayLeadToPlan } from "./phrases.js";
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

/** Whether a list in a free text, or below an unknown heading, tells what to do by how it is written. */
export function isInstruction(
  list: List,
  section: BodySection,
  heading: string,
  lead: string,
): boolean {
  const { kind, form, inReport } = section;
  const isFree = kind === "goal" || kind === "approach" || (kind === undefined && !form);
  return (
    isFree && inReport !== true && mayLeadToPlan(heading) && mayLeadToPlan(lead) && instructs(list)
  );
}

/** Whether a list is the one that a section's `plan` means: below nothing, or below a sentence. */
export function isFirstOfPlan({ plan, nodes }: BodySection, index: number): boolean {
  const [list, before] = [nodes[index], nodes[index - 1]];
  if (plan === undefined || list?.type !== "list" || (plan === "numbered" && list.ordered !== true))
    return false;
  if (nodes.findIndex(({ type }) => type === "list") !== index) return false;
  const text = before?.type === "paragraph" ? plainText(before).trim() : "";
  if (plan === "lists" && /[:：]$/.test(text)) return mayLeadToPlan(text);
  return text === "" || /[.!?。！？)]$/u.test(text);
}

/** “4.1 Infrastructure” over a list is the name of a group, no task. */
export function isGroup(name: string, nodes: readonly RootContent[]): boolean {
  return /^\s*\d+\.\d+[.\s]+\S+(?:\s+\S+)?\s*$/.test(name) && nodes[0]?.type === "list";
}

import type { RootContent, List, ListItem } from "mdast";
import { plainText } from "../markdown/parse.js";
import { isTaskList } from "../markdown/source.js";
import { isGherkin, isScenarioList, namesFile } from "./items.js";
import { declaresMost, isPlanTitle, instructs, isPhaseHeading, mayLeadToPlan } from "./phrases.js";
import type { SectionKind } from "./section-kinds.js";
import type { BodySection, OpenSection } from "./sections.js";

/**
 * Sections as what stands around them makes them: the steps of a bug's report are those to reproduce it,
 * boxes that declare something are no prerequisites. `title` is the issue's.
 */
export function readInContext(
  sections: readonly BodySection[],
  title: string,
): readonly BodySection[] {
  const declared = withDeclarations(withPlan(sections, title));
  return withScenarios(withFixes(withFiles(withReproduction(declared))));
}

/** What stands below a numbered heading of no known name, “Phase 1: Draw”, is of that phase. */
export function withPhases(sections: readonly OpenSection[]): readonly OpenSection[] {
  let above: OpenSection | undefined;
  return sections.map((section) => {
    const { depth, kind, name } = section;
    if (above !== undefined && depth <= above.depth) above = undefined;
    if (kind === undefined && /^\P{L}*(?:\p{L}+\s+)?\d+(?!\p{L})/u.test(name)) above = section;
    return above === undefined || above === section ? section : { ...section, phase: above.name };
  });
}

/** Boxes that declare something are no prerequisites, whatever their heading says. */
function withDeclarations(sections: readonly BodySection[]): readonly BodySection[] {
  return sections.map((section) => {
    const { kind, nodes } = section;
    const isDeclared = kind === "prerequisites" && nodes.every(isDeclaredList);
    return isDeclared ? { ...section, kind: "declaration" } : section;
  });
}

function isDeclaredList(node: RootContent): boolean {
  return node.type === "list" && isTaskList(node) && declaresMost(node);
}

/** “Steps” in the report of a bug are those to reproduce it. */
function withReproduction(sections: readonly BodySection[]): readonly BodySection[] {
  const isReport = sections.some(({ kind }) => kind === "currentState" || kind === "expected");
  const isShown = isReport || sections.some(({ kind }) => kind === "reproduction");
  const reported = isShown ? sections.map((section) => ({ ...section, inReport: true })) : sections;
  if (!isReport) return reported;
  return reported.map((section) => {
    const bare =
      /^[^\p{L}]*(?:steps|schritte|étapes|pasos|passos|passi|шаги|步骤|手順|단계)[^\p{L}]*$/iu;
    const isBare = section.kind === "steps" && bare.test(section.name);
    return isBare && !section.nodes.some(isTaskList)
      ? { ...section, kind: "reproduction" }
      : section;
  });
}

/** Marks what may say what to do in an issue that has no other place for it. */
export function withOnlyPlan(sections: readonly BodySection[]): readonly BodySection[] {
  const isPlan = ({ kind, nodes }: BodySection) =>
    kind === "steps" ||
    (kind !== "criteria" && kind !== "followUps" && kind !== "testing" && nodes.some(isTaskList)) ||
    (kind === "approach" && nodes.some((node) => node.type === "list" && node.ordered === true));
  return sections.some(isPlan)
    ? sections
    : sections.map((section) => ({ ...section, isOnlyPlan: true }));
}

/**
 * Scenarios in Gherkin under a heading that calls them so say what has to be seen; lists of `Given`,
 * `When` and `Then` do so whatever stands above them.
 */
function withScenarios(sections: readonly BodySection[]): readonly BodySection[] {
  return sections.map((section) => {
    const { kind, name, nodes } = section;
    const isNamed = /scenari|szenari|scénari|escenari|cenári|\b(?:bdd|gherkin)\b/iu.test(name);
    const isCode = (node: RootContent) => node.type === "code" && isGherkin(node);
    const lists = nodes.filter(({ type }) => type === "list");
    const isShown = lists.length > 0 && lists.every(isScenarioList);
    return kind === undefined && ((isNamed && nodes.some(isCode)) || isShown)
      ? { ...section, kind: "criteria" }
      : section;
  });
}

/**
 * Below a title such as “Roadmap”, the first list is what has to be done; where an issue says when it
 * is done, and nowhere else how, the first numbered list is.
 */
function withPlan(sections: readonly BodySection[], title: string): readonly BodySection[] {
  const [first, ...others] = sections;
  if (first?.heading !== undefined || first?.kind !== "goal") return sections;
  const has = (...kinds: readonly SectionKind[]) =>
    others.some(({ kind }) => kind !== undefined && kinds.includes(kind));
  const isOpen =
    has("criteria") && !has("steps", "approach", "currentState", "reproduction", "expected");
  const plan = isPlanTitle(title) ? "lists" : isOpen ? "numbered" : undefined;
  return plan === undefined ? sections : [{ ...first, plan }, ...others];
}

/** Where headings name files, the lists below them are what has to be done there. */
function withFiles(sections: readonly BodySection[]): readonly BodySection[] {
  const isFile = ({ heading, kind, form, nodes }: BodySection) =>
    kind === undefined &&
    !form &&
    heading !== undefined &&
    namesFile(heading) &&
    nodes[0]?.type === "list";
  if (sections.some(({ inReport }) => inReport) || sections.filter(isFile).length < 2)
    return sections;
  return sections.map((section) => (isFile(section) ? { ...section, kind: "steps" } : section));
}

/** Of a fix or of changes, a list says what has to be done; of a solution, it may say what it is like. */
function withFixes(sections: readonly BodySection[]): readonly BodySection[] {
  return sections.map((section) => {
    const isFix =
      section.kind === "approach" &&
      /\b(?:fix(?:es)?|changes)\P{L}*$|修[正复改]/iu.test(section.name);
    return isFix && section.nodes.every(({ type }) => type === "list")
      ? { ...section, kind: "steps" }
      : section;
  });
}

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

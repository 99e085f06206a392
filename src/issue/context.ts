import type { RootContent } from "mdast";
import { isTaskList } from "../markdown/source.js";
import { isGherkin, namesFile } from "./items.js";
import { declaresMost, isPlanTitle } from "./phrases.js";
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

/** Scenarios in Gherkin under a heading that calls them so say what has to be seen. */
function withScenarios(sections: readonly BodySection[]): readonly BodySection[] {
  return sections.map((section) => {
    const { kind, name, nodes } = section;
    const isNamed = /scenari|szenari|scénari|escenari|cenári|\b(?:bdd|gherkin)\b/iu.test(name);
    const isCode = (node: RootContent) => node.type === "code" && isGherkin(node);
    return kind === undefined && isNamed && nodes.some(isCode)
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

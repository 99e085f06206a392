import type { Heading, List, PhrasingContent, RootContent, Table } from "mdast";
import { copyMarkdown } from "../markdown/copy.js";
import { phrasingMarkdown } from "../markdown/escape.js";
import { inlineOf, type Block } from "../markdown/inline.js";
import { isTaskList, type Source } from "../markdown/source.js";
import { plainText } from "../markdown/parse.js";
import type { BodySection } from "./sections.js";
import {
  announcesOptions,
  announcesOther,
  announcesPlainWork,
  announcesWork,
  isBareLead,
  lastSentence,
  leadsToWork,
  isRank,
  asksForChoice,
  declaresMost,
  isTestArea,
  isNumberedHeading,
  isCountedPhase,
  isTaskHeading,
  phaseName,
} from "./phrases.js";
import { isBoldLine } from "./split.js";
import { isGroup, isFirstOfPlan, isInstruction, isPhase, listsChanges } from "./context.js";
import { sectionKindOf } from "./headings.js";
import { describesState, type SectionKind } from "./section-kinds.js";
import { isSchedule, isTaskTable, rowsOf, type Step } from "./task-table.js";
import { isWorkArea } from "./work-areas.js";
import {
  type Taken,
  partBoxes,
  itemsOf,
  filesIn,
  containsBoxes,
  isCodeLine,
  namesFile,
} from "./items.js";

/** Sections in which a box is work. */
const BOXED_WORK: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  undefined,
  "goal",
  "background",
  "currentState",
  "approach",
  "architecture",
  "contracts",
  "steps",
  "components",
  "documentation",
  "migration",
  "rollout",
  "monitoring",
  "security",
  "performance",
  "internalDependencies",
  "services",
  "libraries",
  "tools",
]);

/** Sections whose numbered lists say what to do. In others, such a list is just a list. */
const NUMBERED_WORK: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  "approach",
  "steps",
  "migration",
  "rollout",
]);

/**
 * The steps in a section: its task lists; every list, table and heading of tasks under a heading
 * such as Tasks; numbered lists of an approach; lists to which a line leads that announces work. In
 * a list with boxes, only these are steps. What a form makes people choose or declare is no step.
 */
export function takeSteps(source: Source, section: BodySection): Taken<Step> {
  const nothing = { found: [], rest: section.nodes };
  const isWorkLeft = section.kind === "followUps" && section.isOnlyPlan === true;
  if (!BOXED_WORK.has(section.kind) && !isWorkLeft) return nothing;
  if (isOneTask(section)) {
    return { found: [headingStep(source, section.heading ?? [], section.nodes, "")], rest: [] };
  }
  const groups = groupsOf(section);
  const inSteps = section.kind === "steps";
  const textOnly =
    inSteps &&
    groups.slice(1).some(({ nodes }) => nodes.some(isText)) &&
    groups.every(({ nodes }) => !nodes.some(({ type }) => type === "list" || type === "table"));
  const phases = groups.filter(({ heading }) => heading && isCountedPhase(plainText(heading)));
  const arePieces =
    phases.some(({ nodes }) => nodes.length > 0 && nodes.every(isText)) &&
    !phases.some(({ nodes }) => nodes.some((node) => containsBoxes(node)));
  const found: Step[] = [];
  const rest: RootContent[] = [];
  for (const { heading, nodes } of groups) {
    const name = heading === undefined ? "" : plainText(heading);
    const isPiece = isTaskHeading(name) || (arePieces && isCountedPhase(name));
    const numbered =
      inSteps && isNumberedHeading(name) && !nodes.some(isTaskList) && !isGroup(name, nodes);
    if (heading !== undefined && (isPiece || numbered || textOnly)) {
      found.push(headingStep(source, heading.children, nodes, ""));
      continue;
    }
    const taken = takeGroup(source, section, name, nodes);
    found.push(...taken.found);
    // A heading stays with the text under it.
    const emptied = taken.found.length > 0 && taken.rest.length === 0;
    if (heading !== undefined && !emptied) rest.push(heading);
    rest.push(...taken.rest);
  }
  return { found, rest: withoutEmptyDetails(rest) };
}

/** A section of its own for one task: `## Task 1: …`. */
function isOneTask({ kind, form, name }: BodySection): boolean {
  return kind === undefined && !form && isTaskHeading(name);
}

interface Group {
  readonly heading: Heading | undefined;
  readonly nodes: readonly RootContent[];
}

/** The stretches below each heading of a section; one below a task's heading takes deeper ones in. */
function groupsOf({ nodes, kind }: BodySection): readonly Group[] {
  // What leads to a bug may be told in steps, too.
  const isReport = kind === "currentState" || kind === "background";
  const groups: { heading: Heading | undefined; nodes: RootContent[] }[] = [
    { heading: undefined, nodes: [] },
  ];
  for (const node of nodes) {
    const last = groups.at(-1);
    const heading = node.type === "heading" ? node : isReport ? undefined : taskHeading(node);
    const isPart =
      heading !== undefined &&
      last?.heading !== undefined &&
      heading.depth > last.heading.depth &&
      isTaskHeading(plainText(last.heading));
    if (heading !== undefined && !isPart) groups.push({ heading, nodes: [] });
    else last?.nodes.push(node);
  }
  return groups.filter(({ heading, nodes: own }) => heading !== undefined || own.length > 0);
}

/** A text that names a task in bold, as a heading: `**Task 1: Add the store**`, `**Step 1:** Add it.` */
function taskHeading(node: RootContent): Heading | undefined {
  if (node.type !== "paragraph" || node.children[0]?.type !== "strong") return undefined;
  const [label] = node.children;
  const isTask =
    isBoldLine(node.children) || /^\P{L}*\p{L}+\s*#?\d+\P{L}*$/u.test(plainText(label));
  return isTask && isTaskHeading(plainText(node))
    ? { type: "heading", depth: 6, children: node.children }
    : undefined;
}

function isText(node: RootContent): boolean {
  return node.type === "paragraph";
}

/** A heading that names a piece of work, and what stands below it. */
function headingStep(
  source: Source,
  heading: readonly PhrasingContent[],
  nodes: readonly RootContent[],
  phase: string,
): Step {
  const plain = plainText({ type: "paragraph", children: [...heading] });
  const done = /^\s*[✅☑✔]/u.test(plain);
  const drawn = flatHeadings(copyMarkdown(source, nodes, "drawn"));
  const boxed = nodes.some((node) => containsBoxes(node));
  return {
    text: inlineOf(heading),
    plain,
    done,
    details: drawn,
    subtasks: boxed ? flatHeadings(copyMarkdown(source, nodes, "kept")) : drawn,
    files: nodes.flatMap((node) => filesIn(node)),
    phase,
  };
}

/** What stands in a list item has no headings of the document: they become bold lines. */
function flatHeadings(block: Block | undefined): Block | undefined {
  if (block === undefined) return undefined;
  const source = block.parts
    .map((part) =>
      part.type === "markdown"
        ? part.source
        : phrasingMarkdown([{ type: "strong", children: [...part.text.nodes] }], "paragraph"),
    )
    .join("\n\n");
  return { kind: "block", parts: [{ type: "markdown", source }] };
}

/** Longest line before a list that names it; of a longer one, the last sentence. */
const MAX_LEAD = 80;
/** As much of a text before a list is searched for words that announce it. */
const MAX_READ = 500;

/** The steps below one heading, `name`, or below the section's own where it is empty. */
function takeGroup(
  source: Source,
  section: BodySection,
  name: string,
  nodes: readonly RootContent[],
): Taken<Step> {
  const found: Step[] = [];
  const rest: RootContent[] = [];
  const isNamed =
    section.kind === undefined || isRank(section.name) || namesFile(section.heading ?? []);
  const ownName = isNamed ? phaseName(section.name) : phaseName(section.phase ?? "");
  const heading = name === "" ? ownName : phaseName(name);
  const phaseOf = (label: string) => (label === "" ? heading : label);
  const isListBelow = (_: RootContent, index: number) => nodes[index + 1]?.type === "list";
  const namesFiles =
    section.inReport !== true && nodes.filter(isListBelow).filter(isCodeLine).length > 1;
  for (const [index, node] of nodes.entries()) {
    if (node.type === "table" && isWorkTable(node, section)) {
      const rows = rowsOf(node, phaseOf(""));
      if (rows.length > 0) found.push(...rows);
      else rest.push(node);
      continue;
    }
    if (node.type !== "list") {
      rest.push(node);
      continue;
    }
    const previous = nodes[index - 1];
    const lead = previous?.type === "paragraph" ? plainText(previous).trim().slice(-MAX_READ) : "";
    const isFileLine = previous !== undefined && namesFiles && isCodeLine(previous);
    const isLead = /[:：]$/.test(lead) || leadsToWork(lead) || isFileLine;
    const isPlan = name === "" && isFirstOfPlan(section, index);
    const place = { section, name, lead: isLead ? lead : "", first: index === 0, isPlan };
    if (!isFileLine && !isWork(node, place)) {
      rest.push(node);
      continue;
    }
    const label = isLead ? labelOf(lead) : "";
    // The line that leads to a list goes with it, as the name of its phase.
    const goes = label !== "" && label === lead.replace(/\s*[:：]$/, "");
    if (goes && rest.at(-1) === previous) rest.pop();
    const phase = goes || !isBareLead(label) ? phaseName(label) : "";
    const [boxed, others] = isTaskList(node) ? partBoxes(node) : [node, []];
    found.push(...stepsOf(source, boxed, phaseOf(phase)));
    rest.push(...others);
  }
  return { found, rest };
}

function labelOf(lead: string): string {
  const last = lastSentence(lead.replace(/\s*[:：]$/, "")).trim();
  return last.length <= MAX_LEAD ? last : "";
}

interface ListPlace {
  readonly section: BodySection;
  /** The heading in the section that it stands under; empty where there is none. */
  readonly name: string;
  /** The line that leads to it; empty where there is none. */
  readonly lead: string;
  /** It is the first below its heading. */
  readonly first: boolean;
  /** It is the first of an issue that is a plan. */
  readonly isPlan: boolean;
}

function isWorkTable(table: Table, section: BodySection): boolean {
  return (section.kind === "steps" || isTaskTable(table, section)) && !isSchedule(table);
}

/** Whether a list says what to do. */
function isWork(list: List, place: ListPlace): boolean {
  const { section, name, lead, first, isPlan } = place;
  const { kind, form } = section;
  const boxes = list.children.filter(({ checked }) => typeof checked === "boolean");
  const inner = name === "" ? undefined : sectionKindOf(name);
  const isAnswer = (form && kind === undefined) || section.inReport === true;
  const announced =
    inner === "steps" ||
    isPhase(list, section, name === "" ? section.name : name) ||
    (lead !== "" &&
      (boxes.length > 0 || list.ordered === true
        ? announcesWork(lead)
        : announcesPlainWork(lead, isAnswer)));
  if (declaresMost(list)) return false;
  const isArea =
    kind === "steps" &&
    ((boxes.length > 0 && isTestArea(name)) || isWorkArea(inner, boxes.length > 0));
  if (inner !== undefined && inner !== "steps" && !BOXED_WORK.has(inner) && !isArea) return false;
  if (lead !== "" && boxes.length === 0 && announcesOther(lead)) return false;
  if (kind === "steps" || announced || isPlan) return true;
  const heading = name === "" ? section.name : name;
  if (announcesOptions(heading) || announcesOptions(section.name)) return false;
  if (asksForChoice(heading) || (lead !== "" && asksForChoice(lead))) return false;
  // Boxes alone are a choice in a form; in a text that somebody wrote they are none.
  if (boxes.length > 0) return !form || !describesState(kind) || section.nodes.some(isText);
  if (isInstruction(list, section, heading, lead)) return true;
  if (list.ordered !== true) return section.isOnlyPlan === true && listsChanges(list, section);
  const nested = list.children.every((item) =>
    item.children.some((child) => child.type === "list" && isOrdered(child)),
  );
  if (nested) return !form;
  if (name === "" && lead === "") {
    return (
      NUMBERED_WORK.has(kind) ||
      (first && section.heading === undefined && section.isOnlyPlan === true)
    );
  }
  return NUMBERED_WORK.has(kind) && inner === undefined;
}

function isOrdered(list: List): boolean {
  return list.ordered === true || isTaskList(list);
}

/** A numbered list of nothing but numbered lists or task lists is a list of phases. */
function stepsOf(source: Source, list: List, phase: string): readonly Step[] {
  const phases = list.children.map(({ children: [name, steps, ...more], checked }) =>
    name?.type === "paragraph" &&
    typeof checked !== "boolean" &&
    steps?.type === "list" &&
    isOrdered(steps) &&
    more.length === 0
      ? { name: plainText(name), steps }
      : undefined,
  );
  if (list.ordered === true && phases.length > 1 && phases.every((entry) => entry !== undefined)) {
    return phases.flatMap(({ name, steps }) =>
      stepsOf(source, steps, phase === "" ? phaseName(name) : `${phase}: ${phaseName(name)}`),
    );
  }
  return itemsOf(source, list).map((item) => Object.assign({ phase }, item));
}

/** Leaves out `<details>` that nothing is left in. */
function withoutEmptyDetails(nodes: readonly RootContent[]): readonly RootContent[] {
  const kept: RootContent[] = [];
  for (const node of nodes) {
    const before = kept.at(-1);
    const closes = node.type === "html" && /^\s*<\/details>\s*$/i.test(node.value);
    const opens =
      before?.type === "html" &&
      /^\s*<details[^<>]*>\s*(?:<summary>[^<>]*<\/summary>)?\s*$/i.test(before.value);
    if (closes && opens) kept.pop();
    else kept.push(node);
  }
  return kept;
}

import type { Heading, PhrasingContent, RootContent } from "mdast";
import { plainText } from "../markdown/parse.js";
import { isTaskList, type Source } from "../markdown/source.js";
import { asksForChoice, isTaskHeading, isTestArea } from "./phrases.js";
import { SCENARIO } from "./items.js";
import { sectionKindOf } from "./headings.js";
import type { SectionKind } from "./section-kinds.js";
import { AREAS, isWorkArea } from "./work-areas.js";
import { fieldsIn, isBoldLine, splitValue } from "./split.js";

/** A stretch of an issue's body under one heading. */
export interface BodySection {
  /** The heading's content; `undefined` for what stands before the first. */
  readonly heading: readonly PhrasingContent[] | undefined;
  /** The heading as plain text; empty where there is none. */
  readonly name: string;
  /** What the heading announces; `undefined` where that is not known. */
  readonly kind: SectionKind | undefined;
  /** What somebody entered into a field of an issue form. */
  readonly form: boolean;
  /** Its first list, if it is one of these, is work: the rest of the issue says so. */
  readonly plan?: "lists" | "numbered";
  /** The issue reports a bug. */
  readonly inReport?: boolean;
  /** Closing words behind a rule at the end, such as “Sent from my phone”. */
  readonly isFooter?: boolean;
  /** Its heading says something that its kind does not. */
  readonly keepsHeading?: boolean;
  /** The heading of a phase above its own, as plain text: “Phase 1: Draw” above “Tasks”. */
  readonly phase?: string;
  /** Nothing else in the issue says by boxes, numbers or a heading what there is to do. */
  readonly isOnlyPlan?: boolean;
  /** Children of the document, headings of its own included; never empty. */
  readonly nodes: readonly RootContent[];
}

/** Below every real heading: a line that stands for one. */
export const LINE_DEPTH = 7;

/** A section while it is read. */
export interface OpenSection extends BodySection {
  readonly depth: number;
  readonly nodes: RootContent[];
}

/** What stands before the first heading. */
export function leading(): OpenSection {
  return { heading: undefined, name: "", kind: "goal", form: false, nodes: [], depth: 0 };
}

/** What starts a section of its own inside of a form's field. */
const INNER: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  "steps",
  "criteria",
  "questions",
  "nonGoals",
  "testing",
  "verification",
  "dependencies",
  "reproduction",
]);

/** A list or a table that a plan has a place of its own for is read wherever it stands in a field. */
const LOGS: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  "risks",
  "decisions",
]);

/**
 * Reads the sections that nodes of a body, or of a form's field, hold; they go on with `first`. Which
 * lines start one is in `startOfSection`.
 */
export function readText(
  source: Source,
  nodes: readonly RootContent[],
  first: OpenSection,
): readonly OpenSection[] {
  let current = first;
  const sections = [current];
  /** The section to go on with after a list that a line announced, or at the end of `<details>`. */
  let outer: { section: OpenSection; until: "list" | "details" } | undefined;
  for (const [index, node] of nodes.entries()) {
    const next = nodes[index + 1];
    if (outer?.until === "details" && isDetailsEnd(node)) {
      [current, outer] = [outer.section, undefined];
      continue;
    }
    const start = startOfSection(source, node, { next, current, first, index });
    if (start !== undefined) {
      const back = outer?.section ?? current;
      outer = start.until === undefined ? undefined : { section: back, until: start.until };
      current = start.section;
      sections.push(current);
      continue;
    }
    const fields =
      node.type === "paragraph" &&
      (isFree(current) || (endsWithList(current) && (next === undefined || isLine(current))))
        ? fieldsIn(source, node)
        : [];
    if (fields.length > 0) {
      sections.push(...fields.map((field) => fieldSection(field)));
      if (current.heading !== undefined) {
        current = { ...leading(), kind: undefined, depth: current.depth };
        sections.push(current);
      }
      continue;
    }
    if (current.heading !== undefined && !first.form && isFooter(nodes, index)) {
      current = { ...leading(), kind: undefined, isFooter: true };
      sections.push(current);
      continue;
    }
    // A form's unknown heading ends what an inner heading started.
    if (first.form && current !== first && node.type === "heading" && node.depth <= current.depth) {
      current = first;
    }
    current.nodes.push(node);
    if (outer?.until === "list" && node.type === "list")
      [current, outer] = [outer.section, undefined];
  }
  return sections;
}

/** Whether a rule parts nothing but closing words from the last section. */
function isFooter(nodes: readonly RootContent[], index: number): boolean {
  if (nodes[index]?.type !== "thematicBreak" || index === nodes.length - 1) return false;
  return nodes.slice(index + 1).every(({ type }) => type === "paragraph" || type === "html");
}

/** Whether lines such as `**Type:** Story` stand for themselves there. */
function isFree({ heading, nodes, form }: OpenSection): boolean {
  if (form) return false;
  return heading === undefined || (nodes.length === 1 && nodes[0]?.data !== undefined);
}

/** Where lines in bold start sections, a field below a list is no part of that list, either. */
function isLine({ heading, depth }: OpenSection): boolean {
  return heading !== undefined && depth === LINE_DEPTH;
}

/** Fields at the very end of an issue, below a list, are the tracker's: no part of the list. */
function endsWithList({ nodes, form }: OpenSection): boolean {
  return !form && nodes.at(-1)?.type === "list";
}

/** What a line may be a field for. */
const FIELDS: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  "goal",
  "background",
  "currentState",
  "expected",
  "approach",
  "rationale",
  "constraints",
  "nonGoals",
  "dependencies",
  "estimate",
  "priority",
  "type",
  "role",
  "repository",
  "links",
]);

/** A line such as `**Priority:** High`, as a section. */
function fieldSection({ name, label, value }: ReturnType<typeof fieldsIn>[number]): OpenSection {
  const known = name === undefined ? undefined : sectionKindOf(name);
  const kind = FIELDS.has(known) ? known : undefined;
  // A field that is known but not read here keeps its name: its value alone says nothing.
  const heading = name === undefined ? undefined : label;
  return {
    heading,
    name: kind === undefined ? "" : (name ?? ""),
    kind,
    form: false,
    nodes: [value],
    depth: LINE_DEPTH,
  };
}

interface Start {
  readonly section: OpenSection;
  /** Where it ends; `undefined`: with the next heading. */
  readonly until: "list" | "details" | undefined;
}

interface Around {
  readonly next: RootContent | undefined;
  readonly current: OpenSection;
  readonly first: OpenSection;
  readonly index: number;
}

function startOfSection(source: Source, node: RootContent, around: Around): Start | undefined {
  if (node.type === "heading") return headingStart(source, node, around);
  const start =
    node.type === "html"
      ? summaryStart(node.value)
      : (lineStart(node, around) ?? boldStart(node, around));
  if (start === undefined || !around.first.form) return start;
  return INNER.has(start.section.kind) ? start : undefined;
}

function headingStart(
  source: Source,
  node: Heading,
  { next, current, first, index }: Around,
): Start | undefined {
  const section = startAt(source, node, false);
  const start = { section, until: undefined };
  const isBelow = node.depth > current.depth && next?.type === "list";
  if (isBelow && current.kind === "criteria" && AREAS.has(section.kind)) return undefined;
  if (isBelow && current.kind === "steps" && isWorkArea(section.kind, isTaskList(next)))
    return undefined;
  // Boxes under “QA” below “Tasks” are tasks of these people.
  if (isBelow && current.kind === "steps" && isTaskList(next) && isTestArea(section.name))
    return undefined;
  if (first.form) {
    const isLog = LOGS.has(section.kind) && /^(?:list|table)$/.test(next?.type ?? "");
    return INNER.has(section.kind) || isLog ? start : undefined;
  }
  if (node.depth > taskDepth(current) && !OF_ITS_OWN.has(section.kind)) return undefined;
  // A title over the whole text announces what it is about.
  const names = section.kind === undefined || (section.kind === "steps" && next?.type !== "list");
  if (index === 0 && node.depth === 1 && names)
    return { section: { ...section, kind: "goal" }, until: undefined };
  const lower =
    current.heading !== undefined && node.depth > current.depth && !isValueAlone(current);
  return section.kind === undefined && lower ? undefined : start;
}

/** A heading that holds its value, `# Priority: High`, is no heading over what comes after it. */
function isValueAlone(section: OpenSection): boolean {
  return VALUES.has(section.kind) && isFree(section);
}

const VALUES: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  "priority",
  "type",
  "role",
  "repository",
  "estimate",
  "dependencies",
  "nonGoals",
  "links",
]);

/** What is no part of the task that it stands below. */
const OF_ITS_OWN: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  "criteria",
  "testing",
  "verification",
  "questions",
  "nonGoals",
  "risks",
]);

/** The level of the task's heading that a section ends with, if any; else below all headings. */
function taskDepth({ heading, name, nodes, depth }: OpenSection): number {
  const last = nodes.findLast(
    (node) => node.type === "heading" && (isTaskHeading(plainText(node)) || node.depth <= depth),
  );
  if (last?.type === "heading" && isTaskHeading(plainText(last))) return last.depth;
  return heading !== undefined && isTaskHeading(name) ? depth : LINE_DEPTH;
}

/** The section that a heading starts, with its value where it holds one: `## Priority: High`. */
export function startAt(source: Source, node: Heading, form: boolean): OpenSection {
  const whole = plainText(node);
  const split = splitValue(source, node);
  const named = split === undefined ? undefined : sectionKindOf(split.name);
  // “Success criteria: acceptance tests” is a name as a whole, “Done when: it is fast” is none.
  const isName =
    sectionKindOf(whole) !== undefined &&
    (split === undefined || sectionKindOf(plainText(split.value)) !== undefined);
  const kind = isName ? undefined : named;
  const depth = node.depth;
  if (split !== undefined && kind !== undefined && !asksForChoice(whole)) {
    return { heading: split.label, name: split.name, kind, form, nodes: [split.value], depth };
  }
  return {
    heading: node.children,
    name: whole,
    kind: sectionKindOf(whole),
    form,
    nodes: [],
    depth,
  };
}

/** Words of a line without a colon that names the list below it. */
const MAX_LEAD_WORDS = 6;

/** A known name as a paragraph of its own: in bold, or with a list after it. */
function lineStart(node: RootContent, { next, current }: Around): Start | undefined {
  if (node.type !== "paragraph") return undefined;
  const name = plainText(node);
  if (name.length > 100) return undefined;
  const kind = sectionKindOf(name);
  if (kind === undefined) return undefined;
  const bold = isBoldLine(node.children);
  const isShort = name.split(/\s+/).length <= MAX_LEAD_WORDS && !/[.!。！]$/.test(name);
  // “Steps” among the steps that show a bug are no work.
  const isLead = /[:：]$/.test(name) || (isShort && current.kind !== "reproduction");
  if (!bold && (next?.type !== "list" || !isLead)) return undefined;
  const section = lineSection(name, kind);
  return { section, until: bold ? undefined : "list" };
}

/** Behind a section that a bold line started, each bold line starts one. */
function boldStart(node: RootContent, { current, next }: Around): Start | undefined {
  if (node.type !== "paragraph" || !isBoldLine(node.children) || current.depth !== LINE_DEPTH)
    return undefined;
  if (next === undefined || current.heading === undefined) return undefined;
  const name = plainText(node).replace(/\s*[:：]$/, "");
  if (current.kind === "criteria" && SCENARIO.test(name)) return undefined;
  return { section: { ...lineSection(name, "goal"), kind: undefined }, until: undefined };
}

function lineSection(name: string, kind: SectionKind): OpenSection {
  const heading = [{ type: "text" as const, value: name.replace(/\s*[:：]$/, "") }];
  return { heading, name, kind, form: false, nodes: [], depth: LINE_DEPTH };
}

/** `<details><summary>Tasks</summary>` with a known name starts what lasts until `</details>`. */
function summaryStart(html: string): Start | undefined {
  const name =
    /^\s*<details[^<>]*>\s*<summary>(?:\s*<\w+>)?([^<>]{1,100})(?:<\/\w+>\s*)?<\/summary>\s*$/i
      .exec(html)?.[1]
      ?.trim();
  const kind = name === undefined ? undefined : sectionKindOf(name);
  if (name === undefined || kind === undefined) return undefined;
  return { section: lineSection(name, kind), until: "details" };
}

function isDetailsEnd(node: RootContent): boolean {
  return node.type === "html" && /^\s*<\/details>\s*$/i.test(node.value);
}

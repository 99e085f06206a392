import type { Heading, PhrasingContent, RootContent } from "mdast";
import { endOf, startOf } from "../markdown/edits.js";
import { readHtml } from "../markdown/html.js";
import { wordsOf } from "../markdown/lines.js";
import { isDefinition, isTaskList, type Source } from "../markdown/source.js";
import { plainText } from "../markdown/parse.js";
import { readSource } from "../markdown/normalize.js";
import { declaresMost, asksForChoice, isNonAnswer, isTaskHeading } from "./phrases.js";
import { rewriteLists } from "./rewrite.js";
import { sectionKindOf, type SectionKind } from "./section-kinds.js";
import { fieldsIn, isBoldLine, paragraphOf, splitBoldLines, splitValue } from "./split.js";

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
  /** Children of the document, headings of its own included; never empty. */
  readonly nodes: readonly RootContent[];
}

/** An issue's body, taken apart. */
export interface Body {
  readonly source: Source;
  /** In order; fields without an answer are left out. */
  readonly sections: readonly BodySection[];
  /** Link and footnote definitions, which count for the whole document. */
  readonly definitions: readonly RootContent[];
}

/** Below every real heading: a line that stands for one. */
const LINE_DEPTH = 7;

interface OpenSection extends BodySection {
  readonly depth: number;
  readonly nodes: RootContent[];
}

/**
 * Takes an issue's body apart by its headings.
 *
 * An issue form writes each field as a level-3 heading and what was entered (GitHub Docs, “Syntax
 * for issue forms”): a body that starts with such a heading and has several is read that way; of
 * the headings in what was entered, those for work, criteria and the like start sections. In other
 * bodies a heading starts a section where its name is known or where it is no lower than the one
 * before; known names as lines of their own, in bold or in `<summary>`, do, too. A heading may hold
 * its value (`## Priority: High`). The first prose is the goal where no heading says what is.
 *
 * `page` is the address, from which relative links are read.
 */
export function readBody(markdown: string, page?: string): Body {
  const source = readSource(rewriteLists(markdown), page);
  const definitions: RootContent[] = [];
  const content: RootContent[] = [];
  for (const node of source.root.children) {
    if (isDefinition(node)) definitions.push(node);
    else if (node.type === "paragraph") content.push(...splitBoldLines(source, node));
    else content.push(node);
  }
  const sections = isForm(content)
    ? readForm(source, content)
    : readText(source, content, leading());
  const answered = sections.flatMap((section, index) =>
    answerOf(section, sections[index + 1]).map((answer) => ({
      ...answer,
      nodes: withoutEdgeRules(answer.nodes),
    })),
  );
  const known = withReproduction(withDeclarations(answered));
  return { source, definitions, sections: withGoal(known) };
}

function isForm(nodes: readonly RootContent[]): boolean {
  const fields = nodes.filter((node) => node.type === "heading" && node.depth === 3);
  if (fields[0] === undefined || fields[0] !== nodes[0]) return false;
  // No form asks for “Task 1: …”: such a text starts with its work.
  return fields.length > 1 && !isTaskHeading(plainText(fields[0]));
}

function leading(): OpenSection {
  return { heading: undefined, name: "", kind: "goal", form: false, nodes: [], depth: 0 };
}

function readForm(source: Source, nodes: readonly RootContent[]): readonly OpenSection[] {
  const fields: { section: OpenSection; content: RootContent[] }[] = [];
  for (const node of nodes) {
    if (node.type !== "heading" || node.depth !== 3) fields.at(-1)?.content.push(node);
    else fields.push({ section: startAt(source, node, true), content: [] });
  }
  return fields.flatMap(({ section, content }) => readText(source, content, section));
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

function readText(
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
      (isFree(current) || (next === undefined && endsWithList(current)))
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

/** Whether lines such as `**Type:** Story` stand for themselves there. */
function isFree({ heading, nodes, form }: OpenSection): boolean {
  if (form) return false;
  return heading === undefined || (nodes.length === 1 && nodes[0]?.data !== undefined);
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
      : (lineStart(node, around.next) ?? boldStart(node, around));
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

function startAt(source: Source, node: Heading, form: boolean): OpenSection {
  const whole = plainText(node);
  const split = sectionKindOf(whole) === undefined ? splitValue(source, node) : undefined;
  const kind = split === undefined ? undefined : sectionKindOf(split.name);
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

/** A known name as a paragraph of its own: in bold, or with a colon and a list after it. */
function lineStart(node: RootContent, next: RootContent | undefined): Start | undefined {
  if (node.type !== "paragraph") return undefined;
  const name = plainText(node);
  if (name.length > 100) return undefined;
  const kind = sectionKindOf(name);
  if (kind === undefined) return undefined;
  const bold = isBoldLine(node.children);
  if (!bold && !(/[:：]$/.test(name) && next?.type === "list")) return undefined;
  const section = lineSection(name, kind);
  return { section, until: bold ? undefined : "list" };
}

/** Behind a section that a bold line started, each bold line starts one. */
function boldStart(node: RootContent, { current, next }: Around): Start | undefined {
  if (node.type !== "paragraph" || !isBoldLine(node.children) || current.depth !== LINE_DEPTH)
    return undefined;
  if (next === undefined || current.heading === undefined) return undefined;
  const name = plainText(node).replace(/\s*[:：]$/, "");
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

/** A section that says something; a heading that says something itself, if nothing stands below it. */
function answerOf(section: OpenSection, next: OpenSection | undefined): readonly BodySection[] {
  if (hasAnswer(section.nodes)) return [section];
  const { heading, name, kind, form, depth } = section;
  const isGroup = next !== undefined && next.depth > depth && next.depth < LINE_DEPTH;
  if (heading === undefined || form || (kind !== undefined && kind !== "goal")) return [];
  const holdsMore = /#\d|https?:|[:：]\s*\S/.test(name) || name.trim().split(/\s+/).length > 4;
  if (section.nodes.length > 0 || !holdsMore || (isGroup && !/#\d|https?:/.test(name))) return [];
  const statement = paragraphOf(heading);
  return [{ heading: undefined, name: "", kind: undefined, form, nodes: [statement] }];
}

/** Whether anything was said: no empty field, no `N/A`, more than comments and rules. */
function hasAnswer(nodes: readonly RootContent[]): boolean {
  const said = nodes.filter(({ type }) => type !== "thematicBreak").filter(saysSomething);
  if (said.length === 0) return false;
  if (said.some(({ type }) => type !== "paragraph" && type !== "list")) return true;
  if (said.some((node) => hasPicture(node))) return true;
  return !said.every((node) => isNonAnswer(plainText(node)));
}

function hasPicture(node: RootContent): boolean {
  if (node.type === "image" || node.type === "imageReference") return true;
  return "children" in node && node.children.some((child) => hasPicture(child));
}

function saysSomething(node: RootContent): boolean {
  return node.type !== "html" || !isComment(node.value);
}

function isComment(html: string): boolean {
  return readHtml(html).every(
    ({ type, complete, start, end }) =>
      (type === "comment" && complete) || (type === "text" && html.slice(start, end).trim() === ""),
  );
}

/** Rules part an issue's sections, not a plan's. */
function withoutEdgeRules(nodes: readonly RootContent[]): readonly RootContent[] {
  const isRule = (node: RootContent | undefined) => node?.type === "thematicBreak";
  let [start, end] = [0, nodes.length];
  while (start < end && isRule(nodes[start])) start += 1;
  while (end > start && isRule(nodes[end - 1])) end -= 1;
  return nodes.slice(start, end);
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
  if (!isReport) return sections;
  return sections.map((section) => {
    const bare =
      /^[^\p{L}]*(?:steps|schritte|étapes|pasos|passos|passi|шаги|步骤|手順|단계)[^\p{L}]*$/iu;
    const isBare = section.kind === "steps" && bare.test(section.name);
    return isBare && !section.nodes.some(isTaskList)
      ? { ...section, kind: "reproduction" }
      : section;
  });
}

/** Kinds whose text may say what is wanted where no section for it does, most telling first. */
const GOAL_LIKE: readonly ReadonlySet<SectionKind | undefined>[] = [
  new Set(["background", "currentState", "approach", "expected"]),
  new Set([undefined]),
];

/** Moves the first prose paragraph to a section of its own for the goal, where there is none. */
function withGoal(sections: readonly BodySection[]): readonly BodySection[] {
  const leads = sections.map((section) => {
    const isEmpty = section.kind === "goal" && section.heading === undefined;
    return isEmpty && !section.nodes.some(isProse) ? { ...section, kind: undefined } : section;
  });
  if (leads.some(({ kind, nodes }) => kind === "goal" && nodes.some(saysAnything))) return leads;
  for (const kinds of GOAL_LIKE) {
    for (const [index, section] of leads.entries()) {
      const prose =
        kinds.has(section.kind) && (section.kind !== undefined || !asksForChoice(section.name))
          ? section.nodes.find(isProse)
          : undefined;
      if (prose === undefined) continue;
      const rest = section.nodes.filter((node) => node !== prose);
      const goal: BodySection = {
        heading: undefined,
        name: "",
        kind: "goal",
        form: false,
        nodes: [prose],
      };
      const others = rest.length === 0 ? [] : [{ ...section, nodes: rest }];
      return [...leads.slice(0, index), goal, ...others, ...leads.slice(index + 1)];
    }
  }
  // Few words in front of everything are better than no goal.
  return sections.map((section, index) =>
    section.nodes.some(isFewWords) ? section : (leads[index] ?? section),
  );
}

/** Some words that are no sentence, no lead-in to a list, and no field such as `Parent: #3`. */
function isFewWords(node: RootContent): boolean {
  return node.type === "paragraph" && /^[^:：#]*\p{L}[^:：#]*$/u.test(wordsOf(node.children));
}

function saysAnything(node: RootContent): boolean {
  return node.type !== "heading" && node.type !== "thematicBreak" && saysSomething(node);
}

/** A sentence: some words, more than a link, no lead-in to a list. */
function isProse(node: RootContent): boolean {
  const text = proseOf(node);
  if (/[:：]$/.test(text) && !/[.!?]\s+\S|[。！？]\S/u.test(text)) return false;
  const words = text.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}]+/gu,
  );
  const least = /[.!?。！？]$/u.test(text) ? 2 : 4;
  return (words?.length ?? 0) >= least && endOf(node) > startOf(node);
}

/** The words of a paragraph, in Markdown or as `<p>…</p>`, without links and images. */
function proseOf(node: RootContent): string {
  if (node.type === "paragraph") {
    const { children } = node;
    return wordsOf(children.filter(({ type }) => type !== "link" && type !== "image")).trim();
  }
  if (node.type !== "html" || !/^\s*<p[\s>].*<\/p>\s*$/is.test(node.value)) return "";
  return readHtml(node.value)
    .map(({ type, start, end }) => (type === "text" ? node.value.slice(start, end) : ""))
    .join("")
    .trim();
}

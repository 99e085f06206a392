import type { PhrasingContent, RootContent } from "mdast";
import { endOf, startOf, isDefinition, isTaskList, type Source } from "../markdown/source.js";
import { readHtml } from "../markdown/html.js";
import { wordsOf } from "../markdown/inline.js";
import { plainText } from "../markdown/parse.js";
import { readSource } from "../markdown/normalize.js";
import {
  declaresMost,
  asksForChoice,
  isNonAnswer,
  isTaskHeading,
  isPhaseHeading,
} from "./phrases.js";
import { readInContext, withOnlyPlan, withPhases } from "./context.js";
import { rewriteJira, rewriteLists } from "./loose-lists.js";
import type { SectionKind } from "./section-kinds.js";
import {
  leading,
  LINE_DEPTH,
  readText,
  startAt,
  type BodySection,
  type OpenSection,
} from "./sections.js";
import { paragraphOf, splitBoldLines } from "./split.js";

/** An issue's body, taken apart. */
export interface Body {
  readonly source: Source;
  /** In order; fields without an answer are left out. */
  readonly sections: readonly BodySection[];
  /** Link and footnote definitions, which count for the whole document. */
  readonly definitions: readonly RootContent[];
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
 * `page` is the address, from which relative links are read; `title` says what the first text
 * is about.
 */
export function readBody(markdown: string, page?: string, title = ""): Body {
  const source = readSource(rewriteLists(rewriteJira(markdown)), page);
  const definitions: RootContent[] = [];
  const content: RootContent[] = [];
  for (const node of source.root.children) {
    if (isDefinition(node)) definitions.push(node);
    else if (node.type === "paragraph") content.push(...splitBoldLines(source, node));
    else content.push(node);
  }
  const sections = isForm(source, content)
    ? readForm(source, content)
    : readText(source, content, leading());
  const answered = withPhases(sections).flatMap((section, index) =>
    answerOf(section, sections[index + 1]).map((answer) => ({
      ...answer,
      nodes: withoutEdgeRules(answer.nodes),
    })),
  );
  const known = readInContext(answered, title);
  return { source, definitions, sections: withOnlyPlan(withGoal(known)) };
}

function isForm({ text }: Source, nodes: readonly RootContent[]): boolean {
  const fields = nodes.filter((node) => node.type === "heading" && node.depth === 3);
  if (fields[0] === undefined || fields[0] !== nodes[0]) return false;
  // GitHub leaves a line empty below each field's name.
  const isParted = (node: RootContent) =>
    /^[^\n]*(?:$|\n[ \t]*(?:\n|$))/.test(text.slice(endOf(node)));
  if (fields.length < 2 || !fields.every(isParted)) return false;
  // No form asks for ticks alone.
  const entered = nodes.filter((node) => !fields.includes(node));
  if (entered.length > 1 && entered.every(isWorkList)) return false;
  // Below each name a form writes an answer, be it “_No response_”: no name holds its value.
  const isValue = (node: RootContent) => {
    const next = nodes[nodes.indexOf(node) + 1];
    return /[:：]\s*\S/u.test(plainText(node)) && (next === undefined || next.type === "heading");
  };
  if (fields.some(isValue)) return false;
  // No form asks for “Task 1: …” or “Phase 1”: such a text starts with its work.
  return fields.every(
    (node) => !isTaskHeading(plainText(node)) && !isPhaseHeading(plainText(node)),
  );
}

function isWorkList(node: RootContent): boolean {
  return node.type === "list" && isTaskList(node) && !declaresMost(node);
}

function readForm(source: Source, nodes: readonly RootContent[]): readonly OpenSection[] {
  const fields: { section: OpenSection; content: RootContent[] }[] = [];
  for (const node of nodes) {
    if (node.type !== "heading" || node.depth !== 3) fields.at(-1)?.content.push(node);
    else fields.push({ section: startAt(source, node, true), content: [] });
  }
  return fields.flatMap(({ section, content }) => readText(source, content, section));
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
  const content = nodes.filter(({ type }) => type !== "thematicBreak").filter(saysSomething);
  if (content.length === 0) return false;
  if (content.some(({ type }) => type !== "paragraph" && type !== "list")) return true;
  if (content.some((node) => hasPicture(node))) return true;
  return !content.every((node) => isNonAnswer(plainText(node)));
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

/** Kinds whose text may say what is wanted where no section for it does, most useful first. */
const GOAL_LIKE: readonly ReadonlySet<SectionKind | undefined>[] = [
  new Set(["background", "currentState", "approach", "expected"]),
  new Set([undefined]),
  new Set(["steps"]),
];

/** Questions about details, which few words answer. */
const CLOSED =
  /^[^\p{L}]*(?:which|when|where|who|how (?:often|many|much|long|bad|urgent)|is|are|was|were|do|does|did|can|could|will|would|has|have)(?!\p{L})/iu;

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
        kinds.has(section.kind) &&
        section.isFooter !== true &&
        (section.kind !== undefined || !asksForChoice(section.name))
          ? section.nodes.find(isProse)
          : undefined;
      // Beside tasks, a text is about these.
      if (section.kind === "steps" && section.nodes.some(({ type }) => type !== "paragraph"))
        continue;
      if (prose === undefined) continue;
      const rest = section.nodes.filter((node) => node !== prose);
      // With its only text, a section of no known name would lose what it is called.
      const isNamed = section.kind === undefined && rest.length === 0;
      const goal: BodySection = {
        heading: isNamed ? section.heading : undefined,
        name: "",
        keepsHeading: isNamed && section.heading !== undefined,
        kind: "goal",
        form: false,
        nodes: [prose],
      };
      const others = rest.length === 0 ? [] : [{ ...section, nodes: rest }];
      return [...leads.slice(0, index), goal, ...others, ...leads.slice(index + 1)];
    }
  }
  const open = leads.findIndex(
    ({ kind, form, name, nodes }) =>
      kind === undefined &&
      form &&
      !CLOSED.test(name) &&
      nodes[0] !== undefined &&
      isProse(nodes[0]),
  );
  if (open !== -1) return leads.map((lead, at) => (at === open ? { ...lead, kind: "goal" } : lead));
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

/** A sentence: some words, more than a link, no lead-in to a list, no numbered task. */
function isProse(node: RootContent): boolean {
  if (node.type === "paragraph" && isTaskHeading(plainText(node))) return false;
  // A text in italics from end to end is a remark on the issue.
  if (node.type === "paragraph" && node.children.every(({ type }) => type === "emphasis"))
    return false;
  const text = proseOf(node);
  if (/[:：]$/.test(text) && !/[.!?]\s+\S|[。！？]\S/u.test(text)) return false;
  const words = text.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}]*\p{L}[\p{L}\p{N}]*/gu,
  );
  const least = /[.!?。！？]$/u.test(text) ? 2 : 4;
  return (words?.length ?? 0) >= least && endOf(node) > startOf(node);
}

/** What stands behind the name of a field: `**Target:** 2026-03-10`. */
function withoutLabel(nodes: readonly PhrasingContent[]): readonly PhrasingContent[] {
  const [first, second] = nodes;
  if (first?.type !== "strong" || second === undefined) return nodes;
  const isLabel =
    /[:：]\s*$/.test(wordsOf([first])) ||
    (second.type === "text" && /^\s*[:：]/.test(second.value));
  return isLabel ? nodes.slice(1) : nodes;
}

/** The words of a paragraph, in Markdown or as `<p>…</p>`, without links and images. */
function proseOf(node: RootContent): string {
  if (node.type === "paragraph") {
    const children = withoutLabel(node.children);
    return wordsOf(children.filter(({ type }) => type !== "link" && type !== "image")).trim();
  }
  if (node.type !== "html" || !/^\s*<p[\s>].*<\/p>\s*$/is.test(node.value)) return "";
  return readHtml(node.value)
    .map(({ type, start, end }) => (type === "text" ? node.value.slice(start, end) : ""))
    .join("")
    .trim();
}

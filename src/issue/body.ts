import type { Heading, Paragraph, PhrasingContent, RootContent } from "mdast";
import { readHtml } from "../markdown/html.js";
import { plainText } from "../markdown/parse.js";
import { readSource } from "../markdown/normalize.js";
import type { Source } from "../markdown/source.js";
import { sectionKindOf, type SectionKind } from "./section-kinds.js";

/** A stretch of an issue's body under one heading. */
export interface BodySection {
  /** The heading's content; `undefined` for what stands before the first. */
  readonly heading: readonly PhrasingContent[] | undefined;
  /** The heading as plain text; empty where there is none. */
  readonly name: string;
  /** What the heading announces; `undefined` where that is not known. */
  readonly slot: SectionKind | undefined;
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
 * for issue forms”): a body that starts with such a heading is read that way, and other headings
 * belong to what was entered, lists of risks and decisions aside. In other bodies a heading starts a section where its name is known
 * or where it is no lower than the one before; known names as lines of their own do, too.
 *
 * `page` is the address, from which relative links are read.
 */
export function readBody(markdown: string, page?: string): Body {
  const source = readSource(markdown, page);
  const definitions: RootContent[] = [];
  const content: RootContent[] = [];
  for (const node of source.root.children) {
    (isDefinition(node) ? definitions : content).push(node);
  }
  const [first] = content;
  const isForm = first?.type === "heading" && first.depth === 3;
  const sections = isForm ? readForm(content) : readText(content);
  return { source, definitions, sections: sections.filter((section) => hasAnswer(section.nodes)) };
}

function isDefinition(node: RootContent): boolean {
  return node.type === "definition" || node.type === "footnoteDefinition";
}

function readForm(nodes: readonly RootContent[]): readonly OpenSection[] {
  const sections: OpenSection[] = [];
  let field: OpenSection | undefined;
  let current: OpenSection | undefined;
  for (const [index, node] of nodes.entries()) {
    if (node.type === "heading" && node.depth === 3) {
      current = field = startAt(node, true);
      sections.push(field);
      continue;
    }
    if (node.type === "heading") {
      const inner = startAt(node, true);
      if (current !== field && inner.depth <= (current?.depth ?? 0)) current = field;
      if (LOGS.has(inner.slot) && /^(?:list|table)$/.test(nodes[index + 1]?.type ?? "")) {
        current = inner;
        sections.push(inner);
        continue;
      }
    }
    current?.nodes.push(node);
  }
  return sections;
}

/** A list or a table that a plan has a place of its own for is read wherever it stands in a field. */
const LOGS: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  "risks",
  "decisions",
]);

function readText(nodes: readonly RootContent[]): readonly OpenSection[] {
  let current: OpenSection = {
    heading: undefined,
    name: "",
    slot: "goal",
    form: false,
    nodes: [],
    depth: 0,
  };
  const sections = [current];
  /** The section to go on with after a list that a line announced. */
  let outer: OpenSection | undefined;
  for (const [index, node] of nodes.entries()) {
    const next = nodes[index + 1];
    const start =
      node.type === "heading" ? headingStart(node, current, index) : lineStart(node, next);
    if (start !== undefined) {
      outer = start.untilList ? (outer ?? current) : undefined;
      current = start.section;
      sections.push(current);
      continue;
    }
    current.nodes.push(node);
    if (outer !== undefined && node.type === "list") [current, outer] = [outer, undefined];
  }
  return sections;
}

interface Start {
  readonly section: OpenSection;
  /** It ends with the list that follows. */
  readonly untilList: boolean;
}

function headingStart(node: Heading, current: OpenSection, index: number): Start | undefined {
  const section = startAt(node, false);
  // A title over the whole text announces what it is about.
  const isTitle = index === 0 && node.depth === 1 && section.slot === undefined;
  if (isTitle) return { section: { ...section, slot: "goal" }, untilList: false };
  const lower = current.heading !== undefined && node.depth > current.depth;
  return section.slot === undefined && lower ? undefined : { section, untilList: false };
}

function startAt(node: Heading, form: boolean): OpenSection {
  const name = plainText(node);
  return {
    heading: node.children,
    name,
    slot: sectionKindOf(name),
    form,
    nodes: [],
    depth: node.depth,
  };
}

/** A known name as a paragraph of its own: in bold, or with a colon and a list after it. */
function lineStart(node: RootContent, next: RootContent | undefined): Start | undefined {
  if (node.type !== "paragraph") return undefined;
  const name = plainText(node);
  if (name.length > 100) return undefined;
  const slot = sectionKindOf(name);
  if (slot === undefined) return undefined;
  const bold = isBold(node);
  if (!bold && !(name.endsWith(":") && next?.type === "list")) return undefined;
  const heading = withoutColon(node);
  const section = { heading, name, slot, form: false, nodes: [], depth: LINE_DEPTH };
  return { section, untilList: !bold };
}

function isBold(node: Paragraph): boolean {
  const [first, second] = node.children;
  if (first?.type !== "strong") return false;
  return (
    second === undefined ||
    (second.type === "text" && second.value.trim() === ":" && node.children.length === 2)
  );
}

function withoutColon(node: Paragraph): readonly PhrasingContent[] {
  return [{ type: "text", value: plainText(node).replace(/\s*:$/, "") }];
}

/** Whether anything was said: no empty field, no `_No response_`, more than comments and rules. */
function hasAnswer(nodes: readonly RootContent[]): boolean {
  const said = nodes.filter(({ type }) => type !== "thematicBreak").filter(saysSomething);
  const [only, ...more] = said;
  if (only === undefined) return false;
  if (more.length > 0 || only.type !== "paragraph" || only.children.length !== 1) return true;
  return !(only.children[0]?.type === "emphasis" && plainText(only) === "No response");
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

import type { List, ListItem, Nodes, Paragraph, PhrasingContent, RootContent } from "mdast";
import { visitParents } from "unist-util-visit-parents";
import { copyBelowHeading } from "../markdown/copy.js";
import { inlineOf, type Block, type Inline } from "../markdown/inline.js";
import { plainText } from "../markdown/parse.js";
import type { Source } from "../markdown/source.js";
import type { BodySection } from "./body.js";
import { sectionKindOf, type SectionKind } from "./section-kinds.js";

/** One entry of a list on an issue. */
export interface Item {
  readonly text: Inline;
  /** The same as plain text on one line; never empty. */
  readonly plain: string;
  readonly done: boolean;
  /** What stands below it, boxes drawn as symbols. */
  readonly details: Block | undefined;
  /** The same with its boxes as boxes. */
  readonly subtasks: Block | undefined;
  /** The paths that it names in code spans. */
  readonly files: readonly string[];
}

/** What was found in a stretch of an issue, and the rest of it. */
export interface Taken<Found> {
  readonly found: readonly Found[];
  readonly rest: readonly RootContent[];
}

/**
 * The entries of a section that lists things: those of its lists, or, where it has none, its
 * paragraphs. Everything else is rest.
 */
export function takeItems(source: Source, nodes: readonly RootContent[]): Taken<Item> {
  const hasList = nodes.some(({ type }) => type === "list");
  const found: Item[] = [];
  const rest: RootContent[] = [];
  for (const node of nodes) {
    if (node.type === "list") found.push(...itemsOf(source, node));
    else if (node.type === "paragraph" && !hasList) found.push(...paragraphItem(node));
    else rest.push(node);
  }
  return { found, rest };
}

/** The entries of one list; empty ones are left out. */
export function itemsOf(source: Source, list: List): readonly Item[] {
  return list.children.flatMap((item) => readItem(source, item));
}

function readItem(source: Source, item: ListItem): readonly Item[] {
  const [first] = item.children;
  const content: readonly PhrasingContent[] =
    first?.type === "paragraph"
      ? first.children
      : [{ type: "text", value: first === undefined ? "" : plainText(first).slice(0, 80) }];
  const plain = plainText({ type: "paragraph", children: [...content] });
  const details = copyBelowHeading(source, item, "drawn");
  if (plain === "" && details === undefined) return [];
  return [
    {
      text: plain === "" ? placeholder : inlineOf(content),
      plain: plain || "…",
      done: item.checked === true,
      details,
      subtasks: hasBoxes(item) ? copyBelowHeading(source, item, "kept") : details,
      files: filesIn(item),
    },
  ];
}

/** Whether there are boxes below an entry's own. */
function hasBoxes(item: ListItem): boolean {
  let found = false;
  visitParents(item, "listItem", (node) => {
    found ||= node !== item && typeof node.checked === "boolean";
  });
  return found;
}

const placeholder: Inline = { kind: "inline", nodes: [{ type: "text", value: "…" }] };

function paragraphItem(paragraph: Paragraph): readonly Item[] {
  const plain = plainText(paragraph);
  if (plain === "") return [];
  const text = inlineOf(paragraph.children);
  const files = filesIn(paragraph);
  return [{ text, plain, done: false, details: undefined, subtasks: undefined, files }];
}

/** Code spans that look like paths: with a slash inside, or an ending such as `.ts`. */
function filesIn(node: Nodes): readonly string[] {
  const files = new Set<string>();
  visitParents(node, "inlineCode", ({ value }) => {
    if (isPath(value)) files.add(value);
  });
  return [...files];
}

function isPath(code: string): boolean {
  if (code.length > 200 || !/^[\w.@~-][\w./@~+-]*(?::\d+)?$/.test(code)) return false;
  return /[^/]\/[^/]/.test(code) || /\w\.[a-z][a-z0-9]{0,4}(?::\d+)?$/i.test(code);
}

/** A step of the work, and the phase that its heading makes it part of. */
export interface Step extends Item {
  /** Plain text; empty where no heading says. */
  readonly phase: string;
}

/** Sections whose lists say what to do. In others a numbered list is just a list. */
const WORK: ReadonlySet<SectionKind | undefined> = new Set<SectionKind | undefined>([
  undefined,
  "goal",
  "approach",
  "steps",
  "components",
  "documentation",
]);

/**
 * The steps in a section: its task lists and numbered lists, and every list under a heading such as
 * Tasks. What a form makes people choose or declare is no step.
 */
export function takeSteps(source: Source, section: BodySection): Taken<Step> {
  const nothing = { found: [], rest: section.nodes };
  if (!WORK.has(section.slot) || isQuestion(section)) return nothing;
  const found: Step[] = [];
  const rest: RootContent[] = [];
  let phase = section.slot === undefined ? phaseName(section.name) : "";
  let heading: RootContent | undefined;
  // Boxes under another heading in a text are part of that text.
  let open = true;
  for (const node of section.nodes) {
    if (node.type === "heading") {
      if (heading !== undefined) rest.push(heading);
      [phase, heading] = [phaseName(plainText(node)), node];
      open = announcesSteps(section, plainText(node));
    } else if (node.type === "list" && open && isWork(node, section.slot)) {
      found.push(...stepsOf(source, node, phase));
      heading = undefined;
    } else {
      // A heading stays with the text under it.
      if (heading !== undefined) rest.push(heading);
      heading = undefined;
      rest.push(node);
    }
  }
  if (heading !== undefined) rest.push(heading);
  return { found, rest };
}

/** Whether lists under a heading inside a section say what to do. */
function announcesSteps({ slot, form }: BodySection, heading: string): boolean {
  if (slot === "steps" || (slot === undefined && !form)) return true;
  return sectionKindOf(heading) === "steps" || /^(?:phase|step|stage)\s+\d/i.test(heading);
}

/** A form's question with boxes to choose from, such as “Which browsers?”. */
function isQuestion({ slot, name }: BodySection): boolean {
  return slot === undefined && (name.endsWith("?") || /^which\b/i.test(name));
}

function isWork(list: List, slot: SectionKind | undefined): boolean {
  const boxes = list.children.filter(({ checked }) => typeof checked === "boolean");
  if (slot === "steps") return true;
  if (boxes.length === 0) return list.ordered === true;
  return !boxes.every((item) => /^(?:i|i['’](?:m|ve|d|ll)|we|by)\b/i.test(plainText(item)));
}

function isOrdered(list: List): boolean {
  return list.ordered === true || list.children.some(({ checked }) => typeof checked === "boolean");
}

/** A numbered list of nothing but numbered lists or task lists is a list of phases. */
function stepsOf(source: Source, list: List, phase: string): readonly Step[] {
  const phases = list.children.map(({ children: [name, steps, ...more] }) =>
    name?.type === "paragraph" && steps?.type === "list" && isOrdered(steps) && more.length === 0
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

function phaseName(heading: string): string {
  return heading.replace(/^(?:phase|step)\s+\d+\s*[:.)–—-]\s*/i, "").replace(/\s*:$/, "");
}

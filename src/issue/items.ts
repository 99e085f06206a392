import type { Code, List, ListItem, Nodes, Paragraph, PhrasingContent, RootContent } from "mdast";
import { visitParents } from "unist-util-visit-parents";
import { copyBelowHeading } from "../markdown/copy.js";
import { inlineOf, type Block, type Inline, joinInlines } from "../markdown/inline.js";
import { fence, isTaskList, type Source } from "../markdown/source.js";
import { plainText } from "../markdown/parse.js";
import { isNonAnswer } from "./phrases.js";
import { isBoldLine } from "./split.js";

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

/**
 * What has to be seen to be done: as {@link takeItems}, but of a list with boxes only these. With
 * `boxes`, other lists and paragraphs are rest.
 */
export function takeCriteria(
  source: Source,
  nodes: readonly RootContent[],
  only: "all" | "lists" | "boxes",
): Taken<Item> {
  const lists = nodes.filter((node) => node.type === "list");
  // Beside boxes, other lists of a section about tests are remarks.
  const hasBoxes = lists.some((list) => isTaskList(list));
  const hasGherkin = nodes.some((node) => node.type === "code" && isGherkin(node));
  const found: Item[] = [];
  const rest: RootContent[] = [];
  for (const [index, node] of nodes.entries()) {
    const before = found.length;
    const lead = leadOf(nodes[index - 1]);
    const scenarios =
      node.type === "list" && only !== "boxes" ? scenariosOf(node, lead) : undefined;
    if (scenarios !== undefined) {
      found.push(...scenarios.map((scenario) => ({ ...scenario, ...NOTHING_BELOW })));
      if (lead !== undefined && scenarios.length === 1) rest.pop();
    } else if (node.type === "list" && isTaskList(node)) {
      const [boxed, others] = partBoxes(node);
      found.push(...itemsOf(source, boxed));
      rest.push(...others);
    } else if (node.type === "list" && only !== "boxes" && (only === "all" || !hasBoxes)) {
      found.push(...itemsOf(source, node));
    } else if (node.type === "code" && only !== "boxes" && isGherkin(node)) {
      const taken = scenariosInCode(node);
      found.push(...taken.found);
      rest.push(...taken.rest);
    } else if (node.type === "paragraph" && only === "all" && lists.length === 0 && !hasGherkin) {
      found.push(...paragraphItem(node));
    } else rest.push(node);
    // A heading over a list of nothing but criteria would stand alone in the plan's notes.
    const isGroup = lead?.type === "heading" && node.type !== "paragraph";
    if (found.length > before && isGroup && rest.at(-1) === lead) rest.pop();
  }
  return { found, rest };
}

/** What an item has of which nothing but its text is known. */
export const NOTHING_BELOW = { details: undefined, subtasks: undefined, files: [] } as const;

/** What names the list below it: a heading, a bold line, or a line that ends with a colon. */
function leadOf(node: RootContent | undefined): RootContent | undefined {
  if (node?.type === "heading") return node;
  if (node?.type !== "paragraph") return undefined;
  const isLead = isBoldLine(node.children) || /[:：]$/.test(plainText(node).trim());
  return isLead || SCENARIO.test(plainText(node)) ? node : undefined;
}

/** The boxed items of a list, and lists of those that stand between them. */
export function partBoxes(list: List): readonly [boxed: List, others: readonly List[]] {
  const boxed = list.children.filter(({ checked }) => typeof checked === "boolean");
  const others: ListItem[][] = [];
  for (const [index, item] of list.children.entries()) {
    if (typeof item.checked === "boolean") continue;
    const before = list.children[index - 1];
    if (before === undefined || typeof before.checked === "boolean") others.push([item]);
    else others.at(-1)?.push(item);
  }
  return [
    { ...list, children: boxed },
    others.map((children) => withPosition({ ...list, children })),
  ];
}

function withPosition(list: List): List {
  const start = list.children[0]?.position?.start;
  const end = list.children.at(-1)?.position?.end;
  return start === undefined || end === undefined ? list : { ...list, position: { start, end } };
}

/** The entries of one list; empty ones are left out. */
export function itemsOf(source: Source, list: List): readonly Item[] {
  return list.children.flatMap((item) => readItem(source, item));
}

function readItem(source: Source, item: ListItem): readonly Item[] {
  const [first, ...others] = item.children;
  // `- 2) Test`: a number of its own makes a list in the list.
  const [inner, ...more] = first?.type === "list" ? first.children : [];
  if (inner !== undefined && more.length === 0 && inner.children[0]?.type === "paragraph") {
    const checked = inner.checked ?? item.checked;
    return readItem(source, { ...inner, checked, children: [...inner.children, ...others] });
  }
  const content: readonly PhrasingContent[] =
    first?.type === "paragraph"
      ? first.children
      : [{ type: "text", value: first === undefined ? "" : plainText(first).slice(0, 80) }];
  const plain = plainText({ type: "paragraph", children: [...content] });
  const details = copyBelowHeading(source, item, "drawn");
  if (details === undefined && isNothing(content, plain)) return [];
  return [
    {
      text: plain === "" ? placeholder : inlineOf(content),
      plain: plain || "…",
      done: item.checked === true,
      details,
      subtasks: item.children.some((node) => containsBoxes(node))
        ? copyBelowHeading(source, item, "kept")
        : details,
      files: filesIn(item),
    },
  ];
}

function isNothing(content: readonly PhrasingContent[], plain: string): boolean {
  return plain === "" || (content.every(({ type }) => type === "text") && isNonAnswer(plain));
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
export function filesIn(node: Nodes): readonly string[] {
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

/** Whether a heading names a file. */
export function namesFile(heading: readonly PhrasingContent[]): boolean {
  return filesIn({ type: "paragraph", children: [...heading] }).length === 1;
}

/** A line that is nothing but the name of a file or folder in code. */
export function isCodeLine(node: RootContent): boolean {
  if (node.type !== "paragraph") return false;
  const [code, ...more] = node.children;
  return (
    code?.type === "inlineCode" && more.length === 0 && /^[\w@.~-]*[./][\w./@~-]*$/.test(code.value)
  );
}

/** Whether a node has a box anywhere in it. */
export function containsBoxes(node: RootContent): boolean {
  let found = false;
  visitParents(node, "listItem", ({ checked }) => {
    found ||= typeof checked === "boolean";
  });
  return found;
}

const GIVEN = "given|angenommen|gegeben(?: sei(?:en)?)?|étant donnée?s?|soit|dad[oa]s?|dato";
const THEN = "then|dann|alors|entonces|então|allora";
const OTHERS = "when|and|but|wenn|und|aber|quand|lorsque|et|mais|cuando|pero|y|quando|mas|e|ma";

const startsWith = (words: string): RegExp => new RegExp(`^(?:${words})(?![\\p{L}\\p{N}])`, "iu");
const IS_GIVEN = startsWith(GIVEN);
const IS_THEN = startsWith(THEN);
const IS_LINE = startsWith(`${GIVEN}|${THEN}|${OTHERS}`);

/** Names of a scenario: what a heading or line above such a list starts with. */
export const SCENARIO = /^[^\p{L}]*(?:scenario|szenario|scénario|escenario|cenário)(?!\p{L})/iu;

/** What has to be seen to happen, as one text. */
interface Scenario {
  readonly text: Inline;
  /** The same as plain text on one line. */
  readonly plain: string;
  readonly done: boolean;
}

/**
 * The criteria that a list of Gherkin's lines gives (`Given …`, `When …`, `Then …`, an entry each):
 * one for each `Given`, because a line alone says nothing. `undefined` for any other list.
 *
 * @param lead the line above the list that names it, if any
 * @see https://cucumber.io/docs/gherkin/reference
 */
function scenariosOf(list: List, lead: RootContent | undefined): readonly Scenario[] | undefined {
  const entries = list.children.map((item) => {
    const [first, ...more] = item.children;
    const isLine = first?.type === "paragraph" && more.length === 0;
    return isLine ? { item, first, plain: plainText(first) } : undefined;
  });
  const groups: NonNullable<(typeof entries)[number]>[][] = [];
  for (const entry of entries) {
    if (entry === undefined || !IS_LINE.test(entry.plain)) return undefined;
    if (IS_GIVEN.test(entry.plain)) groups.push([entry]);
    else if (groups.length === 0) return undefined;
    else groups.at(-1)?.push(entry);
  }
  if (!groups.every((group) => group.some(({ plain }) => IS_THEN.test(plain)))) return undefined;
  return groups.map((group): Scenario => {
    const named = groups.length === 1 ? nameOf(lead) : undefined;
    const rest = joinInlines(
      group.map(({ first }) => inlineOf(first.children)),
      ", ",
    );
    const text = joinInlines([named, rest], ": ") ?? inlineOf([]);
    return {
      text,
      plain: plainText({ type: "paragraph", children: [...text.nodes] }),
      done: group.every(({ item }) => item.checked === true),
    };
  });
}

/** Whether a list is one of Gherkin's lines. */
export function isScenarioList(node: RootContent): boolean {
  return node.type === "list" && scenariosOf(node, undefined) !== undefined;
}

function nameOf(lead: RootContent | undefined) {
  if (lead?.type !== "paragraph" && lead?.type !== "heading") return undefined;
  const value = plainText(lead)
    .trim()
    .replace(/\s*[:：]$/, "");
  return value === "" ? undefined : inlineOf([{ type: "text", value }]);
}

const SCENARIO_LINE =
  /^\s*(?:scenario(?: outline| template)?|example|szenario(?:grundriss)?|(?:plan du )?scénario|escenario|cenário|сценарий|シナリオ|场景|시나리오)\s*[:：]\s*\S/iu;

/** Whether a block of code is text for Cucumber, by what it says it is or by its scenarios. */
export function isGherkin({ lang, value }: Code): boolean {
  if (/^(?:gherkin|cucumber|feature)$/i.test(lang ?? "")) return true;
  if (!/^(?:text|txt|plain)?$/i.test(lang ?? "")) return false;
  const lines = value.split("\n");
  return (
    lines.some((line) => SCENARIO_LINE.test(line)) && lines.some((line) => THEN_LINE.test(line))
  );
}

const THEN_LINE = new RegExp(String.raw`^\s*(?:${THEN})(?![\p{L}\p{N}])`, "iu");

function dedent(lines: readonly string[]): readonly string[] {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  return lines.map((line) => line.slice(Math.min(...indents)));
}

/**
 * A criterion for each scenario in a block of Gherkin, with its lines below it; what stands before
 * the first (`Feature:`, `Background:`) goes with that one.
 */
function scenariosInCode(node: Code): Taken<Item> {
  const lines = node.value.split("\n");
  const starts = lines.flatMap((line, index) => (SCENARIO_LINE.test(line) ? [index] : []));
  // A scenario's tags and remarks stand above it.
  const from = starts.map((start, index) => {
    let first = index === 0 ? 0 : start;
    while (/^\s*[@#]/.test(lines[first - 1] ?? "")) first -= 1;
    return first;
  });
  const found = starts.map((start, index): Item => {
    const name = (lines[start] ?? "").trim();
    const own = lines.slice(from[index], from[index + 1]);
    // Its name stands in front of the block already.
    if (from[index] === start) own.shift();
    const source = dedent(own).join("\n").trim();
    const below: Block | undefined =
      source === ""
        ? undefined
        : { kind: "block", parts: [{ type: "markdown", source: fence(source, "gherkin") }] };
    return {
      text: inlineOf([{ type: "text", value: name }]),
      plain: name,
      done: false,
      details: below,
      subtasks: below,
      files: [],
    };
  });
  return { found, rest: found.length === 0 ? [node] : [] };
}

import type { List, ListItem, PhrasingContent, RootContent } from "mdast";
import { copyBelowHeading } from "../markdown/copy.js";
import {
  inlineOf,
  plain,
  type Block,
  type Inline,
  textAfterLabel,
  joinLines,
  linesIn,
  wordsOf,
} from "../markdown/inline.js";
import type { Source } from "../markdown/source.js";
import { readTime } from "../markdown/timelines.js";
import { type Taken, itemsOf, type Item } from "./items.js";

/** Something that an issue says is decided. */
export interface Decision {
  readonly text: Inline;
  readonly rationale: Inline | undefined;
  /** As written; `undefined` where none is given, or one that no calendar has. */
  readonly date: Inline | undefined;
  readonly author: Inline | undefined;
  /** What else stands below it. */
  readonly details: Block | undefined;
}

/** The entries of a section's lists, or, where it has none, its paragraphs; the others are rest. */
export function takeDecisions(source: Source, nodes: readonly RootContent[]): Taken<Decision> {
  const hasList = nodes.some(({ type }) => type === "list");
  const found: Decision[] = [];
  const rest: RootContent[] = [];
  for (const node of nodes) {
    if (node.type === "list") found.push(...node.children.flatMap((item) => ofItem(source, item)));
    else if (node.type === "paragraph" && !hasList) found.push(...ofLines(linesIn(node.children)));
    else rest.push(node);
  }
  return { found, rest };
}

type Line = readonly PhrasingContent[];

const RATIONALE = /^(?:rationale|reason|why|because)$/i;
const SIGNED = /^(?:date|author|date\s?\/\s?author|when|by|decided (?:by|on))$/i;

function isField(line: Line): boolean {
  return (
    textAfterLabel(line, RATIONALE) !== undefined || textAfterLabel(line, SIGNED) !== undefined
  );
}

function ofItem(source: Source, item: ListItem): readonly Decision[] {
  const [first, ...below] = item.children;
  const own = first?.type === "paragraph" ? linesIn(first.children) : [[PLACEHOLDER]];
  const fields = below.filter((node) => node.type === "list").filter(hasOnlyFields);
  const lines = fields.flatMap(({ children }) => children.flatMap(linesOfItem));
  const others = below.filter((node) => !fields.some((list) => list === node));
  const [paragraph] = first?.type === "paragraph" ? [first] : [];
  const kept = paragraph === undefined ? item.children : [paragraph, ...others];
  const details = copyBelowHeading(source, { ...item, children: kept }, "drawn");
  return ofLines([...own, ...lines], details);
}

const PLACEHOLDER: PhrasingContent = { type: "text", value: "…" };

function linesOfItem({ children: [first] }: ListItem): readonly Line[] {
  return first?.type === "paragraph" ? linesIn(first.children) : [];
}

function hasOnlyFields({ children }: List): boolean {
  return children.every((item) => item.children.length === 1 && linesOfItem(item).every(isField));
}

/** A line that has no label goes on with the one before it. */
function ofLines(lines: readonly Line[], details?: Block): readonly Decision[] {
  const text: Line[] = [];
  const rationale: Line[] = [];
  const signed: Line[] = [];
  let current = text;
  for (const line of lines) {
    const reason = textAfterLabel(line, RATIONALE);
    const sign = textAfterLabel(line, SIGNED);
    if (reason !== undefined) current = rationale;
    else if (sign !== undefined) current = signed;
    current.push(reason ?? sign ?? line);
  }
  const said = inlineOf(joinLines(text));
  if (wordsOf(said.nodes) === "" && rationale.length === 0 && details === undefined) return [];
  const reasons = inlineOf(joinLines(rationale));
  return [
    {
      text: wordsOf(said.nodes) === "" ? inlineOf([PLACEHOLDER]) : said,
      rationale: wordsOf(reasons.nodes) === "" ? undefined : reasons,
      ...signature(signed.map(wordsOf).join(" • ")),
      details,
    },
  ];
}

function signature(signed: string): Pick<Decision, "date" | "author"> {
  const time = readTime(signed);
  const written = time?.text.startsWith(time.iso.slice(0, 10)) === false ? undefined : time?.text;
  const date = written ?? "";
  const author = signed.replace(date, "").replaceAll(/^[\s•/,;|–—-]+|[\s•/,;|–—-]+$/g, "");
  return { date: plain(date), author: plain(author) };
}

/**
 * The list entries that have a box or ask something, and the lines of paragraphs that end in a
 * question mark. Lines that ask nothing belong to the question before them, or lead to the one after; a paragraph or an entry without a
 * question is rest, and so is everything else.
 */
export function takeQuestions(source: Source, nodes: readonly RootContent[]): Taken<Item> {
  const taken = nodes.map((node): Taken<Item> => {
    if (node.type === "list") return fromList(source, node);
    const found = node.type === "paragraph" ? fromLines(linesIn(node.children)) : [];
    return { found, rest: found.length === 0 ? [node] : [] };
  });
  return { found: taken.flatMap(({ found }) => found), rest: taken.flatMap(({ rest }) => rest) };
}

function fromList(source: Source, list: List): Taken<Item> {
  const found: Item[] = [];
  const rest: RootContent[] = [];
  for (const entry of list.children) {
    const alone: List = { ...list, children: [entry] };
    if (entry.position !== undefined) alone.position = entry.position;
    const items = itemsOf(source, alone);
    const asks = typeof entry.checked === "boolean" || items.every((item) => asksIn(item.plain));
    if (asks) found.push(...items);
    else rest.push(alone);
  }
  return { found, rest };
}

/** Asks something, and may say more behind the question mark. */
function asksIn(text: string): boolean {
  return /[?？؟](?:[\s)\]"'”’»]|$)|[？؟]/u.test(text);
}

/** Ends in a question mark (of Latin, East Asian or Arabic script), quotes and brackets aside. */
function isQuestion(line: Line): boolean {
  return /[?？؟][)\]"'”’»]*$/u.test(wordsOf(line));
}

function fromLines(lines: readonly Line[]): readonly Item[] {
  const groups: Line[][] = [];
  let lead: Line[] = [];
  for (const line of lines) {
    if (isQuestion(line)) {
      groups.push([...lead, line]);
      lead = [];
    } else if (groups.length === 0) lead.push(line);
    else groups.at(-1)?.push(line);
  }
  return groups.map((group): Item => {
    const nodes = joinLines(group);
    return {
      text: inlineOf(nodes),
      plain: wordsOf(nodes),
      done: false,
      details: undefined,
      subtasks: undefined,
      files: [],
    };
  });
}

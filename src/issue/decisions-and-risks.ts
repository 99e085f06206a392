import type { List, ListItem, PhrasingContent, RootContent, Table } from "mdast";
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
  flatInline,
  joinInlines,
} from "../markdown/inline.js";
import { plainText } from "../markdown/parse.js";
import type { Source } from "../markdown/source.js";
import { readTime } from "../markdown/timelines.js";
import { type Taken, type Item, takeItems } from "./items.js";
import { readLevel, type RiskLevel } from "./labels.js";

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
  const decision = inlineOf(joinLines(text));
  if (wordsOf(decision.nodes) === "" && rationale.length === 0 && details === undefined) return [];
  const reasons = inlineOf(joinLines(rationale));
  return [
    {
      text: wordsOf(decision.nodes) === "" ? inlineOf([PLACEHOLDER]) : decision,
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

/** A risk that an issue names. */
export interface Risk {
  readonly text: Inline | undefined;
  readonly probability: RiskLevel | undefined;
  readonly impact: RiskLevel | undefined;
  readonly mitigation: Inline | undefined;
}

/** The rows of a section's tables and the entries of its lists; everything else is rest. */
export function takeRisks(source: Source, nodes: readonly RootContent[]): Taken<Risk> {
  const isTable = (node: RootContent) => node.type === "table" && columnsOf(node) !== undefined;
  const tables = nodes.flatMap((node) => (node.type === "table" ? rowsOf(node) : []));
  const others = nodes.filter((node) => !isTable(node));
  // Beside a table, paragraphs introduce it.
  const introduces = others.length < nodes.length && others.every(({ type }) => type !== "list");
  const { found, rest } = introduces ? { found: [], rest: others } : takeItems(source, others);
  return { found: [...tables, ...found.map(itemRisk)], rest };
}

/** Whether a text says already what a label says, case and punctuation aside. */
export function namesRisk({ text }: Risk, label: string): boolean {
  const written = text === undefined ? "" : normal(wordsOf(text.nodes));
  const words = normal(label);
  return words.trim() === "" || written.includes(words);
}

function normal(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return ` ${words.join(" ")} `;
}

interface Columns {
  readonly text: number;
  readonly probability: number;
  readonly impact: number;
  readonly mitigation: number;
  /** The names of them all, the others included. */
  readonly names: readonly string[];
}

/** `undefined` for a table of something else. */
function columnsOf(table: Table): Columns | undefined {
  const names = table.children[0]?.children.map((cell) => plainText(cell)) ?? [];
  const column = (pattern: RegExp) => names.findIndex((name) => pattern.test(name));
  const text = column(/^(?:risk|description|what|threat)/i);
  if (text === -1) return undefined;
  return {
    text,
    probability: column(/probability|likelihood/i),
    impact: column(/impact|severity/i),
    mitigation: column(/mitigation|response|action|strategy/i),
    names,
  };
}

/** A row with all that it says: what has no column in a plan, or is off its scale, is in the text. */
function rowsOf(table: Table): readonly Risk[] {
  const columns = columnsOf(table);
  if (columns === undefined) return [];
  return table.children.slice(1).flatMap(({ children: cells }): readonly Risk[] => {
    const cell = (index: number) => cells[index]?.children ?? [];
    const level = (index: number) => readLevel(wordsOf(cell(index)));
    const { text, mitigation, names } = columns;
    const more = names.flatMap((name, index): readonly PhrasingContent[] => {
      const words = wordsOf(cell(index));
      const known = index === columns.probability || index === columns.impact;
      if (index === text || index === mitigation || /^[\s—–-]*$/.test(words)) return [];
      if (known && level(index) !== undefined) return [];
      const label = known ? `; ${name.toLowerCase()} ` : `; ${name}: `;
      return [{ type: "text", value: label }, ...inlineOf(cell(index)).nodes];
    });
    const risk: Risk = {
      text: withoutRatings(withRemark(inlineOf(cell(text)), more)),
      probability: level(columns.probability),
      impact: level(columns.impact),
      mitigation: filled(inlineOf(cell(mitigation))),
    };
    return Object.values(risk).every((value) => value === undefined) ? [] : [risk];
  });
}

function filled(inline: Inline): Inline | undefined {
  return inline.nodes.length === 0 ? undefined : inline;
}

/** `text (remark; remark)` */
function withRemark(text: Inline, remark: readonly PhrasingContent[]): Inline | undefined {
  const [first, ...rest] = remark;
  if (first?.type !== "text") return filled(text);
  const opened = text.nodes.length === 0 ? first.value.slice(2) : ` (${first.value.slice(2)}`;
  const close = text.nodes.length === 0 ? "" : ")";
  const nodes: PhrasingContent[] = [{ type: "text", value: opened }, ...rest];
  return { kind: "inline", nodes: [...text.nodes, ...nodes, { type: "text", value: close }] };
}

const LEVEL = String.raw`(low|med|medium|high|critical)\b`;
const NAMES = "probability|likelihood|impact|severity";
const MITIGATION = String.raw`mitigat(?:ions?|ed by)\s*[:=–—-]\s*`;

/** `Probability: low`, `high impact`. */
function statedLevel(text: string, name: string): RiskLevel | undefined {
  const before = new RegExp(String.raw`\b(?:${name})\s{0,9}[:=]?\s{0,9}${LEVEL}`, "i").exec(text);
  const after = new RegExp(String.raw`\b${LEVEL}\s{1,9}(?:${name})\b`, "i").exec(text);
  const word = before?.[1] ?? after?.[1];
  return word === undefined ? undefined : readLevel(word);
}

function itemRisk(item: Item): Risk {
  const { text, mitigation } = splitRisk(item);
  const below = flatInline(item.details);
  return {
    text: withoutRatings(text),
    probability: statedLevel(item.plain, "probability|likelihood"),
    impact: statedLevel(item.plain, "impact|severity"),
    mitigation: joinInlines([mitigation, below], "; "),
  };
}

/**
 * A plan's own rating stands behind its text: `impact: huge` in the text, which would count as one,
 * becomes `impact huge`.
 */
function withoutRatings(text: Inline | undefined): Inline | undefined {
  return text === undefined ? undefined : { kind: "inline", nodes: text.nodes.map(withoutRating) };
}

function withoutRating(node: PhrasingContent): PhrasingContent {
  if (node.type === "text") {
    const value = node.value
      .replace(/^risk(?:\s\d{1,3})?:\s*/i, "")
      .replaceAll(new RegExp(String.raw`\b(${NAMES})\s?[:=]`, "gi"), "$1");
    return { type: "text", value };
  }
  if (!("children" in node)) return node;
  return { ...node, children: node.children.map(withoutRating) };
}

/** `Data is lost (impact: high). Mitigation: backups`, where it is text and nothing but text. */
function splitRisk(item: Item): {
  readonly text: Inline | undefined;
  readonly mitigation?: Inline | undefined;
} {
  const onlyText = item.text.nodes.every(({ type }) => type === "text" || type === "break");
  if (!onlyText) return { text: item.text };
  const [risk = "", ...after] = item.plain.split(new RegExp(String.raw`\b${MITIGATION}`, "i"));
  const bare = withoutLevels(risk).trim();
  const text = plain(after.length === 0 ? bare : bare.replace(/[\s;,.•–—-]+$/, ""));
  return text === undefined ? { text: item.text } : { text, mitigation: plain(after.join(" ")) };
}

/** What stands in brackets and says nothing but levels has columns of its own. */
function withoutLevels(text: string): string {
  return text.replaceAll(/\s?\(([^()]{1,100})\)/g, (all, inner: string) =>
    inner.split(/[,;•]|\band\b/).every((part) => LEVELS.test(part)) ? "" : all,
  );
}

const LEVELS = new RegExp(
  String.raw`^\s*(?:(?:${NAMES})\s*[:=]?\s*${LEVEL}|${LEVEL}\s+(?:${NAMES}))\s*$`,
  "i",
);

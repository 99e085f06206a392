import type { RootContent, Table } from "mdast";
import { plainText } from "../plan/markdown.js";
import { flatInline, joinInlines } from "./flat.js";
import { inlineOf } from "./inline.js";
import { takeItems, type Item, type Taken } from "./items.js";
import { readLevel, type RiskLevel } from "./labels.js";
import type { Source } from "./source.js";
import { plain, type Inline } from "./value.js";

/** A risk that an issue names. */
export interface Risk {
  readonly text: Inline | undefined;
  readonly probability: RiskLevel | undefined;
  readonly impact: RiskLevel | undefined;
  readonly mitigation: Inline | undefined;
}

/** The rows of a section's tables and the entries of its lists; everything else is rest. */
export function takeRisks(source: Source, nodes: readonly RootContent[]): Taken<Risk> {
  const tables = nodes.filter((node) => node.type === "table").filter(hasRisks);
  const others = nodes.filter((node) => node.type !== "table" || !hasRisks(node));
  const { found, rest } = takeItems(source, others);
  // Beside a table, paragraphs introduce it.
  const items = tables.length > 0 && !others.some(({ type }) => type === "list") ? [] : found;
  return {
    found: [...tables.flatMap(rowsOf), ...items.map(itemRisk)],
    rest: nodes.filter((node) =>
      node.type === "table"
        ? !isUnderstood(node)
        : items.length < found.length || rest.includes(node),
    ),
  };
}

function hasRisks(table: Table): boolean {
  return columnsOf(table).text !== -1;
}

interface Columns {
  readonly text: number;
  readonly probability: number;
  readonly impact: number;
  readonly mitigation: number;
}

function columnsOf(table: Table): Columns {
  const names = table.children[0]?.children.map((cell) => plainText(cell)) ?? [];
  const column = (pattern: RegExp) => names.findIndex((name) => pattern.test(name));
  return {
    text: column(/^(?:risk|description|what)/i),
    probability: column(/probability|likelihood/i),
    impact: column(/impact|severity/i),
    mitigation: column(/mitigation|response|action/i),
  };
}

/** Whether a table says nothing but what {@link rowsOf} reads; one that says more stays, too. */
function isUnderstood(table: Table): boolean {
  const columns = columnsOf(table);
  const known = Object.values(columns).filter((column) => column !== -1);
  const width = table.children[0]?.children.length ?? 0;
  if (columns.text === -1 || known.length < width) return false;
  return table.children.slice(1).every(({ children: cells }) =>
    [columns.probability, columns.impact].every((column) => {
      const cell = cells[column];
      const text = cell === undefined ? "" : plainText(cell);
      return text === "" || readLevel(text) !== undefined;
    }),
  );
}

function rowsOf(table: Table): readonly Risk[] {
  const columns = columnsOf(table);
  return table.children.slice(1).flatMap(({ children: cells }) => {
    const cell = (index: number) => cells[index]?.children ?? [];
    const level = (index: number) =>
      readLevel(plainText({ type: "paragraph", children: cell(index) }));
    const text = inlineOf(cell(columns.text));
    const mitigation = inlineOf(cell(columns.mitigation));
    if (text.nodes.length === 0) return [];
    return [
      {
        text,
        probability: level(columns.probability),
        impact: level(columns.impact),
        mitigation: mitigation.nodes.length === 0 ? undefined : mitigation,
      },
    ];
  });
}

const LEVEL = String.raw`(low|med|medium|high|critical)\b`;
const MITIGATION = String.raw`mitigat(?:ions?|ed by)\s*[:=–—-]\s*`;

/** `Probability: low`, `high impact`. */
function saidLevel(text: string, name: string): RiskLevel | undefined {
  const before = new RegExp(String.raw`\b(?:${name})\s{0,9}[:=]?\s{0,9}${LEVEL}`, "i").exec(text);
  const after = new RegExp(String.raw`\b${LEVEL}\s{1,9}(?:${name})\b`, "i").exec(text);
  const word = before?.[1] ?? after?.[1];
  return word === undefined ? undefined : readLevel(word);
}

function itemRisk(item: Item): Risk {
  const { text, mitigation } = splitRisk(item);
  const below = flatInline(item.details);
  return {
    text,
    probability: saidLevel(item.plain, "probability|likelihood"),
    impact: saidLevel(item.plain, "impact|severity"),
    mitigation: joinInlines([mitigation, below], "; "),
  };
}

/** `Data is lost (impact: high). Mitigation: backups`, where it is text and nothing but text. */
function splitRisk(item: Item): {
  readonly text: Inline | undefined;
  readonly mitigation?: Inline | undefined;
} {
  if (item.text.nodes.some(({ type }) => type !== "text")) return { text: item.text };
  const [risk = "", ...after] = item.plain.split(new RegExp(String.raw`\b${MITIGATION}`, "i"));
  const said = withoutLevels(risk).trim();
  const text = plain(after.length === 0 ? said : said.replace(/[\s;,.•–—-]+$/, ""));
  return text === undefined ? { text: item.text } : { text, mitigation: plain(after.join(" ")) };
}

/** What stands in brackets and says nothing but levels has columns of its own. */
function withoutLevels(text: string): string {
  return text.replaceAll(/\(([^()]{1,100})\)/g, (all, inner: string) =>
    inner.split(/[,;•]|\band\b/).every((part) => LEVELS.test(part)) ? "" : all,
  );
}

const LEVELS = new RegExp(
  String.raw`^\s*(?:(?:probability|likelihood|impact|severity)\s*[:=]?\s*${LEVEL}|${LEVEL}\s+(?:probability|likelihood|impact|severity))\s*$`,
  "i",
);

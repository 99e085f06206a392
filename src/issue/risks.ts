import type { RootContent, Table } from "mdast";
import { plainText } from "../plan/markdown.js";
import { inlineOf } from "./inline.js";
import { takeItems, type Item, type Taken } from "./items.js";
import { readLevel, type RiskLevel } from "./labels.js";
import type { Source } from "./source.js";
import { flatText, plain, type Inline } from "./value.js";

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

function itemRisk(item: Item): Risk {
  const said = (pattern: string) => {
    const match = new RegExp(pattern, "i").exec(item.plain);
    return match?.[1] === undefined ? undefined : readLevel(match[1]);
  };
  const [before, ...after] = item.plain.split(/[\s;,.•–—-]*\bmitigations?\s*[:=–—-]\s*/i);
  const split = after.length > 0 && before !== undefined && before !== "";
  const below = flatText(item.details).replace(/^mitigations?\s*[:=–—-]\s*/i, "");
  const mitigation = [...(split ? after : []), below].filter((text) => text !== "").join("; ");
  return {
    text: split ? plain(before) : item.text,
    probability:
      said(String.raw`\b(?:probability|likelihood)\s*[:=]?\s*${LEVEL}`) ??
      said(String.raw`\b${LEVEL}\s+(?:probability|likelihood)\b`),
    impact:
      said(String.raw`\b(?:impact|severity)\s*[:=]?\s*${LEVEL}`) ??
      said(String.raw`\b${LEVEL}\s+(?:impact|severity)\b`),
    mitigation: plain(mitigation),
  };
}

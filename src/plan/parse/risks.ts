import type { ListItem } from "mdast";
import { fieldCalled, itemFields, itemText } from "../../markdown/fields.js";
import { nodesOf, sectionsCalled, type Section, rowsOf } from "../../markdown/outline.js";
import { lineOf, plainText } from "../../markdown/parse.js";

/** How likely a risk is, or how bad. */
type Level = "low" | "medium" | "high" | "critical";

/** A risk's rating as the plan says it. */
export interface Rating {
  /** As written; empty where nothing is said. */
  readonly text: string;
  /** `undefined` where it is not on the scale. */
  readonly level: Level | undefined;
}

/** One risk of a plan. */
export interface PlanRisk {
  readonly text: string;
  /** `undefined` where the format asks for none: its table has no such column, its line no such word. */
  readonly probability: Rating | undefined;
  readonly impact: Rating | undefined;
  readonly mitigation: string;
  readonly line: number;
}

const COLUMNS = {
  text: /^(?:risks?|description|threat|what)\b/i,
  probability: /probability|likelihood/i,
  impact: /impact|severity/i,
  mitigation: /mitigation|response|action|strategy/i,
};

const LEVELS: readonly (readonly [level: Level, words: RegExp])[] = [
  ["low", /^(?:very low|low|minor|unlikely|rare|l)$/],
  ["medium", /^(?:medium|med|moderate|possible|m)$/],
  ["high", /^(?:very high|high|major|likely|h)$/],
  ["critical", /^(?:critical|severe)$/],
];

/** The level that a rating's words mean; case and symbols do not count. */
function levelOf(text: string): Level | undefined {
  const said = text
    .toLowerCase()
    .replaceAll(/[^\p{L}]+/gu, " ")
    .trim();
  return LEVELS.find(([, words]) => words.test(said))?.[0];
}

/** The risks in tables and lists of the sections about risks. */
export function readRisks(sections: readonly Section[]): readonly PlanRisk[] {
  const own = sectionsCalled(sections, /\brisks?\b/i);
  const inTables = nodesOf(own, "table").flatMap((table): readonly PlanRisk[] => {
    const names = (table.children[0]?.children ?? []).map((cell) => plainText(cell));
    const has = (column: RegExp) => names.some((name) => column.test(name));
    return (rowsOf(table, COLUMNS, ["text"]) ?? []).map(({ line, cell }) => ({
      text: cell("text"),
      probability: has(COLUMNS.probability) ? ratingOf(cell("probability")) : undefined,
      impact: has(COLUMNS.impact) ? ratingOf(cell("impact")) : undefined,
      mitigation: cell("mitigation"),
      line,
    }));
  });
  const inLists = own
    .filter(({ nodes }) => !nodes.some(({ type }) => type === "table"))
    .flatMap(({ nodes }) => nodes)
    .flatMap((node) => (node.type === "list" ? node.children : []))
    .map((item) => riskOf(item));
  return [...inTables, ...inLists].toSorted((one, other) => one.line - other.line);
}

/** `Risk: text (impact: low • likelihood: high) • Mitigation: text`, or just the text. */
function riskOf(item: ListItem): PlanRisk {
  const said = itemText(item);
  const [before = "", ...after] = said.split(/[\s•;,.–—-]*\bmitigations?:\s*/i);
  const nested = item.children
    .flatMap((child) => (child.type === "list" ? child.children : []))
    .flatMap((child) => itemFields(child));
  return {
    text: before
      .replace(/^risk(?:\s\d+)?:\s*/i, "")
      .replace(/\s*\((?:impact|likelihood|probability|severity)\b[^()]*\)\s*$/i, ""),
    probability: ratingIn(said, "probability|likelihood"),
    impact: ratingIn(said, "impact|severity"),
    mitigation: after.join(" ") || (fieldCalled(nested, /^mitigations?$/i)?.value ?? ""),
    line: lineOf(item),
  };
}

/** `impact: high` in a line. */
function ratingIn(said: string, name: string): Rating | undefined {
  const value = String.raw`([\p{L}/<>]{1,40})`;
  const found = new RegExp(String.raw`\b(?:${name})\s?[:=]\s?${value}`, "iu").exec(said)?.[1];
  return found === undefined ? undefined : ratingOf(found);
}

function ratingOf(text: string): Rating {
  return { text, level: levelOf(text) };
}

import type { ListItem, Table } from "mdast";
import {
  fieldCalled,
  fieldsIn,
  itemFields,
  itemText,
  nodesOf,
  sectionsCalled,
  type Section,
  rowsOf,
} from "../../markdown/outline.js";
import { lineOf, plainText } from "../../markdown/parse.js";
import { words } from "./format.js";

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
  text: /^(?:risks?(?!\s?(?:id|#|no|nr|number|level|score|rating|owner|type|category)\b)|description|threat|what|risiko|风险|リスク|위험|riesgos?|risques?|riscos?)(?:\b|$|\s)/iu,
  probability:
    /probability|likelihood|^[lp]$|wahrscheinlichkeit|概率|可能性|확률|probabilidad|probabilité|probabilidade/i,
  impact: /impact|severity|^i$|auswirkung|影响|影響|영향/i,
  mitigation:
    /mitigation|response|action|strategy|ma(?:ß|ss)nahme|gegenma|缓解|应对|対策|대응|mitigación|atténuation|mitigação/i,
};

const LEVELS: readonly (readonly [level: Level, words: RegExp])[] = [
  [
    "low",
    /^(?:very low|low|minor|unlikely|rare|l|niedrig|gering|低|낮음|baj[ao]|faible|baix[ao])$/,
  ],
  ["medium", /^(?:medium|med|moderate|possible|m|mittel|中|중간|medi[ao]|moyen|moyenne|médi[ao])$/],
  ["high", /^(?:very high|high|major|likely|h|hoch|高|높음|alt[ao]|élevée?)$/],
  ["critical", /^(?:critical|severe|kritisch|critique|crític[ao])$/],
];

/** The level that a rating's words mean; case and symbols do not count. */
function levelOf(text: string): Level | undefined {
  const said = text
    .toLowerCase()
    .replaceAll(/[^\p{L}]+/gu, " ")
    .trim();
  return LEVELS.find(([, spelled]) => spelled.test(said))?.[0];
}

/** A heading that is about risks, not one that has the word in it: “Key risks”, not “Items and risks”. */
const ABOUT_RISKS =
  /^(?:(?!and |or )\p{L}+ ){0,2}(?:risks(?: (?!free\b)|$)|risk(?:$| (?:assessments?|analysis|register|matrix|log|list|table|management|mitigations?|factors|areas?|considerations|overview|summary|review|and|in|of|notes)(?! (?:checklist|plan|tasks|steps)\b)(?: |$)))|^(?:(?:mögliche|bekannte) )?risiken(?: |$)|^(?:主要)?风险|^リスク|^위험|^(?:riesgos|risques|riscos)(?: |$)/u;
/** Below such a heading, sections about something else. */
const OTHERS =
  /\b(?:rollback|roll back|assumptions?|dependenc(?:y|ies)|questions?|open items|contingenc(?:y|ies)|fallbacks?|monitoring|constraints?|limitations?|non goals|recovery)\b/;
/** A heading that is a risk: `Risk 1: Slow queries`. */
const RISK_HEADING =
  /^(?:risk\s?(?:[a-z]?\d{0,3})?|r-?\d{1,3})\s?[:.–—-]\s*(\S.*)$|^risk\s\d{1,3}$/isu;
/** An item that is labelled as a risk. */
const RISK_ITEM = /^risk(?:\s\d+)?\s?[:：]/i;
/** A heading above risks, in some languages. */
const RISKS = /\brisks?\b|\brisiken\b|风险|リスク|위험|\briesgos\b|\brisques\b|\briscos\b/i;
/** What says that there is no risk. */
const NO_RISK =
  /^\W*(?:(?:(?:none|n\/a|nothing|keine|ninguno|aucun|nenhum)\b|なし|无|無|없음)[^\p{L}]*$|no\b.{0,20}\brisks?\b)|^[^\p{L}\p{N}]*$/iu;

/**
 * The risks of a plan: rows of tables below a heading with that word, headings such as `Risk 1: …`,
 * items of lists below a heading that is about risks, and items that say `Risk:` below one that has
 * them among other things.
 */
export function readRisks(sections: readonly Section[]): readonly PlanRisk[] {
  const own = sectionsCalled(sections, RISKS);
  const found = own.flatMap((section): readonly PlanRisk[] => {
    if (section.depth > 2 && RISK_HEADING.test(section.title)) return [riskBelow(section)];
    const tables = nodesOf([section], "table").flatMap(risksOf);
    if (section.nodes.some(({ type }) => type === "table")) return tables;
    const items = section.nodes.flatMap((node) => (node.type === "list" ? node.children : []));
    const labelled = items.filter((item) => RISK_ITEM.test(itemText(item)));
    // Below “Risks and Questions”, what is not labelled is something else where some are.
    const isMixed = labelled.length > 0 && OTHERS.test(words(section.title));
    const isRisks = !isMixed && isAboutRisks(section);
    return [...tables, ...(isRisks ? items : labelled).map((item) => riskOf(item))];
  });
  return found.filter(({ text }) => !NO_RISK.test(text)).toSorted((a, b) => a.line - b.line);
}

/** Whether a list of that section is one of risks. */
function isAboutRisks({ path }: Section): boolean {
  const titles = path.map((title) => words(title));
  const at = titles.findLastIndex((title) => ABOUT_RISKS.test(title));
  if (at === -1) return false;
  return !titles.slice(at + 1).some((title) => OTHERS.test(title) || /\brisks?\b/.test(title));
}

function risksOf(table: Table): readonly PlanRisk[] {
  const names = (table.children[0]?.children ?? []).map((cell) => plainText(cell));
  const has = (column: RegExp) => names.some((name) => column.test(name));
  return (rowsOf(table, COLUMNS, ["text"]) ?? []).map(({ line, cell }) => ({
    text: cell("text"),
    probability: has(COLUMNS.probability) ? ratingOf(cell("probability")) : undefined,
    impact: has(COLUMNS.impact) ? ratingOf(cell("impact")) : undefined,
    mitigation: cell("mitigation"),
    line,
  }));
}

/** `### Risk 1: text`, with fields below. */
function riskBelow({ title, nodes, line }: Section): PlanRisk {
  const fields = fieldsIn(nodes);
  const rating = (name: RegExp): Rating | undefined => {
    const value = fieldCalled(fields, name)?.value;
    return value === undefined
      ? undefined
      : ratingOf(/^[\p{L} /]+/u.exec(value)?.[0].trim() ?? value);
  };
  const said = RISK_HEADING.exec(title)?.[1];
  return {
    text: said ?? fieldCalled(fields, /^(?:risk|description|what)$/i)?.value ?? title,
    probability: rating(COLUMNS.probability),
    impact: rating(COLUMNS.impact),
    mitigation: fieldCalled(fields, COLUMNS.mitigation)?.value ?? "",
    line,
  };
}

/** `Risk: text (impact: low • likelihood: high) • Mitigation: text`, or just the text. */
function riskOf(item: ListItem): PlanRisk {
  const said = itemText(item);
  const [before = "", ...after] = said.split(/[\s•;,.–—-]*\bmitigations?[:：]\s*/i);
  const nested = item.children
    .flatMap((child) => (child.type === "list" ? child.children : []))
    .flatMap((child) => itemFields(child));
  return {
    text: before
      .replace(/^risk(?:\s\d+)?[:：]\s*/i, "")
      .replace(/\s*\((?:impact|likelihood|probability|severity)\b[^()]*\)\s*$/i, "")
      .replace(BARE_RATINGS, ""),
    probability: ratingIn(said, "probability|likelihood"),
    impact: ratingIn(said, "impact|severity"),
    mitigation: after.join(" ") || (fieldCalled(nested, /^mitigations?$/i)?.value ?? ""),
    line: lineOf(item),
  };
}

/** Words of the scale, without a colon before them. */
const SCALE =
  "(?:very )?(?:low|medium|med|moderate|high|critical|unlikely|likely|possible|rare|severe)";

/** `• likelihood medium` at the end of a risk's text. */
const BARE_RATINGS = new RegExp(
  String.raw`(?:\s*[•;,|–—-]\s*(?:probability|likelihood|impact|severity)\s?[:=]?\s?${SCALE})+\s*$`,
  "i",
);

/** `impact: high` in a line, or `• impact high •` between marks. */
function ratingIn(said: string, name: string): Rating | undefined {
  const value = String.raw`([\p{L}/<>]{1,40})`;
  const labelled = new RegExp(String.raw`\b(?:${name})\s?[:=]\s?${value}`, "iu").exec(said)?.[1];
  const bare = new RegExp(
    String.raw`(?:[•;,|(–—-]|^)\s*(?:${name})\s(${SCALE})\s*(?:[•;,|).–—-]|$)`,
    "i",
  ).exec(said)?.[1];
  const found = labelled ?? bare;
  return found === undefined ? undefined : ratingOf(found);
}

function ratingOf(text: string): Rating {
  return { text, level: levelOf(text) };
}

import type { ListItem, Table } from "mdast";
import {
  fieldCalled,
  fieldsIn,
  itemText,
  type Field,
  nodesOf,
  sectionsCalled,
  type Section,
  rowsOf,
  itemFields,
} from "../../markdown/outline.js";
import { lineOf, plainText } from "../../markdown/parse.js";
import { referencesIn, type WrittenReference } from "../../markdown/references.js";
import { words } from "./format.js";

/** Something that the work waits for. */
export interface Dependency {
  readonly text: string;
  /** Its box is ticked, or it says “(closed)”; `undefined` where it has no box and says nothing. */
  readonly done: boolean | undefined;
  readonly references: readonly WrittenReference[];
  /** The file that it is about, in code, as a path from the root; not one that the plan makes. */
  readonly path: string | undefined;
  readonly line: number;
}

/** A question that the plan asks. */
export interface Question {
  readonly text: string;
  /** Its box is ticked: it is answered. */
  readonly done: boolean;
  readonly line: number;
}

/** A step that a heading names (`### Step 2: Title`), with the fields below it. */
export interface Step {
  readonly title: string;
  readonly fields: readonly Field[];
  /** Its “Files” field; `undefined` where it has none. */
  readonly files: Field | undefined;
  readonly line: number;
}

/** Items of the sections about dependencies and prerequisites; not those between phases. */
export function readDependencies(
  sections: readonly Section[],
  host?: string,
): readonly Dependency[] {
  const own = sections.filter(({ path }) => {
    // “Interfaces and Dependencies” says what the work makes.
    if (/\binterfaces?\b/i.test(path[0] ?? "")) return false;
    return /\b(?:dependenc(?:y|ies)|prerequisites?|depends on|blocked by)\b/i.test(path[0] ?? "");
  });
  return nodesOf(own, "listItem").map((item) => ({
    text: itemText(item),
    done: typeof item.checked === "boolean" ? item.checked : closed(item),
    references: item.children
      .filter((child) => child.type === "paragraph")
      .flatMap((child) => referencesIn(child, host)),
    path: pathOf(item),
    line: lineOf(item),
  }));
}

/** A path with a folder and a file's ending, perhaps with a line behind it. */
const FILE = /^(?:\.?\/)?([\w.-]+(?:\/[\w.@-]+)*\/[\w.@-]*\.[a-z]\w{0,7})(?::\d[\d:,-]*)?$/i;

/** What shows that a file is not there yet. */
const NEW = /\b(?:new|create[ds]?|adds?|added|introduces?|planned|to be (?:written|made|built))\b/i;

/** The file whose name an item starts with, at most behind a label. */
function pathOf(item: ListItem): string | undefined {
  const paragraph = item.children.find((child) => child.type === "paragraph");
  const at = paragraph?.children.findIndex(({ type }) => type === "inlineCode") ?? -1;
  const code = paragraph?.children[at];
  if (code?.type !== "inlineCode" || NEW.test(itemText(item))) return undefined;
  const before =
    paragraph?.children
      .slice(0, at)
      .map((node) => plainText(node))
      .join(" ") ?? "";
  return /^(?:|[^:]{1,40}\s?:)$/.test(before.trim()) ? FILE.exec(code.value)?.[1] : undefined;
}

function closed(item: ListItem): true | undefined {
  return /\((?:closed|done|merged|completed)\)$/i.test(itemText(item)) ? true : undefined;
}

/** Items of the sections about questions. */
export function readQuestions(sections: readonly Section[]): readonly Question[] {
  const own = sectionsCalled(sections, /\bquestions?\b|\bclarifications?\b/i);
  return nodesOf(own, "listItem").map((item) => ({
    text: itemText(item),
    done: item.checked === true,
    line: lineOf(item),
  }));
}

/** Sections below “Breakdown” or “Steps” whose heading starts with “Step”. */
export function readSteps(sections: readonly Section[]): readonly Step[] {
  return sections
    .filter(({ depth, title }) => depth > 2 && /^step\s\d+/i.test(title))
    .map(({ title, line, nodes }) => {
      const fields = fieldsIn(nodes);
      return {
        title: title.replace(/^step\s\d+\s?[:.–—-]?\s*/i, ""),
        fields,
        files: fieldCalled(fields, /^files?(?:\s|$)/i),
        line,
      };
    });
}

/** A check that the work has to pass. */
export interface QualityGate {
  readonly name: string;
  /** As plain text; empty where the plan gives none. */
  readonly command: string;
  readonly threshold: string;
  readonly line: number;
}

const GATE_COLUMNS = {
  name: /^(?:quality )?(?:gate|check)s?\b/i,
  command: /\bcommands?\b/i,
  threshold: /\b(?:threshold|expectation|target|pass)/i,
};

/** The rows of every table that has a column for gates and one for commands. */
export function readGates(sections: readonly Section[]): readonly QualityGate[] {
  return nodesOf(sections, "table").flatMap((table) =>
    (rowsOf(table, GATE_COLUMNS, ["name", "command"]) ?? []).map(({ line, cell }) => ({
      name: cell("name"),
      command: cell("command"),
      threshold: cell("threshold"),
      line,
    })),
  );
}

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

const RISK_COLUMNS = {
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
  const plain = text
    .toLowerCase()
    .replaceAll(/[^\p{L}]+/gu, " ")
    .trim();
  return LEVELS.find(([, spelled]) => spelled.test(plain))?.[0];
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
  return (rowsOf(table, RISK_COLUMNS, ["text"]) ?? []).map(({ line, cell }) => ({
    text: cell("text"),
    probability: has(RISK_COLUMNS.probability) ? ratingOf(cell("probability")) : undefined,
    impact: has(RISK_COLUMNS.impact) ? ratingOf(cell("impact")) : undefined,
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
  const named = RISK_HEADING.exec(title)?.[1];
  return {
    text: named ?? fieldCalled(fields, /^(?:risk|description|what)$/i)?.value ?? title,
    probability: rating(RISK_COLUMNS.probability),
    impact: rating(RISK_COLUMNS.impact),
    mitigation: fieldCalled(fields, RISK_COLUMNS.mitigation)?.value ?? "",
    line,
  };
}

/** `Risk: text (impact: low • likelihood: high) • Mitigation: text`, or just the text. */
function riskOf(item: ListItem): PlanRisk {
  const line = itemText(item);
  const [before = "", ...after] = line.split(/[\s•;,.–—-]*\bmitigations?[:：]\s*/i);
  const nested = item.children
    .flatMap((child) => (child.type === "list" ? child.children : []))
    .flatMap((child) => itemFields(child));
  return {
    text: before
      .replace(/^risk(?:\s\d+)?[:：]\s*/i, "")
      .replace(/\s*\((?:impact|likelihood|probability|severity)\b[^()]*\)\s*$/i, "")
      .replace(BARE_RATINGS, ""),
    probability: ratingIn(line, "probability|likelihood"),
    impact: ratingIn(line, "impact|severity"),
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
function ratingIn(text: string, name: string): Rating | undefined {
  const value = String.raw`([\p{L}/<>]{1,40})`;
  const labelled = new RegExp(String.raw`\b(?:${name})\s?[:=]\s?${value}`, "iu").exec(text)?.[1];
  const bare = new RegExp(
    String.raw`(?:[•;,|(–—-]|^)\s*(?:${name})\s(${SCALE})\s*(?:[•;,|).–—-]|$)`,
    "i",
  ).exec(text)?.[1];
  const found = labelled ?? bare;
  return found === undefined ? undefined : ratingOf(found);
}

function ratingOf(text: string): Rating {
  return { text, level: levelOf(text) };
}

import type { ListItem, RootContent, Table } from "mdast";
import {
  fieldsOf,
  itemFields,
  itemLines,
  itemText,
  linesOf,
  type Field,
  type Line,
  fieldCalled,
  type Section,
  nodesOf,
  sectionsCalled,
  rowsOf,
} from "../../markdown/outline.js";
import { lineOf, plainText } from "../../markdown/parse.js";
import { readStamp, readTime, type PlanTime } from "../../markdown/timelines.js";

/** One entry of a log, however it is laid out. */
interface Entry {
  /** Its own paragraph. */
  readonly text: string;
  readonly fields: readonly Field[];
  readonly line: number;
}

/** What belongs to an entry whose items stand one below the other instead of in one. */
const ATTRIBUTE =
  /^(?:rationale|reason|why|date|author|date\s?\/\s?author|evidence|proof|impact|理由|原因|이유|日期|日付|날짜)$/i;

/** Outermost items with the fields of their paragraphs and of the items nested in them. */
function itemsOf(sections: readonly Section[]): readonly Entry[] {
  const found: { text: string; fields: Field[]; line: number }[] = [];
  for (const node of sections.flatMap(({ nodes }) => nodes)) {
    if (node.type !== "list") continue;
    for (const item of node.children) {
      const fields = deepFields(item);
      const before = found.at(-1);
      if (before !== undefined && ATTRIBUTE.test(fields[0]?.label ?? "")) {
        before.fields.push(...fields);
      } else {
        found.push({ text: itemText(item), fields: [...fields], line: lineOf(item) });
      }
    }
  }
  return found;
}

function deepFields(item: ListItem): readonly Field[] {
  const more = item.children.flatMap((child): readonly Field[] => {
    if (child.type === "list") return child.children.flatMap((inner) => itemFields(inner));
    if (child.type !== "paragraph" || itemText(item) === plainText(child)) return [];
    return fieldsOf(linesOf(child.children));
  });
  return [...entryFields(itemLines(item)), ...more];
}

/** The fields of an entry's own lines. */
function entryFields(lines: readonly Line[]): readonly Field[] {
  return fieldsOf(lines.flatMap(parted).map(unparted)).map(({ label, value, line }) => ({
    label,
    value: value.replaceAll(JOINT, "•"),
    line,
  }));
}

/** A field that follows a sentence on the same line gets a line of its own. */
function parted({ text, line }: Line): readonly Line[] {
  return text
    .split(/(?<=[.;!?)])\s(?=(?:rationale|reason|evidence|date(?:\s?\/\s?author)?):\s)/i)
    .map((part) => ({ text: part, line }));
}

/** Stands for a bullet that parts nothing. */
const JOINT = "\u2063";

/** `Date/Author: 2025-01-02 • me` is one field, though a bullet parts fields elsewhere. */
function unparted({ text, line }: Line): Line {
  return { text: /^(?:date|author)/i.test(text) ? text.replaceAll("•", JOINT) : text, line };
}

/** An entry of the running log. */
export interface LogEntry {
  readonly time: PlanTime | undefined;
  /** What happened, without the time before it. */
  readonly text: string;
  readonly line: number;
  /** The line at which its log starts: a plan may have several. */
  readonly log: number;
}

/** Something that turned out other than expected. */
export interface Surprise {
  readonly text: string;
  readonly evidence: string;
  readonly line: number;
}

const LOG =
  /\b(?:progress|running log|work ?log|change ?log|status log|session log|activity log|update log|(?:daily|dev|development|implementation|execution|build|agent) (?:log|journal)|(?:revision|version|change) history)\b|^[^\p{L}]*(?:log|journal|history|verlauf|fortschritt(?:sprotokoll)?|journal de bord|avancement|bitácora|registro de (?:progreso|avances?|andamento|trabajo)|andamento|журнал(?: работ)?|(?:工作|进度|进展|更新)(?:日志|记录)|(?:進捗|作業)(?:ログ|記録)|작업 로그|진행 기록)[^\p{L}]*$/iu;
/** The first column of a table whose second is the time. */
const COUNTER = /^(?:#|no\.?|nr\.?|id|rev(?:ision)?\.?|ver(?:sion)?\.?)$/i;
const LOG_TIME =
  /^(?:date|time|when|timestamp|day|日期|时间|日時|날짜)\b|^(?:日期|时间|日時|날짜)/i;
/** A box, whatever its mark: it says what is done, not what happened. */
const MARKED = /^\[[^\]]{0,3}\]/;

/**
 * Items without a box of the sections about progress, as far as they say when, and the rows of tables
 * there whose first column is the time.
 */
export function readLog(sections: readonly Section[]): readonly LogEntry[] {
  return logsOf(sections, LOG).flatMap(({ section, log }) => {
    const day = section.depth > 2 ? DAY_HEADING.exec(section.title)?.[1] : undefined;
    const inLists =
      day === undefined
        ? nodesOf([section], "listItem").flatMap((item) => logEntry(item, log))
        : section.nodes
            .flatMap((node) => (node.type === "list" ? node.children : []))
            .flatMap((item) => logEntry(item, log, readTime(day)));
    const inTables = nodesOf([section], "table").flatMap((table) => tableEntries(table, log));
    return [...inLists, ...inTables].toSorted((a, b) => a.line - b.line);
  });
}

/** A heading that says when all below it happened. */
const DAY_HEADING = /^[([]?(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?)(?![\d-])/;

/** The sections that are called so, each with the line at which the outermost of that name starts. */
function logsOf(
  sections: readonly Section[],
  name: RegExp,
): readonly { readonly section: Section; readonly log: number }[] {
  let log = 0;
  return sectionsCalled(sections, name).map((section) => {
    const isInner = section.path.slice(0, -1).some((title) => name.test(title));
    if (!isInner || log === 0) log = section.line;
    return { section, log };
  });
}

/** @param day when it happened, where the entry itself does not say */
function logEntry(item: ListItem, log: number, day?: PlanTime): readonly LogEntry[] {
  const words = itemText(item);
  const time = readStamp(words) ?? readTime(/^[\d\-T:Z +]{10,25}/.exec(words)?.[0] ?? "") ?? day;
  if (time === undefined || typeof item.checked === "boolean" || MARKED.test(words)) return [];
  const text = words
    .replace(`(${time.text})`, "")
    .replace(`[${time.text}]`, "")
    .replace(time.text, "");
  return [{ time, text: text.replace(/^[\s:：–—-]+/, ""), line: lineOf(item), log }];
}

function tableEntries({ children: [head, ...rows] }: Table, log: number): readonly LogEntry[] {
  const [first = "", second = ""] = head?.children.map((cell) => plainText(cell)) ?? [];
  const at = LOG_TIME.test(first) ? 0 : COUNTER.test(first) && LOG_TIME.test(second) ? 1 : -1;
  if (at === -1) return [];
  return rows.flatMap((row): readonly LogEntry[] => {
    const [when = "", ...others] = row.children.slice(at).map((cell) => plainText(cell));
    const time = readTime(when);
    if (time === undefined) return [];
    const text = others.filter((cell) => cell !== "").join(" – ");
    return [{ time, text, line: lineOf(row), log }];
  });
}

/** Items that say `Observation:`. */
export function readSurprises(sections: readonly Section[]): readonly Surprise[] {
  const own = sectionsCalled(sections, /\b(?:sur?prises?|discoveries|observations?)\b/i);
  return itemsOf(own).flatMap(({ fields, line }): readonly Surprise[] => {
    const seen = fieldCalled(fields, /^(?:observation|surprise|discovery|finding)(?:\s\d+)?$/i);
    if (seen === undefined) return [];
    const evidence = fieldCalled(fields, /^(?:evidence|proof)$/i)?.value ?? "";
    return [{ text: seen.value, evidence, line }];
  });
}

/** An entry of the decision log; what it does not say is empty. */
export interface Decision {
  readonly text: string;
  readonly rationale: string;
  /** Whether it gives a reason in other words: in its sentence, as its context, as an answer. */
  readonly isReasoned: boolean;
  readonly date: PlanTime | undefined;
  /** Who decided. */
  readonly author: string;
  readonly line: number;
  /** The line at which its log starts: a plan may have several. */
  readonly log: number;
}

const DECISIONS =
  /\bdecisions?\b|决策|决定|決定|결정|\bentscheidung(?:en|slog)?\b|\bdecisi(?:ón|ones)(?= |$)|\bdécisions?\b/i;
const DECISION_LOG =
  /\bdecisions? log\b|决策|决定|決定|결정|\bentscheidung(?:en|slog)\b|\bregistro de decisiones\b|\bjournal des décisions\b/i;

const DECISION_COLUMNS = {
  text: /^(?:decision|decided|what|决策|决定|決定|결정|entscheidung|decisión|décision)/i,
  rationale:
    /^(?:rationale|reason|why|because|理由|原因|이유|begründung|grund|motivo|razón|raison)/i,
  date: /^(?:date|when|日期|日付|날짜|datum|fecha)/i,
  author: /^(?:author|by|who|owner)\b/i,
};

/** A heading that is an entry: `Decision 1`, `D2: Use one file`. */
const DECISION_HEADING = /^(?:decision|d|adr)[\s#-]?\d{1,4}\b\s*[:：.–—-]?\s*(.*)$/is;

const DECISION_FIELD =
  /^(?:decision|decided|决策|决定|決定|결정|entscheidung|decisión|décision)(?:\s#?\d+)?$/i;
const RATIONALE_FIELD =
  /^(?:rationale|reason|why|because|理由|原因|이유|begründung|grund|motivo|razón|justificación|raison)$/i;
const SIGNED_FIELD =
  /^(?:date|author|date\s?\/\s?author|when|by|(?:日期|日付|날짜)(?:\s?[/／]\s?(?:作者|担当|작성자))?|作者|datum(?:\s?\/\s?autor)?|fecha(?:\s?\/\s?autor)?|date\s?\/\s?auteur)$/i;
/** Fields that give the reason without saying so. */
const CONTEXT_FIELD =
  /^(?:context|trade-?offs?|consequences?|background|motivation|justification|evidence|alternatives?(?: considered)?|benefits?|pros|cons|notes?|impact|answer|supersed(?:es|ed by)|replace(?:s|d by)|背景)$/i;

/** A reason in a sentence: a word that gives one, or what follows a dash, a colon or a question. */
const REASON =
  /\b(?:because|so|since|due to|in order to|given|instead of|rather than|otherwise|therefore|thus|hence|which|as it|for (?:now|simplicity|consistency|compatibility|safety|speed))\b|\bto (?:prevent|avoid|keep|allow|ensure|reduce|preserve|minimi[sz]e|match|support|enable|make|stay|limit|protect|simplify|maintain|let|save|stop|help|guarantee|isolate|share|reuse)\b|\bas (?:the|we|they|our|these|those|most|nobody|no one|requested|required|agreed)\b|\b(?:making|allowing|enabling|avoiding|keeping|preventing|reducing|ensuring|per (?:the )?(?:review|request|feedback|policy|spec|issue|discussion))\b|→|=>|[—–;?？]|\s-+\s|:\s|\([^()]{12,}\)|原因|因为|以便|避免|理由|ため|때문/i;

/**
 * Entries of the sections about decisions: items, paragraphs and headings that say `Decision:`, dated
 * items of a decision log, and rows of tables with columns for the decision and its reason or date.
 */
export function readDecisions(sections: readonly Section[]): readonly Decision[] {
  const logs = new Set(sectionsCalled(sections, DECISION_LOG));
  return logsOf(sections, DECISIONS).flatMap(({ section, log }) => {
    const inLog = logs.has(section);
    const heading = section.depth > 2 ? headingOf(section.title, inLog) : undefined;
    const found =
      heading === undefined
        ? [
            ...nodesOf([section], "table").flatMap(tableDecisions),
            ...itemsOf([section]).flatMap((item) => decisionOf(item, inLog)),
            ...section.nodes.flatMap((node) => paragraphDecision(node, inLog)),
          ]
        : headingDecision(section, heading);
    return found.toSorted((a, b) => a.line - b.line).map((entry) => ({ ...entry, log }));
  });
}

function tableDecisions(table: Table): readonly Omit<Decision, "log">[] {
  const rows =
    rowsOf(table, DECISION_COLUMNS, ["text", "rationale"]) ??
    rowsOf(table, DECISION_COLUMNS, ["text", "date"]) ??
    [];
  return rows.map(({ line, cell }) => ({
    text: cell("text"),
    rationale: cell("rationale"),
    isReasoned: REASON.test(cell("text")),
    date: readTime(cell("date")),
    author: cell("author"),
    line,
  }));
}

function paragraphDecision(node: RootContent, inLog: boolean): readonly Omit<Decision, "log">[] {
  if (node.type !== "paragraph") return [];
  const fields = entryFields(linesOf(node.children));
  const text = plainText(node);
  const isDated = inLog && DATED.test(text);
  if (!isDated && !DECISION_FIELD.test(fields[0]?.label ?? "")) return [];
  return decisionOf({ text, fields, line: lineOf(node) }, isDated);
}

/** What a heading that is an entry says, and its date: `D2: Use one file`, `2025-03-04: Use one file`. */
function headingOf(
  title: string,
  inLog: boolean,
): { readonly title: string; readonly dated: string } | undefined {
  const numbered = DECISION_HEADING.exec(title)?.[1];
  if (numbered !== undefined) return { title: numbered, dated: "" };
  const [, dated, rest] = (inLog && DATED.exec(title)) || [];
  return dated === undefined || rest === undefined ? undefined : { title: rest, dated };
}

function headingDecision(
  { nodes, line }: Section,
  { title, dated }: { readonly title: string; readonly dated: string },
): readonly Omit<Decision, "log">[] {
  const fields = nodes.flatMap((node): readonly Field[] => {
    if (node.type === "paragraph") return entryFields(linesOf(node.children));
    return node.type === "list" ? node.children.flatMap((item) => deepFields(item)) : [];
  });
  const [first] = nodes;
  const prose = first === undefined ? "" : plainText(first);
  const text = title || (fieldCalled(fields, DECISION_FIELD)?.value ?? prose);
  if (text === "") return [];
  const others = fields.filter(({ label }) => !DECISION_FIELD.test(label));
  const own: Field = { label: "Decision", value: text, line };
  const entry = { text, fields: [own, ...others], line };
  // What stands below the heading says why, whatever it is called.
  return decisionOf(entry, false).map((found) => ({
    ...found,
    date: found.date ?? readTime(dated),
    isReasoned: nodes.length > 0,
  }));
}

/** An item of a decision log that starts with a date is a decision, whatever it says. */
function decisionOf(
  { fields, text, line }: Entry,
  inLog: boolean,
): readonly Omit<Decision, "log">[] {
  const field = fieldCalled(fields, DECISION_FIELD);
  const [, dated, rest] = (inLog && DATED.exec(text)) || [];
  const decision = field?.value ?? rest?.replace(/^decision\s?[:：]\s*/i, "");
  if (decision === undefined) return [];
  const signed = fieldCalled(fields, SIGNED_FIELD)?.value ?? "";
  const own = readTime(signed) ?? readTime(fieldCalled(fields, /^date$/i)?.value ?? "");
  const rationale = fieldCalled(fields, RATIONALE_FIELD)?.value;
  return [
    {
      text: decision,
      rationale: rationale ?? /\bbecause\s(.+)$/i.exec(decision)?.[1] ?? "",
      isReasoned: REASON.test(decision) || fields.some(({ label }) => CONTEXT_FIELD.test(label)),
      date: own ?? readTime(dated ?? "") ?? readStamp(decision),
      author: signed.replace(own?.text ?? "", "").replaceAll(/^[\s•/,;|–—-]+|\s+$/g, ""),
      line,
    },
  ];
}

/** `2025-03-04: …` and `(2025-03-04T10:00Z) …`: groups are the time and what follows. */
const DATED =
  /^[([]?(\d{4}-\d{2}-\d{2}(?:[T ][\d:.Z+-]{4,20})?)[)\]]?(?:：\s*|\s?[:–—-]?\s+)(.+)$/s;

import type { ListItem } from "mdast";
import {
  fieldsOf,
  itemFields,
  itemLines,
  itemText,
  linesOf,
  type Field,
  type Line,
  fieldCalled,
} from "../../markdown/fields.js";
import { type Section, nodesOf, sectionsCalled, rowsOf } from "../../markdown/outline.js";
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
  /^(?:rationale|reason|why|date|author|date\s?\/\s?author|evidence|proof|impact)$/i;

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
  const own = fieldsOf(itemLines(item).flatMap(parted).map(unparted)).map(
    ({ label, value, line }) => ({
      label,
      value: value.replaceAll(JOINT, "•"),
      line,
    }),
  );
  return [...own, ...more];
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
}

/** Something that turned out other than expected. */
export interface Surprise {
  readonly text: string;
  readonly evidence: string;
  readonly line: number;
}

/** Items without a box of the sections about progress, as far as they say when. */
export function readLog(sections: readonly Section[]): readonly LogEntry[] {
  const own = sectionsCalled(
    sections,
    /\b(?:progress|running log|work log|changelog|status log)\b/i,
  );
  return nodesOf(own, "listItem").flatMap((item): readonly LogEntry[] => {
    const said = itemText(item);
    const time = readStamp(said) ?? readTime(/^[\d\-T:Z +]{10,25}/.exec(said)?.[0] ?? "");
    if (time === undefined || typeof item.checked === "boolean") return [];
    const text = said
      .replace(`(${time.text})`, "")
      .replace(`[${time.text}]`, "")
      .replace(time.text, "");
    return [{ time, text: text.replace(/^[\s:–—-]+/, ""), line: lineOf(item) }];
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
  readonly date: PlanTime | undefined;
  /** Who decided. */
  readonly author: string;
  readonly line: number;
}

const DECISION_COLUMNS = {
  text: /^(?:decision|decided|what)\b/i,
  rationale: /^(?:rationale|reason|why|because)/i,
  date: /^(?:date|when)\b/i,
  author: /^(?:author|by|who|owner)\b/i,
};

/**
 * Items that say `Decision:` in the sections about decisions, dated items of a decision log, and the
 * rows of tables there that have columns for the decision, its rationale and its date.
 */
export function readDecisions(sections: readonly Section[]): readonly Decision[] {
  const own = sectionsCalled(sections, /\bdecisions?\b/i);
  const logs = new Set(sectionsCalled(sections, /\bdecisions? log\b/i));
  const inTables = nodesOf(own, "table").flatMap((table): readonly Decision[] =>
    (rowsOf(table, DECISION_COLUMNS, ["text", "rationale", "date"]) ?? []).map(
      ({ line, cell }) => ({
        text: cell("text"),
        rationale: cell("rationale"),
        date: readTime(cell("date")),
        author: cell("author"),
        line,
      }),
    ),
  );
  const inLists = own.flatMap((section) =>
    itemsOf([section]).flatMap((item) => decisionOf(item, logs.has(section))),
  );
  return [...inTables, ...inLists].toSorted((one, other) => one.line - other.line);
}

/** An item of a decision log that starts with a date is a decision, whatever it says. */
function decisionOf({ fields, text, line }: Entry, inLog: boolean): readonly Decision[] {
  const field = fieldCalled(fields, /^(?:decision|decided)(?:\s\d+)?$/i);
  const [, dated, rest] = (inLog && DATED.exec(text)) || [];
  const said = field?.value ?? rest;
  if (said === undefined) return [];
  const signed = fieldCalled(fields, /^(?:date|author|date\s?\/\s?author|when|by)$/i)?.value ?? "";
  const own = readTime(signed) ?? readTime(fieldCalled(fields, /^date$/i)?.value ?? "");
  const rationale = fieldCalled(fields, /^(?:rationale|reason|why|because)$/i)?.value;
  return [
    {
      text: said,
      rationale: rationale ?? /\bbecause\s(.+)$/i.exec(said)?.[1] ?? "",
      date: own ?? readTime(dated ?? "") ?? readStamp(said),
      author: signed.replace(own?.text ?? "", "").replaceAll(/^[\s•/,;|–—-]+|\s+$/g, ""),
      line,
    },
  ];
}

/** `2025-03-04: …` and `(2025-03-04T10:00Z) …`: groups are the time and what follows. */
const DATED = /^[([]?(\d{4}-\d{2}-\d{2}(?:[T ][\d:.Z+-]{4,20})?)[)\]]?\s?[:–—-]?\s+(.+)$/s;

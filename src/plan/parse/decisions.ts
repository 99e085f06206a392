import { itemsOf, type Entry } from "./entries.js";
import { fieldCalled } from "./fields.js";
import { nodesOf, sectionsCalled, type Section } from "./outline.js";
import { rowsOf } from "./tables.js";
import { readStamp, readTime, type PlanTime } from "./times.js";

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

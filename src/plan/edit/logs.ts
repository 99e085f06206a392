import type { Table } from "mdast";
import { plainText } from "../markdown.js";
import { words } from "../parse/format.js";
import { nodesOf, sectionsCalled, type Section } from "../parse/outline.js";
import { appendItem, appendRow } from "./append.js";
import { stampOf } from "./fields.js";
import { inlineMarkdown, valueMarkdown, type Place } from "./inline.js";
import { open } from "./read.js";

/** Something that was decided. */
export interface NewDecision {
  readonly text: string;
  /** Why; may be empty. */
  readonly rationale: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** A login. */
  readonly author: string;
}

const LOG = /\bdecisions? log\b/i;
const DECISIONS =
  /^(?:(?:key|main|design|technical|architecture|architectural)\s)*decisions?(?:\smade)?$/;

/**
 * The plan with a decision at the end of its decision log, in the form that the log has: a table, or
 * items that say `Decision:`, or (below “Key Design Decisions”) `decision: rationale`. Formats that
 * keep decisions among their notes get it there. `undefined` where a plan has no place for decisions.
 */
export function appendDecision(text: string, decision: NewDecision): string | undefined {
  const opened = open(text);
  const { sections } = opened;
  const logs = sectionsCalled(sections, LOG);
  const own = sections.filter(({ title }) => DECISIONS.test(words(title)));
  const notes = sections.find(({ title, depth }) => depth === 2 && words(title) === "notes");
  const section = logs[0] ?? own[0] ?? notes;
  if (section === undefined) return undefined;
  const table = tableIn([section], /^(?:decision|decided|what)\b/i);
  if (table !== undefined) return appendRow(opened, table, decisionCells(table, decision));
  const said = (value: string) => valueMarkdown(value, "paragraph");
  const { rationale, author, at } = decision;
  const day = at.slice(0, 10);
  if (logs.length === 0 && own.length > 0) {
    const why = rationale === "" ? "" : `: ${said(rationale)}`;
    const line = `${said(decision.text)}${why} (${day}) – ${said(author)}`;
    return appendItem(opened, section, [line]);
  }
  return appendItem(opened, section, [
    `Decision: ${said(decision.text)}`,
    ...(rationale === "" ? [] : [`Rationale: ${said(rationale)}`]),
    `Date/Author: ${day} • ${said(author)}`,
  ]);
}

/** Something that happened. */
export interface NewEntry {
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** A login. */
  readonly author: string;
}

const PROGRESS = /^(?:progress|(?:running|work|status|progress)\slog)(?:\s|$)/;

/**
 * The plan with an entry at the end of its running log, in the form that the log has: a table, or
 * items that start with the time. `undefined` where a plan has no running log.
 */
export function appendLog(text: string, { text: said, at, author }: NewEntry): string | undefined {
  const opened = open(text);
  const section = opened.sections.find(({ title }) => PROGRESS.test(words(title)));
  if (section === undefined) return undefined;
  const table = tableIn([section], /^(?:date|time|when)\b/i);
  if (table !== undefined) {
    return appendRow(opened, table, entryCells(table, { text: said, at, author }));
  }
  const line = `(${stampOf(at)}) ${inlineMarkdown(said, "paragraph")} – ${inlineMarkdown(author, "paragraph")}`;
  return appendItem(opened, section, [line]);
}

function tableIn(sections: readonly Section[], column: RegExp): Table | undefined {
  return nodesOf(sections, "table").findLast((table) =>
    headOf(table).some((it) => column.test(it)),
  );
}

function headOf(table: Table): readonly string[] {
  return table.children[0]?.children.map((cell) => plainText(cell)) ?? [];
}

const CELL: Place = "cell";

function decisionCells(table: Table, decision: NewDecision): readonly string[] {
  const { text, rationale, at, author } = decision;
  const values: readonly (readonly [RegExp, string])[] = [
    [/^(?:#|no\.?|nr\.?|id)$/i, String(table.children.length)],
    [/^(?:decision|decided|what)\b/i, text],
    [/^(?:rationale|reason|why|because)/i, rationale],
    [/^(?:date|when)\b/i, at.slice(0, 10)],
    [/^(?:author|by|who|owner)\b/i, author],
  ];
  return cellsOf(table, values);
}

function entryCells(table: Table, { text, at, author }: NewEntry): readonly string[] {
  return cellsOf(table, [
    [/^(?:date|time|when)\b/i, stampOf(at)],
    [/^(?:author|by|who|owner)\b/i, author],
    [/^/, text],
  ]);
}

/** A cell a column; each value goes to the first column that asks for it. */
function cellsOf(table: Table, values: readonly (readonly [RegExp, string])[]): readonly string[] {
  const left = [...values];
  return headOf(table).map((name) => {
    const index = left.findIndex(([column]) => column.test(name));
    const [value] = index === -1 ? [] : left.splice(index, 1);
    return inlineMarkdown(value?.[1] ?? "", CELL);
  });
}

import type { List, ListItem, Nodes, RootContent, Table } from "mdast";
import { type Section, nodesOf, sectionsCalled } from "../../markdown/outline.js";
import { plainText } from "../../markdown/parse.js";
import { words } from "../parse/format.js";
import { isPlaceholder, unitsOf } from "../placeholders.js";
import { stampOf } from "./fields.js";
import { type Opened, splice, inlineMarkdown, valueMarkdown, type Place, open } from "./open.js";

/**
 * The plan with one more item at the end of a section's last list that is no task list, in the form
 * of that list; a section without one gets a list. An item that only shows what to write is
 * replaced.
 *
 * @param lines of the item; Markdown that is escaped for its place
 */
function appendItem(opened: Opened, section: Section, lines: readonly string[]): string {
  const { text, document } = opened;
  const at = (offset: number | undefined) => (offset ?? 0) + document.shift;
  const list = section.nodes.findLast(
    (node): node is List => node.type === "list" && !hasBoxes(node),
  );
  const last = list?.children.at(-1);
  if (list === undefined || last === undefined) {
    const end = at(endOf(opened, section));
    return splice(text, [{ start: end, end, text: `\n\n- ${lines.join("\n  ")}` }]);
  }
  const model = list.children.find((item) => isExample(item, opened));
  const marker = markerOf(list, model ?? last, opened, model === undefined);
  const column = (last.position?.start.column ?? 1) - 1;
  const indent = " ".repeat(column);
  const item = `${marker} ${lines.join(`\n${indent}${" ".repeat(marker.length + 1)}`)}`;
  if (model !== undefined) {
    const [start, end] = [at(model.position?.start.offset), at(model.position?.end.offset)];
    return splice(text, [{ start, end, text: item }]);
  }
  const end = at(last.position?.end.offset);
  const gap =
    list.children.some(({ spread }) => spread === true) || list.spread === true ? "\n\n" : "\n";
  return splice(text, [{ start: end, end, text: gap + indent + item }]);
}

/** The plan with one more row at a table's end. A row that only shows what to write is replaced. */
function appendRow(opened: Opened, table: Nodes, cells: readonly string[]): string {
  const { text, document } = opened;
  const row = `| ${cells.map((cell) => (cell === "" ? " " : cell)).join(" | ")} |`;
  const at = (offset: number | undefined) => (offset ?? 0) + document.shift;
  const rows = table.type === "table" ? table.children.slice(1) : [];
  const example = rows.find((candidate) => isExample(candidate, opened));
  if (example !== undefined) {
    const [start, end] = [at(example.position?.start.offset), at(example.position?.end.offset)];
    return splice(text, [{ start, end, text: row }]);
  }
  const end = at(table.position?.end.offset);
  const indent = " ".repeat((table.position?.start.column ?? 1) - 1);
  return splice(text, [{ start: end, end, text: `\n${indent}${row}` }]);
}

/** Whether everything that an item or a row says is a placeholder. */
function isExample(node: Nodes, { text, document }: Opened): boolean {
  const units = unitsOf(node, text.slice(document.shift));
  return units.length > 0 && units.every((unit) => isPlaceholder(unit.text));
}

function hasBoxes({ children }: List): boolean {
  return children.some(({ checked }) => typeof checked === "boolean");
}

/** The marker of a further item, or of the one that is replaced. */
function markerOf(list: List, item: ListItem, { text, document }: Opened, isNew: boolean): string {
  const start = (item.position?.start.offset ?? 0) + document.shift;
  if (list.ordered !== true) return text.charAt(start);
  const index = list.children.indexOf(item) + (isNew ? 1 : 0);
  const sign = /^\d+([.)])/.exec(text.slice(start, start + 12))?.[1] ?? ".";
  return `${(list.start ?? 1) + index}${sign}`;
}

/** Where a section's content ends; the rule that parts it from the next is no content. */
export function endOf({ document }: Opened, section: Section): number | undefined {
  const content = section.nodes.filter(
    (node: RootContent) => node.type !== "thematicBreak" && node.type !== "html",
  );
  const last = content.at(-1)?.position?.end.offset;
  if (last !== undefined) return last;
  const heading = document.tree.children.find(
    (node) => node.type === "heading" && node.position?.start.line === section.line,
  );
  return heading?.position?.end.offset;
}

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
  const written = (value: string) => valueMarkdown(value, "paragraph");
  const { rationale, author, at } = decision;
  const day = at.slice(0, 10);
  if (logs.length === 0 && own.length > 0) {
    const why = rationale === "" ? "" : `: ${written(rationale)}`;
    const line = `${written(decision.text)}${why} (${day}) – ${written(author)}`;
    return appendItem(opened, section, [line]);
  }
  return appendItem(opened, section, [
    `Decision: ${written(decision.text)}`,
    ...(rationale === "" ? [] : [`Rationale: ${written(rationale)}`]),
    `Date/Author: ${day} • ${written(author)}`,
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
export function appendLog(text: string, entry: NewEntry): string | undefined {
  const opened = open(text);
  const section = opened.sections.find(({ title }) => PROGRESS.test(words(title)));
  if (section === undefined) return undefined;
  const table = tableIn([section], /^(?:date|time|when)\b/i);
  if (table !== undefined) {
    return appendRow(opened, table, entryCells(table, entry));
  }
  const what = inlineMarkdown(entry.text, "paragraph");
  const author = inlineMarkdown(entry.author, "paragraph");
  const line = `(${stampOf(entry.at)}) ${what} – ${author}`;
  return appendItem(opened, section, [line]);
}

function tableIn(sections: readonly Section[], column: RegExp): Table | undefined {
  return nodesOf(sections, "table").findLast((table) =>
    headOf(table).some((name) => column.test(name)),
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

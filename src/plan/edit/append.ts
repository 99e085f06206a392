import type { List, ListItem, Nodes, RootContent } from "mdast";
import { isPlaceholder, unitsOf } from "../check/units.js";
import type { Section } from "../parse/outline.js";
import type { Opened } from "./read.js";
import { splice } from "./splice.js";

/**
 * The plan with one more item at the end of a section's last list that is no task list, in the form
 * of that list; a section without one gets a list. An item that only shows what to write is
 * replaced.
 *
 * @param lines of the item; Markdown that is escaped for its place
 */
export function appendItem(opened: Opened, section: Section, lines: readonly string[]): string {
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
export function appendRow(opened: Opened, table: Nodes, cells: readonly string[]): string {
  const { text, document } = opened;
  const row = `| ${cells.map((cell) => (cell === "" ? " " : cell)).join(" | ")} |`;
  const at = (offset: number | undefined) => (offset ?? 0) + document.shift;
  const rows = table.type === "table" ? table.children.slice(1) : [];
  const example = rows.find((it) => isExample(it, opened));
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

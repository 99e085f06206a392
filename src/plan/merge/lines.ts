import type { Nodes, Root } from "mdast";
import { lineOf } from "../markdown.js";
import { taskItemsOf } from "../progress.js";

/** One line of a plan file. */
export interface Line {
  /** Without its line end, and the first one without a byte order mark. */
  readonly text: string;
  /** As in the file; empty for a last line that has none. */
  readonly end: string;
  /** What makes two lines the same: the text, a box in it read as open. */
  readonly key: string;
  /** An item of a task list starts here. */
  readonly box: boolean;
  /** An item of any list, or a row of a table, starts here: it makes sense beside any other. */
  readonly entry: boolean;
}

/** Splits a text at CR LF, LF and CR (CommonMark 0.31, "Line ending"). A last line end ends a line. */
export function splitLines(
  text: string,
): readonly { readonly text: string; readonly end: string }[] {
  const parts = text.split(/(\r\n|\r|\n)/);
  const lines: { text: string; end: string }[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const line = { text: parts[index] ?? "", end: parts[index + 1] ?? "" };
    if (line.text !== "" || line.end !== "") lines.push(line);
  }
  return lines;
}

/** The line end that most of the lines have; LF where there is none. */
export function commonEnd(lines: readonly { readonly end: string }[]): string {
  const counts = new Map<string, number>();
  for (const { end } of lines) if (end !== "") counts.set(end, (counts.get(end) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? "\n";
}

/** The lines of a file, read with its tree, which is of the same text. */
export function linesOf(body: string, tree: Root): readonly Line[] {
  const boxes = boxesOf(body, tree);
  const entries = entryLines(tree);
  let start = 0;
  return splitLines(body).map(({ text, end }, index) => {
    const at = boxes.get(index + 1);
    const column = at === undefined ? -1 : at - start;
    start += text.length + end.length;
    const key = column < 0 ? text : `${text.slice(0, column)} ${text.slice(column + 1)}`;
    return { text, end, key, box: column >= 0, entry: entries.has(index + 1) };
  });
}

/** By line, where the character between the brackets of a box is. */
function boxesOf(body: string, tree: Root): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const item of taskItemsOf(tree)) {
    const first = item.children.findIndex(({ type }) => type === "paragraph");
    // Link definitions may stand before the box, and may hold brackets of their own.
    const before = item.children.slice(0, first).at(-1)?.position?.end;
    const from = before ?? item.position?.start;
    if (from === undefined) continue;
    const at = body.indexOf("[", from.offset) + 1;
    const skipped = body.slice(from.offset, at).split(/\r\n|\r|\n/).length - 1;
    if (/[ \txX]/.test(body.charAt(at))) found.set(from.line + skipped, at);
  }
  return found;
}

function entryLines(tree: Root): ReadonlySet<number> {
  const found = new Set<number>();
  const waiting: Nodes[] = [tree];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === "listItem" || node.type === "tableRow") found.add(lineOf(node));
    if ("children" in node && node.type !== "paragraph") waiting.push(...node.children);
  }
  return found;
}

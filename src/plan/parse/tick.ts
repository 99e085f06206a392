import type { ListItem } from "mdast";
import { readDocument } from "../markdown.js";
import { taskItemsOf } from "../progress.js";

/**
 * `text` with its `index`-th task list item (from 0, in document order) ticked or not: one byte is
 * another, and the counts change by one. Unchanged where the item is so already, and where its box
 * holds a line break, which no single byte can tick.
 *
 * @throws RangeError where there is no such item
 */
export function tickItem(text: string, index: number, done: boolean): string {
  const { tree, shift } = readDocument(text);
  const item = taskItemsOf(tree)[index];
  if (item === undefined) throw new RangeError(`the plan has no task list item ${index}`);
  if (item.checked === done) return text;
  const at = boxOf(item, text, shift);
  if (at === undefined) return text;
  return text.slice(0, at) + (done ? "x" : " ") + text.slice(at + 1);
}

/** Where the character between the brackets is. */
function boxOf(item: ListItem, text: string, shift: number): number | undefined {
  const before = item.children.slice(
    0,
    item.children.findIndex(({ type }) => type === "paragraph"),
  );
  const from = (before.at(-1)?.position?.end.offset ?? item.position?.start.offset ?? 0) + shift;
  const at = text.indexOf("[", from) + 1;
  return /[ \txX]/.test(text.charAt(at)) ? at : undefined;
}

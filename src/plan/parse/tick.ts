import type { ListItem } from "mdast";
import { readDocument } from "../markdown.js";
import { taskItemsOf } from "../progress.js";

/**
 * `text` with these task list items (from 0, in document order) ticked, or cleared: one byte an item
 * is another, and nothing else. An item stays as it is where it is so already, and where its box holds
 * a line break, which no single byte can tick.
 *
 * @throws RangeError where there is no such item
 */
export function tickItems(text: string, indexes: readonly number[], done: boolean): string {
  const { tree, shift } = readDocument(text);
  const items = taskItemsOf(tree);
  const boxes = indexes.flatMap((index) => {
    const item = items[index];
    if (item === undefined) throw new RangeError(`the plan has no task list item ${index}`);
    return item.checked === done ? [] : [boxOf(item, text, shift)];
  });
  return boxes.reduce<string>(
    (before, at) =>
      at === undefined ? before : before.slice(0, at) + (done ? "x" : " ") + before.slice(at + 1),
    text,
  );
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

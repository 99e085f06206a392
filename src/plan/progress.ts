import type { ListItem, Nodes, Root } from "mdast";
import { lineOf, plainText, readDocument } from "./markdown.js";
import type { PlanItem, Progress, SectionProgress } from "./plan.js";

/** Counts while they are still counted. */
type Counting = { -readonly [Key in keyof SectionProgress]: SectionProgress[Key] };

/**
 * Counts the task list items of a plan file as GitHub renders them (GFM spec, "Task list items
 * (extension)"): not in code, not in comments, not in front matter. Each belongs to the nearest
 * level-2 heading above it that is a direct child of the document. Never throws.
 */
export function readProgress(text: string): Progress {
  return countItems(readDocument(text).tree);
}

/** {@link readProgress} of a tree that is parsed already. */
export function countItems(tree: Root): Progress {
  const sections: Counting[] = [];
  const items: PlanItem[] = [];
  for (const node of tree.children) {
    if (node.type === "heading" && node.depth === 2) {
      sections.push({ heading: plainText(node), line: lineOf(node), done: 0, open: 0 });
      continue;
    }
    collect(node, 0, (item, depth) => {
      if (sections.length === 0) sections.push({ heading: null, line: 1, done: 0, open: 0 });
      const section = sections.length - 1;
      const done = item.checked === true;
      const count = sections[section];
      if (count !== undefined) count[done ? "done" : "open"] += 1;
      const number = items.length + 1;
      items.push({ number, text: itemText(item), done, line: lineOf(item), depth, section });
    });
  }
  return {
    done: sum(sections, "done"),
    open: sum(sections, "open"),
    sections,
    items,
  };
}

/** The nodes of {@link Progress.items}, in the same order. */
export function taskItemsOf(tree: Root): readonly ListItem[] {
  const nodes: ListItem[] = [];
  collect(tree, 0, (item) => nodes.push(item));
  return nodes;
}

/** Calls `found` for every task list item in `node`, in document order. */
function collect(node: Nodes, depth: number, found: (item: ListItem, depth: number) => void): void {
  if (node.type === "listItem" && isTaskItem(node)) found(node, depth);
  if (!("children" in node)) return;
  const below = node.type === "listItem" ? depth + 1 : depth;
  for (const child of node.children) {
    if (child.type !== "paragraph") collect(child, below, found);
  }
}

/**
 * The spec wants a paragraph as the item's first block. The parser also marks items that turn out
 * to open with a heading (`- [ ] a` over `---`), which GitHub shows without a box.
 */
function isTaskItem(item: ListItem): boolean {
  if (typeof item.checked !== "boolean") return false;
  return item.children.find((child) => child.type !== "definition")?.type === "paragraph";
}

/** What stands beside the box: the item's first paragraph. */
function itemText(item: ListItem): string {
  const first = item.children.find((child) => child.type === "paragraph");
  return first === undefined ? "" : plainText(first);
}

function sum(sections: readonly SectionProgress[], key: "done" | "open"): number {
  return sections.reduce((total, section) => total + section[key], 0);
}

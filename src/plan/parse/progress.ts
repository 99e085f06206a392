import type { ListItem, Nodes, Root, Paragraph } from "mdast";
import { lineOf, plainText, readDocument } from "../../markdown/parse.js";
import { referencesIn, type WrittenReference } from "../../markdown/references.js";
import { readStamp, type PlanTime } from "../../markdown/times.js";

/** One task list item, as GitHub renders it (GFM spec, "Task list items (extension)"). */
export interface PlanItem {
  /** Its place among the items of the file, from 1: by this number people name it. */
  readonly number: number;
  /** What the item says, as plain text on one line. */
  readonly text: string;
  readonly done: boolean;
  /** 1-based line of the item in the file's bytes as they are. */
  readonly line: number;
  /** 0 for an item of an outermost list, 1 for one nested in it, and so on. */
  readonly depth: number;
  /** Index into {@link Progress.sections}. */
  readonly section: number;
}

/** What stands under one level-2 heading. */
export interface SectionProgress {
  /** The heading as plain text; `null` for what stands before the first level-2 heading. */
  readonly heading: string | null;
  /** 1-based line of the heading; 1 for what stands before the first. */
  readonly line: number;
  readonly done: number;
  readonly open: number;
}

/** How far a plan is: counts that add up, section by section. */
export interface Progress {
  readonly done: number;
  readonly open: number;
  /** In document order; equal headings are kept apart; sections without items are included. */
  readonly sections: readonly SectionProgress[];
  /** In document order. */
  readonly items: readonly PlanItem[];
}

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

/** A task list item with all that it says. */
export interface PlanTask extends PlanItem {
  /** `(2025-10-13T19:00Z)` in its text: when it was done. */
  readonly time: PlanTime | undefined;
  /** `(completed: X; remaining: Y)`: what of it is done, and what is not. */
  readonly partial: { readonly completed: string; readonly remaining: string } | undefined;
  /** Its text says that it may be left out. */
  readonly optional: boolean;
  /** Struck through: it will not be done. GitHub counts it all the same. */
  readonly dropped: boolean;
  /** Issues and pull requests that its own paragraph refers to. */
  readonly references: readonly WrittenReference[];
}

/** Text in which brackets close, of a length that keeps looking for it quick. */
const SAID = String.raw`((?:[^()]|\([^()]{0,100}\)){0,400}?)`;
const PARTIAL = new RegExp(
  String.raw`\(completed:\s*${SAID}\s*[;,]\s*remaining:\s*${SAID}\s*\)`,
  "i",
);
const OPTIONAL = /^\(?optional\b|[([]optional\b/i;

/** The counted items of a tree with their details. */
export function readItems(
  tree: Root,
  counted: readonly PlanItem[],
  host?: string,
): readonly PlanTask[] {
  const nodes = taskItemsOf(tree);
  return counted.map((item, index) => {
    const [, completed, remaining] = PARTIAL.exec(item.text) ?? [];
    const paragraph = nodes[index] === undefined ? undefined : paragraphOf(nodes[index]);
    return Object.assign({}, item, {
      time: readStamp(item.text),
      partial:
        completed === undefined || remaining === undefined ? undefined : { completed, remaining },
      optional: OPTIONAL.test(item.text),
      dropped: paragraph !== undefined && isDropped(paragraph),
      references: paragraph === undefined ? [] : referencesIn(paragraph, host),
    });
  });
}

function paragraphOf(item: ListItem): Paragraph | undefined {
  return item.children.find((child) => child.type === "paragraph");
}

/** Struck through from the start, in Markdown or HTML, with at most a remark behind. */
function isDropped({ children }: Paragraph): boolean {
  let isOpen = false;
  let isStruck = false;
  let rest = "";
  for (const child of children) {
    if (child.type === "html") {
      if (/^<(?:del|s|strike)[\s>]/i.test(child.value)) isOpen = true;
      if (/^<\/(?:del|s|strike)\s*>/i.test(child.value)) isOpen = false;
      continue;
    }
    const said = plainText(child);
    if (said === "") continue;
    const struck = isOpen || child.type === "delete";
    if (!isStruck && !struck) return false;
    isStruck = true;
    if (!struck) rest += ` ${said}`;
  }
  return isStruck && /^(?:$|[(—–:→,;-])/.test(rest.trim());
}

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

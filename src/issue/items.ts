import type { List, ListItem, Nodes, Paragraph, PhrasingContent, RootContent } from "mdast";
import { visitParents } from "unist-util-visit-parents";
import { plainText } from "../plan/markdown.js";
import { carryBelow } from "./carry.js";
import { inlineOf } from "./inline.js";
import type { Source } from "./source.js";
import type { Block, Inline } from "./value.js";

/** One entry of a list on an issue. */
export interface Item {
  readonly text: Inline;
  /** The same as plain text on one line; never empty. */
  readonly plain: string;
  readonly done: boolean;
  /** What stands below it, boxes drawn as symbols. */
  readonly details: Block | undefined;
  /** The same with its boxes as boxes. */
  readonly subtasks: Block | undefined;
  /** The paths that it names in code spans. */
  readonly files: readonly string[];
}

/** What was found in a stretch of an issue, and the rest of it. */
export interface Taken<Found> {
  readonly found: readonly Found[];
  readonly rest: readonly RootContent[];
}

/**
 * The entries of a section that lists things: those of its lists, or, where it has none, its
 * paragraphs. Everything else is rest.
 */
export function takeItems(source: Source, nodes: readonly RootContent[]): Taken<Item> {
  const hasList = nodes.some(({ type }) => type === "list");
  const found: Item[] = [];
  const rest: RootContent[] = [];
  for (const node of nodes) {
    if (node.type === "list") found.push(...itemsOf(source, node));
    else if (node.type === "paragraph" && !hasList) found.push(...paragraphItem(node));
    else rest.push(node);
  }
  return { found, rest };
}

/** The entries of one list; empty ones are left out. */
export function itemsOf(source: Source, list: List): readonly Item[] {
  return list.children.flatMap((item) => readItem(source, item));
}

function readItem(source: Source, item: ListItem): readonly Item[] {
  const [first] = item.children;
  const content: readonly PhrasingContent[] =
    first?.type === "paragraph"
      ? first.children
      : [{ type: "text", value: first === undefined ? "" : plainText(first).slice(0, 80) }];
  const plain = plainText({ type: "paragraph", children: [...content] });
  const details = carryBelow(source, item, "drawn");
  if (plain === "" && details === undefined) return [];
  return [
    {
      text: plain === "" ? placeholder : inlineOf(content),
      plain: plain || "…",
      done: item.checked === true,
      details,
      subtasks: hasBoxes(item) ? carryBelow(source, item, "kept") : details,
      files: filesIn(item),
    },
  ];
}

/** Whether there are boxes below an entry's own. */
function hasBoxes(item: ListItem): boolean {
  let found = false;
  visitParents(item, "listItem", (node) => {
    found ||= node !== item && typeof node.checked === "boolean";
  });
  return found;
}

const placeholder: Inline = { kind: "inline", nodes: [{ type: "text", value: "…" }] };

function paragraphItem(paragraph: Paragraph): readonly Item[] {
  const plain = plainText(paragraph);
  if (plain === "") return [];
  const text = inlineOf(paragraph.children);
  const files = filesIn(paragraph);
  return [{ text, plain, done: false, details: undefined, subtasks: undefined, files }];
}

/** Code spans that look like paths: with a slash inside, or an ending such as `.ts`. */
function filesIn(node: Nodes): readonly string[] {
  const files = new Set<string>();
  visitParents(node, "inlineCode", ({ value }) => {
    if (isPath(value)) files.add(value);
  });
  return [...files];
}

function isPath(code: string): boolean {
  if (code.length > 200 || !/^[\w.@~-][\w./@~+-]*(?::\d+)?$/.test(code)) return false;
  return /[^/]\/[^/]/.test(code) || /\w\.[a-z][a-z0-9]{0,4}(?::\d+)?$/i.test(code);
}

import type { RootContent } from "mdast";
import { fieldCalled, fieldsIn, outline } from "../markdown/outline.js";
import { lineOf, plainText, readDocument, type Document } from "../markdown/parse.js";
import { resolvePath } from "./check/rules/links.js";
import type { Plan } from "./parse/parse.js";
import { taskItemsOf } from "./parse/progress.js";
import type { PlanTask } from "./parse/tasks.js";

/** What somebody needs to know to work on one item of a plan. */
export interface ItemDetails {
  readonly item: PlanTask;
  /** The level-2 heading that it stands under; `null` before the first. */
  readonly section: string | null;
  /** What the plan says of it, as it stands in the file: its list item, or all below its heading. */
  readonly markdown: string;
  /** The items that are part of it. */
  readonly parts: readonly PlanTask[];
  /** The acceptance criteria that name it, and those that name no step. */
  readonly criteria: readonly PlanTask[];
  /** Files that it names or links, as paths from the repository's root, each once. */
  readonly files: readonly string[];
}

/**
 * The first step that is open and not struck through, by its place in {@link Plan.items}: one that is
 * part of another only where no whole one is left.
 */
export function nextStep({ items }: Pick<Plan, "items">): number | undefined {
  const open = items.flatMap(({ kind, done, dropped, parent }, at) =>
    kind === "step" && !done && !dropped ? [{ at, parent }] : [],
  );
  return (open.find(({ parent }) => parent === undefined) ?? open[0])?.at;
}

/**
 * What a plan says about one of its items.
 *
 * @param at its place in {@link Plan.items}
 * @param path where the plan file is, from the repository's root: its links start there
 * @throws RangeError where there is no such item
 */
export function readItemDetails(text: string, plan: Plan, at: number, path: string): ItemDetails {
  const item = plan.items[at];
  if (item === undefined) throw new RangeError(`the plan has no item ${at}`);
  const document = readDocument(text);
  const nodes = nodesOfItem(document, item);
  return {
    item,
    section: plan.sections[item.section]?.heading ?? null,
    markdown: sourceOf(nodes, text, document),
    parts: plan.items.filter(({ parent }) => parent === at),
    criteria: criteriaOf(item, plan.items),
    files: filesIn(nodes, path),
  };
}

/** The item alone, or the heading that names it with all that stands below. */
function nodesOfItem({ tree }: Document, item: PlanTask): readonly RootContent[] {
  const own = taskItemsOf(tree)[item.index];
  if (own === undefined) return [];
  const first = own.children.find(({ type }) => type === "paragraph");
  const isNamedAbove =
    first !== undefined && plainText(first) !== item.text && item.parent === undefined;
  const section = outline(tree).findLast(({ line }) => line <= item.line);
  if (!isNamedAbove || section === undefined || section.depth < 3) return [own];
  const start = tree.children.findIndex(
    (node) => node.type === "heading" && lineOf(node) === section.line,
  );
  if (!plainText(tree.children[start] ?? own).endsWith(item.text)) return [own];
  const length = tree.children
    .slice(start + 1)
    .findIndex(
      (node) =>
        node.type === "thematicBreak" || (node.type === "heading" && node.depth <= section.depth),
    );
  return tree.children.slice(start, length === -1 ? undefined : start + 1 + length);
}

function sourceOf(nodes: readonly RootContent[], text: string, { shift }: Document): string {
  const start = nodes[0]?.position?.start.offset;
  const end = nodes.at(-1)?.position?.end.offset;
  if (start === undefined || end === undefined) return "";
  return text.slice(start + shift, end + shift);
}

/** A step that a criterion names. */
const NAMED_STEP = /\bsteps?\s+(\d{1,4}(?:\.\d{1,4})?)\b/gi;

function criteriaOf(item: PlanTask, items: readonly PlanTask[]): readonly PlanTask[] {
  return items.filter(({ kind, text }) => {
    if (kind !== "criterion" || item.kind !== "step") return false;
    const named = Array.from(text.matchAll(NAMED_STEP), ([, label]) => label);
    return named.length === 0 || named.includes(item.label) || named.includes(String(item.number));
  });
}

/** A path in code: with a folder, or with a file's ending. */
const PATH = /^(?:\.?\/)?((?:[\w.@-]+\/)*[\w.@-]+\.[a-z]\w{0,9}|(?:[\w.@-]+\/)+)(?::\d[\d:,-]*)?$/i;

/** The longest text that is looked at as a path, in characters. */
const LONGEST_PATH = 500;

function filesIn(nodes: readonly RootContent[], path: string): readonly string[] {
  const found: (string | undefined)[] = [];
  const waiting: RootContent[] = nodes.toReversed();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === "inlineCode") found.push(pathIn(node.value));
    if (node.type === "link" || node.type === "image") found.push(linkedFile(node.url, path));
    if ("children" in node) waiting.push(...node.children.toReversed());
  }
  const listed = fieldCalled(fieldsIn(nodes), /^files?(?:\s|$)/i)?.value ?? "";
  found.push(...listed.split(/[\s,;]+/).map(pathIn));
  return [...new Set(found.filter((file) => file !== undefined))];
}

function pathIn(word: string): string | undefined {
  return word.length > LONGEST_PATH ? undefined : PATH.exec(word)?.[1];
}

function linkedFile(url: string, from: string): string | undefined {
  if (url.length > LONGEST_PATH || /^(?:[a-z][a-z\d+.-]*:|\/\/|#)/i.test(url)) return undefined;
  const [link = ""] = url.split(/[?#]/);
  return link === "" ? undefined : resolvePath(from, link);
}

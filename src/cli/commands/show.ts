import type { RootContent } from "mdast";
import { findItems } from "../../features/commands/effect.js";
import { fieldCalled, fieldsIn, outline } from "../../markdown/outline.js";
import { lineOf, plainText, readDocument, type Document } from "../../markdown/parse.js";
import { resolvePath } from "../../plan/check/rules/links.js";
import type { Plan, PlanTask } from "../../plan/parse/parse.js";
import { taskItemsOf } from "../../plan/parse/progress.js";
import { UsageError, type ExitCode, type Io, painter, printable, type Paint } from "../io.js";
import { itemJson, itemLine, readWorkingPlan, argumentOf, type WorkingPlan } from "./edit.js";
import { textLines } from "../../model/text.js";

/** Options of `plansmith show` and `plansmith next`. */
export interface ShowOptions {
  readonly json?: boolean;
  readonly templates?: string;
}

/** Prints the next open step of a plan. */
export async function next(io: Io, file: string, options: ShowOptions): Promise<ExitCode> {
  const working = await readWorkingPlan(io, file, options.templates);
  const json = nextJson(working);
  const at = nextStep(working.plan);
  const paint = painter(io.outColours);
  if (options.json === true) io.out(`${JSON.stringify(json, undefined, 2)}\n`);
  else if (at !== undefined) io.out(detailsText(detailsOf(working, at), paint));
  else io.out(nothingLeft(working));
  return 0;
}

/** Prints all items of a plan, or one with what the plan says of it. */
export async function show(
  io: Io,
  file: string,
  words: readonly string[],
  options: ShowOptions,
): Promise<ExitCode> {
  const working = await readWorkingPlan(io, file, options.templates);
  const argument = argumentOf(words, "items");
  const found = argument === "" ? [] : itemsCalled(working, argument);
  if (options.json === true) {
    const json =
      argument === "" ? planJson(working) : found.map((at) => detailsJson(detailsOf(working, at)));
    io.out(`${JSON.stringify(json, undefined, 2)}\n`);
    return 0;
  }
  const paint = painter(io.outColours);
  if (argument === "") io.out(planText(working, paint));
  else io.out(found.map((at) => detailsText(detailsOf(working, at), paint)).join("\n"));
  return 0;
}

function itemsCalled({ plan }: WorkingPlan, named: string): readonly number[] {
  const found = findItems(named, plan);
  if ("indexes" in found) return found.indexes;
  const { unknown, matches } = found;
  const labels = matches.map((at) => plan.items[at]?.label).slice(0, 10);
  throw new UsageError(
    labels.length === 0
      ? `no item matches “${unknown}”: plansmith show FILE lists all`
      : `${matches.length} items start with “${unknown}”: ${labels.join(", ")}. Use the number.`,
  );
}

function detailsOf({ text, plan, path }: WorkingPlan, at: number): ItemDetails {
  return readItemDetails(text, plan, at, path);
}

/** The next open step as JSON; `step` is `null` where none is open. */
export function nextJson(working: WorkingPlan): object {
  const { file, plan } = working;
  const { done, open, title = null, state = null } = plan;
  const at = nextStep(plan);
  const step = at === undefined ? null : detailsJson(detailsOf(working, at));
  return { file, title, state, done, open, step };
}

/** A plan and its items as JSON. */
export function planJson({ file, plan }: WorkingPlan): object {
  const { title = null, format = null, state = null, done, open, kinds, sections, items } = plan;
  return {
    file,
    title,
    format,
    state,
    done,
    open,
    kinds,
    items: items.map((item) => ({
      ...itemJson(item),
      section: sections[item.section]?.heading ?? null,
    })),
  };
}

function detailsJson({ item, section, markdown, parts, criteria, files }: ItemDetails): object {
  return {
    ...itemJson(item),
    section,
    phase: item.phase ?? null,
    markdown,
    parts: parts.map(itemJson),
    criteria: criteria.map(itemJson),
    files,
  };
}

function detailsText(details: ItemDetails, paint: Paint): string {
  const { item, section, markdown, parts, criteria, files } = details;
  const place = [section, item.phase].filter((name) => name !== null && name !== undefined);
  const where = [...place.map(printable), `line ${item.line}`].join(", ");
  const lines = textLines(markdown).map((line) => `  ${printable(line)}`.trimEnd());
  return [
    `${paint("bold", itemLine(item))}  ${paint("dim", `(${where})`)}`,
    "",
    ...lines,
    ...listOf("Parts", parts.map(itemLine)),
    ...listOf("Acceptance criteria", criteria.map(itemLine)),
    ...listOf("Files", files.map(printable)),
    "",
  ].join("\n");
}

function listOf(name: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0 ? [] : ["", `${name}:`, ...entries.map((entry) => `  ${entry}`)];
}

function nothingLeft({ plan, file }: WorkingPlan): string {
  const open = plan.items.filter(({ done, kind }) => !done && kind !== "step");
  const steps = plan.done + plan.open;
  const answer =
    steps === 0
      ? `${printable(file)} has no steps.`
      : `All ${steps} steps of ${printable(file)} are done.`;
  return `${[answer, ...listOf("Still open", open.map(itemLine))].join("\n")}\n`;
}

function planText({ file, plan }: WorkingPlan, paint: Paint): string {
  const about = [plan.title, plan.state].filter((part) => part !== undefined).join(" · ");
  const lines = [
    `${paint("bold", printable(file))}${about === "" ? "" : `  ${printable(about)}`}`,
    `${plan.done} of ${plan.done + plan.open} steps done`,
  ];
  for (const [at, { heading }] of plan.sections.entries()) {
    const own = plan.items.filter(({ section }) => section === at);
    if (own.length === 0) continue;
    lines.push("", paint("cyan", printable(heading ?? "Before the first section")));
    for (const item of own) lines.push(`  ${"  ".repeat(item.depth)}${itemLine(item)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** What somebody needs to know to work on one item of a plan. */
interface ItemDetails {
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
function nextStep({ items }: Pick<Plan, "items">): number | undefined {
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
function readItemDetails(text: string, plan: Plan, at: number, path: string): ItemDetails {
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

import type { Heading, ListItem, Nodes, Root } from "mdast";
import { lineOf, plainText, readDocument } from "../../markdown/parse.js";
import { readPlanMarker } from "../identity.js";
import { unitsOf } from "../placeholders.js";
import {
  isGuidance,
  ITEM_KINDS,
  readKinds,
  type ItemKind,
  numberItems,
  splitNumber,
  type KeptNumbers,
  type NumberedText,
} from "./items.js";

/** One task list item, as GitHub renders it (GFM spec, "Task list items (extension)"). */
export interface PlanItem {
  /** Its place among all task list items of the file, from 0: what {@link tickItems} takes. */
  readonly index: number;
  readonly kind: ItemKind;
  /** Its number among the items of its kind, or that of the item that it is part of. */
  readonly number: number;
  /** What people call it: `3`, `3.1` for a part of it, `C2`, `Q1`, `V4`. No two are the same. */
  readonly label: string;
  /** The number that the plan itself shows. */
  readonly written: number | undefined;
  /** Index into {@link Progress.items} of the item that it is part of. */
  readonly parent: number | undefined;
  /** What the item says, as plain text on one line, without its number. */
  readonly text: string;
  readonly done: boolean;
  /** 1-based line of the item in the file's bytes as they are. */
  readonly line: number;
  /** 0 for an item of an outermost list, 1 for one nested in it, and so on. */
  readonly depth: number;
  /** Index into {@link Progress.sections}. */
  readonly section: number;
  /** The heading of the phase that a step stands under, where the plan has phases. */
  readonly phase: string | undefined;
}

/** What is done of something, and what is not. */
interface Count {
  readonly done: number;
  readonly open: number;
}

/** What stands under one level-2 heading. */
export interface SectionProgress extends Count {
  /** The heading as plain text; `null` for what stands before the first level-2 heading. */
  readonly heading: string | null;
  /** 1-based line of the heading; 1 for what stands before the first. */
  readonly line: number;
  /** The kind of its items, in a plan that shows it. */
  readonly kind?: ItemKind;
}

/** How far a plan is: counts that add up, section by section. */
export interface Progress extends Count {
  /** The steps alone, which are the work: the same as `done` and `open`. */
  readonly kinds: Readonly<Record<ItemKind, Count>>;
  /** In document order; equal headings are kept apart; sections without items are included. */
  readonly sections: readonly SectionProgress[];
  /** In document order. Guidance that nobody has replaced is none. */
  readonly items: readonly PlanItem[];
  /** Whether the plan says what its items are; in one that does not, every item is a step. */
  readonly hasKinds: boolean;
  /** The lines of the plan that still hold guidance. Known only of a plan that shows its kinds. */
  readonly toFill: readonly number[];
}

/** Counts while they are still counted. */
type Counting = { -readonly [Key in keyof SectionProgress]: SectionProgress[Key] };

/**
 * Counts the task list items of a plan file as GitHub renders them (GFM spec, "Task list items
 * (extension)"): not in code, not in comments, not in front matter. Each belongs to the nearest
 * level-2 heading above it that is a direct child of the document. What each is, the plan's marker
 * shows. Never throws.
 */
export function readProgress(text: string): Progress {
  const { tree, shift } = readDocument(text);
  return countItems(tree, readPlanMarker(text)?.kinds, text.slice(shift));
}

/** A heading below level 2. */
interface Subheading {
  readonly title: string;
  /** Its number and title, where it names a step: `Step 3: …`. */
  readonly step: NumberedText | undefined;
}

/**
 * {@link readProgress} of a tree that is parsed already.
 *
 * @param mark what the plan's marker says of kinds; `undefined` where it says nothing
 * @param source the text that the tree was parsed from
 */
export function countItems(tree: Root, mark: string | undefined, source: string): Progress {
  const kinds = mark === undefined ? undefined : readKinds(mark);
  const sections: Counting[] = [];
  const items: Omit<PlanItem, "number" | "label">[] = [];
  let index = -1;
  let below: Subheading | undefined;
  // The box of the step that the subheading names: what else stands below it is part of that.
  let stepBox: number | undefined;
  for (const node of tree.children) {
    if (node.type === "heading") {
      below = node.depth > 2 ? subheading(node) : undefined;
      stepBox = undefined;
    }
    if (node.type === "heading" && node.depth === 2) {
      const heading = plainText(node);
      const kind = kinds && { kind: kinds.inSection(heading) };
      sections.push({ heading, line: lineOf(node), done: 0, open: 0, ...kind });
      continue;
    }
    collect(node, { depth: 0, parent: undefined, written: undefined }, (item, place) => {
      index += 1;
      if (sections.length === 0) sections.push({ heading: null, line: 1, done: 0, open: 0 });
      const section = sections.length - 1;
      const count = sections[section];
      const done = item.checked === true;
      const own = itemText(item);
      const base = { index, done, line: lineOf(item), depth: place.depth, section };
      if (kinds === undefined || count === undefined) {
        if (count !== undefined) count[done ? "done" : "open"] += 1;
        items.push({ ...base, ...PLAIN, text: own });
        return items.length - 1;
      }
      const kind = kinds.of(count.kind ?? "step", own);
      const named = kind === "step" && isBare(own) ? below : undefined;
      const split = kind === "step" ? splitNumber(own) : undefined;
      const text = named?.step?.text ?? named?.title ?? split?.text ?? own;
      if (isGuidance(text)) return undefined;
      count[done ? "done" : "open"] += 1;
      const written = named?.step?.number ?? split?.number ?? place.written;
      const parent = named === undefined ? (place.parent ?? stepBox) : undefined;
      const isStep = kind === "step";
      const phase =
        isStep && below?.step === undefined && named === undefined ? below?.title : undefined;
      items.push({
        ...base,
        kind,
        text,
        written: isStep && parent === undefined ? written : undefined,
        parent,
        phase,
      });
      if (named !== undefined) stepBox = items.length - 1;
      return items.length - 1;
    });
  }
  const numbered =
    kinds === undefined
      ? items.map((item, at) => Object.assign(item, { number: at + 1, label: String(at + 1) }))
      : numberItems(items);
  return {
    ...kindCounts(numbered),
    sections,
    items: numbered,
    hasKinds: kinds !== undefined,
    toFill: kinds === undefined ? [] : guidanceLines(tree, source),
  };
}

const PLAIN = { kind: "step", written: undefined, parent: undefined, phase: undefined } as const;

/** A box that says nothing but that what its heading names is done. */
export function isBare(text: string): boolean {
  return /^done\.?$/i.test(text);
}

function subheading(node: Heading): Subheading {
  const title = plainText(node);
  const split = splitNumber(title);
  return { title, step: split.isNamed ? split : undefined };
}

/** The lines that hold nothing but guidance, each once, in order. */
function guidanceLines(tree: Root, source: string): readonly number[] {
  const units = unitsOf(tree, source).filter(({ code, text }) => {
    return !code && isGuidance(text.replace(/^step\s\d{1,4}:\s/i, ""));
  });
  return [...new Set(units.map(({ line }) => line))].toSorted((a, b) => a - b);
}

/** The counts of each kind, and those of the steps as the progress of the whole. */
export function kindCounts(
  items: readonly Pick<PlanItem, "kind" | "done">[],
): Pick<Progress, "done" | "open" | "kinds"> {
  const countOf = (kind: ItemKind): Count => {
    const own = items.filter((item) => item.kind === kind);
    const done = own.filter((item) => item.done).length;
    return { done, open: own.length - done };
  };
  const kinds = {
    step: countOf("step"),
    criterion: countOf("criterion"),
    question: countOf("question"),
    check: countOf("check"),
  };
  return { ...kinds.step, kinds };
}

/** The items of each section, in the order of the sections. */
export function itemsBySection({
  items,
  sections,
}: Pick<Progress, "items" | "sections">): readonly (readonly PlanItem[])[] {
  const groups: PlanItem[][] = sections.map(() => []);
  for (const item of items) groups[item.section]?.push(item);
  return groups;
}

/** The items of a section that are of one kind: what a table of sections has a row for. */
export interface SectionPart {
  readonly heading: string | null;
  readonly kind: ItemKind;
  /** Whether these are standing checks in a section for something else. */
  readonly isApart: boolean;
  /** At least one. */
  readonly items: readonly PlanItem[];
}

/**
 * The sections that hold items, in document order. Standing checks among criteria or questions are a
 * part of their own: the parts of a kind add up to what the plan has of it.
 */
export function sectionParts(
  progress: Pick<Progress, "items" | "sections">,
): readonly SectionPart[] {
  const bySection = itemsBySection(progress);
  return progress.sections.flatMap(({ heading, kind: own = "step" }, index) =>
    [own, ...ITEM_KINDS.filter((kind) => kind !== own)].flatMap((kind) => {
      const items = (bySection[index] ?? []).filter((item) => item.kind === kind);
      return items.length === 0 ? [] : [{ heading, kind, isApart: kind !== own, items }];
    }),
  );
}

/**
 * The item that `§3.2` names, by its index: the second one below the third level-2 heading. What
 * stands before the first heading is no section that people would count.
 */
export function itemInSection(
  { items, sections }: Pick<Progress, "items" | "sections">,
  section: number,
  nth: number,
): number | undefined {
  const headed = sections.flatMap(({ heading }, index) => (heading === null ? [] : [index]));
  const at = headed[section - 1];
  return items.flatMap((item, index) => (item.section === at ? [index] : []))[nth - 1];
}

/** The progress with the numbers that its items had before, as {@link numberItems} gives them. */
export function withNumbers<
  T extends { readonly hasKinds: boolean; readonly items: readonly PlanItem[] },
>(progress: T, kept: KeptNumbers | undefined): T {
  if (!progress.hasKinds || kept === undefined) return progress;
  return { ...progress, items: numberItems(progress.items, kept) };
}

/** The nodes of all task list items, in document order. */
export function taskItemsOf(tree: Root): readonly ListItem[] {
  const nodes: ListItem[] = [];
  collect(tree, { depth: 0, parent: undefined, written: undefined }, (item) => {
    nodes.push(item);
    return undefined;
  });
  return nodes;
}

/** Where a task list item stands. */
interface ItemPlace {
  readonly depth: number;
  /** What `found` gave for the item around it. */
  readonly parent: number | undefined;
  /** Its number in an ordered list. */
  readonly written: number | undefined;
}

/** Calls `found` for every task list item in `node`, in document order. */
function collect(
  node: Nodes,
  place: ItemPlace,
  found: (item: ListItem, place: ItemPlace) => number | undefined,
): void {
  const parent = node.type === "listItem" && isTaskItem(node) ? found(node, place) : place.parent;
  if (!("children" in node)) return;
  const depth = node.type === "listItem" ? place.depth + 1 : place.depth;
  for (const [nth, child] of node.children.entries()) {
    if (child.type === "paragraph") continue;
    const isOrdered = node.type === "list" && node.ordered === true;
    collect(
      child,
      { depth, parent, written: isOrdered ? (node.start ?? 1) + nth : undefined },
      found,
    );
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

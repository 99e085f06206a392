import type { ListItem } from "mdast";
import { parseMarkdown } from "../../markdown/parse.js";
import { digestOf } from "../../model/text.js";
import { defineTask } from "../../model/compute.js";
import { type PlanItem, taskItemsOf } from "../../plan/parse/progress.js";

/** What people have ticked in the status comment. */
export interface CheckboxFacts {
  /** Each box once. */
  readonly ticks: readonly TickedBox[];
  /** Keys of the edits that events reported and nobody has answered, for the hidden block. */
  readonly reported: readonly string[];
}

/** A box that somebody has ticked. */
export interface TickedBox {
  readonly box: string;
  /** Login; `undefined` where nobody knows. */
  readonly by: string | undefined;
  /** Whether they may. */
  readonly allowed: boolean;
}

/**
 * Boxes of the status comment that stand for no item of the plan, and what they say. Comments hold
 * their names, so a name stays what it was.
 */
export const CONTROLS = {
  "tick-proven": "Tick all proven items",
  refill: "Refill the plan from the issue",
  "close-pull": "Close the plan pull request",
  "close-out": "Archive the plan (opens a pull request)",
} as const;

/** A box that stands for no item. */
export type ControlId = keyof typeof CONTROLS;

/** A box of an item: its label when it was shown, and the digest of its text then. */
export interface ItemBox {
  readonly label: string;
  readonly digest: string;
}

/**
 * The HTML comment on a box's line that says what it stands for, so that the box is known whatever
 * else of the comment changes.
 */
export function boxMarker(box: string): string {
  return `<!-- plansmith:box ${box} -->`;
}

/** The box of an item. */
export function boxOf({ label, text }: Pick<PlanItem, "label" | "text">): string {
  return `${label.toLowerCase().replaceAll(".", "-")}-${digestOf(text, 8)}`;
}

/** What a box of an item stands for; `undefined` for any other. */
export function readItemBox(box: string): ItemBox | undefined {
  const [, label, digest] = /^([cqv]?[1-9]\d{0,5}(?:-\d{1,4}){0,4})-([0-9a-f]{8})$/.exec(box) ?? [];
  if (label === undefined || digest === undefined) return undefined;
  return { label: label.toUpperCase().replaceAll("-", "."), digest };
}

/** Distinguishes the boxes of controls from everything else. */
export function isControl(box: string): box is ControlId {
  return Object.hasOwn(CONTROLS, box);
}

/**
 * The item that a box stands for, in a plan that may have changed since: the one with its label if
 * that says the same still, else the only one that does.
 */
export function findItem<T extends Pick<PlanItem, "label" | "text">>(
  items: readonly T[],
  { label, digest }: ItemBox,
): T | undefined {
  const alike = items.filter(({ text }) => digestOf(text, 8) === digest);
  return alike.find((item) => item.label === label) ?? (alike.length === 1 ? alike[0] : undefined);
}

/** Whether a comment may have boxes, at a glance. */
export function hasBoxes(body: string): boolean {
  return body.includes("<!-- plansmith:box ");
}

/** The boxes that are ticked in a comment's text, as GitHub renders it. Any text gives a set. */
export function tickedBoxes(body: string): ReadonlySet<string> {
  if (!hasBoxes(body)) return new Set();
  const ticked = taskItemsOf(parseMarkdown(body)).filter(({ checked }) => checked === true);
  return new Set(ticked.flatMap(boxesIn));
}

/** {@link tickedBoxes} of several comments. */
export const TICKED_BOXES = defineTask(
  "the ticked boxes of comments",
  (bodies: readonly string[]): readonly (readonly string[])[] =>
    bodies.map((body) => [...tickedBoxes(body)]),
);

function boxesIn(item: ListItem): readonly string[] {
  const paragraph = item.children.find(({ type }) => type === "paragraph");
  if (paragraph?.type !== "paragraph") return [];
  const boxes = paragraph.children.flatMap((node) => {
    if (node.type !== "html") return [];
    return /^<!-- plansmith:box ([a-z0-9-]{1,40}) -->$/.exec(node.value)?.[1] ?? [];
  });
  // Lines that somebody ran together: whose box that is, nobody knows.
  return boxes.length > 1 ? [] : boxes;
}

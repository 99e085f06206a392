import { inlineText } from "../../markdown/escape.js";
import type { PlanState } from "../../model/refs.js";
import { ITEM_KINDS } from "../../plan/parse/items.js";
import {
  kindCounts,
  sectionParts,
  type PlanItem,
  type Progress,
} from "../../plan/parse/progress.js";
import { commentSection, cutList, type CommentSection } from "../bot-text.js";
import { bar, countOf, listOf, partSuffix } from "../words.js";

/** The plan file as far as the status comment shows it. */
export interface StatusPlan {
  readonly progress: Progress;
  /** Address of a line of the plan as it was read; `line` is 1-based. */
  readonly urlOf: (line: number) => string;
}

/** What the sections about the plan's items depend on, beside the plan. */
export interface PlanStatus {
  readonly state: PlanState;
  /** Whether the issue is closed: then its comment is the final summary. */
  readonly isClosed: boolean;
  /** The open pull request that changes of the approved plan wait in. */
  readonly waiting: { readonly number: number; readonly htmlUrl: string } | undefined;
  /** Labels of items that are ticked in what waits there. */
  readonly waitingItems?: readonly string[];
  /** Whether open items can be ticked in the comment. */
  readonly canTick: boolean;
  /** What stands before and behind an open item, as Markdown. */
  readonly boxOf: (
    item: PlanItem,
    isWaiting: boolean,
  ) => { readonly before: string; readonly behind: string };
}

/** Open items shown while the issue is open, and in the final summary. */
const NEXT_ITEMS = 5;
const LEFT_OPEN_ITEMS = 20;

/** Open items below them that are folded, and can be ticked. */
const TICKABLE_ITEMS = 50;

const SECTIONS = 30;

const progressPart = commentSection("progress");
const sectionsPart = commentSection("sections");
const itemsPart = commentSection("items");

/** The bar, which counts the steps, and a line on everything else that the plan holds. */
export function progressSection(status: PlanStatus, plan: StatusPlan): CommentSection | undefined {
  return progressPart("Progress", progressView(status, plan), false);
}

function progressView(status: PlanStatus, plan: StatusPlan): object {
  const { progress } = plan;
  const { done, open, hasKinds, toFill, kinds } = progress;
  const total = done + open;
  const first = toFill[0];
  const places = toFill.length === 1 ? "1 place to fill in" : `${toFill.length} places to fill in`;
  const fill = first !== undefined && { text: places, url: plan.urlOf(first) };
  const empty = total === 0 && emptyView(progress);
  if (status.state === "proposed" && hasKinds) {
    const held = ITEM_KINDS.flatMap((kind) => countOf(kind, kinds[kind].done + kinds[kind].open));
    return { empty, held: held.length > 0 && { text: held.join(" · ") }, fill };
  }
  const waiting = waitingSteps(status, progress.items).length;
  const ticked = done + waiting;
  // Rounded down, so that 100 % means all.
  const percent = Math.floor((100 * ticked) / Math.max(1, total));
  return {
    empty,
    counted: total > 0 && {
      bar: bar(ticked, total),
      done: ticked,
      total,
      percent,
      waiting: waiting > 0 && waitsIn(status, waiting, ticked),
    },
    others: othersView(progress),
    fill,
  };
}

/** `2 of them wait in #14`, where `ticked` are done or wait. */
function waitsIn({ waiting }: PlanStatus, count: number, ticked: number): object {
  const of = count === ticked ? "all of them" : `${count} of them`;
  const many = count === 1 ? "1 of them waits" : `${of} wait`;
  const text = ticked === 1 ? "waiting" : many;
  return { text, number: waiting?.number, url: waiting?.htmlUrl };
}

/** `Acceptance criteria 1/3 · Open questions 1 · Checks 0/18`, as far as the plan has them. */
function othersView({ kinds }: Progress): object | undefined {
  const { criterion, question, check } = kinds;
  const share = (count: { readonly done: number; readonly open: number }): string =>
    `${count.done}/${count.done + count.open}`;
  const parts = [
    ...(criterion.done + criterion.open > 0 ? [`Acceptance criteria ${share(criterion)}`] : []),
    ...(question.done + question.open > 0 ? [`Open questions ${question.open}`] : []),
    ...(check.done + check.open > 0 ? [`Checks ${share(check)}`] : []),
  ];
  return parts.length === 0 ? undefined : { text: parts.join(" · ") };
}

/** How to add the first step. */
function emptyView({ hasKinds, sections }: Progress): object {
  const section = sections.find(({ kind, heading }) => kind === "step" && heading !== null);
  const place = hasKinds && section?.heading ? ` under “${inlineText(section.heading, 60)}”` : "";
  return { place };
}

function waitingSteps(
  { waitingItems = [] }: PlanStatus,
  items: readonly PlanItem[],
): readonly PlanItem[] {
  return items.filter((item) => item.kind === "step" && isWaiting(item, waitingItems));
}

function isWaiting({ label, done }: PlanItem, waiting: readonly string[]): boolean {
  return !done && waiting.includes(label);
}

/** Rows for the phases of the work, or its sections, and then for everything else. */
export function sectionsSection(
  status: PlanStatus,
  { progress }: StatusPlan,
  share: number,
): CommentSection | undefined {
  const { waitingItems = [] } = status;
  const row = (name: string, suffix: string, own: readonly PlanItem[]) => {
    const waiting = own.filter((item) => isWaiting(item, waitingItems)).length;
    const done = own.filter((item) => item.done).length + waiting;
    return {
      heading: inlineText(name, 60) + suffix,
      count: `${done}/${own.length}${waiting === 0 ? "" : `, ${waiting} waiting`}`,
      mark: done === own.length && waiting === 0 ? " ✓" : "",
    };
  };
  const parts = sectionParts(progress).map((part) => {
    const phases = new Map<string | undefined, PlanItem[]>();
    for (const item of part.items) {
      const own = phases.get(item.phase);
      if (own === undefined) phases.set(item.phase, [item]);
      else own.push(item);
    }
    const name = part.heading ?? "Before the first section";
    const rows = [...phases].map(([phase, own]) => row(phase ?? name, partSuffix(part), own));
    return { kind: part.kind, rows };
  });
  const ordered = ITEM_KINDS.flatMap((kind) => parts.filter((part) => part.kind === kind));
  const rows = ordered.flatMap((part) => part.rows);
  return sectionsPart("Sections", cutList(rows, SECTIONS * share), false);
}

/**
 * The open items: a few of the next ones, and the others folded below them; in the final summary,
 * what was left open.
 *
 * @param share of the rows that may be shown, 0 to 1
 */
export function itemsSection(
  status: PlanStatus,
  plan: StatusPlan,
  share: number,
): CommentSection | undefined {
  const { isClosed: closed, state, waitingItems = [] } = status;
  if (state === "rejected") return undefined;
  const rowOf = (item: PlanItem) => {
    const { before, behind } = status.boxOf(item, isWaiting(item, waitingItems));
    // A number with a dot at the start would begin a list.
    const number = `${item.label}${before === "" ? String.raw`\.` : "."}`;
    const text = inlineText(item.text, 120) || "(no text)";
    return { before, behind, number, text, url: plan.urlOf(item.line) };
  };
  const left = plan.progress.items.filter((item) => !item.done);
  // Steps first, then what the work is measured by, then everything else.
  const open = ITEM_KINDS.flatMap((kind) => left.filter((item) => item.kind === kind));
  if (closed) {
    const list = cutList(open.map(rowOf), LEFT_OPEN_ITEMS * share);
    return itemsPart("Left open", list && { ...list, list: true, closed });
  }
  const free = open.filter((item) => !isWaiting(item, waitingItems));
  const next = free.filter(({ kind }) => kind === "step" || kind === "criterion");
  const first = next.slice(0, NEXT_ITEMS);
  const others = open.filter((item) => !first.includes(item));
  const isShown = status.canTick || state === "completed";
  const rest = cutList(isShown ? others.map(rowOf) : [], TICKABLE_ITEMS * share);
  const shown = cutList(first.map(rowOf), NEXT_ITEMS * share);
  if (shown === undefined && rest === undefined) return undefined;
  const view = {
    ...shown,
    list: shown !== undefined,
    closed,
    rest: rest && { ...rest, text: restOf(others, shown !== undefined) },
  };
  const title = state === "completed" ? "Left open" : "Next";
  return itemsPart(title, view, shown !== undefined || state === "completed");
}

/** `Also open: 1 question and 18 checks`; without “Also” where nothing stands before. */
function restOf(items: readonly PlanItem[], isMore: boolean): string {
  const { kinds } = kindCounts(items);
  const counts = ITEM_KINDS.flatMap((kind) => countOf(kind, kinds[kind].open));
  const isPlain = items.every(({ kind }) => kind === "step");
  if (isPlain) return items.length === 1 ? "1 more open item" : `${items.length} more open items`;
  return isMore ? `Also open: ${listOf(counts)}` : listOf(counts);
}

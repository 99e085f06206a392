import type { CommentPart } from "../../config/schema.js";
import type { Issue } from "../../issue/issue.js";
import { inlineText } from "../../markdown/escape.js";
import { digestOf } from "../../model/digest.js";
import { TerminalError } from "../../model/errors.js";
import { signComment, type CommentMetadata } from "../../model/metadata.js";
import type { PlanState } from "../../model/plan-state.js";
import { ITEM_KINDS } from "../../plan/parse/kinds.js";
import {
  itemsBySection,
  kindCounts,
  type PlanItem,
  type Progress,
} from "../../plan/parse/progress.js";
import { archiveNote, type ArchiveStatus } from "../archive/text.js";
import { botText } from "../bot-text.js";
import { itemBoxView, checkboxesView, type CheckboxStatus } from "../checkboxes/text.js";
import { evidenceView, type Evidence } from "../evidence/text.js";
import type { LinkedPull } from "../linked-pulls/facts.js";
import { fileUrl, lineUrl, repositoryUrl } from "../links.js";
import { thinned } from "../pace/series.js";
import { paceView, type Pace } from "../pace/text.js";
import { type Notice, attentionView } from "./notices.js";
import { countOf, headline, listOf } from "./words.js";

/** What the status comment tells. */
export interface Status {
  readonly issue: Issue;
  readonly state: PlanState;
  /** The plan pull request, where there is one. */
  readonly pull: { readonly number: number; readonly htmlUrl: string } | undefined;
  /** Whether the plan is the team's: merged, or on the default branch by another way. */
  readonly approved: boolean;
  /** The plan as it was read, where there is one. */
  readonly plan: StatusPlan | undefined;
  readonly linked: readonly LinkedPull[];
  /** Markdown: why nothing goes on, and how to fix it. */
  readonly problem: string | undefined;
  readonly closeOut: ArchiveStatus | undefined;
  /** Markdown, a paragraph each: what else there is to know. */
  readonly notes?: readonly string[];
  /** Its boxes; `undefined` where it has none. */
  readonly panel?: CheckboxStatus | undefined;
  /** Whom GitHub did not take as reviewers. */
  readonly refused: readonly string[];
  /** The open pull request that changes of the approved plan wait in. */
  readonly waiting:
    { readonly changes: number; readonly number: number; readonly htmlUrl: string } | undefined;
  /** Labels of items that are ticked in what waits there. */
  readonly waitingItems?: readonly string[];
  /** The label that asks for a plan; `false` where none does. */
  readonly request: string | false;
  /** What of the plan wants attention. */
  readonly notices: readonly Notice[];
  /** The plan's progress over time, and what is left; `undefined` where nothing is known of it. */
  readonly pace: Pace | undefined;
  /** What the work proves of the plan; `undefined` where nothing is known of it. */
  readonly evidence: Evidence | undefined;
  /** The parts under the first lines. */
  readonly show: readonly CommentPart[];
  /** Of those, the folded ones. */
  readonly folded: readonly CommentPart[];
}

/** The plan file as far as the status comment shows it. */
interface StatusPlan {
  readonly path: string;
  readonly commit: { readonly sha: string; readonly htmlUrl: string };
  readonly progress: Progress;
}

/** Open items shown while the issue is open, and in the final summary. */
const NEXT_ITEMS = 5;
const LEFT_OPEN_ITEMS = 20;

/** Open items below them that are folded, and can be ticked. */
const TICKABLE_ITEMS = 50;

const LINKED_PULLS = 20;
const SECTIONS = 30;

/** GitHub's limit for comments, in characters. */
const MAX_CHARACTERS = 65_536;

/** Shares of the rows that are shown, tried until the comment is short enough. */
const SHARES = [1, 0.5, 0.2, 0];

/** Points that the hidden block keeps where there is no room for more. */
const FEWEST_POINTS = 20;

const render = botText("status-comment");

/**
 * The status comment's text, complete with its hidden block and marker.
 *
 * @param stamp when, and with what, this was last true; the same status and stamp give the same text
 */
export function statusComment(status: Status, stamp: CommentMetadata): string {
  for (const share of SHARES) {
    const comment = writeComment(status, stamp, share);
    if (comment.length <= MAX_CHARACTERS) return comment;
  }
  const points = thinned(stamp.points ?? [], FEWEST_POINTS);
  const comment = writeComment(status, { ...stamp, points }, 0);
  if (comment.length <= MAX_CHARACTERS) return comment;
  throw new TerminalError("the status comment is longer than GitHub takes, even without its lists");
}

/**
 * Digest of what people read in a status comment: the same where only commits, addresses and times
 * differ.
 */
export function statusDigest(status: Status): string {
  const { commit: _, ...view } = viewOf(status, 1);
  const text = JSON.stringify(view, (key, value: unknown) => (key === "url" ? undefined : value));
  return digestOf(text, 16);
}

function writeComment(status: Status, stamp: CommentMetadata, share: number): string {
  const { plan, pull } = status;
  const view = {
    ...viewOf(status, share),
    at: `${stamp.at.slice(0, 10)} ${stamp.at.slice(11, 16)} UTC`,
  };
  return signComment(render(view), { ...stamp, pull: pull?.number, path: plan?.path });
}

/** All but the time, as the template shows it. */
function viewOf(status: Status, share: number) {
  const { plan, refused, folded } = status;
  const parts = {
    progress: plan && progressView(status, plan),
    attention: plan && attentionView(status.notices, lineOf(status, plan)),
    sections: plan && sectionsView(status, plan.progress, share),
    items: plan && itemsView(status, plan, share),
    evidence: plan && status.evidence && evidenceView(status.evidence, lineOf(status, plan)),
    controls: checkboxesView(status.panel),
    pulls: listView(status.linked.map(pullView), LINKED_PULLS * share),
    pace: status.pace && paceView(status.pace),
    links: linksView(status),
  };
  const shown = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => {
      const isShown = part !== undefined && status.show.some((it) => it === name);
      return [name, isShown ? { ...part, folded: folded.some((it) => it === name) } : undefined];
    }),
  );
  return {
    ...headline(status),
    problem: status.problem,
    closeOut: archiveNote(status.closeOut, status.issue),
    notes: status.notes ?? [],
    refused: refused.length > 0 && { names: refused.map((name) => inlineText(name)).join(", ") },
    waiting: waitingView(status),
    ...shown,
    commit: plan && { sha: plan.commit.sha.slice(0, 7), url: plan.commit.htmlUrl },
  };
}

function waitingView({ waiting }: Status): object | undefined {
  if (waiting === undefined) return undefined;
  const { changes, number, htmlUrl: url } = waiting;
  const many = changes === 0 ? "Changes wait" : `${changes} changes wait`;
  return { said: changes === 1 ? "1 change waits" : many, number, url };
}

/** The bar, which counts the steps, and a line on everything else that the plan holds. */
function progressView(status: Status, plan: StatusPlan): object {
  const { progress } = plan;
  const { done, open, hasKinds, toFill, kinds } = progress;
  const total = done + open;
  const first = toFill[0];
  const places = toFill.length === 1 ? "1 place to fill in" : `${toFill.length} places to fill in`;
  const fill = first !== undefined && { said: places, url: lineOf(status, plan)(first) };
  const empty = total === 0 && emptyView(progress);
  if (status.state === "proposed" && hasKinds) {
    const held = ITEM_KINDS.flatMap((kind) => countOf(kind, kinds[kind].done + kinds[kind].open));
    return { empty, held: held.length > 0 && { said: held.join(" · ") }, fill };
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

/** `2 of them wait in #14`. */
function waitsIn({ waiting }: Status, count: number, ticked: number): object {
  const verb = count === 1 ? "waits" : "wait";
  const of = count === ticked && count === 1 ? "it" : `${count} of them`;
  return { said: `${of} ${verb}`, number: waiting?.number, url: waiting?.htmlUrl };
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
  return parts.length === 0 ? undefined : { said: parts.join(" · ") };
}

/** How to add the first step. */
function emptyView({ hasKinds, sections }: Progress): object {
  const section = sections.find(({ kind, heading }) => kind === "step" && heading !== null);
  const place = hasKinds && section?.heading ? ` under “${inlineText(section.heading, 60)}”` : "";
  return { place };
}

function waitingSteps(
  { waitingItems = [] }: Status,
  items: readonly PlanItem[],
): readonly PlanItem[] {
  return items.filter((item) => item.kind === "step" && isWaiting(item, waitingItems));
}

function isWaiting({ label, done }: PlanItem, waiting: readonly string[]): boolean {
  return !done && waiting.includes(label);
}

/** Rows for the phases of the work, or its sections, and then for everything else. */
function sectionsView(status: Status, progress: Progress, share: number): object | undefined {
  const { sections, hasKinds } = progress;
  const { waitingItems = [] } = status;
  const row = (name: string, own: readonly PlanItem[]) => {
    const waiting = own.filter((item) => isWaiting(item, waitingItems)).length;
    const done = own.filter((item) => item.done).length + waiting;
    return {
      heading: inlineText(name, 60),
      count: `${done}/${own.length}${waiting === 0 ? "" : `, ${waiting} waiting`}`,
      mark: done === own.length && waiting === 0 ? " ✓" : "",
    };
  };
  const bySection = itemsBySection(progress);
  const parts = sections.map(({ heading, kind }, index) => {
    const phases = new Map<string | undefined, PlanItem[]>();
    for (const item of bySection[index] ?? []) {
      const own = phases.get(item.phase);
      if (own === undefined) phases.set(item.phase, [item]);
      else own.push(item);
    }
    const name = heading ?? "Before the first section";
    const rows = [...phases].map(([phase, own]) => row(phase ?? name, own));
    return { kind: hasKinds ? (kind ?? "step") : "step", rows };
  });
  const ordered = ITEM_KINDS.flatMap((kind) => parts.filter((part) => part.kind === kind));
  return listView(
    ordered.flatMap(({ rows }) => rows),
    SECTIONS * share,
  );
}

/** Twenty blocks; full only when everything is done, and not empty when something is. */
function bar(done: number, total: number): string {
  const filled = done === 0 ? 0 : Math.max(1, Math.floor((20 * done) / total));
  return "█".repeat(filled) + "░".repeat(20 - filled);
}

/** Addresses of the plan's lines, as they were read. */
function lineOf({ issue }: Status, { commit, path }: StatusPlan): (line: number) => string {
  const repository = repositoryUrl(issue);
  return (line) => lineUrl(repository, commit.sha, path, line);
}

function itemsView(status: Status, plan: StatusPlan, share: number): object | undefined {
  const { issue, state, waitingItems = [] } = status;
  if (state === "rejected") return undefined;
  const urlOf = lineOf(status, plan);
  const view = (item: PlanItem) => {
    const { before, behind } = itemBoxView(item, status.panel, isWaiting(item, waitingItems));
    // A number with a dot at the start would begin a list.
    const number = `${item.label}${before === "" ? String.raw`\.` : "."}`;
    const text = inlineText(item.text, 120) || "(no text)";
    return { before, behind, number, text, url: urlOf(item.line) };
  };
  const left = plan.progress.items.filter((item) => !item.done);
  // Steps first, then what the work is measured by, then everything else.
  const open = ITEM_KINDS.flatMap((kind) => left.filter((item) => item.kind === kind));
  const closed = issue.state === "closed";
  if (closed) {
    const list = listView(open.map(view), LEFT_OPEN_ITEMS * share);
    return list && { ...list, headed: true, title: "Left open", list: true, closed };
  }
  const free = open.filter((item) => !isWaiting(item, waitingItems));
  const next = free.filter(({ kind }) => kind === "step" || kind === "criterion");
  const first = next.slice(0, NEXT_ITEMS);
  const others = open.filter((item) => !first.includes(item));
  const isShown = status.panel?.items === true || state === "completed";
  const rest = listView(isShown ? others.map(view) : [], TICKABLE_ITEMS * share);
  const shown = listView(first.map(view), NEXT_ITEMS * share);
  if (shown === undefined && rest === undefined) return undefined;
  return {
    ...shown,
    list: shown !== undefined,
    headed: shown !== undefined || state === "completed",
    title: state === "completed" ? "Left open" : "Next",
    closed,
    rest: rest && { ...rest, said: restOf(others) },
  };
}

/** `2 more open steps, 1 question and 18 checks`. */
function restOf(items: readonly PlanItem[]): string {
  const { kinds } = kindCounts(items);
  const counts = ITEM_KINDS.flatMap((kind) => countOf(kind, kinds[kind].open));
  const isPlain = items.every(({ kind }) => kind === "step");
  if (isPlain) return items.length === 1 ? "1 more open item" : `${items.length} more open items`;
  return `Also open: ${listOf(counts)}`;
}

const PULL_MARKS = { open: "🟢", draft: "⚪", merged: "🟣", closed: "🔴" } as const;

function pullView(pull: LinkedPull): object {
  return {
    mark: PULL_MARKS[pull.state],
    label: pull.label,
    title: inlineText(pull.title, 100),
    url: pull.htmlUrl,
    state: pull.state,
    role: pull.closes ? "closes this issue" : "part of this issue",
  };
}

function linksView({ issue, plan, pull, state }: Status): object | undefined {
  const ref = state === "proposed" || state === "rejected" ? undefined : "HEAD";
  const file = plan && fileUrl(repositoryUrl(issue), ref ?? plan.commit.sha, plan.path);
  const rows = [
    ...(file === undefined ? [] : [{ text: "Plan file", url: file }]),
    ...(pull === undefined
      ? []
      : [{ text: `Plan pull request #${pull.number}`, url: pull.htmlUrl }]),
  ].map((link, index) => ({ ...link, separator: index === 0 ? "" : " · " }));
  return rows.length === 0 ? undefined : { rows };
}

/** The first `limit` rows, and how many more there are; `undefined` for none. */
function listView<T>(
  rows: readonly T[],
  limit: number,
): { readonly rows: readonly T[]; readonly more: number | undefined } | undefined {
  if (rows.length === 0) return undefined;
  const more = rows.length - limit;
  return { rows: rows.slice(0, limit), more: more > 0 ? more : undefined };
}

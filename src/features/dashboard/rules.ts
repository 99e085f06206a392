import type { PlanState } from "../../model/states.js";
import { lastLine } from "../../model/text.js";

/** A plan as the dashboard lists it. */
export interface ListedPlan {
  /** Of its issue. */
  readonly number: number;
  readonly title: string;
  /** Address of its issue. */
  readonly url: string;
  readonly state: PlanState;
  /** Whether its issue is closed, and when: ISO 8601, UTC. */
  readonly closedAt: string | undefined;
  /** Logins of who owns it: the issue's assignees. */
  readonly owners: readonly string[];
  /** Number of the plan pull request; `undefined` where it is not known. */
  readonly pull: number | undefined;
  /** Steps; `undefined` where nothing was counted yet. */
  readonly progress: { readonly done: number; readonly total: number } | undefined;
  /** When work began: milliseconds since 1970. */
  readonly since: number | undefined;
  /** When something of it changed last: milliseconds since 1970. */
  readonly movedAt: number | undefined;
  /** Logins, and teams by their slug, whose review is asked for. */
  readonly waits: readonly string[];
  /** Why it is blocked: plain text. */
  readonly reason: string | undefined;
  /** The first day that something is due on, `YYYY-MM-DD`. */
  readonly due: string | undefined;
}

/** The issue that is the dashboard. */
export interface DashboardIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly isOpen: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** For how long a completed plan is listed, in milliseconds. */
export const LATELY_MS = 14 * DAY_MS;

/** The sections of the dashboard, in their order, and the states that each lists. */
const SECTIONS = [
  { name: "review", states: ["proposed"] },
  { name: "blocked", states: ["blocked"] },
  { name: "progress", states: ["in progress"] },
  { name: "approved", states: ["approved"] },
  { name: "requested", states: ["requested"] },
  { name: "done", states: ["completed"] },
] as const satisfies readonly { readonly name: string; readonly states: readonly PlanState[] }[];

/** The name of a section. */
export type SectionName = (typeof SECTIONS)[number]["name"];

/** A plan with what somebody should do something about. */
export interface DashboardRow extends ListedPlan {
  /** Something was due before today, in UTC. */
  readonly isOverdue: boolean;
  /** Nothing moved for the days that the configuration says. */
  readonly isStale: boolean;
  /** Nobody is assigned to its issue. */
  readonly hasNoOwner: boolean;
}

/** All plans by section, those first that need somebody. */
export interface Dashboard {
  readonly sections: readonly {
    readonly name: SectionName;
    readonly rows: readonly DashboardRow[];
  }[];
  readonly counts: {
    readonly review: number;
    readonly blocked: number;
    readonly overdue: number;
    readonly stale: number;
    readonly ownerless: number;
  };
}

/**
 * Sorts the plans of a repository. Sections without plans are left out; completed plans are listed for
 * two weeks, rejected ones not at all.
 *
 * @param staleAfter days
 */
export function arrangePlans(
  plans: readonly ListedPlan[],
  { now, staleAfter }: { readonly now: Date; readonly staleAfter: number },
): Dashboard {
  const rows = plans.map((plan) => toRow(plan, now, staleAfter));
  const sections = SECTIONS.map(({ name, states }) => ({
    name,
    rows: rows
      .filter(({ state }) => states.some((wanted) => wanted === state))
      .filter((row) => row.state !== "completed" || isRecent(row, now))
      .toSorted(name === "done" ? latestFirst : neediestFirst),
  }));
  const open = rows.filter(({ state }) => state !== "completed" && state !== "rejected");
  return {
    sections: sections.filter((section) => section.rows.length > 0),
    counts: {
      review: open.filter(({ state }) => state === "proposed").length,
      blocked: open.filter(({ state }) => state === "blocked").length,
      overdue: open.filter(({ isOverdue }) => isOverdue).length,
      stale: open.filter(({ isStale }) => isStale).length,
      ownerless: open.filter(({ hasNoOwner }) => hasNoOwner).length,
    },
  };
}

function toRow(plan: ListedPlan, now: Date, staleAfter: number): DashboardRow {
  const isOver = plan.state === "completed" || plan.state === "rejected";
  const { due, movedAt, owners } = plan;
  return {
    ...plan,
    isOverdue: !isOver && due !== undefined && due < now.toISOString().slice(0, 10),
    isStale: !isOver && movedAt !== undefined && now.getTime() - movedAt >= staleAfter * DAY_MS,
    hasNoOwner: !isOver && owners.length === 0,
  };
}

function isRecent(plan: ListedPlan, now: Date): boolean {
  const at = doneAt(plan);
  return at !== undefined && now.getTime() - at < LATELY_MS;
}

function doneAt({ closedAt, movedAt }: ListedPlan): number | undefined {
  return closedAt === undefined ? movedAt : Date.parse(closedAt);
}

function latestFirst(a: ListedPlan, b: ListedPlan): number {
  return (doneAt(b) ?? 0) - (doneAt(a) ?? 0) || a.number - b.number;
}

/** Overdue plans first, then stale ones, then those without an owner; among equals the oldest move. */
function neediestFirst(a: DashboardRow, b: DashboardRow): number {
  const weight = ({ isOverdue, isStale, hasNoOwner }: DashboardRow): number =>
    (isOverdue ? 4 : 0) + (isStale ? 2 : 0) + (hasNoOwner ? 1 : 0);
  return (
    weight(b) - weight(a) ||
    (a.movedAt ?? Number.MAX_SAFE_INTEGER) - (b.movedAt ?? Number.MAX_SAFE_INTEGER) ||
    a.number - b.number
  );
}

/**
 * How long something has lasted, in whole weeks: a text that changed every day would have the dashboard
 * rewritten every day.
 */
export function weeksOf(since: number, now: Date): string {
  const weeks = Math.floor((now.getTime() - since) / (7 * DAY_MS));
  if (weeks < 1) return "less than a week";
  return weeks === 1 ? "1 week" : `${weeks} weeks`;
}

/** What the dashboard's issue is called. */
export const DASHBOARD_TITLE = "Plans";

const MARKER = /^<!-- plansmith:dashboard at=(\S{1,40}) -->$/;

/** The last line of the dashboard. With the App as the author of the issue, it makes the issue ours. */
export function dashboardMarker(at: string): string {
  return `<!-- plansmith:dashboard at=${at} -->`;
}

/** When a dashboard was written, as its last line says; `undefined` for any other text. */
export function readDashboardMarker(body: string): string | undefined {
  return MARKER.exec(lastLine(body))?.[1];
}

/** Whether the text of an issue is a dashboard, at a glance. */
export function mayBeDashboard(body: string): boolean {
  return body.includes("<!-- plansmith:dashboard ");
}

/** What the boxes of the dashboard do to the plan of an issue. */
const BOXES = { refill: "refill", archive: "close-out" } as const;

/** The box of an issue on the dashboard. */
export function dashboardBox(what: keyof typeof BOXES, number: number): string {
  return `${what}-${number}`;
}

/** The issue that a box of the dashboard is about, and the box of its status comment that does the same. */
export function readDashboardBox(
  box: string,
): { readonly number: number; readonly control: (typeof BOXES)[keyof typeof BOXES] } | undefined {
  const [, what, number] = /^(refill|archive)-([1-9]\d{0,9})$/.exec(box) ?? [];
  if (what !== "refill" && what !== "archive") return undefined;
  return { number: Number(number), control: BOXES[what] };
}

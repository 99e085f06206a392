import { defineTask } from "../../model/compute.js";
import { inlineText } from "../../markdown/escape.js";
import { botText, cutList } from "../bot-text.js";
import { unlistedUrl, bar, listOf } from "../words.js";
import { boxMarker } from "../checkboxes/boxes.js";
import {
  type ListedPlan,
  arrangePlans,
  weeksOf,
  type Dashboard,
  type DashboardRow,
  type SectionName,
  dashboardBox,
  dashboardMarker,
} from "./rules.js";

/** GitHub's limit for the text of an issue, in characters. */
const MAX_CHARACTERS = 65_536;

/** Rows of a section that are shown, and shares of them that are tried until the text is short enough. */
const MAX_ROWS = 50;
const SHARES = [1, 0.5, 0.2, 0.04];

/** Boxes of each kind. */
const MAX_BOXES = 30;

/** What each section is called. */
export const SECTION_TITLES: Readonly<Record<SectionName, string>> = {
  review: "🟡 Waiting for review",
  blocked: "🔴 Blocked",
  progress: "🔵 In progress",
  approved: "🟢 Approved, not started",
  requested: "⚠️ Waiting for a plan",
  done: "✅ Completed lately",
};

const render = botText("dashboard");

/** What the text of a dashboard is made of. */
export interface DashboardInput {
  readonly plans: readonly ListedPlan[];
  /** How many plans there are that were not read. */
  readonly unread: number;
  /** Days. */
  readonly staleAfter: number;
  /** Whether it has boxes to tick. */
  readonly hasBoxes: boolean;
}

/**
 * The dashboard's text, complete with its marker.
 *
 * @param at when it says to be written: the same input, time and `at` give the same text
 */
export function dashboardText(input: DashboardInput, now: Date, at: string): string {
  const { plans, staleAfter } = input;
  const dashboard = arrangePlans(plans, { now, staleAfter });
  for (const share of SHARES) {
    const text = writeText(input, dashboard, { now, at, share });
    if (text.length <= MAX_CHARACTERS) return text;
  }
  return writeText({ ...input, hasBoxes: false }, dashboard, { now, at, share: 0 });
}

/** {@link dashboardText}. */
export const DASHBOARD = defineTask("the dashboard", dashboardText);

interface Written {
  readonly now: Date;
  readonly at: string;
  readonly share: number;
}

function writeText(
  input: DashboardInput,
  { sections, counts }: Dashboard,
  { now, at, share }: Written,
): string {
  const { unread, staleAfter, hasBoxes } = input;
  const needs = [
    ...counted(counts.review, "waits for review", "wait for review"),
    ...counted(counts.blocked, "is blocked", "are blocked"),
    ...counted(counts.overdue, "is overdue", "are overdue"),
    ...counted(
      counts.stale,
      `has not moved for ${staleAfter} days`,
      `have not moved for ${staleAfter} days`,
    ),
    ...counted(counts.ownerless, "has no assignee", "have no assignee"),
  ];
  const view = {
    isEmpty: sections.length === 0,
    needs: needs.length > 0 && { text: listOf(needs) },
    sections: sections.map(({ name, rows }) => ({
      title: SECTION_TITLES[name],
      count: rows.length,
      ...cutList(
        rows.map((row) => ({ text: rowText(row, now) })),
        Math.max(1, Math.floor(MAX_ROWS * share)),
      ),
    })),
    unread: unread > 0 && { text: unread === 1 ? "1 more plan is" : `${unread} more plans are` },
    boxes: hasBoxes && boxesView(sections, share),
    at: `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`,
  };
  return `${render(view).trim()}\n\n${dashboardMarker(at)}\n`;
}

function counted(count: number, singular: string, many: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? singular : many}`];
}

/** What is said of a plan on its line: Markdown. */
function rowText(row: DashboardRow, now: Date): string {
  const { number, title, url, state, progress, owners, pull, waits, reason, due, since } = row;
  const steps = progress !== undefined && progress.total > 0 ? progress : undefined;
  const names = (logins: readonly string[]): string =>
    listOf(logins.slice(0, 5).map((login) => inlineText(login, 60)));
  const parts = [
    `[#${number} ${inlineText(title, 80)}](${unlistedUrl(url)})`,
    ...(state === "in progress" && steps !== undefined
      ? [`\`${bar(steps.done, steps.total, 10)}\` ${steps.done}/${steps.total}`]
      : []),
    ...(state === "in progress" && since !== undefined ? [weeksOf(since, now)] : []),
    ...(state === "blocked" && reason !== undefined ? [inlineText(reason, 120)] : []),
    ...(state === "proposed" && pull !== undefined
      ? [`[review #${pull}](${unlistedUrl(url.replace(/\/issues\/\d+$/, `/pull/${pull}`))})`]
      : []),
    ...(state === "proposed" && waits.length > 0 ? [`waits for ${names(waits)}`] : []),
    ...(state === "completed" && steps !== undefined ? [`${steps.done}/${steps.total}`] : []),
    ...(owners.length > 0 && state !== "proposed" ? [names(owners)] : []),
    ...(row.isOverdue && due !== undefined ? [`⏰ due ${due}`] : []),
    ...(row.isStale && row.movedAt !== undefined
      ? [`💤 no change since ${new Date(row.movedAt).toISOString().slice(0, 10)}`]
      : []),
    ...(row.hasNoOwner ? ["👤 no assignee"] : []),
  ];
  return parts.join(" · ");
}

/** The boxes that refill open plans and archive completed ones. */
function boxesView(sections: Dashboard["sections"], share: number): object {
  const rowsOf = (name: SectionName): readonly DashboardRow[] =>
    (sections.find((section) => section.name === name)?.rows ?? []).slice(0, MAX_BOXES * share);
  const box = (what: "refill" | "archive", { number, title }: DashboardRow) => ({
    text: `#\u200B${number} ${inlineText(title, 60)} ${boxMarker(dashboardBox(what, number))}`,
  });
  const refill = rowsOf("review").map((row) => box("refill", row));
  const archive = rowsOf("done").map((row) => box("archive", row));
  return {
    refill: refill.length > 0 && { rows: refill },
    archive: archive.length > 0 && { rows: archive },
  };
}

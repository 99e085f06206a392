import type { Config } from "../../config/schema.js";
import { createIssue, updateIssue } from "../../github/issues.js";
import { DeferError, RetryError } from "../../model/errors.js";
import {
  issueRef,
  type CheckboxEdit,
  type DashboardRef,
  type IssueRef,
  type RepositoryRef,
} from "../../model/refs.js";
import { hasBoxes, TICKED_BOXES } from "../checkboxes/boxes.js";
import type { RunContext } from "../context.js";
import {
  type DashboardIssue,
  DASHBOARD_TITLE,
  readDashboardBox,
  readDashboardMarker,
} from "./rules.js";
import { findDashboards, readDashboard, readPlans } from "./read.js";
import { DASHBOARD, type DashboardInput } from "./text.js";

/** How long changes are collected before a dashboard is looked at, in milliseconds. */
const COLLECT_MS = 10_000;

/** How often an event that is to say who ticked a box is waited for, and for how long, in ms. */
const MAX_RETRIES = 2;
const RETRY_MS = 500;

/** The dashboard of a repository as an item of the queue. */
export function dashboardRef({ installationId, owner, repo }: RepositoryRef): DashboardRef {
  return { kind: "dashboard", installationId, owner, repo };
}

/**
 * Has the dashboard looked at again, where the repository has one: soon, and at most once within
 * `dashboardSpacingMs`.
 */
export async function enqueueDashboard(
  context: Pick<
    RunContext,
    "dashboards" | "dashboardCache" | "dashboardSpacingMs" | "enqueueLater" | "now"
  >,
  repository: RepositoryRef,
  config: Config,
): Promise<void> {
  const { dashboards, dashboardCache, dashboardSpacingMs: spacing } = context;
  const isKnown = config.dashboard.enabled || (await dashboards.find(repository)) !== undefined;
  if (!isKnown) return;
  const before = dashboardCache.lookedAt(repository);
  const left = before === undefined ? 0 : before + spacing - context.now().getTime();
  await context.enqueueLater(
    dashboardRef(repository),
    Math.max(Math.min(COLLECT_MS, spacing), left),
  );
}

/**
 * Brings the dashboard of a repository up to date, and opens it where it is wanted. It is rewritten
 * only when its text changes. Ticked boxes, and people who asked for it, are handed on to their issues.
 *
 * @throws DeferError where it was written a moment ago
 * @throws RetryError where a box is ticked and it is not known yet by whom
 */
export async function updateDashboard(context: RunContext, ref: DashboardRef): Promise<void> {
  const { github, bot, configurations, dashboards, dashboardCache, log } = context;
  const { config, problems } = await configurations.get(github, ref);
  if (problems.length > 0) return;
  const now = context.now();
  const isAsked = (ref.askedOn ?? []).length > 0;
  const found = await findOne(context, ref, { config, isAsked });
  const isOff = found === undefined && !config.dashboard.enabled && !isAsked;
  const isClosed = found !== undefined && !found.isOpen && !isAsked;
  if (isOff || isClosed) {
    await dashboards.note(ref, undefined);
    return;
  }
  const isUrgent = isAsked || (ref.checkboxEdits ?? []).length > 0;
  const writtenAt = found && readDashboardMarker(found.body);
  const age = writtenAt === undefined ? Infinity : now.getTime() - Date.parse(writtenAt);
  if (!isUrgent && age >= 0 && age < context.dashboardSpacingMs)
    throw new DeferError("the dashboard was just written", context.dashboardSpacingMs - age);
  dashboardCache.setLookedAt(ref, now.getTime());
  const isOwn = ({ author }: { readonly author: string }): boolean => author === bot;
  const { plans, unread } = await readPlans(
    { github, config, isOwn, now, cache: dashboardCache },
    ref,
  );
  const input: DashboardInput = {
    plans,
    unread,
    staleAfter: config.dashboard.staleAfter,
    hasBoxes: config.comment.show.includes("controls"),
  };
  const fresh = await context.compute(DASHBOARD, input, now, now.toISOString());
  if (config.dryRun) {
    log.info({ repository: ref, body: fresh }, "dry run: would write the dashboard");
    return;
  }
  if (found === undefined) {
    const number = await createIssue(github, ref, { title: DASHBOARD_TITLE, body: fresh });
    log.info({ repository: ref, number }, "opened the dashboard");
    await dashboards.note(ref, number);
  } else {
    await dashboards.note(ref, found.number);
    await rewrite(context, ref, { found, input, fresh, now });
  }
  for (const number of ref.askedOn ?? []) await context.enqueueSoon(issueRef(ref, number));
}

/** The repository's dashboard: of several that are open, the oldest; the others are closed. */
async function findOne(
  context: RunContext,
  ref: DashboardRef,
  { config, isAsked }: { readonly config: Config; readonly isAsked: boolean },
): Promise<DashboardIssue | undefined> {
  const { github, bot, dashboards } = context;
  const known = await dashboards.find(ref);
  const remembered = known === undefined ? undefined : await readDashboard(github, ref, known, bot);
  if (remembered?.isOpen === true) return remembered;
  const all = await findDashboards(github, ref, bot);
  const open = all.filter(({ isOpen }) => isOpen);
  const [first = all[0], ...others] = open;
  if (!config.dryRun) {
    for (const { number } of others)
      await updateIssue(github, issueRef(ref, number), {
        state: "closed",
        state_reason: "not_planned",
      });
    if (first?.isOpen === false && isAsked) {
      await updateIssue(github, issueRef(ref, first.number), {
        state: "open",
        state_reason: "reopened",
      });
      return { ...first, isOpen: true };
    }
  }
  return first;
}

/** Hands ticks on to their issues, and then writes the text, where it is another one. */
async function rewrite(
  context: RunContext,
  ref: DashboardRef,
  {
    found,
    input,
    fresh,
    now,
  }: {
    readonly found: DashboardIssue;
    readonly input: DashboardInput;
    readonly fresh: string;
    readonly now: Date;
  },
): Promise<void> {
  const { github, bot, log } = context;
  const latest = await readDashboard(github, ref, found.number, bot);
  if (latest === undefined) throw new RetryError("the dashboard is gone", RETRY_MS);
  await handOnTicks(context, ref, latest.body);
  const writtenAt = readDashboardMarker(latest.body);
  if (writtenAt !== undefined) {
    const same = await context.compute(DASHBOARD, input, now, writtenAt);
    if (normalise(same) === normalise(latest.body)) return;
  }
  await updateIssue(github, issueRef(ref, found.number), { body: fresh });
  log.info({ repository: ref, number: found.number }, "rewrote the dashboard");
}

/**
 * A tick asks the issue for what the same box of its status comment does: there it is found out whether
 * who ticked it may, and there it is answered. Before the box is cleared, so that none is lost.
 */
async function handOnTicks(context: RunContext, ref: DashboardRef, body: string): Promise<void> {
  const edits = ref.checkboxEdits ?? [];
  const [ticked = []] = hasBoxes(body) ? await context.compute(TICKED_BOXES, [body]) : [];
  const isKnown = (box: string): boolean => edits.some((edit) => edit.box === box && edit.ticked);
  if (!ticked.every(isKnown) && context.attempt <= MAX_RETRIES)
    throw new RetryError("who ticked a box of the dashboard is not known yet", RETRY_MS);
  for (const edit of edits) {
    const issue = edit.ticked ? issueOf(ref, edit) : undefined;
    if (issue !== undefined) await context.enqueueSoon(issue);
  }
}

function issueOf(ref: DashboardRef, edit: CheckboxEdit): IssueRef | undefined {
  const box = readDashboardBox(edit.box);
  if (box === undefined) return undefined;
  return { ...issueRef(ref, box.number), checkboxEdits: [{ ...edit, box: box.control }] };
}

/** GitHub may change line ends and drop white space at the end. */
function normalise(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}

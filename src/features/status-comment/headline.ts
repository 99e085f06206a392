import type { PlanPull } from "../../github/pulls.js";
import type { Issue } from "../../issue/issue.js";
import { inlineCode, inlineText } from "../../markdown/escape.js";
import type { PlanState } from "../../model/states.js";
import { ITEM_KINDS } from "../../plan/parse/items.js";
import type { Progress } from "../../plan/parse/progress.js";
import type { Plan } from "../../plan/parse/parse.js";
import { repositoryUrl, countOf, listOf, NOUNS } from "../bot-text.js";
import type { PlanAbsence } from "../plan-file/facts.js";

/** What the first lines of the status comment tell. */
export interface HeadlineFacts {
  readonly issue: Issue;
  readonly state: PlanState;
  /** The plan pull request, where there is one. */
  readonly pull:
    | {
        readonly number: number;
        readonly htmlUrl: string;
        readonly branch?: string;
        readonly state?: PlanPull["state"];
      }
    | undefined;
  /** Whether the plan is the team's: merged, or on the default branch by another way. */
  readonly approved: boolean;
  /** Why the plan of a merged pull request is not on the default branch. */
  readonly absence?: PlanAbsence | undefined;
  /** The plan as it was read, where there is one. */
  readonly plan:
    { readonly progress: Progress; readonly plan?: Pick<Plan, "undecided"> } | undefined;
  /** The label that asks for a plan; `false` where none does. */
  readonly request: string | false;
}

const SYMBOLS: Readonly<Record<PlanState, string>> = {
  requested: "⚠️",
  proposed: "🟡",
  approved: "🟢",
  "in progress": "🔵",
  blocked: "🔴",
  rejected: "⚪",
  completed: "✅",
};

/** The first line of the status comment, and the sentence under it that says what to do. */
export function headline(status: HeadlineFacts): {
  readonly symbol: string;
  readonly title: string;
  readonly hint: string | undefined;
} {
  if (status.issue.state === "closed") return closedHeadline(status);
  if (status.absence !== undefined && ["proposed", "rejected"].includes(status.state)) {
    return absentHeadline(status, status.absence);
  }
  const symbol = SYMBOLS[status.state];
  const pull = status.pull === undefined ? "the pull request" : `#${status.pull.number}`;
  switch (status.state) {
    case "requested":
      return { symbol, title: "The plan could not be opened", hint: undefined };
    case "proposed":
      return {
        symbol,
        title: "Plan proposed",
        hint: status.plan
          ? `Review it in ${pull}: merging approves the plan.`
          : `The plan file is not on the branch of ${pull} any more.`,
      };
    case "approved":
      return {
        symbol,
        title: "Plan approved",
        hint: `Work can begin: tick the boxes in the plan file, and write \`Part of #${status.issue.number}\` in pull requests.`,
      };
    case "in progress":
      return { symbol, title: "In progress", hint: undefined };
    case "blocked":
      return { symbol, title: "Blocked", hint: "The plan says so in its status line." };
    case "rejected":
      return {
        symbol,
        title: "Plan rejected",
        hint: `${pull} was closed without merging.${newPlanHint(status)}`,
      };
    case "completed":
      return { symbol, title: "Completed", hint: completedHint(status) };
  }
}

/** A plan whose pull request was merged, and which the default branch does not have. */
function absentHeadline(
  { state, pull, issue, request }: HeadlineFacts,
  { kind, base, defaultBranch, commit }: PlanAbsence,
): ReturnType<typeof headline> {
  const symbol = SYMBOLS[state];
  const main = inlineCode(defaultBranch);
  if (kind === "elsewhere") {
    const hint = `It is not on ${main} yet. It is approved as soon as ${inlineCode(base)} is merged into ${main}.`;
    return { symbol, title: `Plan merged into ${inlineCode(base)}`, hint };
  }
  const sha = commit && inlineCode(commit.sha.slice(0, 7));
  const removed =
    commit === undefined
      ? `The plan is not on ${main} any more: its history was replaced.`
      : `The plan was removed from ${main} in [${sha}](${repositoryUrl(issue)}/commit/${commit.sha}).`;
  const left =
    pull?.branch === undefined
      ? ""
      : `delete the branch ${inlineCode(pull.branch)}, if it still exists, and `;
  const renewed =
    request === false ? "" : ` To open a new plan, ${left}label the issue ${inlineCode(request)}.`;
  const hint = `${removed} Restore the file to approve it again.${renewed}`;
  return { symbol, title: "Plan withdrawn", hint };
}

/** How to get a new plan, where a label does that. */
function newPlanHint({ request }: HeadlineFacts): string {
  return request === false ? "" : ` Label the issue ${inlineCode(request)} to open a new plan.`;
}

/** The final summary's first lines: how it ended, and what was left. */
function closedHeadline(facts: HeadlineFacts): ReturnType<typeof headline> {
  const { issue, plan, approved, pull } = facts;
  if (facts.state === "requested") return unopenedHeadline(facts);
  const left =
    pull?.state === "open" ? `Its plan pull request #${pull.number} is still open.` : undefined;
  if (issue.stateReason === "not_planned") {
    return { symbol: "⚪", title: "Closed as not planned", hint: left };
  }
  if (issue.stateReason === "duplicate") {
    return { symbol: "⚪", title: "Closed as a duplicate", hint: left };
  }
  if (plan === undefined || !approved) {
    return { symbol: "⚪", title: "Closed without an approved plan", hint: left };
  }
  const { items, hasKinds } = plan.progress;
  const open = items.filter(({ done }) => !done);
  const all = items.length > 0 ? "Everything in the plan is done." : undefined;
  const counted = hasKinds ? listOf(countsOf(plan.progress, "open")) : itemsOf(open.length);
  const undecided = plan.plan?.undecided ?? [];
  const hint =
    open.length === 0 ? all : `${counted} ${open.length === 1 ? "was" : "were"} left open.`;
  if (undecided.length > 0) {
    const said = undecidedHint(undecided, open.length > 0 ? hint : "");
    return { symbol: "⚪", title: "Closed before the plan was completed", hint: said };
  }
  return { symbol: SYMBOLS.completed, title: "Completed", hint };
}

/** A plan that is asked for while its issue is closed. */
function unopenedHeadline({ request }: HeadlineFacts): ReturnType<typeof headline> {
  const label = request === false ? "" : `, or remove the label ${inlineCode(request)}`;
  return {
    symbol: SYMBOLS.requested,
    title: "No plan was opened, because the issue is closed",
    hint: `Reopen the issue to get a plan${label}.`,
  };
}

/** Lines that are shown of those that are marked neither open nor done. */
const MAX_UNDECIDED = 5;

function undecidedHint(undecided: Plan["undecided"], open = ""): string {
  const named = undecided
    .slice(0, MAX_UNDECIDED)
    .map(({ mark, text }) => inlineText(`[${mark}] ${text}`, 80));
  const more = undecided.length - named.length;
  const all = listOf(more > 0 ? [...named, `${more} more`] : named);
  return `${open} Marked neither done nor open: ${all}.`.trim();
}

function itemsOf(count: number): string {
  return count === 1 ? "One item" : `${count} items`;
}

/** What is done, and what is open all the same: nothing passes silently. */
function completedHint({ plan }: HeadlineFacts): string {
  if (plan === undefined) return "Everything in the plan is done.";
  const { kinds, hasKinds } = plan.progress;
  const left = countsOf(plan.progress, "open");
  if (!hasKinds || left.length === 0) return "Everything in the plan is done.";
  const done = ITEM_KINDS.filter((kind) => kinds[kind].done > 0 && kinds[kind].open === 0);
  const what = listOf(done.map((kind) => NOUNS[kind].many));
  const open = ITEM_KINDS.reduce((sum, kind) => sum + kinds[kind].open, 0);
  return `All ${what} are done. ${listOf(left)} ${open === 1 ? "is" : "are"} still open.`;
}

function countsOf({ kinds }: Progress, which: "done" | "open"): readonly string[] {
  return ITEM_KINDS.flatMap((kind) => countOf(kind, kinds[kind][which]));
}

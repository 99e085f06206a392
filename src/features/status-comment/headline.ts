import type { PlanPull } from "../../github/pulls.js";
import type { Issue } from "../../issue/issue.js";
import { inlineCode, inlineText } from "../../markdown/escape.js";
import type { PlanState } from "../../model/states.js";
import { ITEM_KINDS } from "../../plan/parse/items.js";
import type { PlanRisk, Rating } from "../../plan/parse/lists.js";
import type { Plan } from "../../plan/parse/parse.js";
import type { Progress } from "../../plan/parse/progress.js";
import { isPlaceholder } from "../../plan/placeholders.js";
import { commentSection, type CommentSection } from "../bot-text.js";
import { repositoryUrl, countOf, listOf, NOUNS } from "../words.js";
import type { PlanAbsence } from "../plan-file/progress.js";

/** What the first lines of the status comment say. */
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
    const undecidedText = undecidedHint(undecided, open.length > 0 ? hint : "");
    return { symbol: "⚪", title: "Closed before the plan was completed", hint: undecidedText };
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

/** Something in a plan that wants somebody's attention. */
export interface Notice {
  readonly kind: "overdue" | "risk" | "undecided" | "question" | "gate";
  readonly text: string;
  /** The day that passed, `YYYY-MM-DD`; only of what is overdue. */
  readonly due?: string;
  /** 1-based line in the plan; `undefined` for what stands elsewhere. */
  readonly line: number | undefined;
}

/** A milestone with the day that it is due on. */
interface Milestone {
  readonly title: string;
  /** ISO 8601; `undefined` where none is set. */
  readonly dueOn: string | undefined;
}

/**
 * What of a plan wants attention: a due day that passed, high risks that nothing is done about,
 * work that is marked neither open nor done, questions that nobody answered, and the gates that the work has to pass. Guidance of a template
 * that nobody replaced is none of these.
 *
 * @param now the time of the run; a day is overdue when it is over, in UTC
 */
export function readNotices(
  plan: Plan,
  milestone: Milestone | undefined,
  now: Date,
): readonly Notice[] {
  return [
    ...overdue(plan, milestone, now.toISOString().slice(0, 10)),
    ...plan.risks
      .filter((risk) => isHigh(risk) && isNothing(risk.mitigation) && !isNothing(risk.text))
      .map(({ text, line }): Notice => ({ kind: "risk", text, line })),
    ...plan.undecided.map(({ mark, text, line }): Notice => ({
      kind: "undecided",
      text: `[${mark}] ${text}`,
      line,
    })),
    ...openQuestions(plan),
    ...plan.gates
      .filter(({ name, command }) => !isNothing(name) && !isNothing(command))
      .map(({ name, line }): Notice => ({ kind: "gate", text: name, line })),
  ];
}

function overdue(plan: Plan, milestone: Milestone | undefined, today: string): readonly Notice[] {
  const due = [
    ...(milestone?.dueOn === undefined
      ? []
      : [{ text: `Milestone ${milestone.title}`, due: milestone.dueOn, line: undefined }]),
    ...dueDates(plan).map(({ label, iso, line }) => ({ text: label, due: iso, line })),
  ].map((item): Notice => ({ ...item, kind: "overdue", due: item.due.slice(0, 10) }));
  return due.filter((notice) => (notice.due ?? today) < today);
}

/** The dates on which a plan says that something is due. */
function dueDates({ dates }: Plan): Plan["dates"] {
  return dates.filter(({ label }) => /^(?:due|deadline|target)\b/i.test(label));
}

/** The first day that a plan says something is due on, `YYYY-MM-DD`. */
export function firstDueDay(plan: Plan): string | undefined {
  const days = dueDates(plan).map(({ iso }) => iso.slice(0, 10));
  return days.toSorted((a, b) => (a < b ? -1 : 1))[0];
}

/** High on one scale and at least medium on the other, where the plan has both. */
function isHigh({ probability, impact }: PlanRisk): boolean {
  const weights = [probability, impact].flatMap((rating) => weightOf(rating) ?? []);
  return weights.length > 0 && Math.max(...weights) >= 3 && Math.min(...weights) >= 2;
}

const WEIGHTS = { low: 1, medium: 2, high: 3, critical: 4 } as const;

function weightOf(rating: Rating | undefined): number | undefined {
  return rating?.level === undefined ? undefined : WEIGHTS[rating.level];
}

/** Items with a box that is not ticked; without a box, those that ask something. */
function openQuestions({ questions, items }: Plan): readonly Notice[] {
  const boxes = new Set(items.map(({ line }) => line));
  return questions
    .filter(({ text, line, done }) => {
      return !done && !isNothing(text) && (boxes.has(line) || /[?？]["'”’)\s]*$/.test(text));
    })
    .map(({ text, line }): Notice => ({ kind: "question", text, line }));
}

const NOTHING = /^[^\p{L}\p{N}]*(?:(?:none|nothing|n\/a|tbd|todo)[^\p{L}\p{N}]*)?$/iu;

/** Left empty, said to be none, or still what the template asks for. */
function isNothing(text: string): boolean {
  return isPlaceholder(text) || /^<.*>$/s.test(text) || NOTHING.test(text);
}

const section = commentSection("attention");

/** Rows of a kind that are shown, and gates on their one line. */
const MAX_ROWS = 3;
const MAX_GATES = 6;

const KINDS = [
  { kind: "overdue", mark: "⏰", one: "Overdue", many: "overdue" },
  { kind: "risk", mark: "⚠️", one: "High risk without mitigation", many: "such risks" },
  {
    kind: "undecided",
    mark: "➖",
    one: "Not a box that GitHub counts, so the plan is not completed",
    many: "such boxes",
  },
  { kind: "question", mark: "❓", one: "Open question", many: "open questions" },
] as const;

/**
 * A few short lines about what wants attention; `undefined` where nothing does.
 *
 * @param urlOf address of a line of the plan
 */
export function attentionSection(
  notices: readonly Notice[],
  urlOf: (line: number) => string,
): CommentSection | undefined {
  const link = ({ text, line }: Notice): string => {
    const words = inlineText(text, 80);
    return line === undefined ? words : `[${words}](${urlOf(line)})`;
  };
  const rows = KINDS.flatMap(({ kind, mark, one: singular, many }) => {
    const ofKind = notices.filter((notice) => notice.kind === kind);
    const shown = ofKind.slice(0, MAX_ROWS).map((notice) => {
      const due = notice.due === undefined ? "" : `, due ${notice.due}`;
      return `${mark} ${singular}: ${link(notice)}${due}`;
    });
    const more = ofKind.length - shown.length;
    return more > 0 ? [...shown, `${mark} … and ${more} more ${many}`] : shown;
  });
  const gates = notices.filter(({ kind }) => kind === "gate");
  const links = gates.slice(0, MAX_GATES).map((gate) => link(gate));
  const left = gates.length - links.length;
  const all = left > 0 ? [...links, `${left} more`] : links;
  if (all.length > 0) rows.push(`🚦 To pass: ${all.join(" · ")}`);
  return section("Attention", rows.length === 0 ? undefined : { rows });
}

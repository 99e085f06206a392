import { inlineText } from "../../markdown/escape.js";
import type { Plan } from "../../plan/parse/parse.js";
import type { PlanRisk, Rating } from "../../plan/parse/lists.js";
import { isPlaceholder } from "../../plan/placeholders.js";
import { commentSection, type CommentSection } from "../bot-text.js";

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
  ].map((it): Notice => ({ ...it, kind: "overdue", due: it.due.slice(0, 10) }));
  return due.filter((it) => (it.due ?? today) < today);
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
  const rows = KINDS.flatMap(({ kind, mark, one, many }) => {
    const its = notices.filter((notice) => notice.kind === kind);
    const shown = its.slice(0, MAX_ROWS).map((notice) => {
      const due = notice.due === undefined ? "" : `, due ${notice.due}`;
      return `${mark} ${one}: ${link(notice)}${due}`;
    });
    const more = its.length - shown.length;
    return more > 0 ? [...shown, `${mark} … and ${more} more ${many}`] : shown;
  });
  const gates = notices.filter(({ kind }) => kind === "gate");
  const links = gates.slice(0, MAX_GATES).map((gate) => link(gate));
  const left = gates.length - links.length;
  const all = left > 0 ? [...links, `${left} more`] : links;
  if (all.length > 0) rows.push(`🚦 To pass: ${all.join(" · ")}`);
  return section("Attention", rows.length === 0 ? undefined : { rows });
}

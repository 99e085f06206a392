import { fieldCalled, fieldsIn, type Field } from "../../markdown/fields.js";
import { footerOf, headerOf, type Section } from "../../markdown/outline.js";
import { plainText } from "../../markdown/parse.js";
import type { PlanState } from "../../model/plan-state.js";
import { words } from "./format.js";
import type { Front } from "./front.js";

/**
 * What teams write on a status line, and the state that each means; the formats' own come first.
 * Written as {@link bare} gives them: small letters, spaces for dashes.
 */
const STATE_WORDS: Readonly<Record<Exclude<PlanState, "requested">, string>> = {
  proposed:
    "proposed|proposal|planning|planned|plan|draft|drafting|in draft|todo|to do|backlog|" +
    "not started|not yet started|needs review|in review|under review|ready for review|" +
    "awaiting review|pending review|awaiting approval|pending approval|pending|rfc|queued",
  approved:
    "approved|accepted|ready for implementation|ready to start|ready|scheduled|implementable",
  "in progress":
    "in progress|inprogress|wip|work in progress|ongoing|started|underway|under way|active|" +
    "doing|implementing|executing|developing|investigating|exploring|testing|working on|" +
    "in development|in flight|in testing|in qa|in the works|under construction|reopened|" +
    "partially complete|partially completed|partially done|partially implemented|" +
    "mostly complete|mostly completed|mostly done|almost complete|almost completed|" +
    "almost done|nearly complete|nearly completed|nearly done|half done|incomplete",
  blocked:
    "blocked|on hold|onhold|paused|waiting|stalled|stuck|deferred|postponed|parked|" +
    "suspended|halted|frozen",
  rejected:
    "rejected|declined|cancelled|canceled|abandoned|withdrawn|obsolete|superseded|duplicate|" +
    "won't do|wont do|won't fix|wontfix|not planned|dropped|discontinued|no longer needed|" +
    "closed as not planned|closed (not planned)|closed as duplicate",
  completed:
    "completed|complete|done|finished|shipped|implemented|fully implemented|released|" +
    "delivered|merged|deployed|resolved|closed|all done|fully complete|verified|signed off",
};

/** Words that mean a state alone, but mostly something else when more follows. */
const ALONE = new Map<string, PlanState>([
  ["open", "proposed"],
  ["new", "proposed"],
  ["review", "proposed"],
  ["approval", "proposed"],
  ["live", "completed"],
]);

/** What a symbol means where no word stands beside it. */
const SYMBOLS: readonly (readonly [symbol: string, state: PlanState])[] = [
  ["✅", "completed"],
  ["✔", "completed"],
  ["☑", "completed"],
  ["🚧", "in progress"],
  ["🔄", "in progress"],
  ["⏳", "in progress"],
  ["🟡", "in progress"],
  ["⏸", "blocked"],
  ["⛔", "blocked"],
  ["🔴", "blocked"],
  ["❌", "rejected"],
];

/** All words, longest first, so that “not started” is found before “started” could be. */
const WORDS: readonly (readonly [word: string, state: PlanState])[] = Object.entries(STATE_WORDS)
  .flatMap(([state, words]) => words.split("|").map((word) => [word, asState(state)] as const))
  .toSorted(([one], [other]) => other.length - one.length);

function asState(name: string): PlanState {
  const states = Object.keys(STATE_WORDS).filter(
    (key): key is keyof typeof STATE_WORDS => key in STATE_WORDS,
  );
  return states.find((state) => state === name) ?? "proposed";
}

/** A word of a template's own, and the state it means. */
export interface StatusWord {
  readonly word: string;
  readonly state: PlanState;
}

/** What it says first is a question: “Completed?”, “Done (?)”, but not “Blocked: by whom?”. */
const QUESTION = /^[^.,:;()–—]*[?？]|^[^?？]*\([?？]+\)/u;

/**
 * The state that a status means, in the format's own words or others that teams use. `undefined`
 * where it starts with no word that is known, and where it asks instead of telling.
 */
export function stateOf(status: string, own: readonly StatusWord[] = []): PlanState | undefined {
  if (QUESTION.test(status)) return undefined;
  const said = bare(status);
  if (said === "") return SYMBOLS.find(([symbol]) => status.includes(symbol))?.[1];
  const owned = own.find(({ word }) => startsWith(said, bare(word)));
  if (owned !== undefined) return owned.state;
  const alone = ALONE.get(said.replace(/\)+$/, ""));
  if (alone !== undefined) return alone;
  const percent = /^(\d{1,3})\s?%/.exec(said)?.[1];
  if (percent !== undefined) return Number(percent) >= 100 ? "completed" : "in progress";
  return WORDS.find(([word]) => startsWith(said, word))?.[1];
}

/**
 * The status in small letters, without symbols and punctuation before and behind; `IN_PROGRESS`,
 * `in-progress` and `InProgress` are “in progress”.
 */
export function bare(status: string): string {
  return status
    .replaceAll(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L})[_-](?=\p{L})/gu, " ")
    .toLowerCase()
    .replaceAll("’", "'")
    .replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%)]+$/gu, "")
    .replaceAll(/\s+/g, " ");
}

function startsWith(said: string, word: string): boolean {
  return said.startsWith(word) && !/^[\p{L}\p{N}_]/u.test(said.slice(word.length));
}

/**
 * Whether a status still lists what it could be (`Planning | In Progress | Completed`), so that
 * nobody has chosen yet.
 */
export function isChoice(status: string, own: readonly StatusWord[] = []): boolean {
  const parts = status.split(/[|/]/).map((part) => part.trim());
  if (parts.length < 2) return false;
  return parts.every((part) => bare(part) !== "" && stateOf(part, own) !== undefined);
}

/** What a plan says of its own state. */
export interface PlanStatus {
  /** As written, without markup. */
  readonly text: string;
  /** 1-based line. */
  readonly line: number;
  /** `undefined` for words that are not known, and where all choices are still there. */
  readonly state: PlanState | undefined;
  /** Still the list of what it could be: nobody has chosen. */
  readonly unfilled: boolean;
}

const STATUS = /^(?:(?:plan|current|overall|project|document|implementation)\s)?(?:status|state)$/i;
const PLAN_STATUS = /^plan status$/i;

/** The plan's status: on its status line, in its front matter, in a heading or a section of that name. */
export function readStatus(
  sections: readonly Section[],
  front: Front,
  own: readonly StatusWord[],
): PlanStatus | undefined {
  const field =
    fieldCalled(fieldsIn(headerOf(sections).flatMap(({ nodes }) => nodes)), STATUS) ??
    fieldCalled(fieldsIn(footerOf(sections)), STATUS) ??
    fieldCalled(fieldsIn(sections.flatMap(({ nodes }) => nodes)), PLAN_STATUS) ??
    frontField(front) ??
    headingField(sections) ??
    sectionField(sections);
  if (field === undefined || bare(field.value) === "") {
    const state = field === undefined ? undefined : stateOf(field.value, own);
    return field === undefined || state === undefined
      ? undefined
      : { text: field.value, line: field.line, state, unfilled: false };
  }
  const text = field.value;
  const unfilled = isChoice(text.replaceAll(/[<>{}[\]]/g, ""), own);
  return { text, line: field.line, state: unfilled ? undefined : stateOf(text, own), unfilled };
}

function frontField(front: Front): Field | undefined {
  const value = front.get("status") ?? front.get("state");
  return value === undefined ? undefined : { label: "status", ...value };
}

/** A heading that says it itself, such as `## Status: Completed`. */
function headingField(sections: readonly Section[]): Field | undefined {
  for (const { depth, title, line } of sections) {
    const [, label = "", value = ""] = /^([^:–—]{1,40}?)\s?[:–—]\s*(.+)$/su.exec(title) ?? [];
    if (depth >= 1 && depth <= 2 && STATUS.test(words(label))) return { label, value, line };
  }
  return undefined;
}

/** A section that is called “Status”: its “State” or “Status”, or its first paragraph if it is short. */
function sectionField(sections: readonly Section[]): Field | undefined {
  const section = sections.find(({ depth, title }) => depth === 2 && STATUS.test(words(title)));
  const said = fieldCalled(fieldsIn(section?.nodes ?? []), STATUS);
  if (said !== undefined) return said;
  const first = section?.nodes[0];
  if (first?.type !== "paragraph") return undefined;
  const value = plainText(first);
  const line = first.position?.start.line ?? 1;
  return value.length > 80 ? undefined : { label: "Status", value, line };
}

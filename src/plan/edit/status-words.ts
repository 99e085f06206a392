import type { Format } from "../parse.js";
import { bare, isChoice, stateOf } from "../parse/words.js";
import type { PlanState } from "../state.js";

/** What a status line can say where its format has no word for a state. */
const WORDS: Readonly<Record<Exclude<PlanState, "requested">, string>> = {
  proposed: "Proposed",
  approved: "Approved",
  "in progress": "In Progress",
  blocked: "Blocked",
  rejected: "Rejected",
  completed: "Completed",
};

/** The signs before the words, for plans whose status line has one. */
const SIGNS: Readonly<Record<PlanState, string>> = {
  requested: "",
  proposed: "⚠️",
  approved: "✅",
  "in progress": "🚧",
  blocked: "❌",
  rejected: "❌",
  completed: "✅",
};

/** A status in a format's words. */
export interface ChosenStatus {
  readonly word: string;
  readonly state: PlanState;
}

/** The word of a format for a state. */
export function wordFor(state: keyof typeof WORDS, format: Format | undefined): string {
  return format?.status.find((own) => own.state === state)?.word ?? WORDS[state];
}

/**
 * What somebody means by a status: a word of the format, or one that teams use, which becomes the
 * format's word for the same state where it has one. `undefined` for a word that is not known.
 */
export function chooseStatus(said: string, format: Format | undefined): ChosenStatus | undefined {
  const own = format?.status ?? [];
  const exact = own.find(({ word }) => bare(word) === bare(said));
  if (exact !== undefined) return exact;
  const state = isChoice(said, own) ? undefined : stateOf(said, own);
  if (state === undefined || state === "requested") return undefined;
  return { word: wordFor(state, format), state };
}

/** The sign for a state, in formats whose status line has one; empty where there is none. */
export function signFor(state: PlanState): string {
  return SIGNS[state];
}

import { digestOf } from "../../model/text.js";
import type { Action, Snapshot } from "../snapshot.js";

/** Equal corrections that are made at once within {@link WINDOW_MS}; the next one waits. */
const FREE_CORRECTIONS = 3;

/** In milliseconds. */
const WINDOW_MS = 10 * 60 * 1000;
const FIRST_WAIT_MS = 60 * 1000;
const MAX_WAIT_MS = 60 * 60 * 1000;

/** After so many milliseconds without an equal correction all is forgotten. */
export const FORGOTTEN_MS = 2 * MAX_WAIT_MS;

/** What is remembered of equal corrections of one issue. */
export interface Brake {
  /** When the last ones were made, oldest first: milliseconds since 1970. */
  readonly times: readonly number[];
  /** How often the correction had to wait; 0 while it is free. */
  readonly waits: number;
  /** Before that, in milliseconds since 1970, it is not made again. */
  readonly until: number;
}

/** What {@link pressBrake} decides. */
interface BrakeDecision {
  readonly brake: Brake;
  /** Whether the correction is made now. */
  readonly free: boolean;
}

/**
 * Whether one more correction is made now that equals earlier ones. Three within ten minutes are
 * free. The next one waits a minute, the one after that two, then four, up to an hour: somebody or
 * something keeps undoing it.
 *
 * @param before what is remembered; `undefined` for nothing
 * @param now milliseconds since 1970
 */
export function pressBrake(before: Brake | undefined, now: number): BrakeDecision {
  const brake = isForgotten(before, now) ? undefined : before;
  if (brake !== undefined && now < brake.until) return { brake, free: false };
  const times = (brake?.times ?? []).filter((time) => time > now - WINDOW_MS);
  const waits = brake?.waits ?? 0;
  if (waits === 0 && times.length >= FREE_CORRECTIONS) {
    return { brake: { times, waits: 1, until: now + FIRST_WAIT_MS }, free: false };
  }
  const made = [...times, now].slice(-FREE_CORRECTIONS);
  if (waits === 0) return { brake: { times: made, waits, until: 0 }, free: true };
  const wait = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** waits);
  return { brake: { times: made, waits: waits + 1, until: now + wait }, free: true };
}

/** Whether nothing equal was put right for so long that it counts for nothing any more. */
export function isForgotten(brake: Brake | undefined, now: number): boolean {
  const last = brake?.times.at(-1) ?? 0;
  return now - Math.max(last, brake?.until ?? 0) > FORGOTTEN_MS;
}

/**
 * The name of what an action puts right on GitHub: equal ones have equal names. `undefined` for
 * actions that put nothing right which somebody may have changed.
 */
export function correctionOf(action: Action): string | undefined {
  if (action.type === "add-label") return `${LABEL}${action.label.name}`;
  if (action.type === "remove-label") return `no label ${action.name}`;
  if (action.type === "retitle-pull") return `title ${digestOf(action.title, 16)}`;
  if (action.type === "describe-pull") return `description ${digestOf(action.body, 16)}`;
  if (action.type === "create-comment" || action.type === "update-comment") {
    return `comment ${digestOf(withoutTimes(action.body), 16)}`;
  }
  if (action.type === "delete-comment") return "comment twice";
  return action.type === "check-plan" ? `check ${action.key}` : undefined;
}

const LABEL = "label ";

/**
 * A status comment without the times at which it was written: those are others each time. What it
 * remembers counts: to note something new is no correction.
 */
function withoutTimes(body: string): string {
  return body.replace(/\n<sub>Last updated [^\n]*/, "").replace(/"at":"[^"]*"/, "");
}

/** The action, unless it is a correction that has to wait. */
export function unlessBraked(
  { braked = [] }: Pick<Snapshot, "braked">,
  action: Action | undefined,
): Action | undefined {
  const name = action && correctionOf(action);
  return name !== undefined && braked.includes(name) ? undefined : action;
}

/** The labels that something else keeps removing. */
export function contestedLabels({
  contested = [],
}: Pick<Snapshot, "contested">): readonly string[] {
  return contested.flatMap((name) => (name.startsWith(LABEL) ? [name.slice(LABEL.length)] : []));
}

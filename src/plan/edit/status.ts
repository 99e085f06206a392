import { parsePlan, type Format } from "../parse.js";
import { formatOf } from "../parse/format.js";
import { readFront } from "../parse/front.js";
import { isChoice } from "../parse/words.js";
import { plainValue, valueSplice } from "./fields.js";
import { open, type Opened } from "./read.js";
import { splice } from "./splice.js";
import { statusField, withStatusLine } from "./status-place.js";
import { signFor, wordFor, type ChosenStatus } from "./status-words.js";

/**
 * The plan with another status, and why if that is said. A plan without a status line gets one
 * below the fields of its header. The text as it is where it says just that already.
 *
 * @param formats the formats that the plan may have; they say where a status can be read
 */
export function setStatus(
  text: string,
  status: ChosenStatus,
  formats: readonly Format[],
  reason?: string,
): string {
  const opened = open(text);
  const field = statusField(opened, formats);
  const format = planFormat(opened, formats);
  const sign = field !== undefined && /^[^\p{L}\p{N}<>{}[\]()*_]/u.test(plainValue(field));
  const word = sign ? `${signFor(status.state)} ${status.word}`.trim() : status.word;
  const said = withReason(word, reason, format);
  if (field === undefined) return withStatusLine(opened, said);
  return splice(text, [valueSplice(field, said)]);
}

/** {@link setStatus} with the format's word for blocked. */
export function blockPlan(text: string, reason: string, formats: readonly Format[]): string {
  const word = wordFor("blocked", planFormat(open(text), formats));
  return setStatus(text, { word, state: "blocked" }, formats, reason);
}

/**
 * The plan with the status it has once it is no longer blocked: in progress if anything is ticked,
 * else approved, in the format's words. The text as it is where its status is not blocked.
 */
export function unblockPlan(text: string, formats: readonly Format[]): string {
  const plan = parsePlan(text, formats);
  if (plan.status?.state !== "blocked") return text;
  const state = plan.done > 0 ? "in progress" : "approved";
  const word = wordFor(state, planFormat(open(text), formats));
  return setStatus(text, { word, state }, formats);
}

/** The format of a plan, of those that are given. */
export function planFormat(
  { text, document, sections }: Opened,
  formats: readonly Format[],
): Format | undefined {
  return formatOf(text, readFront(document, text), sections, formats);
}

function withReason(word: string, reason: string | undefined, format: Format | undefined): string {
  if (reason === undefined || reason.trim() === "") return word;
  const said = `${word}: ${reason}`;
  // A reason that reads like a list of choices would make it no status at all.
  return isChoice(said, format?.status ?? []) ? said.replaceAll(/[|/]/g, ",") : said;
}

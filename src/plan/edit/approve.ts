import { parsePlan, type Format } from "../parse.js";
import { approversOf, setApprovedBy, setLastUpdated } from "./fields.js";
import { open } from "./read.js";
import { planFormat, setStatus } from "./status.js";
import { wordFor } from "./status-words.js";

/**
 * The plan as somebody approves it: its status, who approved it and “Last Updated”, in the words and
 * places of its format. The text as it is where it says so already. A plan whose status is beyond
 * approval keeps that, and so does an “Approved By” in which people wrote something else than logins.
 *
 * @param by logins
 * @param at ISO 8601, UTC
 */
export function approvePlan(
  text: string,
  { by, at }: { readonly by: readonly string[]; readonly at: string },
  formats: readonly Format[],
): string {
  const word = wordFor("approved", planFormat(open(text), formats));
  const state = parsePlan(text, formats).status?.state;
  const isBeyond = state === "approved" || state === "in progress" || state === "completed";
  const stated = isBeyond ? text : setStatus(text, { word, state: "approved" }, formats);
  const signed = withApprovers(stated, by);
  return signed === text ? text : (setLastUpdated(signed, at) ?? signed);
}

function withApprovers(text: string, by: readonly string[]): string {
  const before = approversOf(text);
  if (before === undefined) return text;
  const known = new Set(before.map((login) => login.toLowerCase()));
  const fresh = by.filter((login) => !known.has(login.toLowerCase()));
  return fresh.length === 0 ? text : (setApprovedBy(text, [...before, ...fresh]) ?? text);
}

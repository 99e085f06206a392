import { headerOf, type Section } from "../../markdown/outline.js";
import type { PlanState } from "../../model/states.js";
import { formatOf, words } from "../parse/format.js";
import { readFront } from "../../markdown/front-matter.js";
import { type Format, parsePlan } from "../parse/parse.js";
import { bare, isChoice, STATUS, stateOf } from "../parse/status.js";
import {
  labelledIn,
  type Labelled,
  labelledBelow,
  labelledOf,
  plainValue,
  valueSplice,
  approversOf,
  setApprovedBy,
  setLastUpdated,
} from "./fields.js";
import { inlineMarkdown, type Opened, splice, open } from "./open.js";
import { textLines } from "../../model/text.js";

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
export function chooseStatus(wanted: string, format: Format | undefined): ChosenStatus | undefined {
  const own = format?.status ?? [];
  const exact = own.find(({ word }) => bare(word) === bare(wanted));
  if (exact !== undefined) return exact;
  const state = isChoice(wanted, own) ? undefined : stateOf(wanted, own);
  if (state === undefined || state === "requested") return undefined;
  return { word: wordFor(state, format), state };
}

/** The sign for a state, in formats whose status line has one; empty where there is none. */
function signFor(state: PlanState): string {
  return SIGNS[state];
}

/** Where the status stands that {@link parsePlan} reads. */
function statusField(opened: Opened, formats: readonly Format[]): Labelled | undefined {
  const { text, sections } = opened;
  const line = parsePlan(text, formats).status?.line;
  const fields = [...labelledOf(opened), ...everywhere(opened)].filter(({ label }) =>
    STATUS.test(label),
  );
  if (line === undefined) return fields.find((field) => headerHas(opened, field));
  return (
    fields.find(({ start }) => lineAt(text, start) === line) ??
    paragraphAt(
      opened,
      sections.find(
        (section) => STATUS.test(words(section.title)) && lineOfFirst(section) === line,
      ),
    )
  );
}

function everywhere(opened: Opened): readonly Labelled[] {
  const { sections, document, text } = opened;
  const headings = document.tree.children.flatMap((node) =>
    node.type === "heading" ? labelledIn(node, text, document.shift) : [],
  );
  return [
    ...headings,
    ...labelledBelow(
      sections.flatMap(({ nodes }) => nodes),
      opened,
    ),
  ];
}

/** A status line that says nothing yet is one all the same. */
function headerHas({ text, sections }: Opened, { start }: Labelled): boolean {
  const end = sections[headerOf(sections).length]?.line ?? Infinity;
  return lineAt(text, start) < end;
}

function lineOfFirst({ nodes }: Section): number | undefined {
  return nodes[0]?.type === "paragraph" ? nodes[0].position?.start.line : undefined;
}

/** A section that is called “Status” says it in its first paragraph. */
function paragraphAt(
  { document, text }: Opened,
  section: Section | undefined,
): Labelled | undefined {
  const position = section?.nodes[0]?.position;
  if (position === undefined) return undefined;
  const [start, end] = [position.start.offset, position.end.offset].map(
    (at = 0) => at + document.shift,
  );
  if (start === undefined || end === undefined) return undefined;
  return { label: "Status", value: text.slice(start, end), start, end, place: "paragraph" };
}

/** A line of its own behind the last field of the header; else behind the first heading. */
function withStatusLine(opened: Opened, status: string): string {
  const { text, document, sections } = opened;
  const value = inlineMarkdown(status, "paragraph");
  const header = headerOf(sections).flatMap(({ nodes }) => nodes);
  const fields = header.findLast(
    (node) => node.type === "paragraph" && labelledIn(node, text, document.shift).length > 0,
  );
  const at = (offset: number | undefined) => (offset ?? 0) + document.shift;
  if (fields !== undefined) {
    const end = at(fields.position?.end.offset);
    return splice(text, [{ start: end, end, text: `  \n**Status:** ${value}` }]);
  }
  const first = document.tree.children.find(({ type }) => type === "heading");
  const start = at(first?.position?.end.offset ?? header[0]?.position?.start.offset);
  const line = first === undefined ? `**Status:** ${value}\n\n` : `\n\n**Status:** ${value}`;
  return splice(text, [{ start, end: start, text: line }]);
}

function lineAt(text: string, offset: number): number {
  return textLines(text.slice(0, offset)).length;
}

/**
 * The plan with another status, and the reason where one is given. A plan without a status line gets one
 * below the fields of its header. Returns the text unchanged where it says that already.
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
  const value = withReason(word, reason, format);
  if (field === undefined) return withStatusLine(opened, value);
  return splice(text, [valueSplice(field, value)]);
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
  const status = `${word}: ${reason}`;
  // A reason that reads like a list of choices would make it no status at all.
  return isChoice(status, format?.status ?? []) ? status.replaceAll(/[|/]/g, ",") : status;
}

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

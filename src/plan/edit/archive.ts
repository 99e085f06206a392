import type { Section } from "../../markdown/outline.js";
import { parsePlan, type Format, type Plan } from "../parse/parse.js";
import { isPlaceholder, unitsOf } from "../placeholders.js";
import { isUnfilled, setLastUpdated, valueSplice, labelledBelow, labelledOf } from "./fields.js";
import { endOf } from "./logs.js";
import { inlineMarkdown, open, type Opened, splice, type Splice } from "./open.js";
import { planFormat, setStatus, wordFor } from "./status.js";

/** What is known when an issue is closed. */
export interface ArchiveFacts {
  /** Whether the work was done, or will not be. */
  readonly state: "completed" | "rejected";
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The pull requests that worked on it, as Markdown links' texts and addresses. */
  readonly pulls: readonly { readonly label: string; readonly htmlUrl: string }[];
}

const RETROSPECTIVE = /\b(?:retrospective|outcomes?|lessons learn(?:ed|t))\b/i;
const HANDOFF = /\b(?:hand-?off|next steps|follow.ups?)\b/i;
/** Unfinished items that are named, each in so many characters. */
const MAX_ITEMS = 20;
const ITEM_LENGTH = 80;
const MAX_PULLS = 20;

/**
 * The plan with its final status and dates, and what is known in its retrospective sections: the
 * result, linked pull requests, and items left open. Only what nobody has filled in is filled; archiving
 * again on the same day changes nothing.
 */
export function archivePlan(text: string, known: ArchiveFacts, formats: readonly Format[]): string {
  const plan = parsePlan(text, formats);
  const word = wordFor(known.state, planFormat(open(text), formats));
  const stated =
    plan.status?.state === known.state
      ? text
      : setStatus(text, { word, state: known.state }, formats);
  const dated = withCompletedDate(setLastUpdated(stated, known.at) ?? stated, known);
  return withHandoff(withRetrospective(dated, plan, known), plan);
}

/** A field for the day of completion that is still empty. */
function withCompletedDate(text: string, { at, state }: ArchiveFacts): string {
  const field = labelledOf(open(text)).find(({ label }) =>
    /^(?:completed|finished|closed)(?:[\s_-](?:at|on|date))?$|^end(?:[\s_-]date)?$/i.test(label),
  );
  if (field === undefined || state !== "completed" || !isUnfilled(field)) return text;
  return splice(text, [valueSplice(field, at.slice(0, 10))]);
}

function withRetrospective(text: string, plan: Plan, known: ArchiveFacts): string {
  const opened = open(text);
  const section = opened.sections.find(({ title }) => RETROSPECTIVE.test(title));
  if (section === undefined) return text;
  const fields = labelledBelow(section.nodes, opened).filter((field) => isUnfilled(field));
  const pulls = linksOf(known.pulls);
  const changes: Splice[] = [];
  for (const field of fields) {
    if (/^results?\b/i.test(field.label)) changes.push(valueSplice(field, resultOf(plan, known)));
    if (/^evidence$/i.test(field.label) && pulls !== "") changes.push(valueSplice(field, pulls));
  }
  const summary = summaryOf(plan, known, pulls);
  return splice(text, [...changes, ...summarySplice(opened, section, summary)]);
}

function linksOf(pulls: ArchiveFacts["pulls"]): string {
  const named = pulls.slice(0, MAX_PULLS).map(({ label, htmlUrl }) => `[${label}](${htmlUrl})`);
  const more = pulls.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}

/** The summary takes the place of the words that ask for one, else it stands at the section's end. */
function summarySplice(opened: Opened, section: Section, summary: string): readonly Splice[] {
  const { text, document } = opened;
  const at = (offset: number | undefined) => (offset ?? 0) + document.shift;
  if (text.replaceAll(/\r\n?/g, "\n").includes(summary)) return [];
  const asks = section.nodes.find((node) => {
    if (node.type !== "paragraph") return false;
    const units = unitsOf(node, text.slice(document.shift));
    return units.length > 0 && units.every((unit) => isPlaceholder(unit.text));
  });
  const [start, end] = [asks?.position?.start.offset, asks?.position?.end.offset];
  if (start !== undefined) return [{ start: at(start), end: at(end), text: summary }];
  const last = at(endOf(opened, section));
  return [{ start: last, end: last, text: `\n\n${summary}` }];
}

function summaryOf(plan: Plan, { at, state }: ArchiveFacts, pulls: string): string {
  const how = state === "completed" ? "Closed" : "Closed as not planned";
  const left = leftOpen(plan);
  const sentences = [
    `${how} on ${at.slice(0, 10)}: ${countOf(plan)}.`,
    ...(pulls === "" ? [] : [`Pull requests: ${inlineMarkdown(pulls, "paragraph")}.`]),
    ...(left === "" ? [] : [`Left open: ${inlineMarkdown(left, "paragraph")}.`]),
  ];
  return sentences.join("\n");
}

function resultOf(plan: Plan, known: ArchiveFacts): string {
  if (known.state === "rejected") return `Not met: closed as not planned, ${countOf(plan)}`;
  const { step, criterion } = plan.kinds;
  return step.open + criterion.open === 0 ? "Met" : `Partly met: ${countOf(plan)}`;
}

/** Steps, as the bar in the status comment counts them. */
function countOf({ done, open: left }: Plan): string {
  const total = done + left;
  return total === 0 ? "the plan has no steps" : `${done} of ${total} steps done`;
}

/** Items that are neither done nor dropped. */
function leftOpen({ items }: Plan): string {
  const left = items.filter(({ done, dropped }) => !done && !dropped);
  const named = left.slice(0, MAX_ITEMS).map(({ text }) => quoted(text));
  const more = left.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

/** An item's text is plain: nothing in it is to become markup. */
function quoted(text: string): string {
  const characters = Array.from(text);
  const short =
    characters.length > ITEM_LENGTH ? `${characters.slice(0, ITEM_LENGTH - 1).join("")}…` : text;
  return short.replaceAll(/[\\`*_~[\]<>|&]/g, String.raw`\$&`);
}

/** What is left to do, where the plan asks for it. */
function withHandoff(text: string, plan: Plan): string {
  const left = leftOpen(plan);
  if (left === "") return text;
  const opened = open(text);
  const sections = opened.sections.filter(({ title }) => HANDOFF.test(title));
  const fields = labelledBelow(
    sections.flatMap(({ nodes }) => nodes),
    opened,
  );
  const field = fields.find(({ label }) => /^follow.?ups?\b/iu.test(label));
  if (field === undefined || !isUnfilled(field)) return text;
  return splice(text, [valueSplice(field, left)]);
}

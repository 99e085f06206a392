import { stringify } from "yaml";
import { isPlaceholder } from "../check/units.js";
import { parseMarkdown, plainText } from "../markdown.js";
import { readTime } from "../parse/times.js";
import { valueMarkdown } from "./inline.js";
import type { Labelled } from "./labelled.js";
import { labelledOf } from "./places.js";
import { open } from "./read.js";
import { splice, type Splice } from "./splice.js";

const UPDATED = /^last[\s_-](?:updated?|modified)(?:[\s_-](?:at|on|date))?$/i;
const APPROVED_BY = /^approved[\s_-]by$/i;

/** The change that gives a field another value, in the form of its place. */
export function valueSplice({ start, end, place, value }: Labelled, said: string): Splice {
  if (place === "yaml") {
    // A value that is missing stands right behind its colon.
    const gap = value === "" ? " " : "";
    return { start, end, text: gap + stringify(said, { lineWidth: 0 }).trim() };
  }
  const text = valueMarkdown(said, place);
  if (value !== "" || place === "paragraph")
    return { start, end, text: value === "" ? ` ${text}` : text };
  return { start, end, text: ` ${text} ` };
}

/** What a value says, as plain text. */
export function plainValue({ value, place }: Labelled): string {
  return place === "yaml" ? value : plainText(parseMarkdown(value));
}

/** Whether nobody has filled a value in: it is empty, or the format's own placeholder. */
export function isUnfilled(labelled: Labelled): boolean {
  const said = plainValue(labelled);
  // `<Links>` as text: a tag or an autolink would have no brackets by now.
  if (/^<\p{L}[^<>]*>$/u.test(said)) return true;
  return said === "" || isPlaceholder(said) || isPlaceholder(labelled.value.replaceAll("\\", ""));
}

/**
 * The plan with another “Last Updated”: a day, or a time where the plan gives a time now. `undefined`
 * where it has no such field.
 *
 * @param at ISO 8601, UTC
 */
export function setLastUpdated(text: string, at: string): string | undefined {
  const field = labelledOf(open(text)).find(({ label }) => UPDATED.test(label));
  if (field === undefined) return undefined;
  const said = readTime(field.value)?.iso ?? field.value;
  const value = said.includes("T") && /\dT\d|ISO ?8601/.test(said) ? stampOf(at) : at.slice(0, 10);
  return splice(text, [valueSplice(field, value)]);
}

/**
 * The plan with who approved it: logins, as people read them. `undefined` where it has no such field.
 */
export function setApprovedBy(text: string, logins: readonly string[]): string | undefined {
  const field = labelledOf(open(text)).find(({ label }) => APPROVED_BY.test(label));
  if (field === undefined) return undefined;
  return splice(text, [valueSplice(field, logins.map((login) => `@${login}`).join(", "))]);
}

/**
 * Logins that stand as approvers; none where nobody is named yet. `undefined` where the plan has no
 * such field, or something else than logins in it.
 */
export function approversOf(text: string): readonly string[] | undefined {
  const field = labelledOf(open(text)).find(({ label }) => APPROVED_BY.test(label));
  if (field === undefined) return undefined;
  // A whole value in brackets is what a template asks for.
  if (isUnfilled(field) || /^(?:\[.*\]|\{.*\}|<.*>)$/.test(plainValue(field))) return [];
  const names = plainValue(field).split(/\s*,\s*/);
  const logins = names.map((name) => /^@([a-z0-9][a-z0-9_-]{0,38})$/i.exec(name.trim())?.[1]);
  return logins.every((login) => login !== undefined) ? logins : undefined;
}

/** A moment to the minute, as the formats write it: `2025-10-13T19:00Z`. */
export function stampOf(at: string): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}

import type { Table } from "mdast";
import { nodesOf, type Section, rowsOf } from "./outline.js";
import { plainText } from "./parse.js";

/** Hours that the sizes of a `size: M` label stand for: a day has 8, a week 40. */
export const SIZE_HOURS: Readonly<Record<string, number>> = {
  xs: 2,
  s: 4,
  m: 8,
  l: 24,
  xl: 40,
  xxl: 80,
};

const UNIT_HOURS: readonly (readonly [unit: RegExp, hours: number])[] = [
  [/^m(?:in(?:ute)?s?)?$/, 1 / 60],
  [/^h(?:(?:ou)?rs?)?$/, 1],
  [/^d(?:ays?)?$/, 8],
  [/^w(?:(?:ee)?ks?)?$/, 40],
];

/** More than this is no estimate of one issue's work. */
const MAX_HOURS = 10_000;

/**
 * Hours that a duration such as `8h`, `1.5 days` or `1d 4h` says, in hundredths; `undefined` for
 * anything else, a number without a unit included.
 */
export function readHours(duration: string): number | undefined {
  const text = duration.trim().toLowerCase().replace(/^~\s*/, "");
  if (text.length > 40 || !/^(?:\d+(?:[.,]\d+)?\s*[a-z]+\s*)+$/.test(text)) return undefined;
  let hours = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(/(\d+(?:[.,]\d+)?)\s*([a-z]+)/g)) {
    const factor = UNIT_HOURS.find(([pattern]) => pattern.test(unit))?.[1];
    if (factor === undefined) return undefined;
    hours += Number(amount.replace(",", ".")) * factor;
  }
  const sum = rounded(hours);
  return sum > 0 && sum <= MAX_HOURS ? sum : undefined;
}

function rounded(hours: number): number {
  return Math.round(hours * 100) / 100;
}

/** `8 hours`, `1 hour`, `0.5 hours`. */
export function hoursText(hours: number): string {
  return `${rounded(hours)} ${hours === 1 ? "hour" : "hours"}`;
}

/** One row of a timeline. */
export interface TimelineRow {
  readonly phase: string;
  readonly hours: number;
  readonly note: string;
}

/**
 * The phases of work that a timeline has, in its order; how many eighths of an estimate each gets,
 * and how soon its turn comes where there is less to give than that.
 */
const SHARES = [
  { phase: "Setup & Research", eighths: 1, turn: 4 },
  { phase: "Implementation", eighths: 4, turn: 0 },
  { phase: "Testing", eighths: 1, turn: 1 },
  { phase: "Documentation", eighths: 1, turn: 3 },
  { phase: "Code Review", eighths: 1, turn: 2 },
] as const;

/**
 * Shares `total` hours out over the phases, in quarters of an hour. The rows add up to it, none is
 * empty, and a note says a share only where it is one.
 *
 * @param name what the notes call the total
 */
export function shareOut(total: number, name = "the estimate"): readonly TimelineRow[] {
  const exact = (eighths: number) => (total * eighths) / 8;
  const quarters = SHARES.map(({ eighths }) => Math.floor(exact(eighths) * 4 + 1e-9));
  let left = Math.floor(total * 4 + 1e-9) - quarters.reduce((sum, each) => sum + each, 0);
  const missing = (index: number) =>
    rounded(exact(SHARES[index]?.eighths ?? 0) * 4 - (quarters[index] ?? 0));
  const turns = [...SHARES.keys()].toSorted(
    (a, b) => missing(b) - missing(a) || (SHARES[a]?.turn ?? 0) - (SHARES[b]?.turn ?? 0),
  );
  for (const index of turns) {
    if (left === 0) break;
    quarters[index] = (quarters[index] ?? 0) + 1;
    left -= 1;
  }
  // Less than a quarter of an hour goes to where most of the work is.
  const rest = total - quarters.reduce((sum, each) => sum + each, 0) / 4;
  return SHARES.flatMap(({ phase, eighths }, index): readonly TimelineRow[] => {
    const own = phase === "Implementation" ? rest : 0;
    const hours = rounded((quarters[index] ?? 0) / 4 + own);
    if (hours <= 0) return [];
    const isShare = Math.abs(hours - exact(eighths)) < 1e-9;
    return [
      { phase, hours, note: isShare ? `${eighths}/8 of ${name}` : `Rounded share of ${name}` },
    ];
  });
}

/** Hours of all rows, in hundredths. */
export function sumOf(rows: readonly TimelineRow[]): number {
  return rounded(rows.reduce((sum, { hours }) => sum + hours, 0));
}

/** A time that a plan expects something to take. */
interface Estimate {
  readonly phase: string;
  /** As written. */
  readonly text: string;
  /** Hours of work, 8 a day and 40 a week; `undefined` where the text says no single duration. */
  readonly hours: number | undefined;
  readonly line: number;
}

/** One table of estimates. */
export interface Timeline {
  /** Its rows but the total, in order. */
  readonly rows: readonly Estimate[];
  readonly total: Estimate | undefined;
}

const COLUMNS = {
  phase: /^(?:phase|task|step|activity|work|item|milestone|component|stage)s?\b/i,
  time: /\b(?:time|estimated?|effort|duration|hours|days|weeks)\b/i,
};

/** Every table that has a column for phases and one for their time. */
export function readTimelines(sections: readonly Section[]): readonly Timeline[] {
  return nodesOf(sections, "table").flatMap((table): readonly Timeline[] => {
    const unit = unitOf(table);
    const rows = rowsOf(table, COLUMNS, ["phase", "time"])?.map(({ line, cell }) => ({
      phase: cell("phase"),
      text: cell("time"),
      hours: hoursOf(cell("time"), unit),
      line,
    }));
    if (rows === undefined) return [];
    const isTotal = ({ phase }: Estimate) => /^\W*(?:grand\s)?(?:total|sum)\b/i.test(phase);
    return [{ rows: rows.filter((row) => !isTotal(row)), total: rows.find(isTotal) }];
  });
}

/** The unit that the head of the column gives: “Hours”, “Effort (days)”. */
function unitOf(table: Table): string {
  const head = (table.children[0]?.children ?? []).map((cell) => plainText(cell));
  const name = head.find((cell) => COLUMNS.time.test(cell)) ?? "";
  return /\b(?:hours?|days?|weeks?|[hdw])\b/i.exec(name)?.[0] ?? "";
}

/** A duration in hours, plain numbers in that unit; nothing, a dash and 0 take no time. */
function hoursOf(text: string, unit: string): number | undefined {
  if (/^~?\s*\d+(?:[.,]\d+)?$/.test(text) && Number(text) !== 0)
    return readHours(`${text} ${unit}`);
  if (/^(?:|[-–—]|n\/a|0(?:\.0+)?\s?[a-z]*)$/i.test(text.trim())) return 0;
  return readHours(text);
}

/** A point in time that a plan names, to the day or to the minute. */
export interface PlanTime {
  /** As written. */
  readonly text: string;
  /** ISO 8601: `YYYY-MM-DD`, or with a time in UTC. */
  readonly iso: string;
  /** Milliseconds since 1970 of its first moment; a time without a zone is read as UTC. */
  readonly ms: number;
}

const ISO =
  /(\d{4})-(\d{2})-(\d{2})(?:(?:T|,? )(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?(?!\d)/i;
const SLASHED = /(\d{4})\/(\d{1,2})\/(\d{1,2})(?!\d)/;
/** `2025年10月13日`, `2025년 10월 13일`. */
const EAST_ASIAN = /(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]/;
/** `13.10.2025`; a version has no year at its end. */
const DOTTED = /(?<![\d.])(\d{1,2})\.(\d{1,2})\.((?:19|20)\d{2})(?![\d.]\d?)/;
const MONTH = String.raw`(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`;
const DAY_FIRST = new RegExp(String.raw`(\d{1,2})(?:st|nd|rd|th)?\s${MONTH},?\s(\d{4})`, "i");
const MONTH_FIRST = new RegExp(String.raw`${MONTH}\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})`, "i");
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/**
 * The first point in time in `text`: ISO 8601 (a space for the `T` will do), `2025/10/13`,
 * `2025年10月13日`, `13.10.2025`, `13 October 2025` or `October 13, 2025`. `undefined` for a day that no calendar has.
 */
export function readTime(text: string): PlanTime | undefined {
  const iso = ISO.exec(text);
  if (iso !== null) {
    const [all, year, month, day, hour, minute, second, zone] = iso;
    const date = dayOf(all, Number(year), Number(month), Number(day));
    if (hour === undefined || date === undefined) return date;
    const offset = zone === undefined || /^[a-z]/i.test(zone) ? "Z" : zone;
    const colon = offset.includes(":") || offset === "Z" ? offset : offset.replace(/..$/, ":$&");
    return momentOf(all, `${year}-${month}-${day}T${hour}:${minute}:${second ?? "00"}${colon}`);
  }
  const slashed = SLASHED.exec(text) ?? EAST_ASIAN.exec(text);
  if (slashed !== null) {
    return dayOf(slashed[0], Number(slashed[1]), Number(slashed[2]), Number(slashed[3]));
  }
  const dotted = DOTTED.exec(text);
  if (dotted !== null) {
    return dayOf(dotted[0], Number(dotted[3]), Number(dotted[2]), Number(dotted[1]));
  }
  const first = DAY_FIRST.exec(text);
  if (first !== null) return dayOf(first[0], Number(first[3]), monthOf(first[2]), Number(first[1]));
  const second = MONTH_FIRST.exec(text);
  if (second === null) return undefined;
  return dayOf(second[0], Number(second[3]), monthOf(second[1]), Number(second[2]));
}

function monthOf(name = ""): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function dayOf(text: string, year: number, month: number, day: number): PlanTime | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return { text, iso: date.toISOString().slice(0, 10), ms: date.getTime() };
}

function momentOf(text: string, iso: string): PlanTime | undefined {
  const date = new Date(iso);
  const ms = date.getTime();
  if (Number.isNaN(ms)) return undefined;
  return { text, iso: date.toISOString().replace(/(?::00)?\.000Z$/, "Z"), ms };
}

const BRACKETED =
  /[([](?:(?:done|completed|finished|on|at):?\s)?(\d{4}-\d{2}-\d{2}[^()[\]]{0,30})[)\]]/i;
/** A time of day shows that it is no part of the text. */
const LEADING = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}\S{0,20}/i;

/** `(2025-10-13T19:00Z)` and the like anywhere in `text`; or at its start, with a time of day. */
export function readStamp(text: string): PlanTime | undefined {
  const stamp = BRACKETED.exec(text)?.[1] ?? LEADING.exec(text)?.[0];
  return stamp === undefined ? undefined : readTime(stamp);
}

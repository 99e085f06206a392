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
const MONTH = String.raw`(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`;
const DAY_FIRST = new RegExp(String.raw`(\d{1,2})(?:st|nd|rd|th)?\s${MONTH},?\s(\d{4})`, "i");
const MONTH_FIRST = new RegExp(String.raw`${MONTH}\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})`, "i");
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/**
 * The first point in time in `text`: ISO 8601 (a space for the `T` will do), `2025/10/13`,
 * `13 October 2025` or `October 13, 2025`. `undefined` for a day that no calendar has.
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
  const slashed = SLASHED.exec(text);
  if (slashed !== null) {
    return dayOf(slashed[0], Number(slashed[1]), Number(slashed[2]), Number(slashed[3]));
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
/** A time of day tells that it is no part of the text. */
const LEADING = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}\S{0,20}/i;

/** `(2025-10-13T19:00Z)` and the like anywhere in `text`; or at its start, with a time of day. */
export function readStamp(text: string): PlanTime | undefined {
  const stamp = BRACKETED.exec(text)?.[1] ?? LEADING.exec(text)?.[0];
  return stamp === undefined ? undefined : readTime(stamp);
}

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
const MOST_HOURS = 10_000;

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
  return sum > 0 && sum <= MOST_HOURS ? sum : undefined;
}

function rounded(hours: number): number {
  return Math.round(hours * 100) / 100;
}

/** `8 hours`, `1 hour`, `0.5 hours`. */
export function hoursText(hours: number): string {
  return `${rounded(hours)} ${hours === 1 ? "hour" : "hours"}`;
}

/** The phases of work that a timeline has, and how many eighths of an estimate each gets. */
const SHARES = [
  ["Setup & Research", 1],
  ["Implementation", 4],
  ["Testing", 1],
  ["Documentation", 1],
  ["Code Review", 1],
] as const;

/** One row of a timeline. */
export interface TimelineRow {
  readonly phase: string;
  /** `undefined` where nobody said. */
  readonly hours: number | undefined;
  readonly note: string;
}

/** Shares `total` hours out over the phases, in quarters of an hour; the rows add up to it. */
export function shareOut(total: number): readonly TimelineRow[] {
  const rows = SHARES.map(([phase, eighths]) => ({
    phase,
    hours: Math.floor((total * 4 * eighths) / 8) / 4,
    note: `${eighths}/8 of the estimate`,
  }));
  // What is left over goes to where most of the work is.
  const rest = total - rows.reduce((sum, { hours }) => sum + hours, 0);
  return rows.map(({ phase, hours, note }) => ({
    phase,
    hours: phase === "Implementation" ? rounded(hours + rest) : hours,
    note,
  }));
}

/** The timeline's rows with the hours that the issue gives for some; other names come after. */
export function timelineOf(given: readonly (readonly [phase: string, hours: number])[]): {
  readonly rows: readonly TimelineRow[];
  readonly total: number;
} {
  const left = [...given];
  const rows = SHARES.map(([phase]): TimelineRow => {
    const index = left.findIndex(([name]) => words(phase).includes(words(name)));
    const [found] = index === -1 ? [] : left.splice(index, 1);
    return { phase, hours: found?.[1], note: found === undefined ? "" : "From the issue" };
  });
  const more = left.map(([phase, hours]) => ({ phase, hours, note: "From the issue" }));
  const total = given.reduce((sum, [, hours]) => sum + hours, 0);
  return { rows: [...rows, ...more], total: rounded(total) };
}

function words(name: string): string {
  return name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .join(" ")
    .trim();
}

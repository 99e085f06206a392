import { hoursText, type PlanTime } from "../../../markdown/timelines.js";
import type { Found, Rule } from "../finding.js";

/** Somewhere on Earth it is already tomorrow. */
const TOMORROW = 24 * 60 * 60 * 1000;
const AHEAD = /due|deadline|target/i;
/** What has not started yet has its start ahead. */
const START = /^(?:plan\s)?start/i;

/** Something happened at a time that is still to come. */
export const dateFuture: Rule = {
  id: "date-future",
  severity: "warning",
  about: "a date in the future",
  help: "Something happened at a time in the future: a date in the header that is not a deadline, a ticked item, an entry of a log. The start of what is proposed or approved may be ahead. A day's difference is left to time zones.",
  find({ plan, now }) {
    const isAhead = plan.state === "proposed" || plan.state === "approved";
    const happened = [
      ...plan.dates
        .filter(({ label }) => !AHEAD.test(label) && !(isAhead && START.test(label)))
        .map((date) => ({ time: date, line: date.line })),
      ...plan.items.filter(({ done }) => done),
      ...plan.log,
      ...plan.decisions.map(({ date, line }) => ({ time: date, line })),
    ];
    const limit = now.getTime() + TOMORROW;
    return happened.flatMap(({ time, line }): readonly Found[] => {
      if (time === undefined || time.ms <= limit) return [];
      return [{ line, message: `${time.text} is in the future.`, fix: "Correct the date." }];
    });
  },
};

const FIRST = /^(?:dates?|created|creation|start)/i;
const LATER = /update|modified|reviewed|completed|approved/i;

/** Dates that contradict each other. */
export const dateOrder: Rule = {
  id: "date-order",
  severity: "warning",
  about: "dates out of order",
  help: "The plan was updated, approved or completed before it was created or started, or a log runs neither forwards nor backwards. An entry of a log, a decision or a ticked item that is a year away from those around it has a slip in the year.",
  find({ plan }) {
    const first = plan.dates.find(({ label }) => FIRST.test(label));
    const header = plan.dates.flatMap((date): readonly Found[] => {
      if (first === undefined || !LATER.test(date.label) || !isBefore(date, first)) return [];
      return [
        {
          line: date.line,
          message: `“${date.label}” (${date.text}) is before “${first.label}” (${first.text}).`,
          fix: "Correct the wrong one.",
        },
      ];
    });
    const logs = grouped(plan.log, ({ log }) => log);
    const decisions = grouped(plan.decisions, ({ log }) => log).map((entries) =>
      entries.map(({ date, line }) => ({ time: date, line })),
    );
    const items = grouped(plan.items, ({ section }) => section);
    const slips = [...logs, ...decisions, ...items].flatMap(wrongYears);
    const wrong = new Set(slips.map(({ line }) => line));
    const order = logs.flatMap((log) => logOrder(log.filter(({ line }) => !wrong.has(line))));
    return [...header, ...slips, ...order];
  },
};

/** The entries that belong together, in their order. */
function grouped<T>(entries: readonly T[], keyOf: (entry: T) => number): readonly (readonly T[])[] {
  const groups = new Map<number, T[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group === undefined) groups.set(keyOf(entry), [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}

/** Whether `a` is over before `b` begins; a day without a time lasts to its end. */
function isBefore(a: PlanTime, b: PlanTime): boolean {
  const day = 10;
  if (a.iso.length === day || b.iso.length === day) {
    return a.iso.slice(0, day) < b.iso.slice(0, day);
  }
  return a.ms < b.ms;
}

interface Entry {
  readonly time: PlanTime | undefined;
  readonly line: number;
}

const DAY = 24 * 60 * 60 * 1000;
const YEAR = 365.25 * DAY;
/** Entries that are so close to each other say when they were written. */
const CLOSE = 45 * DAY;

/** Entries that would stand among those next to them if their year were another. */
function wrongYears(entries: readonly Entry[]): readonly Found[] {
  const dated = entries.flatMap(({ time, line }) => (time === undefined ? [] : [{ time, line }]));
  return dated.flatMap(({ time, line }, at): readonly Found[] => {
    const [a, b] = [dated[at - 1] ?? dated[at + 2], dated[at + 1] ?? dated[at - 2]];
    if (a === undefined || b === undefined) return [];
    const years = Math.round((a.time.ms - time.ms) / YEAR);
    const isClose = (ms: number) => Math.abs(ms) <= CLOSE;
    const shifted = time.ms + years * YEAR;
    if (Math.abs(years) !== 1 || !isClose(a.time.ms - b.time.ms)) return [];
    if (!isClose(a.time.ms - shifted) || !isClose(b.time.ms - shifted)) return [];
    return [
      {
        line,
        message: `${time.text} is a year away from the entries next to it (${a.time.text}, ${b.time.text}).`,
        fix: "Correct the year.",
      },
    ];
  });
}

/** A log runs one way, oldest or newest first: the first entry that goes against the others. */
function logOrder(log: readonly Entry[]): readonly Found[] {
  const steps = log.flatMap(
    ({ time, line }, index): readonly { line: number; way: number; text: string }[] => {
      const before = log[index - 1]?.time;
      if (time === undefined || before === undefined) return [];
      const way = isBefore(before, time) ? 1 : isBefore(time, before) ? -1 : 0;
      return way === 0 ? [] : [{ line, way, text: `${time.text} comes after ${before.text}` }];
    },
  );
  const main = steps.reduce((sum, { way }) => sum + way, 0) < 0 ? -1 : 1;
  const against = steps.find(({ way }) => way !== main);
  if (against === undefined) return [];
  return [
    {
      line: against.line,
      message: `The log is out of order: ${against.text}.`,
      fix: "Correct the time, or move the entry to its place.",
    },
  ];
}

/** The rows of a timeline add up to something else than its total. */
export const timelineTotal: Rule = {
  id: "timeline-total",
  severity: "error",
  about: "the timeline does not add up to its total",
  help: "The rows of a timeline do not add up to its total. A day counts as 8 hours and a week as 40, plain numbers in the unit that the head of the column names; a total with `~` may be off by 15%.",
  find({ plan }) {
    return plan.timelines.flatMap(({ rows, total }): readonly Found[] => {
      if (total?.hours === undefined || rows.length === 0) return [];
      let sum = 0;
      for (const { hours } of rows) {
        if (hours === undefined) return [];
        sum += hours;
      }
      const slack = /^\W*(?:~|≈|about|around|ca\.?\s)/i.test(total.text)
        ? total.hours * 0.15
        : 0.015;
      if (Math.abs(sum - total.hours) <= slack) return [];
      return [
        {
          line: total.line,
          message: `The total is ${total.text}, but the rows add up to ${hoursText(sum)}.`,
          fix: "Correct the total or the wrong row. A day counts as 8 hours, a week as 40.",
        },
      ];
    });
  },
};

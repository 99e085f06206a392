import { hoursText, type PlanTime } from "../../../markdown/timelines.js";
import { bare, stateOf } from "../../parse/status.js";
import type { Found, Rule, Checked } from "../finding.js";
import { boxesOf, isAllTicked, isLeft } from "./boxes.js";

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

/** The status line says something that the format has no word for. */
export const statusUnknown: Rule = {
  id: "status-unknown",
  severity: "warning",
  about: "the status is not one of the format's words",
  help: "The status is not one of the format's words, in a plan that says that it follows the format. Symbols before it and words after it are fine, and so are `IN_PROGRESS` and `in-progress`; a question is not a status.",
  find({ plan: { status }, template }) {
    const own = template?.status ?? [];
    if (own.length === 0 || status === undefined || status.unfilled) return [];
    if (stateOf(status.text, own) !== undefined && isOwn(status.text, own)) return [];
    const all = own.map(({ word }) => `“${word}”`).join(", ");
    return [
      {
        line: status.line,
        message: `The status “${status.text}” is not one of the format's words.`,
        fix: `Use one of ${all}; put details in the notes.`,
      },
    ];
  },
};

function isOwn(text: string, own: readonly { readonly word: string }[]): boolean {
  const plain = bare(text);
  return own.some(({ word }) => {
    const rest = plain.startsWith(bare(word)) ? plain.slice(bare(word).length) : undefined;
    return rest !== undefined && !/^[\p{L}\p{N}_]/u.test(rest);
  });
}

/** What a status says that knows itself that something is left: “Shipped, follow-ups remain”. */
const REST =
  /\b(?:remain\w*|except|but|pending|deferred|postponed|follow-?ups?|to follow|follows|optional|partial\w*|outstanding|left|waived?|open|todo|still|until|not yet|without|in[ -]progress|ongoing|under ?way|next|(?:a?waiting|waits)|tbd|superseded|replaced|abandoned|apart from|besides|minus|only|mvp)\b|(?<!\p{L})(?:offen\p{L}*|außer|bis auf|teilweise|noch|sauf|reste\p{L}*|hormis|partiel\p{L}*|pendiente\p{L}*|salvo|excepto|parcial\p{L}*|pendente\p{L}*|falta\p{L}*|tranne|кроме|частично)(?!\p{L})|待|剩余|部分|除|残|以外|一部|제외|일부/iu;

/** Whether the status says that the work is done, and nothing of a rest. */
function isDone({ plan: { status } }: Checked): boolean {
  return status?.state === "completed" && !REST.test(`${status.text} ${status.remark}`);
}

/** The status says completed, and boxes are open. */
export const completedOpen: Rule = {
  id: "completed-open",
  severity: "error",
  about: "the status says completed while boxes are open",
  help: "The status says completed while boxes are open. In a plan of a format only its steps and criteria matter, or the sections that the format counts. Boxes that are struck through or optional do not matter, nor do those that say “None”, or that they were deferred or moved, those below headings such as “Follow-ups” or “Rollback”, and a status that says itself that something remains.",
  find(checked) {
    const { status } = checked.plan;
    if (status === undefined || !isDone(checked)) return [];
    const first = boxesOf(checked).find((box) => isLeft(box, checked));
    if (first === undefined) return [];
    return [
      {
        line: status.line,
        message: `The status says “${status.text}”, but ${openText(checked, `in line ${first.line}`)}.`,
        fix: "Tick what is done, strike through what will not be done, or change the status.",
      },
    ];
  },
};

/** How many items are open, in the words and numbers of `plansmith progress`, and where the first is. */
function openText({ plan }: Checked, place: string): string {
  const { open, kinds, hasKinds } = plan;
  const all = open + (hasKinds ? kinds.criterion.open : 0);
  const where = all === 1 ? ` ${place}` : `, the first one ${place}`;
  if (!hasKinds) return `${open === 1 ? "1 box is" : `${open} boxes are`} open${where}`;
  const counts = [
    counted(open, "step", "steps"),
    counted(kinds.criterion.open, "criterion", "criteria"),
  ].filter((count) => count !== undefined);
  return `${counts.join(" and ")} ${all === 1 ? "is" : "are"} open${where}`;
}

function counted(count: number, singular: string, many: string): string | undefined {
  if (count === 0) return undefined;
  return count === 1 ? `1 ${singular}` : `${count} ${many}`;
}

/** What {@link isAllTicked} means in this plan: optional items and the like may be open. */
function allDone({ plan: { hasKinds, open, kinds } }: Checked): string {
  if (open + (hasKinds ? kinds.criterion.open : 0) > 0) return "Nothing is left to do";
  return hasKinds ? "All steps and criteria are done" : "Every checkbox is ticked";
}

/** Everything is ticked, and the status does not say so. */
export const doneNotCompleted: Rule = {
  id: "done-not-completed",
  severity: "warning",
  about: "everything is ticked while the status says otherwise",
  help: "Everything is ticked while the status says otherwise: every box of the file, or all steps and criteria of a plan that distinguishes them. Formats whose status has no word for it leave it to the boxes.",
  whole: true,
  find(checked: Checked): readonly Found[] {
    const { plan, template } = checked;
    const { status } = plan;
    const word = template?.status.find(({ state }) => state === "completed")?.word;
    // A format without such a word leaves it to the boxes.
    if (template !== undefined && word === undefined) return [];
    if (!isAllTicked(checked) || status?.state === undefined) return [];
    if (status.state === "completed" || status.state === "rejected") return [];
    // Documents of other kinds are approved, and that is the end of it.
    if (template === undefined && status.state === "approved") return [];
    return [
      {
        line: status.line,
        message: `${allDone(checked)}, but the status is “${status.text}”.`,
        fix: `Set the status to “${word ?? "Completed"}”, or add the missing checkboxes.`,
      },
    ];
  },
};

/** Names of folders, whose plans are finished or worked on; dots, `_` and `z_` before them sort. */
const DONE = /^[._]*(?:z_)?(?:completed?|done|archived?|archives|finished|closed)$/i;
const ARCHIVE = /archive/i;
const ACTIVE = /^(?:active|in[-_]?progress|current|wip)$/i;

/** A folder that is further above the plan is that of something else. */
const NEAR = 2;

/** The folder says something else than the plan. */
export const folderMismatch: Rule = {
  id: "folder-mismatch",
  severity: "warning",
  about: "the folder does not match the plan",
  help: "A plan under `completed/`, `done/`, `closed/` or `archive/` has open boxes, or one under `active/` has none, or a status that says that it is finished. The nearest such folder counts. A plan that was cancelled may lie anywhere. What `completed-open` or `done-not-completed` says already is not said again.",
  whole: true,
  find(checked) {
    const { path = "", plan } = checked;
    const folders = path.split("/").slice(0, -1).toReversed();
    const at = folders.findIndex((name) => DONE.test(name) || ACTIVE.test(name));
    const folder = folders[at];
    if (folder === undefined || plan.status?.state === "rejected") return [];
    const left = boxesOf(checked).find((box) => isLeft(box, checked));
    if (DONE.test(folder)) {
      const isParked = ARCHIVE.test(folder) && plan.status?.state === "blocked";
      // What `completedOpen` reports, or a status that says itself what remains.
      if (left === undefined || isParked || plan.status?.state === "completed") return [];
      return [
        {
          line: left.line,
          message: `The plan is in ${folder}/, but ${openText(checked, "here")}.`,
          fix: "Tick what is done, strike through what will not be done, or move the file back.",
        },
      ];
    }
    if (at >= NEAR || left !== undefined || doneNotCompleted.find(checked).length > 0) return [];
    const isFinished = plan.status?.state === "completed";
    if (!isFinished && !isAllTicked(checked)) return [];
    const all = allDone(checked);
    const why = isFinished
      ? `its status is “${plan.status.text}”`
      : all.charAt(0).toLowerCase() + all.slice(1);
    return [
      {
        line: plan.status?.line ?? 1,
        message: `The plan is in ${folder}/, but ${why}.`,
        fix: "Move the file to the folder of finished plans.",
      },
    ];
  },
};

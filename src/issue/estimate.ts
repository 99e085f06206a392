import type { RootContent, Table } from "mdast";
import { plainText } from "../markdown/parse.js";
import { readHours, type TimelineRow } from "../markdown/timelines.js";

/** What a section about the estimate says. */
export interface StatedEstimate {
  /** Hours by phase, where it lists them, in its own words. */
  readonly phases: readonly TimelineRow[];
  /** Hours in all; `undefined` where it says none but those of phases. */
  readonly total: number | undefined;
  /** That total in its own words, such as `3 days`. */
  readonly words: string | undefined;
  /** It says nothing else. */
  readonly complete: boolean;
}

/** A line of an estimate, or a row of its table. */
interface Entry {
  readonly phase: string;
  readonly hours: number;
  /** The hours as they are written. */
  readonly words: string;
  readonly note: string;
}

/** Reads lines such as `Testing: 2h`, table rows of phase and time, or a single `3 days`. */
export function readEstimate(nodes: readonly RootContent[]): StatedEstimate {
  const lines = nodes.flatMap((node) =>
    node.type === "table" ? readTable(node) : readLines(node),
  );
  const entries = lines.filter((line) => line !== undefined);
  const totals = entries.filter(({ phase }) => isTotal(phase));
  const phases = entries.filter(({ phase }) => !isTotal(phase));
  return {
    phases: phases.map(({ phase, hours, note }) => ({ phase, hours, note: note || FROM_ISSUE })),
    total: totals[0]?.hours,
    words: totals[0]?.words,
    complete: totals.length <= 1 && entries.length === lines.length,
  };
}

const FROM_ISSUE = "From the issue";

/** Of several phases, or of all: `Total: 14h`, or nothing but `3 days`. */
function isTotal(phase: string): boolean {
  return /^\W*(?:(?:stated|grand)\s)?(?:total|sum|)\W*$/i.test(phase);
}

function readLines(node: RootContent): readonly (Entry | undefined)[] {
  if (node.type === "list") return node.children.map((item) => readLine(plainText(item)));
  if (node.type === "heading" || node.type === "thematicBreak") return [];
  if (node.type !== "paragraph") return plainText(node) === "" ? [] : [undefined];
  const text = node.children.map((child) =>
    child.type === "text" ? child.value : child.type === "break" ? "\n" : plainText(child),
  );
  const lines = text.join("").split("\n");
  return lines.filter((line) => line.trim() !== "").map((line) => readLine(line.trim()));
}

function readLine(line: string): Entry | undefined {
  const all = readHours(line);
  if (all !== undefined) return { phase: "", hours: all, words: line.trim(), note: "" };
  const [, phase = "", time = ""] = /^(.{1,80}?)\s*(?::|–|—|\s-\s)\s*([^:–—]+)$/.exec(line) ?? [];
  const hours = readHours(time);
  return hours === undefined ? undefined : { phase, hours, words: time.trim(), note: "" };
}

/** A column's name, and the hours that a number in it stands for where it has no unit. */
const TIME = /\b(?:time|estimate[ds]?|effort|duration|hours?|days?)\b/i;

function readTable({ children: [head, ...rows] }: Table): readonly (Entry | undefined)[] {
  const names = head?.children.map((cell) => plainText(cell)) ?? [];
  const time = names.findIndex((name, index) => index > 0 && TIME.test(name));
  const unit = /\bdays?\b/i.test(names[time] ?? "")
    ? "d"
    : /\b(?:hours?|h)\b/i.test(names[time] ?? "")
      ? "h"
      : "";
  return rows.map(({ children }) => {
    const cells = children.map((cell) => plainText(cell));
    const at = time === -1 ? cells.findIndex((cell) => readHours(cell) !== undefined) : time;
    const said = cells[at] ?? "";
    const hours = readHours(/^[\d.,]+$/.test(said) ? `${said}${unit}` : said);
    if (hours === undefined) return undefined;
    const [phase = "", ...others] = cells.filter((_, index) => index !== at);
    return { phase, hours, words: said, note: others.filter((other) => other !== "").join("; ") };
  });
}

import { readPlanMarker } from "../../src/plan/identity.js";
import { tickItems, readProgress } from "../../src/plan/parse/progress.js";

/** What people did to a plan's text; `undefined` where there was nothing to do it to. */
export interface PeoplesEdit {
  readonly text: string;
  /** Text of the item that is ticked now. */
  readonly ticked?: string;
  /** Text of the item whose tick was taken away. */
  readonly unticked?: string;
  /** A line that was deleted. */
  readonly deleted?: string;
}

/** Puts a paragraph with a word of people's own into a plan. */
export function insertLine(text: string, roll: number, word: string): PeoplesEdit | undefined {
  const lines = text.split("\n");
  const blank = lines.flatMap((line, index) =>
    line.trim() === "" && index < lines.length - 2 ? [index] : [],
  );
  const at = pick(blank, roll);
  if (at === undefined) return undefined;
  return { text: lines.toSpliced(at + 1, 0, `People say ${word}.`, "").join("\n") };
}

/** Writes a word of people's own behind a line. */
export function changeLine(text: string, roll: number, word: string): PeoplesEdit | undefined {
  const lines = text.split("\n");
  const at = pick(linesToTouch(lines), roll);
  if (at === undefined) return undefined;
  return { text: lines.with(at, `${(lines[at] ?? "").trimEnd()} ${word}`).join("\n") };
}

/** Takes a line away. */
export function deleteLine(text: string, roll: number): PeoplesEdit | undefined {
  const lines = text.split("\n");
  const at = pick(linesToTouch(lines), roll);
  if (at === undefined) return undefined;
  return { text: lines.toSpliced(at, 1).join("\n"), deleted: lines[at] ?? "" };
}

/** Ticks an open item, or clears a ticked one. */
export function tick(text: string, roll: number, done: boolean): PeoplesEdit | undefined {
  const { items } = readProgress(text);
  const texts = items.map((item) => item.text);
  const choice = items.flatMap((item, index) =>
    item.done !== done && texts.indexOf(item.text) === texts.lastIndexOf(item.text) ? [index] : [],
  );
  const index = pick(choice, roll);
  if (index === undefined) return undefined;
  const said = texts[index] ?? "";
  const after = tickItems(text, [index], done);
  return { text: after, ...(done ? { ticked: said } : { unticked: said }) };
}

/** Lines of prose: no headings, no boxes, no dates and status that the App keeps, no marker. */
function linesToTouch(lines: readonly string[]): readonly number[] {
  return lines.flatMap((line, index) => {
    const isKept = /^(?:#|\s*- \[|- (?:Status|Start):|\s*$)/.test(line);
    return isKept || readPlanMarker(line) !== undefined ? [] : [index];
  });
}

/** One of several, by a roll. */
export function pick<T>(from: readonly T[], roll: number): T | undefined {
  return from[roll % Math.max(from.length, 1)];
}

import { textLines } from "../model/text.js";

/** The start or end of a fenced code block: its mark, and what stands behind it. */
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** A box at the start of a line, without a bullet: `[ ] text`, `[]- text`, `[x]: text`. */
const LOOSE_BOX = /^( {0,3})\[([ xX]?)\](?:\s*[-–—]\s+|\s+)(?=\S)(?![-–—]\s)/;

/** Symbols of boxes, which stand for a bullet, too. */
const BOX_SYMBOL = /^( {0,3})(?:[-*+]\s+)?([☐⬜🔲☑])\uFE0F?\s*(?=\S)/u;

/**
 * Makes lists of what people mean as one: boxes at the start of lines, lines with bullets and numbers
 * that Markdown does not know, and the code blocks ```` ```[tasklist] ```` that GitHub once showed as
 * lists. Other code stays as it is.
 */
export function rewriteLists(markdown: string): string {
  let fence = "";
  let tasklist = false;
  const lines = textLines(markdown);
  const text: boolean[] = [];
  const written = lines.map((line) => {
    const [, mark = "", info = ""] = FENCE.exec(line) ?? [];
    const isText = fence === "" && mark === "";
    text.push(isText || tasklist);
    if (fence === "" && mark !== "") {
      fence = mark;
      tasklist = info.trim() === "[tasklist]";
      return tasklist ? "" : line;
    }
    if (fence !== "") {
      const closes = mark.startsWith(fence) && info.trim() === "";
      const dropped = closes && tasklist;
      if (closes) [fence, tasklist] = ["", false];
      return dropped ? "" : line;
    }
    return line
      .replace(LOOSE_BOX, (_, indent: string, x: string) => `${indent}- [${x.trim() || " "}] `)
      .replace(
        BOX_SYMBOL,
        (_, indent: string, box: string) => `${indent}- [${box === "☑" ? "x" : " "}] `,
      );
  });
  return withBullets(written, text).join("\n");
}

interface Bullet {
  /** Lines of one list have the same. */
  readonly sign: string;
  /** Its number; 0 for a bullet. */
  readonly number: number;
  /** The line as Markdown has it. */
  readonly line: string;
  readonly known: boolean;
}

/**
 * Writes lines that start with the same sign, or are numbered on and on, as the list that they are
 * meant as. One such line alone is text.
 */
function withBullets(lines: readonly string[], text: readonly boolean[]): readonly string[] {
  const written = [...lines];
  let run: { readonly at: number; readonly bullet: Bullet }[] = [];
  const end = () => {
    const isLoose = run.some(({ bullet }) => !bullet.known);
    const [first] = run;
    // Letters in the middle of a sentence are part of it: “if a) … or b) …”.
    const isPart =
      first?.bullet.sign === "a)" && !/^\s*$|[:：]\s*$/.test(lines[first.at - 1] ?? "");
    if (run.length > 1 && isLoose && !isPart && !run.some(({ at }) => isFlag(lines[at] ?? "")))
      for (const { at, bullet } of run) written[at] = bullet.line;
    run = [];
  };
  for (const [at, line] of lines.entries()) {
    const bullet = text[at] === true ? bulletOf(line) : undefined;
    const last = run.at(-1)?.bullet;
    const goesOn =
      bullet?.sign === last?.sign &&
      (bullet?.number === 0 || bullet?.number === (last?.number ?? 0) + 1);
    // Space between the lines of a list parts nothing, and what is indented goes with its entry.
    const isBelow = line.search(/\S/) > (lines[run.at(-1)?.at ?? -1]?.search(/\S/) ?? Infinity);
    if (text[at] === true && (line.trim() === "" || isBelow)) continue;
    if (!goesOn) end();
    if (bullet !== undefined && (goesOn || bullet.number < 2)) run.push({ at, bullet });
  }
  end();
  return written;
}

const BULLETS = /^( {0,3})(?:(-)( ?)(?=[\p{L}`"“«([])|([•●○◦▪■‣・–—])\s*(?=[^\s–—]))(.*)$/u;
const NUMBERS =
  /^( {0,3})(?:(\d{1,2})([.)]( ?)(?=[\p{L}`"“«([])|[、．]\s*)|[(（](\d{1,2})[)）]\s*|([①-⑳])\s*)(?=\S)(.*)$/u;
const LETTERS = /^( {0,3})\(?([a-h])\)\s+(?=\S)(.*)$/;

function bulletOf(line: string): Bullet | undefined {
  const [, indent = "", dash, space, , rest = ""] = BULLETS.exec(line) ?? [];
  if (rest !== "") {
    const sign = dash ?? line.trim()[0] ?? "";
    return {
      sign,
      number: 0,
      line: `${indent}- ${rest}`,
      known: dash !== undefined && space !== "",
    };
  }
  const [, start = "", letter = "", text = ""] = LETTERS.exec(line) ?? [];
  if (text !== "") {
    const number = (letter.codePointAt(0) ?? 0) - 0x60;
    return { sign: "a)", number, line: `${start}${number}. ${text}`, known: false };
  }
  const found = NUMBERS.exec(line);
  if (found === null) return undefined;
  const [, before = "", digits, mark = "", gap, inBrackets, circled, more = ""] = found;
  const number =
    circled === undefined ? Number(digits ?? inBrackets) : (circled.codePointAt(0) ?? 0) - 0x24_5f;
  const sign = digits === undefined ? (circled === undefined ? "()" : "①") : mark.trim();
  return { sign, number, line: `${before}${number}. ${more}`, known: gap === " " };
}

/** Whether a line is an option of a command, such as `-v` or `-Dname=value`. */
function isFlag(line: string): boolean {
  return /^\s*-(?:\w(?:\s|$)|[A-Z]\w|\S*=)/.test(line) && !/^\s*-[A-Z]\p{L}*\s+\p{L}/u.test(line);
}

/** A heading as Jira writes it, `h3. Tasks`, which its exports leave as it is. */
const JIRA_HEADING = /^h([1-6])\.[ \t]+(?=\S)/;

/** An entry of a list in a text with such headings: `# first`, `## below it`, `** below a bullet`. */
const JIRA_ITEM = /^(#{1,3}|\*{2,3})[ \t]+(?=\S)/;

/** The start and the end of code in such a text. */
const JIRA_CODE = /^\{(?:code|noformat)(?::[^{}]*)?\}[ \t]*$/;

/** The start or end of Markdown's code. */
const CODE_FENCE = /^ {0,3}(?:`{3}|~{3})/;

/** Makes Markdown of the headings, lists and code of a text that has headings of Jira's. */
export function rewriteJira(markdown: string): string {
  const lines = textLines(markdown);
  if (!isJira(lines)) return markdown;
  let inCode = false;
  const written = lines.map((line) => {
    const isEdge = JIRA_CODE.test(line) || CODE_FENCE.test(line);
    if (isEdge) inCode = !inCode;
    if (isEdge) return JIRA_CODE.test(line) ? "```" : line;
    return inCode ? line : rewriteLine(line);
  });
  return written.join("\n");
}

/** Whether a line outside of code is a heading of Jira's. */
function isJira(lines: readonly string[]): boolean {
  const first = lines.findIndex((line) => JIRA_HEADING.test(line));
  const fences = lines.slice(0, Math.max(first, 0)).filter((line) => CODE_FENCE.test(line));
  return first !== -1 && fences.length % 2 === 0;
}

function rewriteLine(line: string): string {
  return line
    .replace(JIRA_ITEM, (_, marks: string) => {
      const indent = "   ".repeat(marks.length - 1);
      return `${indent}${marks.startsWith("#") ? "1." : "*"} `;
    })
    .replace(JIRA_HEADING, (_, depth: string) => `${"#".repeat(Number(depth))} `);
}

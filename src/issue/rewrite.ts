/** Lists and headings that people write as Markdown does not know them, as Markdown. */

/** The start or end of a fenced code block: its mark, and what stands behind it. */
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** A box at the start of a line, without a bullet: `[ ] text`, `[]- text`, `[x]: text`. */
const LOOSE_BOX = /^( {0,3})\[([ xX]?)\](?:\s*[-–—]\s+|\s+)(?=\S)(?![-–—]\s)/;

/** Signs before the entries of a list that are no Markdown: `•`, `a)`, `(1)`. */
const SIGNS: readonly (readonly [sign: RegExp, mark: string])[] = [
  [/^ {0,3}[•●▪‣◦] *(?=[^\s[])/, "- "],
  // In the middle of a sentence they are part of it: “if a) … or b) …”.
  [/^ {0,3}(?:[a-h]\)|\([a-h1-9]\)) +(?=\S)/, "1. "],
];

/** A heading as Jira writes it, `h3. Tasks`, which its exports leave as it is. */
const WIKI_HEADING = /^h([1-6])\.[ \t]+(?=\S)/;

/** An entry of a list in a text with such headings: `# first`, `## below it`, `** below a bullet`. */
const WIKI_ITEM = /^(#{1,3}|\*{2,3})[ \t]+(?=\S)/;

/** The start and the end of code in such a text. */
const WIKI_CODE = /^\{(?:code|noformat)(?::[^{}]*)?\}[ \t]*$/;

/**
 * Makes lists of what people mean as one: boxes at the start of lines, lines in a row that start with
 * a sign of a list, and the code blocks ```` ```[tasklist] ```` that GitHub once showed as lists.
 * Jira's headings, lists and code become Markdown's. Other code stays as it is.
 */
export function rewriteMarks(markdown: string): string {
  const given = markdown.replaceAll(/\r\n?/g, "\n").split("\n");
  const isWiki = isWikiText(given);
  const lines = isWiki ? given.map((line) => (WIKI_CODE.test(line) ? "```" : line)) : given;
  let fence = "";
  let tasklist = false;
  const written = lines.flatMap((line, index): readonly string[] => {
    const [, mark = "", info = ""] = FENCE.exec(line) ?? [];
    if (fence === "" && mark !== "") {
      fence = mark;
      tasklist = info.trim() === "[tasklist]";
      return tasklist ? [""] : [line];
    }
    if (fence !== "") {
      const closes = mark.startsWith(fence) && info.trim() === "";
      if (closes) fence = "";
      return closes && tasklist ? [""] : [line];
    }
    const text = isWiki ? rewriteWiki(line) : rewriteSign(lines, index);
    return [
      text.replace(LOOSE_BOX, (_, indent: string, x: string) => `${indent}- [${x.trim() || " "}] `),
    ];
  });
  return written.join("\n");
}

/** Whether the lines at and around `index` are a list by such signs; one line alone may be anything. */
function rewriteSign(lines: readonly string[], index: number): string {
  const line = lines[index] ?? "";
  const [sign, mark = ""] = SIGNS.find(([pattern]) => pattern.test(line)) ?? [];
  if (sign === undefined) return line;
  const isNear = sign.test(lines[index - 1] ?? "") || sign.test(lines[index + 1] ?? "");
  if (!isNear || (mark !== "- " && !startsFresh(lines, index, sign))) return line;
  return line.replace(sign, mark);
}

/** Whether the first of the lines with a sign stands below an empty line or a colon. */
function startsFresh(lines: readonly string[], index: number, sign: RegExp): boolean {
  let before = index - 1;
  while (before >= 0 && index - before < MAX_SIGNS && sign.test(lines[before] ?? "")) before -= 1;
  return /^\s*$|[:：]\s*$/.test(lines[before] ?? "");
}

/** No more letters than these are looked for. */
const MAX_SIGNS = 10;

/** Whether a line outside of code is a heading of Jira's. */
function isWikiText(lines: readonly string[]): boolean {
  const first = lines.findIndex((line) => WIKI_HEADING.test(line));
  const fences = lines.slice(0, Math.max(first, 0)).filter((line) => FENCE.test(line));
  return first !== -1 && fences.length % 2 === 0;
}

function rewriteWiki(line: string): string {
  return line
    .replace(WIKI_ITEM, (_, marks: string) => {
      const indent = "   ".repeat(marks.length - 1);
      return `${indent}${marks.startsWith("#") ? "1." : "*"} `;
    })
    .replace(WIKI_HEADING, (_, depth: string) => `${"#".repeat(Number(depth))} `);
}

import { readLookAlikes, type LookAlike } from "../../plan/parse/look-alikes.js";
import { insertion, type Edit } from "../edits.js";
import type { Source } from "../source.js";

/** What people mean by other marks in a box. */
const MEANINGS: Readonly<Record<string, string>> = {
  "-": "in progress",
  "~": "partly done",
  "/": "partly done",
  "✗": "not done",
  "✘": "not done",
};

/**
 * Makes boxes of what looks like boxes, and is none on GitHub: `[x]text`, `[-] text`, `[ ]* text`
 * become task list items that say the rest in words; a box where none can be is drawn; an empty one
 * says nothing.
 */
export function boxMends({ text, root }: Source): readonly Edit[] {
  if (!/\[[^\]\n]{0,3}\]/.test(text)) return [];
  const found = readLookAlikes({ tree: root, shift: 0, frontMatter: undefined }, text);
  if (found.length === 0) return [];
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const taken = new Map<number, number>();
  return found.flatMap((box): readonly Edit[] => {
    const line = starts[box.line - 1] ?? 0;
    const end = (starts[box.line] ?? text.length + 1) - 1;
    const at = boxAt(text.slice(line, end), box, taken.get(box.line) ?? 0);
    if (at === undefined) return [];
    taken.set(box.line, at + 1);
    return mend(text, box, line + at, end);
  });
}

/** Where in its line a look-alike stands: the first at or after `from` that no backslash hides. */
function boxAt(line: string, { mark }: LookAlike, from: number): number | undefined {
  const shown = `[${mark}]`;
  for (let at = line.indexOf(shown, from); at !== -1; at = line.indexOf(shown, at + 1)) {
    if (line[at - 1] !== "\\") return at;
  }
  return undefined;
}

function mend(
  text: string,
  { kind, mark }: LookAlike,
  start: number,
  lineEnd: number,
): readonly Edit[] {
  const end = start + mark.length + 2;
  const ticked = /^\s*[xXvV✓✔]\s*$/u.test(mark);
  if (kind === "place") return [{ start, end, text: ticked ? "☑" : "☐" }];
  if (kind === "empty") return [{ start, end, text: "" }];
  const open = { start, end, text: ticked ? "[x]" : "[ ]" };
  const space = /^[ \t]/.test(text.slice(end)) ? "" : " ";
  if (kind === "space") return [insertion(end, space)];
  const behind = (words: string) => insertion(wordsEnd(text, end, lineEnd), ` (${words})`);
  if (kind === "optional") {
    const star = text.indexOf("*", end);
    return [{ start: end, end: star + 1, text: "" }, behind("optional")];
  }
  // Nothing behind it: an empty box.
  if (text.slice(end, lineEnd).trim() === "") return [{ start, end, text: "" }];
  const box = { ...open, text: open.text + space };
  if (ticked || mark.trim() === "") return [box];
  return [box, behind(MEANINGS[mark.trim()] ?? `marked ${mark.trim()}`)];
}

/** Where the words of a line end, before what makes a line break of its end. */
function wordsEnd(text: string, start: number, end: number): number {
  const words = text.slice(start, end).replace(/(?:\s|(?<!\\)\\$)+$/, "");
  return start + words.length;
}

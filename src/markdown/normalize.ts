import type { List, RootContent, Table } from "mdast";
import { visitParents } from "unist-util-visit-parents";
import {
  type Edit,
  insertion,
  applyEdits,
  endOf,
  startOf,
  lineStart,
  fence,
  type Source,
} from "./source.js";
import { oneLine, textMarkdown } from "./escape.js";
import { readHtml } from "./html.js";
import { linkEdits } from "./normalize-links.js";
import { outline } from "./outline.js";
import { parseMarkdown, plainText } from "./parse.js";
import { readPseudoCheckboxes, type PseudoCheckbox } from "./pseudo-checkboxes.js";
import { readTimelines } from "./timelines.js";

/**
 * Parses what people wrote. Line ends become LF, and what would mean something else in a file of
 * the repository is put right: see {@link normalizeEdits}. Text that the parser cannot take (nested too
 * deep for its stack) becomes one block of code, so that nothing is lost and nothing breaks.
 *
 * `page` is the address of the issue, from which its relative links are read; without it they stay.
 */
export function readSource(markdown: string, page?: string): Source {
  const text = markdown
    .toWellFormed()
    .replace(/^\uFEFF/, "")
    .replaceAll(/\r\n?/g, "\n")
    // A lost character in a plan would be taken for a broken file.
    .replaceAll(/[\0\uFFFD]/g, "?");
  try {
    const source = withEdits(escapeUnclosed({ text, root: parseMarkdown(text) }), headingEdits);
    return withEdits(source, (from) => normalizeEdits(from, page));
  } catch {
    const fenced = fence(text);
    return { text: fenced, root: parseMarkdown(fenced) };
  }
}

function withEdits(source: Source, editsOf: (source: Source) => readonly Edit[]): Source {
  const edits = editsOf(source);
  if (edits.length === 0) return source;
  const text = applyEdits(source.text, { start: 0, end: source.text.length }, edits);
  return { text, root: parseMarkdown(text) };
}

/**
 * What has to change in an issue's text before it can stand in a plan, where the same characters
 * would mean something else, or be a mistake: links that lead somewhere else from a file, boxes
 * that nobody can tick, rows that GitHub cuts off, code that never ends, and logs and sums that say
 * less than a plan's have to. No word is taken away.
 */
function normalizeEdits(source: Source, page: string | undefined): readonly Edit[] {
  return [
    ...(page === undefined ? [] : linkEdits(source, page)),
    ...boxEdits(source),
    ...tickEdits(source),
    ...tableEdits(source),
    ...fenceEdits(source),
    ...decisionEdits(source),
    ...totalEdits(source),
  ];
}

/** What a heading in HTML may hold beside text without losing anything as text alone. */
const PLAIN_IN_HEADINGS = new Set("b em i span strong u".split(" "));

/**
 * Makes Markdown of a heading in HTML that stands alone, as text that was pasted from a page has it:
 * only a Markdown heading begins a section. One with links, code or pictures in it stays.
 */
function headingEdits({ root }: Source): readonly Edit[] {
  return root.children.flatMap((node): readonly Edit[] => {
    if (node.type !== "html") return [];
    const html = node.value.trim();
    const [open, ...pieces] = readHtml(html);
    const close = pieces.pop();
    const depth = /^h([1-6])$/.exec(open?.name ?? "")?.[1];
    if (depth === undefined || close?.type !== "close" || close.name !== open?.name) return [];
    if (!pieces.every(({ type, name }) => type === "text" || PLAIN_IN_HEADINGS.has(name)))
      return [];
    const texts = pieces.flatMap(({ type, start, end }) =>
      type === "text" ? html.slice(start, end) : [],
    );
    const title = oneLine(texts.join("")).trim();
    if (title === "") return [];
    const heading = `${"#".repeat(Number(depth))} ${markdownOf(title)}`;
    return [{ start: startOf(node), end: endOf(node), text: heading }];
  });
}

/** The text of HTML as Markdown: a character reference is one in both. */
function markdownOf(html: string): string {
  const parts = html.split(/(&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,31});)/);
  return parts
    .map((part, index) => {
      if (index % 2 === 1 || part.trim() === "") return part;
      const [, before = "", after = ""] = /^(\s*)[^]*?(\s*)$/.exec(part) ?? [];
      return before + textMarkdown(part.trim(), "heading") + after;
    })
    .join("");
}

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
function boxEdits({ text, root }: Source): readonly Edit[] {
  if (!/\[[^\]\n]{0,12}\]/.test(text)) return [];
  const found = readPseudoCheckboxes({ tree: root, shift: 0, frontMatter: undefined }, text);
  if (found.length === 0) return [];
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const taken = new Map<number, number>();
  return found.flatMap((box): readonly Edit[] => {
    const line = starts[box.line - 1] ?? 0;
    const end = (starts[box.line] ?? text.length + 1) - 1;
    const at = boxAt(text.slice(line, end), box, taken.get(box.line) ?? 0);
    if (at === undefined) return [];
    taken.set(box.line, at + 1);
    return replaceBox(text, box, line + at, end);
  });
}

/**
 * A space in each `[x]` within an item that is not ticked: GitHub's renderer looks for it in the whole
 * line, and would show the item's box as ticked. Links and code keep their look.
 */
function tickEdits({ text, root }: Source): readonly Edit[] {
  if (!/\[[xX]\]/.test(text)) return [];
  const edits: Edit[] = [];
  visitParents(root, ["paragraph", "tableCell"], (node, above) => {
    const item = above.findLast(({ type }) => type === "listItem");
    // A row of a table may become an item, too.
    const isTicked = item?.type === "listItem" && item.checked === true;
    if (isTicked || (item === undefined && node.type === "paragraph")) return;
    const start = startOf(node);
    // What stands first is a box, or becomes one.
    const ticks = text.slice(start, endOf(node)).matchAll(/(?<!^)\[[xX](?=\])|^\[[xX](?=\][([])/g);
    for (const tick of ticks) edits.push(insertion(start + tick.index + tick[0].length, " "));
  });
  return edits;
}

/** Where in its line a pseudo checkbox stands: the first at or after `from` that no backslash hides. */
function boxAt(line: string, { mark }: PseudoCheckbox, from: number): number | undefined {
  const shown = `[${mark}]`;
  for (let at = line.indexOf(shown, from); at !== -1; at = line.indexOf(shown, at + 1)) {
    if (line[at - 1] !== "\\") return at;
  }
  return undefined;
}

function replaceBox(
  text: string,
  { kind, mark }: PseudoCheckbox,
  start: number,
  lineEnd: number,
): readonly Edit[] {
  const end = start + mark.length + 2;
  const ticked = /^\s*(?:[xXvV✓✔]|completed?|done|finished)\s*$/iu.test(mark);
  if (kind === "place") return [{ start, end, text: ticked ? "☑" : "☐" }];
  if (kind === "empty") return [{ start, end, text: "" }];
  const open = { start, end, text: ticked ? "[x]" : "[ ]" };
  const space = /^[ \t]/.test(text.slice(end)) ? "" : " ";
  if (kind === "space") return [insertion(end, space)];
  const after = (words: string) => insertion(wordsEnd(text, end, lineEnd), ` (${words})`);
  if (kind === "optional") {
    const star = text.indexOf("*", end);
    return [{ start: end, end: star + 1, text: "" }, after("optional")];
  }
  // Nothing behind it: an empty box.
  if (text.slice(end, lineEnd).trim() === "") return [{ start, end, text: "" }];
  const box = { ...open, text: open.text + space };
  if (ticked || mark.trim() === "" || UNDONE.test(mark)) return [box];
  if (kind === "word") return [box, after(mark.replaceAll(/[_-]/g, " ").toLowerCase())];
  return [box, after(MEANINGS[mark.trim()] ?? `marked ${mark.trim()}`)];
}

/** Words in brackets that say no more than an open box. */
const UNDONE = /^(?:pending|to[ -]?do|not[ _-]started)$/i;

/** Where the words of a line end, before what makes a line break of its end. */
function wordsEnd(text: string, start: number, end: number): number {
  const words = text.slice(start, end).replace(/(?:\s|(?<!\\)\\$)+$/, "");
  return start + words.length;
}

/** After so many, the rest of the text stays one comment, which is closed where it ends. */
const MAX_UNCLOSED = 5;

/**
 * Shows the mark of a comment that is never closed as text. A reader of the issue sees nothing of
 * what follows such a mark; nobody meant that, and a plan must not lose it.
 */
function escapeUnclosed(source: Source): Source {
  let { text, root } = source;
  for (let round = 0; round < MAX_UNCLOSED; round += 1) {
    const at = unclosedIn({ text, root });
    if (at === undefined) break;
    text = applyEdits(text, { start: 0, end: text.length }, [insertion(at, "\\")]);
    root = parseMarkdown(text);
  }
  return { text, root };
}

/** Offset of the first `<!--` without an end. */
function unclosedIn({ text, root }: Source): number | undefined {
  let found: number | undefined;
  visitParents(root, "html", (node) => {
    if (found !== undefined || !node.value.includes("<!--")) return;
    const start = startOf(node);
    const open = readHtml(text.slice(start, endOf(node))).find(
      ({ type, complete, name }) => type === "comment" && !complete && name === "-->",
    );
    if (open !== undefined) found = start + open.start;
  });
  return found;
}

const LABEL = /^(?:decision|decided)(?:\s\d{1,3})?\s?:/i;

/**
 * Takes the label off entries such as `Decision: use X` below a heading that says already that they
 * are decisions: with it, an entry claims to be a plan's own, with reason and date.
 */
function decisionEdits({ text, root }: Source): readonly Edit[] {
  const edits: Edit[] = [];
  let above: readonly { depth: number; title: string }[] = [];
  for (const node of root.children) {
    if (node.type === "heading") {
      const own = { depth: node.depth, title: plainText(node) };
      above = [...above.filter(({ depth }) => depth < own.depth), own];
    } else if (node.type === "list" && above.some(({ title }) => /\bdecisions?\b/i.test(title))) {
      edits.push(...labelEdits(text, node));
    }
  }
  return edits;
}

function labelEdits(text: string, list: List): readonly Edit[] {
  return list.children.flatMap((item) =>
    item.children.slice(0, 1).flatMap((node) => labelOf(text, node)),
  );
}

function labelOf(text: string, node: RootContent): readonly Edit[] {
  if (node.type !== "paragraph" || !LABEL.test(plainText(node))) return [];
  const [first, second] = node.children;
  const start = startOf(node);
  if (first?.type === "text") {
    const length = LABEL.exec(text.slice(start))?.[0].length ?? 0;
    return length === 0 ? [] : [{ start, end: start + length, text: "" }];
  }
  if (first === undefined) return [];
  // `**Decision**: use X` and `**Decision:** use X`
  const inside = LABEL.exec(plainText(first))?.[0] === plainText(first);
  if (inside) return [{ start, end: endOf(first), text: "" }];
  const colon = second?.type === "text" ? /^\s?:/.exec(second.value)?.[0].length : undefined;
  const bare = LABEL.exec(`${plainText(first)}:`)?.[0] === `${plainText(first)}:`;
  return bare && colon !== undefined ? [{ start, end: endOf(first) + colon, text: "" }] : [];
}

/** Ends the fenced code blocks that only their container, or the text, ends. */
function fenceEdits({ text, root }: Source): readonly Edit[] {
  const edits: Edit[] = [];
  visitParents(root, "code", (node) => {
    const code = text.slice(startOf(node), endOf(node));
    const mark = /^(?:`{3,}|~{3,})/.exec(code)?.[0];
    if (mark === undefined || isClosed(code, mark)) return;
    const before = text.slice(lineStart(text, startOf(node)), startOf(node));
    // The end may be that of an empty line behind the code.
    edits.push(
      insertion(
        startOf(node) + code.trimEnd().length,
        `\n${before.replaceAll(/[^>\t]/g, " ")}${mark}`,
      ),
    );
  });
  return edits;
}

function isClosed(code: string, mark: string): boolean {
  const end = /\n[\s>]*(`{3,}|~{3,})[ \t]*$/.exec(code.trimEnd());
  return end?.[1]?.startsWith(mark) === true;
}

/**
 * Gives each row of a table as many cells as its head (GFM spec, “Tables (extension)”): a row that
 * has fewer gets empty ones; of one that has more, GitHub would show no more than the head has, so
 * the last of those takes the others in.
 */
function tableEdits(source: Source): readonly Edit[] {
  const edits: Edit[] = [];
  visitParents(source.root, "table", (table) => {
    edits.push(...rowEdits(source, table));
  });
  return edits;
}

function rowEdits({ text }: Source, { children: [head, ...rows] }: Table): readonly Edit[] {
  const width = head?.children.length ?? 0;
  return rows.flatMap((row) => {
    const { children: cells } = row;
    const over = cells.slice(width).flatMap((cell): readonly Edit[] => {
      const at = startOf(cell);
      return text[at] === "|" ? [insertion(at, "\\")] : [];
    });
    if (cells.length >= width) return over;
    const end = text[endOf(row) - 1] === "|" && cells.length > 0 ? "" : " |";
    return [insertion(endOf(row), end + " |".repeat(width - cells.length))];
  });
}

/**
 * Calls the total of a table of times “Stated total” where the rows add up to something else: in a
 * plan, a total is one.
 */
function totalEdits({ text, root }: Source): readonly Edit[] {
  const wrong = readTimelines(outline(root)).flatMap(({ rows, total }) => {
    const sum = rows.reduce((all, { hours }) => all + (hours ?? Number.NaN), 0);
    return total?.hours === undefined || !(Math.abs(sum - total.hours) > 0.01) ? [] : [total.line];
  });
  if (wrong.length === 0) return [];
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return wrong.flatMap((line): readonly Edit[] => {
    const start = starts[line - 1] ?? 0;
    const label = /\b(?:grand\s)?(?:total|sum)\b/i.exec(
      text.slice(start, starts[line] ?? text.length),
    );
    return label === null ? [] : [insertion(start + label.index, "Stated ")];
  });
}

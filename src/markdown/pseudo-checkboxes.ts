import type { Heading, ListItem, Nodes, Paragraph, Root, TableCell } from "mdast";
import { linesOf } from "./outline.js";
import { type Document, lineOf, plainText } from "./parse.js";
import { textLines } from "../model/text.js";

/** Why GitHub shows no box. */
export type PseudoCheckboxKind =
  | "word" // [completed], [pending]
  | "mark" // another character in the brackets, such as [-] or [~]
  | "blank" // no space or x in the brackets, or more than one: [], [ x ]
  | "space" // nothing but white space may stand between the box and its text, and it is missing
  | "optional" // `- [ ]*`
  | "empty" // no text behind the box
  | "place"; // not at the start of a list item: in a paragraph, heading, table, bold text or HTML

/** Something that looks like a task list item and is none. */
export interface PseudoCheckbox {
  readonly kind: PseudoCheckboxKind;
  /** What stands in the brackets. */
  readonly mark: string;
  /** What it says behind the box, as plain text. */
  readonly text: string;
  readonly line: number;
}

/** A box and what follows: group 1 is the mark, group 2 the rest of the line. */
const BOX = /^\[([^\]\r\n]{0,3})\]([^\r\n]*)/;
/** Marks that people put into boxes; letters other than x are mostly something else. */
const MARK = /^(?:\s*[xXvV✓✔✗✘-]\s*|\s*|[^\p{L}\p{N}\s^])$/u;
/** A bullet that is none, or no bullet, before a box. */
const LOOSE = /^(?:[-+*•–—·]|\d{1,9}[.)])?\s*\[([ xX])\]\s+(\S.*)$/;
const IN_HTML = /^\s*(?:[-+*]|\d{1,9}[.)])\s+\[([ xX])\]\s+(\S.*)$/;

/** A box that nobody took for text by a backslash. */
const UNESCAPED = /(?<!\\)\[[ xX]\]/;
/** Words that people put into boxes of their own. */
const WORD =
  /^\[(completed?|done|finished|in[ _-]?progress|doing|wip|pending|todo|to[ -]do|not[ _-]started|blocked|cancell?ed|skipped|deferred)\](?![(:[])\s+\S/i;
/** What shows the meaning of a mark, such as `- [~] = partly done`, is no item. */
const LEGEND = /^(?:[=:：→–—]|-\s|means\s)/;
/** Headings below which marks are explained. */
const LEGEND_TITLE =
  /\blegends?\b|^\W*(?:key|notation|conventions|symbols)\W*$|\b(?:status|task) (?:key|notation|symbols|markers?|icons|codes?)\W*$|图例|凡例|범례/i;

/** Whether a heading stands above an explanation of marks. */
export function isLegend(title: string): boolean {
  return title.length < 60 && LEGEND_TITLE.test(title);
}
/** What a mark means, and nothing else. “Done” is no such word: below a heading it is the box of a step. */
const MEANING =
  /^(?:not (?:yet )?started|to[ -]?do|open|pending|in[ -]progress|ongoing|wip|doing|part(?:ly|ially)(?: (?:done|completed?))?|blocked|on hold|cancell?ed|dropped|skipped|deferred|won['’]t do)\W*$/i;

/** Whether an item says nothing but what its mark means, as those of a legend do. */
export function isMeaning(text: string): boolean {
  return MEANING.test(text);
}

/** Stands for a code span. */
const CODE = "\uFFFC";

/** All pseudo checkboxes of a document, in document order. `text` is the file as it is. */
export function readPseudoCheckboxes(
  { tree, shift }: Document,
  text: string,
): readonly PseudoCheckbox[] {
  const lines = textLines(text);
  const sourceOf = (node: Nodes) => {
    const start = (node.position?.start.offset ?? 0) + shift;
    return text.slice(start, start + 1000);
  };
  const found = inTree(tree, sourceOf).filter(
    ({ kind, text: words, line }) =>
      !LEGEND.test(words) &&
      !(kind === "mark" && isMeaning(words)) &&
      (kind !== "place" || UNESCAPED.test(lines[line - 1] ?? "")),
  );
  // A single word in brackets is a remark.
  const isHabit = found.filter(({ kind }) => kind === "word").length > 1;
  const boxes = isHabit ? found : found.filter(({ kind }) => kind !== "word");
  return boxes.length === 0 ? boxes : withoutLegends(tree, boxes);
}

/** Without what stands below the heading of a legend. */
function withoutLegends(tree: Root, boxes: readonly PseudoCheckbox[]): readonly PseudoCheckbox[] {
  const headings = tree.children.filter((node) => node.type === "heading");
  return boxes.filter(({ line }) => {
    const above = headings.findLast((heading) => lineOf(heading) <= line);
    return above === undefined || lineOf(above) === line || !isLegend(plainText(above));
  });
}

function inTree(tree: Root, sourceOf: (node: Nodes) => string): readonly PseudoCheckbox[] {
  const found: PseudoCheckbox[] = [];
  const visit = (node: Nodes, parent: Nodes | undefined): void => {
    if (node.type === "paragraph") {
      const item = parent?.type === "listItem" && parent.children[0] === node ? parent : undefined;
      found.push(...(item === undefined ? inText(node) : inItem(item, node, sourceOf(node))));
    } else if (node.type === "heading" || node.type === "tableCell") {
      found.push(...inText(node));
    } else if (node.type === "html") {
      found.push(...inHtml(node.value, lineOf(node)));
    } else if ("children" in node) {
      for (const child of node.children) visit(child, node);
    }
  };
  visit(tree, undefined);
  return found;
}

/** The first paragraph of a list item. */
function inItem(item: ListItem, paragraph: Paragraph, source: string): readonly PseudoCheckbox[] {
  if (typeof item.checked === "boolean") return inText(paragraph).filter(isBehindFirst(paragraph));
  const first = paragraph.children[0];
  // Nobody waits for a box that is struck through.
  if (first?.type === "delete") return [];
  if (first?.type !== "text") return inText(paragraph);
  const [, word] = WORD.exec(source) ?? [];
  if (word !== undefined) {
    const rest = plainText(paragraph).slice(word.length + 2);
    return [{ kind: "word", mark: word, text: rest.trim(), line: lineOf(item) }];
  }
  const [, mark, rest] = BOX.exec(source) ?? [];
  if (mark === undefined || rest === undefined || !MARK.test(mark)) return inText(paragraph);
  const box = {
    mark,
    text: plainText(paragraph)
      .slice(mark.length + 2)
      .trim(),
    line: lineOf(item),
  };
  if (rest.startsWith("(") && rest.includes(")")) return [];
  if (/^[\sxX]*$/.test(mark) && !/^[ xX]$/.test(mark)) return [{ kind: "blank", ...box }];
  if (!/^[ xX]$/.test(mark)) return [{ kind: "mark", ...box }];
  if (box.text === "") return [{ kind: "empty", ...box }];
  if (/^\*\s/.test(rest))
    return [{ kind: "optional", ...box, text: box.text.replace(/^\*\s*/, "") }];
  return [{ kind: "space", ...box }];
}

/** An item's own box is one; only later lines of its paragraph may hold others. */
function isBehindFirst(paragraph: Paragraph): (found: PseudoCheckbox) => boolean {
  const start = lineOf(paragraph);
  return ({ line }) => line > start;
}

/** Boxes at the start of a line that is no start of a list item. */
function inText(node: Paragraph | Heading | TableCell): readonly PseudoCheckbox[] {
  return linesOf(node.children, CODE).flatMap(({ text, line }): readonly PseudoCheckbox[] => {
    const [, mark, rest] = LOOSE.exec(text) ?? /^\[([ xX])\]()$/.exec(text) ?? [];
    if (mark === undefined || (rest === "" && node.type !== "tableCell")) return [];
    return [{ kind: "place", mark, text: rest ?? "", line }];
  });
}

/** Boxes in a block of HTML that has no empty line before them. */
function inHtml(html: string, first: number): readonly PseudoCheckbox[] {
  if (/^<(?:!--|pre|script|style|textarea)/i.test(html)) return [];
  return textLines(html).flatMap((line, index): readonly PseudoCheckbox[] => {
    const [, mark, text] = IN_HTML.exec(line) ?? [];
    return mark === undefined
      ? []
      : [{ kind: "place", mark, text: text ?? "", line: first + index }];
  });
}

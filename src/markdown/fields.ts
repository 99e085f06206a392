import type { ListItem, Nodes, PhrasingContent, RootContent } from "mdast";
import { memoizeByObject } from "../model/memoize.js";
import { lineOf, plainText } from "./parse.js";

/** One line of a paragraph, without markup. */
export interface Line {
  readonly text: string;
  readonly line: number;
}

/** Something a plan says in the form `label: value`. */
export interface Field {
  /** As written, without markup. */
  readonly label: string;
  /** May be empty; lines that belong to it are joined with spaces. */
  readonly value: string;
  readonly line: number;
}

/**
 * The lines of a paragraph or a table cell as plain text; comments and tags are left out. Code spans
 * are `code` where that is given.
 */
export function linesOf(children: readonly PhrasingContent[], code?: string): readonly Line[] {
  const lines: { text: string; line: number }[] = [];
  for (const [nth, child] of children.entries()) {
    if (isReplaced(child, children[nth + 1])) continue;
    const at = lineOf(child);
    for (const [index, text] of textOf(child, code).split("\n").entries()) {
      const last = lines.at(-1);
      const line = child.position === undefined ? (last?.line ?? 1) : at + index;
      if (last !== undefined && index === 0) last.text += text;
      else lines.push({ text, line });
    }
  }
  return lines.map(({ text, line }) => ({ text: text.replaceAll(/\s+/g, " ").trim(), line }));
}

/** Whether a text is struck through, and what holds instead stands behind it. */
function isReplaced(node: PhrasingContent, next: PhrasingContent | undefined): boolean {
  return node.type === "delete" && next?.type === "text" && /^[ \t]+[\p{L}\p{N}]/u.test(next.value);
}

function textOf(node: PhrasingContent, code?: string): string {
  if (node.type === "html") return "";
  if (node.type === "break") return "\n";
  if (node.type === "text") return node.value;
  if (node.type === "inlineCode") return code ?? node.value;
  if ("children" in node) return node.children.map((child) => textOf(child, code)).join("");
  return plainText(node);
}

/** A label and what follows; behind a wide colon, or a word of a script without spaces, no space is needed. */
const LABEL =
  /^([\p{L}\p{N}][^:：]{0,40}?)\s?(?:：\s*|(?<=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]\s?):\s*|:(?:\s+|$))(.*)$/su;

/**
 * What parts the fields of one line: a bullet, or a stroke or a dot with another label behind it.
 * Between other words a stroke parts choices.
 */
const FIELD_END = /\s+•\s+|\s+[|·]\s+(?=\p{L}[^:：|·•]{0,40}[:：])/u;

/**
 * Fields of some lines, several on one line parted as {@link FIELD_END} says. A line without a label
 * belongs to the field before it. A label that stands alone has an empty value.
 */
export function fieldsOf(lines: readonly Line[]): readonly Field[] {
  const fields: { label: string; value: string; line: number }[] = [];
  for (const { text, line } of lines) {
    for (const part of text.split(FIELD_END)) {
      const [, label, value] = LABEL.exec(part.trim()) ?? [];
      const last = fields.at(-1);
      if (label !== undefined) fields.push({ label, value: value?.trim() ?? "", line });
      else if (last !== undefined) last.value = `${last.value} ${part}`.trim();
    }
  }
  return fields;
}

/** Fields that these blocks say: in paragraphs, quotes, items of lists, and tables of two columns. */
export function fieldsIn(nodes: readonly RootContent[]): readonly Field[] {
  return nodes.flatMap((node) => fieldsOfBlock(node));
}

/** What reads a plan asks up to six times: a tenth of the time that it takes beside the parse. */
const fieldsOfBlock: (node: RootContent) => readonly Field[] = memoizeByObject(readFieldsOfBlock);

function readFieldsOfBlock(node: RootContent): readonly Field[] {
  if (node.type === "paragraph") return fieldsOf(linesOf(node.children));
  if (node.type === "blockquote") return fieldsIn(node.children);
  if (node.type === "list") return node.children.flatMap((item) => itemFields(item));
  if (node.type !== "table") return [];
  return node.children.flatMap((row) => {
    const [label, value, ...more] = row.children.map((cell) => plainText(cell));
    if (label === undefined || value === undefined || more.length > 0) return [];
    return [{ label: label.replace(/:$/, ""), value, line: lineOf(row) }];
  });
}

/** Fields that an item's own paragraph says. */
export function itemFields(item: ListItem): readonly Field[] {
  return fieldsOf(itemLines(item));
}

/** Lines of an item's own paragraph. */
export function itemLines(item: ListItem): readonly Line[] {
  const first = item.children.find((child) => child.type === "paragraph");
  return first === undefined ? [] : linesOf(first.children);
}

/** The item's own paragraph as plain text; without what is nested in it. */
export function itemText(item: ListItem): string {
  const first: Nodes | undefined = item.children.find((child) => child.type === "paragraph");
  return first === undefined ? "" : plainText(first);
}

/** The first field of that name. */
export function fieldCalled(fields: readonly Field[], name: RegExp): Field | undefined {
  return fields.find(({ label }) => name.test(label));
}

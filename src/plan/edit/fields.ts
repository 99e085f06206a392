import type { Nodes, Paragraph, Heading, ListItem, Table } from "mdast";
import { isMap, isScalar, parseDocument, stringify } from "yaml";
import { headerOf } from "../../markdown/outline.js";
import { plainText, parseMarkdown } from "../../markdown/parse.js";
import { readTime } from "../../markdown/timelines.js";
import { findYamlExcess } from "../../markdown/front-matter.js";
import { isPlaceholder } from "../placeholders.js";
import { type Opened, valueMarkdown, open, splice, type Splice } from "./open.js";

/** A value that stands behind a label in a file. */
export interface Labelled {
  /** Without markup. */
  readonly label: string;
  /** As in the file; empty where nothing stands there. */
  readonly value: string;
  /** Offsets of the value in the file. */
  readonly start: number;
  readonly end: number;
  readonly place: "paragraph" | "cell" | "yaml";
}

/** A piece of plain text, and the phrasing nodes that it stands in, innermost first. */
interface Leaf {
  readonly start: number;
  readonly end: number;
  readonly isText: boolean;
  readonly around: readonly { readonly end: number; readonly contentEnd: number }[];
}

const LONGEST_LABEL = 41;

/**
 * What a paragraph or a heading says in the form `label: value`, several on one line parted by `•`.
 * Only colons and bullets of its own text count: none in code, links or HTML.
 *
 * @param shift what to add to a position to get an offset in `text`
 */
export function labelledIn(
  node: Paragraph | Heading,
  text: string,
  shift: number,
): readonly Labelled[] {
  const leaves = leavesOf(node, shift);
  // Not the node's own position, which in a heading holds its number signs.
  const from = (node.children[0]?.position?.start.offset ?? 0) + shift;
  const until = (node.children.at(-1)?.position?.end.offset ?? 0) + shift;
  const found: Labelled[] = [];
  for (const [start, end] of linesBetween(text, from, until)) {
    for (const part of partsOf(text, start, end, leaves)) {
      const labelled = labelledAt(text, part, leaves);
      if (labelled !== undefined) found.push(labelled);
    }
  }
  return found;
}

function leavesOf(node: Nodes, shift: number): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (inner: Nodes, around: Leaf["around"]) => {
    const [start, end] = [inner.position?.start.offset, inner.position?.end.offset];
    if (start === undefined || end === undefined) return;
    if (!("children" in inner) || inner.type === "link") {
      leaves.push({
        start: start + shift,
        end: end + shift,
        isText: inner.type === "text",
        around,
      });
      return;
    }
    const last = inner.children.at(-1)?.position?.end.offset ?? end;
    const own = { end: end + shift, contentEnd: last + shift };
    const wrapping = inner === node ? around : [own, ...around];
    for (const child of inner.children) visit(child, wrapping);
  };
  visit(node, []);
  return leaves;
}

function linesBetween(
  text: string,
  from: number,
  until: number,
): readonly (readonly [start: number, end: number])[] {
  const lines: (readonly [number, number])[] = [];
  let start = from;
  for (const { index, 0: end } of text.slice(from, until).matchAll(/\r\n|\r|\n/g)) {
    lines.push([start, from + index]);
    start = from + index + end.length;
  }
  return [...lines, [start, until]];
}

/** What parts fields, as where fields are read, where markup may stand around the label. */
const PART_END = /(?<=\s)(?:•(?=\s)|[|·](?=\s+[*_~]{0,3}\p{L}[^:：|·•]{0,40}[:：]))/gu;

function partsOf(
  text: string,
  start: number,
  end: number,
  leaves: readonly Leaf[],
): readonly (readonly [start: number, end: number])[] {
  const parts: (readonly [number, number])[] = [];
  let from = start;
  for (const { index } of text.slice(start, end).matchAll(PART_END)) {
    if (leafAt(start + index, leaves) === undefined) continue;
    parts.push([from, start + index]);
    from = start + index + 1;
  }
  return [...parts, [from, end]];
}

/** The piece of text that holds the character at an offset. */
function leafAt(at: number, leaves: readonly Leaf[]): Leaf | undefined {
  return leaves.find(({ isText, start, end }) => isText && start <= at && at < end);
}

function labelledAt(
  text: string,
  [from, until]: readonly [number, number],
  leaves: readonly Leaf[],
): Labelled | undefined {
  for (let at = colonIn(text, from, until); at !== -1; at = colonIn(text, at + 1, until)) {
    const leaf = leafAt(at, leaves);
    if (leaf === undefined) continue;
    const label = text.slice(from, at).replaceAll(/[*_~]/g, "").trim();
    if (label === "" || label.length > LONGEST_LABEL) return undefined;
    let start = at + 1;
    let end = until;
    for (const { end: outer, contentEnd } of leaf.around) {
      // `**Status:** x` goes on behind the stars, `**Status: x**` ends before them.
      if (text.slice(start, contentEnd).trim() === "") start = outer;
      else end = Math.min(end, contentEnd);
    }
    const rest = text.slice(start, end);
    const value = rest.trim().replace(/\s*\\$/, "");
    const isWide =
      text[at] === "：" || /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]$/u.test(label);
    if (rest !== "" && !/^\s/.test(rest) && !isWide) return undefined;
    if (value !== "") start += rest.length - rest.trimStart().length;
    return { label, value, start, end: start + value.length, place: "paragraph" };
  }
  return undefined;
}

/** The first colon between two offsets; -1 where there is none. */
function colonIn(text: string, from: number, until: number): number {
  const at = text.slice(from, until).search(/[:：]/);
  return at === -1 ? -1 : from + at;
}

/** Every label and value below these nodes: in paragraphs, quotes, items and tables of two columns. */
export function labelledBelow(nodes: readonly Nodes[], opened: Opened): readonly Labelled[] {
  const { text, document } = opened;
  return nodes.flatMap((node): readonly Labelled[] => {
    if (node.type === "paragraph") return labelledIn(node, text, document.shift);
    if (node.type === "blockquote") return labelledBelow(node.children, opened);
    if (node.type === "table") return labelledRows(node, opened);
    if (node.type !== "list") return [];
    return node.children.flatMap((item) => labelledBelow(ownParagraph(item), opened));
  });
}

function ownParagraph(item: ListItem): readonly Nodes[] {
  return item.children.filter(({ type }) => type === "paragraph").slice(0, 1);
}

function labelledRows(table: Table, { text, document }: Opened): readonly Labelled[] {
  return table.children.flatMap((row): readonly Labelled[] => {
    const [name, cell, ...more] = row.children;
    if (name === undefined || cell === undefined || more.length > 0) return [];
    const label = plainText(name).replace(/:$/, "");
    const first = cell.children[0]?.position?.start.offset;
    const last = cell.children.at(-1)?.position?.end.offset;
    // An empty cell begins with its pipe.
    const start = (first ?? (cell.position?.start.offset ?? 0) + 1) + document.shift;
    const end = last === undefined ? start : last + document.shift;
    return [{ label, value: text.slice(start, end), start, end, place: "cell" }];
  });
}

/** What a plan says of itself: in its header, behind its last rule or in its last section, in its front matter. */
export function labelledOf(opened: Opened): readonly Labelled[] {
  const { sections } = opened;
  const header = headerOf(sections);
  const last = sections.slice(header.length).slice(-1);
  return [
    ...labelledBelow(
      header.flatMap(({ nodes }) => nodes),
      opened,
    ),
    ...labelledBelow(
      last.flatMap(({ nodes }) => footer(nodes)),
      opened,
    ),
    ...labelledFront(opened),
  ];
}

/** What stands behind the last rule; everything where there is none. */
function footer<Node extends Nodes>(nodes: readonly Node[]): readonly Node[] {
  return nodes.slice(nodes.findLastIndex(({ type }) => type === "thematicBreak") + 1);
}

/** Plain values of front matter. */
function labelledFront({ text, document }: Opened): readonly Labelled[] {
  const { frontMatter, shift } = document;
  if (frontMatter === undefined || frontMatter.length > 16_384) return [];
  if (findYamlExcess(frontMatter) !== undefined) return [];
  const opening = /^---[ \t]*[\r\n]/.exec(text.slice(shift))?.[0].length ?? 0;
  try {
    const { contents } = parseDocument(frontMatter, { uniqueKeys: false, logLevel: "silent" });
    if (!isMap(contents)) return [];
    return contents.items.flatMap(({ key, value }): readonly Labelled[] => {
      if (!isScalar(key) || !isScalar(value) || !value.range) return [];
      const [start, end] = [value.range[0], value.range[1]].map((at) => at + shift + opening);
      if (
        start === undefined ||
        end === undefined ||
        frontMatter.slice(value.range[0], value.range[1]).includes("\n")
      )
        return [];
      return [
        { label: String(key.value), value: text.slice(start, end), start, end, place: "yaml" },
      ];
    });
  } catch {
    return [];
  }
}

const UPDATED = /^last[\s_-](?:updated?|modified)(?:[\s_-](?:at|on|date))?$/i;
const APPROVED_BY = /^approved[\s_-]by$/i;

/** The change that gives a field another value, in the form of its place. */
export function valueSplice({ start, end, place, value }: Labelled, content: string): Splice {
  if (place === "yaml") {
    // A value that is missing stands right behind its colon.
    const gap = value === "" ? " " : "";
    return { start, end, text: gap + stringify(content, { lineWidth: 0 }).trim() };
  }
  const text = valueMarkdown(content, place);
  if (value !== "" || place === "paragraph")
    return { start, end, text: value === "" ? ` ${text}` : text };
  return { start, end, text: ` ${text} ` };
}

/** What a value says, as plain text. */
export function plainValue({ value, place }: Labelled): string {
  return place === "yaml" ? value : plainText(parseMarkdown(value));
}

/** Whether nobody has filled a value in: it is empty, or the format's own placeholder. */
export function isUnfilled(labelled: Labelled): boolean {
  const plain = plainValue(labelled);
  // `<Links>` as text: a tag or an autolink would have no brackets by now.
  if (/^<\p{L}[^<>]*>$/u.test(plain)) return true;
  return plain === "" || isPlaceholder(plain) || isPlaceholder(labelled.value.replaceAll("\\", ""));
}

/**
 * The plan with another “Last Updated”: a day, or a time where the plan gives a time now. `undefined`
 * where it has no such field.
 *
 * @param at ISO 8601, UTC
 */
export function setLastUpdated(text: string, at: string): string | undefined {
  const field = labelledOf(open(text)).find(({ label }) => UPDATED.test(label));
  if (field === undefined) return undefined;
  const current = readTime(field.value)?.iso ?? field.value;
  const value =
    current.includes("T") && /\dT\d|ISO ?8601/.test(current) ? stampOf(at) : at.slice(0, 10);
  return splice(text, [valueSplice(field, value)]);
}

/**
 * The plan with who approved it: logins, as people read them. `undefined` where it has no such field.
 */
export function setApprovedBy(text: string, logins: readonly string[]): string | undefined {
  const field = labelledOf(open(text)).find(({ label }) => APPROVED_BY.test(label));
  if (field === undefined) return undefined;
  return splice(text, [valueSplice(field, logins.map((login) => `@${login}`).join(", "))]);
}

/**
 * Logins that stand as approvers; none where nobody is named yet. `undefined` where the plan has no
 * such field, or something else than logins in it.
 */
export function approversOf(text: string): readonly string[] | undefined {
  const field = labelledOf(open(text)).find(({ label }) => APPROVED_BY.test(label));
  if (field === undefined) return undefined;
  // A whole value in brackets is what a template asks for.
  if (isUnfilled(field) || /^(?:\[.*\]|\{.*\}|<.*>)$/.test(plainValue(field))) return [];
  const names = plainValue(field).split(/\s*,\s*/);
  const logins = names.map((name) => /^@([a-z0-9][a-z0-9_-]{0,38})$/i.exec(name.trim())?.[1]);
  return logins.every((login) => login !== undefined) ? logins : undefined;
}

/** A moment to the minute, as the formats write it: `2025-10-13T19:00Z`. */
export function stampOf(at: string): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}

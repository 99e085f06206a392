import type { Nodes, PhrasingContent } from "mdast";
import { lineOf, plainText } from "../markdown/parse.js";

/** A piece of text that is one for the reader: a line of a paragraph, a heading, a table cell. */
export interface Unit {
  /** On one line, without emphasis, but with the tags and brackets that guidance is written in. */
  readonly text: string;
  readonly line: number;
  readonly kind: "text" | "cell" | "heading" | "html";
  /** Some of it is code, in which brackets mean something else. */
  readonly code: boolean;
}

/** All units below a node, in document order. `source` is the text the node was parsed from. */
export function unitsOf(root: Nodes, source: string): readonly Unit[] {
  const units: Unit[] = [];
  const waiting: Nodes[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === "paragraph" || node.type === "heading" || node.type === "tableCell") {
      const kind = KINDS[node.type];
      for (const line of linesOf(node.children)) units.push(Object.assign(line, { kind }));
    } else if (node.type === "code") {
      for (const [index, text] of node.value.split("\n").entries()) {
        const line = lineOf(node) + 1 + index;
        units.push({ text: text.trim(), line, kind: "text", code: true });
      }
    } else if (node.type === "definition") {
      const { start, end } = node.position ?? {};
      const text = source.slice(start?.offset ?? 0, end?.offset ?? 0);
      units.push({ text, line: lineOf(node), kind: "text", code: false });
    } else if (node.type === "html" && !node.value.startsWith("<!--")) {
      units.push({ text: node.value, line: lineOf(node), kind: "html", code: false });
    } else if ("children" in node) {
      for (const child of node.children.toReversed()) waiting.push(child);
    }
  }
  return units.filter(({ text }) => text !== "");
}

const KINDS = { paragraph: "text", heading: "heading", tableCell: "cell" } as const;

function linesOf(children: readonly PhrasingContent[]): readonly Omit<Unit, "kind">[] {
  const lines: { text: string; line: number; code: boolean }[] = [];
  for (const child of children) {
    for (const [index, text] of textOf(child).split("\n").entries()) {
      const last = lines.at(-1);
      const code = child.type === "inlineCode";
      if (last === undefined || index > 0) lines.push({ text, line: lineOf(child) + index, code });
      else Object.assign(last, { text: last.text + text, code: last.code || code });
    }
  }
  return lines.map(({ text, line, code }) => {
    return { text: text.replaceAll(/\s+/g, " ").trim(), line, code };
  });
}

function textOf(node: PhrasingContent): string {
  if (node.type === "html") return node.value.startsWith("<!--") ? "" : node.value;
  if (node.type === "text" || node.type === "inlineCode") return node.value;
  if (node.type === "break") return "\n";
  if ("children" in node) return node.children.map((child) => textOf(child)).join("");
  return plainText(node);
}

const CLOSING: Readonly<Record<string, string>> = { "{": "}", "[": "]", "<": ">" };
/** Longest placeholder, in characters. */
const LONGEST = 400;

/** Every `{…}`, `[…]` and `<…>` of a text with at least three letters in it, nested ones too. */
export function placeholdersIn(text: string): readonly string[] {
  const found: string[] = [];
  for (const { index } of text.matchAll(/[{[<]/g)) {
    const end = endOf(text, index);
    const piece = end === undefined ? "" : text.slice(index, end);
    if (/\p{L}.*\p{L}.*\p{L}/u.test(piece)) found.push(piece);
  }
  return found;
}

/**
 * Whether a text, or what stands in it behind a label, is one placeholder and nothing else, in
 * whatever words: `{Reviewer}`, `[Name of the phase]`, `Files: <paths to change>`.
 */
export function isPlaceholder(text: string): boolean {
  const value = text.replace(/^[^:{}[\]<>]{1,60}:\s+/, "");
  if (/^\{[^{}]*\p{L}[^{}]*\}$/u.test(value)) return true;
  if (/^\[[^[\]{}]*\p{L}[^[\]{}]* [^[\]{}]*\]$/u.test(value)) return true;
  return /^<[^<>/=!][^<>=]* [^<>=]*[^<>/=]>$/.test(value);
}

function endOf(text: string, start: number): number | undefined {
  const open = text.charAt(start);
  const close = CLOSING[open];
  let depth = 0;
  for (let at = start; at < Math.min(text.length, start + LONGEST); at += 1) {
    const character = text.charAt(at);
    if (character === open) depth += 1;
    if (character === close) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

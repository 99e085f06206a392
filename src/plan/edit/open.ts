import type { PhrasingContent } from "mdast";
import { oneLine, phrasingMarkdown, textMarkdown } from "../../markdown/escape.js";
import { inlineOf, oneLineOf } from "../../markdown/inline.js";
import { outline, type Section } from "../../markdown/outline.js";
import { readDocument, type Document, parseMarkdown, plainText } from "../../markdown/parse.js";
import { commonEnd, splitLines } from "../merge/lines.js";

/** A plan file that is to be changed. */
export interface Opened {
  readonly text: string;
  readonly document: Document;
  readonly sections: readonly Section[];
}

/** Reads a plan file to change it. */
export function open(text: string): Opened {
  const document = readDocument(text);
  return { text, document, sections: outline(document.tree) };
}

/** Puts `text` where the file has what is between two offsets. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A file after changes that do not overlap. Line feeds in them become the file's own line ends. */
export function splice(file: string, changes: readonly Splice[]): string {
  const end = lineEndOf(file);
  let result = "";
  let at = 0;
  for (const change of changes.toSorted((a, b) => a.start - b.start)) {
    result += file.slice(at, change.start) + change.text.replaceAll("\n", end);
    at = change.end;
  }
  return result + file.slice(at);
}

/** The line end that most lines of a file have. */
function lineEndOf(file: string): string {
  return commonEnd(splitLines(file));
}

/** Where somebody's words are put. */
export type Place = "paragraph" | "cell";

/** Longest text that a person adds at once, in characters. */
const LIMIT = 4000;

/**
 * One line of Markdown that somebody wrote, for a place in a plan: links, code and emphasis stay,
 * and nothing in it can start, end or change a construct around it.
 */
export function inlineMarkdown(words: string, place: Place): string {
  const source = oneLine(words).slice(0, LIMIT);
  const [node, ...more] = parseMarkdown(source).children;
  if (node?.type !== "paragraph" || more.length > 0) return textMarkdown(source, place);
  const nodes = oneLineOf(inlineOf(node.children).nodes);
  return phrasingMarkdown(nodes.map(unlinked), place);
}

/** The same behind a label, where a bullet would part it from what follows. */
export function valueMarkdown(words: string, place: Place): string {
  return inlineMarkdown(words.replaceAll("•", "·"), place);
}

/** A reference to a definition that the plan may lack, or have of its own, is its text. */
function unlinked(node: PhrasingContent): PhrasingContent {
  if (node.type === "linkReference" || node.type === "footnoteReference") {
    return { type: "text", value: plainText(node) };
  }
  return node;
}

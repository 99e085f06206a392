import type { Emphasis, Heading, Paragraph, PhrasingContent, Strong } from "mdast";
import { endOf, startOf, type Source } from "../markdown/source.js";
import { wordsOf } from "../markdown/inline.js";
import { plainText } from "../markdown/parse.js";
import { sectionKindOf } from "./headings.js";

/** A name and what stands behind its colon. */
interface Field {
  readonly name: string;
  readonly label: readonly PhrasingContent[];
  readonly value: Paragraph;
}

/** A heading that holds its value: `## Priority: High`; `undefined` for any other. */
export function splitValue({ text }: Source, node: Heading): Field | undefined {
  return splitAtColon(text, node.children);
}

function splitAtColon(text: string, nodes: readonly PhrasingContent[]): Field | undefined {
  const at = nodes.findIndex((node) => node.type === "text" && /[:：]/.test(node.value));
  const node = nodes[at];
  if (node?.type !== "text") return splitInStrong(nodes);
  const colon = node.value.search(/[:：]/);
  const before = [...nodes.slice(0, at), ...textOf(node.value.slice(0, colon))];
  const inSource = text.slice(startOf(node), endOf(node)).search(/[:：]/);
  if (inSource === -1) return undefined;
  const raw = node.value.slice(colon + 1);
  const value = raw.trimStart();
  const skipped = raw.length - value.length;
  const start = startOf(node) + inSource + 1 + skipped;
  const rest: PhrasingContent[] = [
    ...(value === ""
      ? []
      : [{ type: "text" as const, value, position: positionOf(start, endOf(node)) }]),
    ...nodes.slice(at + 1),
  ];
  const name = wordsOf(before).trim();
  const paragraph = paragraphOf(rest);
  if (name === "" || name.length > 60 || plainText(paragraph).trim() === "") return undefined;
  return { name, label: before, value: paragraph };
}

function isMarked(node: PhrasingContent | undefined): node is Strong | Emphasis {
  return node?.type === "strong" || node?.type === "emphasis";
}

/** `**Priority:** High`: the colon stands inside of the bold text. */
function splitInStrong(nodes: readonly PhrasingContent[]): Field | undefined {
  const [first, second, ...more] = nodes;
  if (!isMarked(first)) return undefined;
  const words = wordsOf([first]);
  const name = words.replace(/\s*[:：]$/, "").trim();
  if (words === name || second === undefined || name === "" || name.length > 60) return undefined;
  const skipped =
    second.type === "text" ? second.value.length - second.value.trimStart().length : 0;
  const start = startOf(second) + skipped;
  const head: PhrasingContent =
    second.type === "text"
      ? {
          type: "text",
          value: second.value.trimStart(),
          position: positionOf(start, endOf(second)),
        }
      : second;
  const value = paragraphOf([head, ...more]);
  return plainText(value).trim() === "" ? undefined : { name, label: textOf(name), value };
}

function textOf(value: string): PhrasingContent[] {
  return value === "" ? [] : [{ type: "text", value }];
}

function positionOf(start: number, end: number): NonNullable<Heading["position"]> {
  return {
    start: { line: 1, column: 1, offset: start },
    end: { line: 1, column: 1, offset: end },
  };
}

/** A paragraph of nodes that stand one after the other in a source; its value may be looked up there. */
export function paragraphOf(nodes: readonly PhrasingContent[]): Paragraph {
  const [first] = nodes;
  const last = nodes.at(-1);
  const start = first === undefined ? 0 : startOf(first);
  const end = last === undefined ? 0 : endOf(last);
  return { type: "paragraph", children: [...nodes], position: positionOf(start, end), data: {} };
}

/** The lines of a paragraph, as an issue shows them, each with its place in the source. */
function linesOf(text: string, { children }: Paragraph): readonly (readonly PhrasingContent[])[] {
  const lines: PhrasingContent[][] = [[]];
  for (const node of children) {
    if (node.type === "break") {
      lines.push([]);
      continue;
    }
    if (node.type !== "text" || !node.value.includes("\n")) {
      lines.at(-1)?.push(node);
      continue;
    }
    let at = startOf(node);
    for (const [index, value] of node.value.split("\n").entries()) {
      if (index > 0) {
        at = text.indexOf("\n", at) + 1;
        while (text[at] === " " || text[at] === "\t") at += 1;
        lines.push([]);
      }
      const lineEnd = text.indexOf("\n", at);
      const end = Math.min(endOf(node), lineEnd === -1 ? text.length : lineEnd);
      if (value !== "") lines.at(-1)?.push({ type: "text", value, position: positionOf(at, end) });
    }
  }
  return lines.filter((line) => wordsOf(line).trim() !== "");
}

/** Whether a line is bold from end to end, a colon aside; a known name may be in italics. */
export function isBoldLine([first, second, ...more]: readonly PhrasingContent[]): boolean {
  if (!isMarked(first) || more.length > 0) return false;
  if (first.type === "emphasis" && sectionKindOf(wordsOf([first])) === undefined) return false;
  return second === undefined || (second.type === "text" && /^\s*[:：]?\s*$/.test(second.value));
}

/** Parts the bold lines of a paragraph, which stand for headings, from the text between them. */
export function splitBoldLines({ text }: Source, node: Paragraph): readonly Paragraph[] {
  if (!node.children.some(isMarked)) return [node];
  const lines = linesOf(text, node);
  if (lines.length < 2 || !lines.some(isBoldLine)) return [node];
  const groups: PhrasingContent[][] = [];
  let open = false;
  for (const line of lines) {
    const bold = isBoldLine(line);
    const group = groups.at(-1);
    if (bold || !open || group === undefined) groups.push([...line]);
    else group.push(lineEndBetween(group.at(-1), line[0]), ...line);
    open = !bold;
  }
  return groups.map((group) => paragraphOf(group));
}

function lineEndBetween(
  before: PhrasingContent | undefined,
  after: PhrasingContent | undefined,
): PhrasingContent {
  const start = before === undefined ? 0 : endOf(before);
  const end = after === undefined ? start : startOf(after);
  return { type: "text", value: "\n", position: positionOf(start, end) };
}

/** A line of fields; `name` and `label` are those of its known field. */
interface FieldLine {
  readonly name: string | undefined;
  readonly label: readonly PhrasingContent[];
  readonly value: Paragraph;
}

/**
 * The lines of a paragraph of nothing but fields, such as `**Type:** Story`; none for any other. A
 * line whose field is not known comes whole.
 */
export function fieldsIn({ text }: Source, node: Paragraph): readonly FieldLine[] {
  if (!isMarked(node.children[0])) return [];
  const lines = linesOf(text, node);
  // One line that starts in italics may be any remark.
  if (node.children[0].type === "emphasis" && lines.length < 2) return [];
  const fields = lines.map((line) => {
    const [first, second] = line;
    if (!isMarked(first)) return undefined;
    const inside = /[:：]\s*$/.test(wordsOf([first]));
    const behind = second?.type === "text" && /^\s*[:：]/.test(second.value);
    if (!inside && !behind) return undefined;
    const field = inside ? splitInStrong(line) : splitAtColon(text, line);
    const several = line.filter(isMarked).length > 1;
    const known = !several && field !== undefined && sectionKindOf(field.name) !== undefined;
    return known && field !== undefined
      ? field
      : { name: undefined, label: [], value: paragraphOf(line) };
  });
  return fields.every((field) => field !== undefined) ? fields : [];
}

import { toString } from "mdast-util-to-string";
import { flatInline, oneLine } from "../../issue/flat.js";
import { oneLineOf } from "../../issue/lines.js";
import type { Block, Inline, Part } from "../../issue/value.js";
import { parseMarkdown } from "../markdown.js";
import type { BlockPlace, Place } from "./places.js";
import { phrasingMarkdown } from "./text.js";

/** A value as it stands in the plan. */
export interface Placed {
  readonly text: string;
  /** Whole blocks, which start on a line of their own (`below`) or where the stand-in was. */
  readonly blocks: false | "here" | "below";
}

/** `value` as Markdown for `place`. `line` is what stands before it on its line. */
export function placeValue(value: Inline | Block, place: Place, line: string): Placed {
  if (place.type === "code" || place.type === "html" || place.type === "url") {
    return { text: rawText(value, place.type), blocks: false };
  }
  const kind = place.type === "cell" || place.type === "heading" ? place.type : "paragraph";
  const fits = value.kind === "inline" || (place.type === "lineEnd" && isLine(value));
  if (fits || (place.type !== "alone" && place.type !== "lineEnd")) {
    const indent = "column" in place ? indentOf(line, place.column) : undefined;
    const text = phrasingMarkdown(flatten(value).nodes, kind, indent);
    const inside = "start" in place && !place.start;
    return { text: inside ? withoutStartEscape(text) : text, blocks: false };
  }
  return blocks(value, place, line);
}

/** Spares the backslash that only the start of a line needs. */
function withoutStartEscape(text: string): string {
  return text.replace(/^\\(?=[#>+=-])|(?<=^\d{1,9})\\(?=[.)])/, "");
}

/** Whether a block is a paragraph of one line, which can stand behind other text. */
function isLine({ parts }: Block): boolean {
  const [part, ...more] = parts;
  if (part?.type !== "markdown" || more.length > 0 || part.source.includes("\n")) return false;
  const { children } = parseMarkdown(part.source);
  return children.length === 1 && children[0]?.type === "paragraph";
}

/** What a further line of a container starts with; `line` is what stands before the value on its line. */
function indentOf(line: string, column: number): string {
  return line.slice(0, column - 1).replaceAll(/[^>\t]/g, " ");
}

function blocks(value: Block, place: BlockPlace, line: string): Placed {
  const indent = indentOf(line, place.column);
  const source = blockMarkdown(value.parts, place.level);
  const [first = "", ...rest] = source.split("\n");
  const below = place.type === "lineEnd";
  const lines = [below ? indent + first : first, ...rest.map((more) => indent + more)];
  const text = lines.map((each) => each.replace(/^[ >]+$/, (blank) => blank.trimEnd())).join("\n");
  return { text, blocks: below ? "below" : "here" };
}

/** Blocks with their headings lowered to below `level`. */
function blockMarkdown(parts: readonly Part[], level: number): string {
  const depths = parts.flatMap((part) => (part.type === "heading" ? [part.depth] : []));
  const highest = Math.min(...depths);
  const pieces = parts.map((part) => {
    if (part.type === "markdown") return part.source;
    const depth = Math.min(6, level + 1 + part.depth - highest);
    return `${"#".repeat(depth)} ${phrasingMarkdown(part.text.nodes, "heading")}`;
  });
  return pieces.join("\n\n");
}

function flatten(value: Inline | Block): Inline {
  if (value.kind === "inline") return value;
  return flatInline(value) ?? { kind: "inline", nodes: [] };
}

/** For where backslashes mean nothing: without whatever would end the place. */
function rawText(value: Inline | Block, type: "code" | "html" | "url"): string {
  const nodes = oneLineOf(flatten(value).nodes);
  const text = oneLine(toString({ type: "paragraph", children: [...nodes] }));
  if (type === "code") return text.replaceAll("`", "'").replaceAll(/~{3,}/g, "~~");
  if (type === "html") return text.replaceAll(/[<>&"']/g, "").replaceAll(/-{2,}/g, "-");
  return text.replaceAll(
    /[\s<>()[\]\\"`|]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

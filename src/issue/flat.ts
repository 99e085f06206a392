import type { Nodes, PhrasingContent } from "mdast";
import { parseMarkdown, plainText } from "../plan/markdown.js";
import { inlineOf } from "./inline.js";
import { oneLineOf } from "./lines.js";
import type { Block, Inline } from "./value.js";

/** A block on one line, with its links and code spans; `undefined` where it has no text. */
export function flatInline(block: Block | undefined): Inline | undefined {
  const nodes = (block?.parts ?? []).flatMap((part): readonly PhrasingContent[] =>
    part.type === "heading"
      ? oneLineOf(part.text.nodes).concat(SPACE)
      : flatNodes(parseMarkdown(part.source).children),
  );
  return nodes.length === 0 ? undefined : { kind: "inline", nodes: nodes.slice(0, -1) };
}

/** Several lines on one, `separator` between them; `undefined` for none. */
export function joinInlines(
  lines: readonly (Inline | undefined)[],
  separator: string,
): Inline | undefined {
  const nodes = lines.flatMap((line): readonly PhrasingContent[] =>
    line === undefined ? [] : [{ type: "text", value: separator }, ...line.nodes],
  );
  return nodes.length === 0 ? undefined : { kind: "inline", nodes: nodes.slice(1) };
}

const SPACE = { type: "text", value: " " } as const;

/** Each block's content and a space. */
function flatNodes(blocks: readonly Nodes[]): readonly PhrasingContent[] {
  return blocks.flatMap((node): readonly PhrasingContent[] => {
    if (node.type === "paragraph" || node.type === "heading" || node.type === "tableCell") {
      return [...oneLineOf(inlineOf(node.children).nodes), SPACE];
    }
    if ("children" in node) return flatNodes(node.children);
    if (node.type === "code") return [{ type: "inlineCode", value: oneLine(node.value) }, SPACE];
    const value = plainText(node);
    return value === "" ? [] : [{ type: "text", value }, SPACE];
  });
}

/** `text` on one line, without control characters and outer white space. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
}

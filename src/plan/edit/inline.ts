import type { PhrasingContent } from "mdast";
import { oneLine } from "../../issue/flat.js";
import { inlineOf } from "../../issue/inline.js";
import { oneLineOf } from "../../issue/lines.js";
import { phrasingMarkdown, textMarkdown } from "../fill/text.js";
import { parseMarkdown, plainText } from "../markdown.js";

/** Where somebody's words are put. */
export type Place = "paragraph" | "cell";

/** Longest text that a person adds at once, in characters. */
const LIMIT = 4000;

/**
 * One line of Markdown that somebody wrote, for a place in a plan: links, code and emphasis stay,
 * and nothing in it can start, end or change a construct around it.
 */
export function inlineMarkdown(said: string, place: Place): string {
  const source = oneLine(said).slice(0, LIMIT);
  const [node, ...more] = parseMarkdown(source).children;
  if (node?.type !== "paragraph" || more.length > 0) return textMarkdown(source, place);
  const nodes = oneLineOf(inlineOf(node.children).nodes);
  return phrasingMarkdown(nodes.map(unlinked), place);
}

/** The same behind a label, where a bullet would part it from what follows. */
export function valueMarkdown(said: string, place: Place): string {
  return inlineMarkdown(said.replaceAll("•", "·"), place);
}

/** A reference to a definition that the plan may lack, or have of its own, is its text. */
function unlinked(node: PhrasingContent): PhrasingContent {
  if (node.type === "linkReference" || node.type === "footnoteReference") {
    return { type: "text", value: plainText(node) };
  }
  return node;
}

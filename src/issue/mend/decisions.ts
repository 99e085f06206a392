import type { List, RootContent } from "mdast";
import { plainText } from "../../plan/markdown.js";
import { endOf, startOf, type Edit } from "../edits.js";
import type { Source } from "../source.js";

const LABEL = /^(?:decision|decided)(?:\s\d{1,3})?\s?:/i;

/**
 * Takes the label off entries such as `Decision: use X` below a heading that says already that they
 * are decisions: with it, an entry claims to be a plan's own, with reason and date.
 */
export function decisionMends({ text, root }: Source): readonly Edit[] {
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

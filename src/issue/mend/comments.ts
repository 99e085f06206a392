import { visitParents } from "unist-util-visit-parents";
import { parseMarkdown } from "../../plan/markdown.js";
import { applyEdits, endOf, insertion, startOf } from "../edits.js";
import { readHtml } from "../html.js";
import type { Source } from "../source.js";

/** After so many, the rest of the text stays one comment, which is closed where it ends. */
const MOST = 5;

/**
 * Shows the mark of a comment that is never closed as text. A reader of the issue sees nothing of
 * what follows such a mark; nobody meant that, and a plan must not lose it.
 */
export function escapeUnclosed(source: Source): Source {
  let { text, root } = source;
  for (let round = 0; round < MOST; round += 1) {
    const at = unclosedIn({ text, root });
    if (at === undefined) break;
    text = applyEdits(text, { start: 0, end: text.length }, [insertion(at, "\\")]);
    root = parseMarkdown(text);
  }
  return { text, root };
}

/** Offset of the first `<!--` without an end. */
function unclosedIn({ text, root }: Source): number | undefined {
  let found: number | undefined;
  visitParents(root, "html", (node) => {
    if (found !== undefined || !node.value.includes("<!--")) return;
    const start = startOf(node);
    const open = readHtml(text.slice(start, endOf(node))).find(
      ({ type, complete, name }) => type === "comment" && !complete && name === "-->",
    );
    if (open !== undefined) found = start + open.start;
  });
  return found;
}

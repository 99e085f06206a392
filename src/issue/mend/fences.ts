import { visitParents } from "unist-util-visit-parents";
import { endOf, insertion, lineStart, startOf, type Edit } from "../edits.js";
import type { Source } from "../source.js";

/** Ends the fenced code blocks that only their container, or the text, ends. */
export function fenceMends({ text, root }: Source): readonly Edit[] {
  const edits: Edit[] = [];
  visitParents(root, "code", (node) => {
    const code = text.slice(startOf(node), endOf(node));
    const mark = /^(?:`{3,}|~{3,})/.exec(code)?.[0];
    if (mark === undefined || isClosed(code, mark)) return;
    const before = text.slice(lineStart(text, startOf(node)), startOf(node));
    // The end may be that of an empty line behind the code.
    edits.push(
      insertion(
        startOf(node) + code.trimEnd().length,
        `\n${before.replaceAll(/[^>\t]/g, " ")}${mark}`,
      ),
    );
  });
  return edits;
}

function isClosed(code: string, mark: string): boolean {
  const end = /\n[\s>]*(`{3,}|~{3,})[ \t]*$/.exec(code.trimEnd());
  return end?.[1]?.startsWith(mark) === true;
}

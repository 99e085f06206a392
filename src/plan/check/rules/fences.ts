import { lineOf } from "../../markdown.js";
import { nodesOf } from "../../parse/outline.js";
import type { Found, Rule } from "../finding.js";

/** A fenced code block runs to the end of what holds it. */
export const fenceUnclosed: Rule = {
  id: "fence-unclosed",
  severity: "error",
  about: "a code fence that is never closed",
  find({ sections, text, shift }) {
    return nodesOf(sections, "code").flatMap((node): readonly Found[] => {
      const { start, end } = node.position ?? {};
      const source = text.slice((start?.offset ?? 0) + shift, (end?.offset ?? 0) + shift);
      if (isClosed(source)) return [];
      return [
        {
          line: lineOf(node),
          message: "The code block that starts here is never closed; all that follows is code.",
          mend: "End it with a line of the backticks or tildes that it starts with.",
        },
      ];
    });
  },
};

/** Whether a code block is indented, or ends with a fence like the one it starts with. */
function isClosed(source: string): boolean {
  const fence = /^(?:`{3,}|~{3,})/.exec(source)?.[0];
  if (fence === undefined) return true;
  const end = /[\r\n][\s>]*(`{3,}|~{3,})[ \t]*$/.exec(source.trimEnd());
  return end?.[1]?.startsWith(fence) === true;
}

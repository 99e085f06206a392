import { lineOf } from "../../markdown.js";
import type { Rule } from "../finding.js";

/** A file of more nodes than are read. */
export const unread: Rule = {
  id: "unread",
  severity: "error",
  about: "a file that is too dense to be read to its end",
  help: "The file holds more headings, items and other pieces of Markdown than Plansmith reads: 4,000, and one more for each nine characters; a task list item counts as one. What follows is not counted and not checked.",
  find({ tree }) {
    const first = tree.children.find((node) => node.type === "paragraph" && node.data?.unread);
    if (first === undefined) return [];
    return [
      {
        line: lineOf(first),
        message:
          "The file is not read from here on: it has too many pieces of Markdown for its length.",
        mend: "Split the plan, or join its shortest lines.",
      },
    ];
  },
};

import { MAX_YAML_DEPTH, MAX_YAML_TOKENS } from "../../../yaml-limits.js";
import { lineOf, readDocument } from "../../markdown.js";
import { unreadFrontLine } from "../../parse/front.js";
import type { Checked, Found, Rule } from "../finding.js";

/** A file of more nodes than are read, or front matter that is too much to be read. */
export const unread: Rule = {
  id: "unread",
  severity: "error",
  about: "a file that is too dense to be read to its end",
  help: "The file holds more headings, items and other pieces of Markdown than Plansmith reads: 4,000, and one more for each nine characters; a task list item counts as one. What follows is not counted and not checked. Nor is front matter of more than 16,384 characters, more than 40 levels of nesting or more than 5,000 pieces of YAML.",
  find(checked) {
    return [...unreadFront(checked), ...unreadNodes(checked)];
  },
};

function unreadFront({ text }: Checked): readonly Found[] {
  const line = unreadFrontLine(readDocument(text), text);
  if (line === undefined) return [];
  const limits = `more than ${MAX_YAML_DEPTH} levels deep, or longer than ${MAX_YAML_TOKENS} pieces of YAML or 16,384 characters`;
  return [
    {
      line,
      message: `The front matter is not read: it is ${limits}.`,
      mend: "Write each key and its value on a line of its own.",
    },
  ];
}

function unreadNodes({ tree }: Checked): readonly Found[] {
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
}

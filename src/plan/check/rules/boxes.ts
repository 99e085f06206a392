import { lineOf, readDocument } from "../../../markdown/parse.js";
import type { PseudoCheckbox, PseudoCheckboxKind } from "../../../markdown/pseudo-checkboxes.js";
import { MAX_YAML_DEPTH, MAX_YAML_TOKENS } from "../../../markdown/yaml-limits.js";
import { words } from "../../parse/format.js";
import { unreadFrontLine } from "../../parse/front.js";
import type { PlanTask } from "../../parse/progress.js";
import type { Checked, Found, Rule } from "../finding.js";

/**
 * The boxes that say how far the work is: steps and criteria where the plan tells what they are, else
 * those of the format's progress sections, else all.
 */
export function boxesOf({ plan, template }: Checked): readonly PlanTask[] {
  if (plan.hasKinds) {
    return plan.items.filter(({ kind }) => kind === "step" || kind === "criterion");
  }
  const { progress = [], steps = [], criteria = [] } = template?.sections ?? {};
  const names = new Set([...progress, ...steps, ...criteria].map((name) => words(name)));
  const own = plan.items.filter(({ section }) => {
    const heading = plan.sections[section]?.heading ?? "";
    return names.has(words(heading));
  });
  if (own.length > 0) return own;
  const others = new Set(template?.sections.other.map((name) => words(name)));
  return plan.items.filter(({ section }) => {
    return !others.has(words(plan.sections[section]?.heading ?? ""));
  });
}

/** Whether it still has to be done. */
export function isLeft({ done, dropped, optional }: PlanTask): boolean {
  return !done && !dropped && !optional;
}

const FIXES: Readonly<Record<PseudoCheckboxKind, string>> = {
  mark: "Use [ ] or [x], and say in words whether it is started, partly done or dropped.",
  space: "Put one space after the closing bracket.",
  optional: "Write “- [ ] … (optional)”.",
  empty: "Write what is to be done after the checkbox.",
  place: "Start a list item with it: “- [ ] …”.",
};

/** Something looks like a box, and is shown as text and counted by nobody. */
export const boxUnrendered: Rule = {
  id: "box-unrendered",
  severity: "warning",
  about: "a pseudo checkbox that GitHub does not render",
  help: "Something looks like a checkbox, but GitHub neither shows nor counts it: other marks than a space and x, no space after the bracket, nothing after it, `[ ]*`, or a box that does not start a list item. The same problem in one list, table or paragraph is one finding that names all lines.",
  find(checked) {
    return groupsOf(checked).map(([first, others, inTable]): Found => {
      const { kind, mark, text, line } = first;
      if (inTable && others.length > 0) {
        const all = linesOf([first, ...others]);
        return {
          line,
          message: `GitHub shows no checkboxes in this table, and counts none of the ${others.length + 1}: lines ${all}.`,
          fix: "Make it a list of “- [ ] …”, or use words or a symbol such as ✅.",
        };
      }
      const full = `[${mark}]${kind === "optional" ? "*" : ""} ${text}`.trim();
      const short = full.length > 50 ? `${full.slice(0, 49)}…` : full;
      return {
        line,
        message: `GitHub shows no checkbox for “${short}”, and does not count it${alsoIn(others)}.`,
        fix: FIXES[kind],
      };
    });
  },
};

type Group = readonly [first: PseudoCheckbox, others: readonly PseudoCheckbox[], inTable: boolean];

/** What goes wrong in the same way in the same block of the document is one finding. */
function groupsOf({ plan, tree }: Checked): readonly Group[] {
  const groups = new Map<
    string,
    [first: PseudoCheckbox, others: PseudoCheckbox[], inTable: boolean]
  >();
  let at = 0;
  for (const box of plan.pseudoCheckboxes) {
    while ((tree.children[at]?.position?.end.line ?? Infinity) < box.line) at += 1;
    const key = `${at} ${box.kind} ${box.kind === "mark" ? box.mark.trim() : ""}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [box, [], tree.children[at]?.type === "table"]);
    else group[1].push(box);
  }
  return [...groups.values()];
}

function alsoIn(others: readonly PseudoCheckbox[]): string {
  if (others.length === 0) return "";
  const lines = linesOf(others);
  return others.length === 1 ? `; the same in line ${lines}` : `; the same in lines ${lines}`;
}

/** More lines than this are not listed. */
const MAX_LINES = 8;

function linesOf(boxes: readonly PseudoCheckbox[]): string {
  const lines = [...new Set(boxes.map(({ line }) => line))];
  const more = lines.length - MAX_LINES;
  const shown = more > 1 ? [...lines.slice(0, MAX_LINES), `${more} more`] : lines;
  return shown.join(", ").replace(/, ([^,]*)$/, " and $1");
}

/** A file of more nodes than are read, or front matter that is too much to be read. */
export const unread: Rule = {
  id: "unread",
  severity: "error",
  about: "a file that is too dense to be read to the end",
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
      message: `The front matter cannot be read: it is ${limits}.`,
      fix: "Write each key and its value on its own line.",
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
      fix: "Split the plan, or join its shortest lines.",
    },
  ];
}

import { bare, stateOf } from "../../parse/status.js";
import type { Checked, Found, Rule } from "../finding.js";
import { boxesOf, isLeft } from "./boxes.js";

/** The status line says something that the format has no word for. */
export const statusUnknown: Rule = {
  id: "status-unknown",
  severity: "warning",
  about: "the status is not one of the format's words",
  help: "The status is not one of the format's words. Symbols before it and words after it are fine, and so are `IN_PROGRESS` and `in-progress`; a question is not a status. A plan that only resembles a format may use any word that Plansmith knows.",
  find({ plan: { status }, template, strict }) {
    const own = template?.status ?? [];
    if (own.length === 0 || status === undefined || status.unfilled) return [];
    const isKnown = stateOf(status.text, own) !== undefined;
    if (isKnown && (!strict || isOwn(status.text, own))) return [];
    const all = own.map(({ word }) => `“${word}”`).join(", ");
    return [
      {
        line: status.line,
        message: `The status “${status.text}” is not one of the format's words.`,
        fix: `Use one of ${all}; put details in the notes.`,
      },
    ];
  },
};

function isOwn(text: string, own: readonly { readonly word: string }[]): boolean {
  const plain = bare(text);
  return own.some(({ word }) => {
    const rest = plain.startsWith(bare(word)) ? plain.slice(bare(word).length) : undefined;
    return rest !== undefined && !/^[\p{L}\p{N}_]/u.test(rest);
  });
}

/** The status says completed, and boxes are open. */
export const completedOpen: Rule = {
  id: "completed-open",
  severity: "error",
  about: "the status says completed while boxes are open",
  help: "The status says completed while boxes are open. Only the sections that count as progress matter, if the format names them; boxes that are struck through or optional do not.",
  find(checked) {
    const { status } = checked.plan;
    const open = boxesOf(checked).filter(isLeft);
    const [first] = open;
    if (status?.state !== "completed" || first === undefined) return [];
    const boxes = open.length === 1 ? "1 box is" : `${open.length} boxes are`;
    return [
      {
        line: status.line,
        message: `The status says “${status.text}”, but ${boxes} open, the first one in line ${first.line}.`,
        fix: "Tick what is done, strike through what will not be done, or change the status.",
      },
    ];
  },
};

/** Everything is ticked, and the status does not say so. */
export const doneNotCompleted: Rule = {
  id: "done-not-completed",
  severity: "warning",
  about: "everything is ticked while the status says otherwise",
  help: "Everything is ticked while the status says otherwise. Formats whose status has no word for it leave it to the boxes.",
  whole: true,
  find(checked: Checked): readonly Found[] {
    const { plan, template } = checked;
    const { status } = plan;
    const word = template?.status.find(({ state }) => state === "completed")?.word;
    // A format without such a word leaves it to the boxes.
    if (template !== undefined && word === undefined) return [];
    const boxes = boxesOf(checked);
    if (boxes.length === 0 || boxes.some(isLeft) || status?.state === undefined) return [];
    if (status.state === "completed" || status.state === "rejected") return [];
    // Documents of other kinds are approved, and that is the end of it.
    if (template === undefined && status.state === "approved") return [];
    return [
      {
        line: status.line,
        message: `Every checkbox is ticked, but the status is “${status.text}”.`,
        fix: `Set the status to “${word ?? "Completed"}”, or add the missing checkboxes.`,
      },
    ];
  },
};

const DONE = /(?:^|\/)(?:completed?|done|archived?|finished)\//i;
const ACTIVE = /(?:^|\/)(?:active|in-progress|current|wip)\//i;

/** The folder says something else than the boxes. */
export const folderMismatch: Rule = {
  id: "folder-mismatch",
  severity: "warning",
  about: "the folder does not match the boxes",
  help: "A plan under `completed/`, `done/` or `archive/` has open boxes, or one under `active/` has none. A plan that was cancelled may lie anywhere.",
  whole: true,
  find(checked) {
    const { path = "", plan } = checked;
    const folder = (DONE.exec(path) ?? ACTIVE.exec(path))?.[0].replace(/^\//, "");
    if (folder === undefined || plan.status?.state === "rejected") return [];
    const boxes = boxesOf(checked);
    const left = boxes.find(isLeft);
    if (DONE.test(path)) {
      if (left === undefined) return [];
      return [
        {
          line: left.line,
          message: `The plan is in ${folder}, but this checkbox is open.`,
          fix: "Tick it, strike it through, or move the file back.",
        },
      ];
    }
    if (boxes.length === 0 || left !== undefined) return [];
    return [
      {
        line: plan.status?.line ?? 1,
        message: `The plan is in ${folder}, but every checkbox is ticked.`,
        fix: "Move the file to the folder of finished plans.",
      },
    ];
  },
};

import type { Rule } from "../finding.js";
import { boxesOf, isLeft } from "./boxes.js";

const DONE = /(?:^|\/)(?:completed?|done|archived?|finished)\//i;
const ACTIVE = /(?:^|\/)(?:active|in-progress|current|wip)\//i;

/** The folder says something else than the boxes. */
export const folderMismatch: Rule = {
  id: "folder-mismatch",
  severity: "warning",
  about: "the folder says something else than the boxes",
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
          message: `The plan lies under ${folder}, but this box is open.`,
          mend: "Tick it, strike it through, or move the file back.",
        },
      ];
    }
    if (boxes.length === 0 || left !== undefined) return [];
    return [
      {
        line: plan.status?.line ?? 1,
        message: `The plan lies under ${folder}, but every box is ticked.`,
        mend: "Move the file to where finished plans lie.",
      },
    ];
  },
};

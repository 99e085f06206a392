import { bare, stateOf } from "../../parse/status.js";
import type { Checked, Found, Rule } from "../finding.js";
import { boxesOf, isAllTicked, isLeft } from "./boxes.js";

/** The status line says something that the format has no word for. */
export const statusUnknown: Rule = {
  id: "status-unknown",
  severity: "warning",
  about: "the status is not one of the format's words",
  help: "The status is not one of the format's words, in a plan that says that it follows the format. Symbols before it and words after it are fine, and so are `IN_PROGRESS` and `in-progress`; a question is not a status.",
  find({ plan: { status }, template }) {
    const own = template?.status ?? [];
    if (own.length === 0 || status === undefined || status.unfilled) return [];
    if (stateOf(status.text, own) !== undefined && isOwn(status.text, own)) return [];
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

/** What a status says that knows itself that something is left: “Shipped, follow-ups remain”. */
const REST =
  /\b(?:remain\w*|except|but|pending|deferred|postponed|follow-?ups?|to follow|follows|optional|partial\w*|outstanding|left|waived?|open|todo|still|until|not yet|without|in[ -]progress|ongoing|under ?way|next|(?:a?waiting|waits)|tbd|superseded|replaced|abandoned|apart from|besides|minus|only|mvp)\b|(?<!\p{L})(?:offen\p{L}*|außer|bis auf|teilweise|noch|sauf|reste\p{L}*|hormis|partiel\p{L}*|pendiente\p{L}*|salvo|excepto|parcial\p{L}*|pendente\p{L}*|falta\p{L}*|tranne|кроме|частично)(?!\p{L})|待|剩余|部分|除|残|以外|一部|제외|일부/iu;

/** Whether the status says that the work is done, and nothing of a rest. */
function isDone({ plan: { status } }: Checked): boolean {
  return status?.state === "completed" && !REST.test(`${status.text} ${status.remark}`);
}

/** The status says completed, and boxes are open. */
export const completedOpen: Rule = {
  id: "completed-open",
  severity: "error",
  about: "the status says completed while boxes are open",
  help: "The status says completed while boxes are open. In a plan of a format only its steps and criteria matter, or the sections that the format counts. Boxes that are struck through or optional do not matter, nor do those that say “None”, or that they were deferred or moved, those below headings such as “Follow-ups” or “Rollback”, and a status that says itself that something remains.",
  find(checked) {
    const { status } = checked.plan;
    if (status === undefined || !isDone(checked)) return [];
    const first = boxesOf(checked).find((box) => isLeft(box, checked));
    if (first === undefined) return [];
    return [
      {
        line: status.line,
        message: `The status says “${status.text}”, but ${openText(checked, `in line ${first.line}`)}.`,
        fix: "Tick what is done, strike through what will not be done, or change the status.",
      },
    ];
  },
};

/** How many items are open, in the words and numbers of `plansmith progress`, and where the first is. */
function openText({ plan }: Checked, place: string): string {
  const { open, kinds, hasKinds } = plan;
  const all = open + (hasKinds ? kinds.criterion.open : 0);
  const where = all === 1 ? ` ${place}` : `, the first one ${place}`;
  if (!hasKinds) return `${open === 1 ? "1 box is" : `${open} boxes are`} open${where}`;
  const counts = [
    counted(open, "step", "steps"),
    counted(kinds.criterion.open, "criterion", "criteria"),
  ].filter((count) => count !== undefined);
  return `${counts.join(" and ")} ${all === 1 ? "is" : "are"} open${where}`;
}

function counted(count: number, one: string, many: string): string | undefined {
  if (count === 0) return undefined;
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}

/** What {@link isAllTicked} means in this plan: optional items and the like may be open. */
function allDone({ plan: { hasKinds, open, kinds } }: Checked): string {
  if (open + (hasKinds ? kinds.criterion.open : 0) > 0) return "Nothing is left to do";
  return hasKinds ? "All steps and criteria are done" : "Every checkbox is ticked";
}

/** Everything is ticked, and the status does not say so. */
export const doneNotCompleted: Rule = {
  id: "done-not-completed",
  severity: "warning",
  about: "everything is ticked while the status says otherwise",
  help: "Everything is ticked while the status says otherwise: every box of the file, or all steps and criteria of a plan that tells them apart. Formats whose status has no word for it leave it to the boxes.",
  whole: true,
  find(checked: Checked): readonly Found[] {
    const { plan, template } = checked;
    const { status } = plan;
    const word = template?.status.find(({ state }) => state === "completed")?.word;
    // A format without such a word leaves it to the boxes.
    if (template !== undefined && word === undefined) return [];
    if (!isAllTicked(checked) || status?.state === undefined) return [];
    if (status.state === "completed" || status.state === "rejected") return [];
    // Documents of other kinds are approved, and that is the end of it.
    if (template === undefined && status.state === "approved") return [];
    return [
      {
        line: status.line,
        message: `${allDone(checked)}, but the status is “${status.text}”.`,
        fix: `Set the status to “${word ?? "Completed"}”, or add the missing checkboxes.`,
      },
    ];
  },
};

/** Names of folders, whose plans are finished or worked on; dots, `_` and `z_` before them sort. */
const DONE = /^[._]*(?:z_)?(?:completed?|done|archived?|archives|finished|closed)$/i;
const ARCHIVE = /archive/i;
const ACTIVE = /^(?:active|in[-_]?progress|current|wip)$/i;

/** A folder that is further above the plan is that of something else. */
const NEAR = 2;

/** The folder says something else than the plan. */
export const folderMismatch: Rule = {
  id: "folder-mismatch",
  severity: "warning",
  about: "the folder does not match the plan",
  help: "A plan under `completed/`, `done/`, `closed/` or `archive/` has open boxes, or one under `active/` has none, or a status that says that it is finished. The nearest such folder counts. A plan that was cancelled may lie anywhere. What `completed-open` or `done-not-completed` says already is not said again.",
  whole: true,
  find(checked) {
    const { path = "", plan } = checked;
    const folders = path.split("/").slice(0, -1).toReversed();
    const at = folders.findIndex((name) => DONE.test(name) || ACTIVE.test(name));
    const folder = folders[at];
    if (folder === undefined || plan.status?.state === "rejected") return [];
    const left = boxesOf(checked).find((box) => isLeft(box, checked));
    if (DONE.test(folder)) {
      const isParked = ARCHIVE.test(folder) && plan.status?.state === "blocked";
      // What `completedOpen` reports, or a status that says itself what remains.
      if (left === undefined || isParked || plan.status?.state === "completed") return [];
      return [
        {
          line: left.line,
          message: `The plan is in ${folder}/, but ${openText(checked, "here")}.`,
          fix: "Tick what is done, strike through what will not be done, or move the file back.",
        },
      ];
    }
    if (at >= NEAR || left !== undefined || doneNotCompleted.find(checked).length > 0) return [];
    const isFinished = plan.status?.state === "completed";
    if (!isFinished && !isAllTicked(checked)) return [];
    const all = allDone(checked);
    const why = isFinished
      ? `its status is “${plan.status.text}”`
      : all.charAt(0).toLowerCase() + all.slice(1);
    return [
      {
        line: plan.status?.line ?? 1,
        message: `The plan is in ${folder}/, but ${why}.`,
        fix: "Move the file to the folder of finished plans.",
      },
    ];
  },
};

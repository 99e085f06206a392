import type { Table } from "mdast";
import { phrasingMarkdown } from "../markdown/escape.js";
import { inlineOf, type Block } from "../markdown/inline.js";
import { plainText } from "../markdown/parse.js";
import { filesIn, type Item } from "./items.js";
import { isNonAnswer, meansDone } from "./phrases.js";
import type { BodySection } from "./sections.js";

/** A step of the work, and the phase that its heading makes it part of. */
export interface Step extends Item {
  /** Plain text; empty where no heading says. */
  readonly phase: string;
}

const TITLE_COLUMN =
  /^(?:tasks?|actions?|action items?|items?|what|work|steps?|titles?|descriptions?|deliverables?|requirements?|stor(?:y|ies)|issues?|to-?dos?|aufgaben?|schritte?|maßnahmen?|tâches?|étapes?|tareas?|tarefas?|actividad|attività|задачи?|任务|タスク|作業|작업|内容|事项)$/iu;
const STATE_COLUMN =
  /^(?:status|state|done\??|progress|completed?\??|stand|erledigt|statut|état|estado|situação|stato|статус|状态|状態|進捗|상태|✅|✔)$/iu;
/** Columns that are answered by yes or no. */
const DONE_COLUMN = /^(?:done\??|completed?\??|erledigt\??|✅|✔)$/iu;
const YES = /^(?:yes|y|true|ja|oui|sí|si|sim|да|是|はい|예)$/iu;
const NUMBER_COLUMN = /^(?:#|no\.?|nr\.?|n[°º]|id|№|编号|番号)?$/iu;

/** A table that has a column of tasks and one of their states, where no heading says otherwise. */
export function isTaskTable({ children: [head] }: Table, { kind, form }: BodySection): boolean {
  const names = head?.children.map((cell) => plainText(cell).trim()) ?? [];
  return (
    !form &&
    (kind === undefined || kind === "goal" || kind === "approach") &&
    names.some((name) =>
      /^(?:tasks?|action items?|to-?dos?|aufgaben?|tâches?|tareas?|tarefas?|任务|タスク)$/iu.test(
        name,
      ),
    ) &&
    names.some((name) => STATE_COLUMN.test(name))
  );
}

/** The rows of a table of tasks: the column of tasks, ticked by that of states; the rest is detail. */
export function rowsOf(table: Table, phase: string): readonly Step[] {
  const [head, ...rows] = table.children;
  const names = head?.children.map((cell) => plainText(cell).trim()) ?? [];
  const known = names.findIndex((name) => TITLE_COLUMN.test(name));
  const title = known === -1 ? names.findIndex((name) => !NUMBER_COLUMN.test(name)) : known;
  const state = names.findIndex((name, index) => index !== title && STATE_COLUMN.test(name));
  return rows.flatMap(({ children: cells }): readonly Step[] => {
    const cell = cells[title];
    const plain = cell === undefined ? "" : plainText(cell).trim();
    if (cell === undefined || plain === "") return [];
    const more = cells.flatMap((other, index) => {
      const value = plainText(other).trim();
      if (index === title || value === "" || isNonAnswer(value)) return [];
      if (NUMBER_COLUMN.test(names[index] ?? "")) {
        return [[{ type: "text" as const, value: `${names[title]} ${value}` }]];
      }
      return [[{ type: "text" as const, value: `${names[index]}: ` }, ...other.children]];
    });
    const details = more.map(
      (nodes) => `- ${phrasingMarkdown(inlineOf(nodes).nodes, "paragraph")}`,
    );
    const block: Block | undefined =
      details.length === 0
        ? undefined
        : { kind: "block", parts: [{ type: "markdown", source: details.join("\n") }] };
    const status = cells[state] === undefined ? "" : plainText(cells[state]).trim();
    const ticked = meansDone(status) || (DONE_COLUMN.test(names[state] ?? "") && YES.test(status));
    return [
      {
        text: inlineOf(cell.children),
        plain,
        done: ticked,
        details: block,
        subtasks: block,
        files: filesIn(cell),
        phase,
      },
    ];
  });
}

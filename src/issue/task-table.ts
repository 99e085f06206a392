import type { Table, TableCell } from "mdast";
import { phrasingMarkdown } from "../markdown/escape.js";
import { inlineOf, joinInlines, type Block } from "../markdown/inline.js";
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
/** Columns that say what is done about what another column names. */
const FIX_COLUMN =
  /^(?:(?:proposed |suggested )?fix(?:es)?|change|remedy|remediation|improvement|recommendations?|behebung|empfehlung|correction|corrección|correção|correzione|修复|修正|対策)$/iu;
/** Columns that say what was found, of which a column beside them says what to do about it. */
const FOUND_COLUMN =
  /^(?:findings?|issues?|problems?|violations?|befunde?|probleme?|mängel|constats?|problèmes?|hallazgos?|problemas?|проблем[аы]|问题|問題|指摘|指摘事項)$/iu;
/** The middle of a user story. */
const STORY_COLUMN =
  /^(?:i (?:want|need|would like)|ich (?:möchte|will)|je (?:veux|souhaite)|quiero|quero|voglio|я хочу|我想)\P{L}*(?:to|à|a)?\P{L}*$/iu;
const STATE_COLUMN =
  /^(?:status|state|done\??|progress|completed?\??|stand|erledigt|statut|état|estado|situação|stato|статус|状态|状態|進捗|상태|✅|✔)$/iu;
/** Columns that are answered by yes or no. */
const DONE_COLUMN = /^(?:done\??|completed?\??|erledigt\??|✅|✔)$/iu;
const YES = /^(?:yes|y|true|ja|oui|sí|si|sim|да|是|はい|예)$/iu;
const NO = /^(?:no|n|false|nein|non|não|нет|否|いいえ|아니요)$/iu;
/** Columns that say who does something, and until when. */
const OWNER_COLUMN =
  /^(?:owners?|who|assignees?|assigned to|responsible|wer|verantwortlich|zuständig|responsable|qui|quién|ответственный|负责人|担当|担当者|담당자)$/iu;
const DUE_COLUMN =
  /^(?:due|due date|by|by when|when|deadline|eta|target date|bis|bis wann|termin|frist|échéance|pour quand|fecha límite|plazo|cuándo|срок|截止日期|期限|기한)$/iu;
const NUMBER_COLUMN = /^(?:#|no\.?|nr\.?|n[°º]|id|№|编号|番号)?$/iu;

/** What a column of states says of work that is not done yet; “open” is said of much else. */
const UNDONE =
  /^[^\p{L}\p{N}❌✗✘❎👍👎]*(?:(?:to-?\s?do|in progress|wip|not started|not yet|pending|planned|started|doing|in review|in arbeit|offen|geplant|en cours|à faire|en curso|pendiente|em andamento|pendente|da fare|in corso|в работе|未开始|进行中|待办|作業中|対応中|未着手|未対応|진행 중|예정|대기)[^\p{L}\p{N}❌✗✘❎👍👎]*)?$/iu;

/** A table of tasks and their states, where no heading says otherwise. */
export function isTaskTable(table: Table, { kind, form }: BodySection): boolean {
  const [head, ...rows] = table.children;
  const names = head?.children.map((cell) => plainText(cell).trim()) ?? [];
  const state = names.findIndex((name) => STATE_COLUMN.test(name));
  const free = kind === undefined || kind === "goal" || kind === "approach";
  if (form || !free) return false;
  if (pairsFixes(names)) return true;
  if ([OWNER_COLUMN, DUE_COLUMN].every((column) => names.some((name) => column.test(name)))) {
    return true;
  }
  if (state === -1) return false;
  const isNamed = names.some((name) =>
    /^(?:tasks?|action items?|to-?dos?|aufgaben?|tâches?|tareas?|tarefas?|任务|タスク)$/iu.test(
      name,
    ),
  );
  if (isNamed) return true;
  const states = rows.map(({ children }) => children[state]).map((cell) => shown(cell));
  // Ticks and crosses alone may be the results of tests.
  const isWord = (said: string) => /[\p{L}⬜☐🔲⏳🚧🔄]/u.test(said);
  const answers = DONE_COLUMN.test(names[state] ?? "") && states.some((said) => said !== "");
  const isAnswer = (said: string) => answers && (YES.test(said) || NO.test(said));
  return (
    states.some(isWord) &&
    states.every((said) => meansDone(said) || UNDONE.test(said) || isAnswer(said))
  );
}

function pairsFixes(names: readonly string[]): boolean {
  return [FOUND_COLUMN, FIX_COLUMN].every((column) => names.some((name) => column.test(name)));
}

/** The names of milestones and when they are reached: no work by itself. */
export function isSchedule({ children: [head] }: Table): boolean {
  const [first = "", ...others] = head?.children.map((cell) => plainText(cell).trim()) ?? [];
  return (
    /^(?:milestones?|phases?|releases?|meilensteine?|jalons?|hitos?|marcos?|里程碑|マイルストーン)$/iu.test(
      first,
    ) &&
    others.length > 0 &&
    others.every((name) =>
      /^(?:(?:target |due |end |start )?date|when|due|target|eta|deadline|datum|termin|bis|fecha|data|日期|時期|期限)$/iu.test(
        name,
      ),
    )
  );
}

function shown(cell: TableCell | undefined): string {
  return cell === undefined ? "" : plainText(cell).trim();
}

const CRITERION_COLUMN =
  /^(?:(?:acceptance |success )?criteri(?:on|a|o|os)|critères?|kriteri(?:um|en)|критери[йи]|expectations?|condition|requirements?|标准|条件|基準|기준)$/iu;

/** The rows of a table of what has to be seen to be done; one of `Given`, `When` and `Then` as a text. */
export function criteriaIn(table: Table): readonly Item[] {
  const [head, ...rows] = table.children;
  const names = head?.children.map((cell) => plainText(cell).trim()) ?? [];
  const parts = ["given", "when", "then"].map((word) =>
    names.findIndex((name) => name.toLowerCase() === word),
  );
  if (parts[0] === -1 || parts[2] === -1) return rowsOf(table, "", CRITERION_COLUMN);
  return rows.flatMap(({ children: cells }): readonly Item[] => {
    const said = parts.flatMap((index) => {
      const cell = cells[index];
      if (cell === undefined || isNonAnswer(shown(cell))) return [];
      return [inlineOf([{ type: "text", value: `${names[index]} ` }, ...cell.children])];
    });
    const text = joinInlines(said, ", ");
    if (text === undefined) return [];
    const plain = plainText({ type: "paragraph", children: [...text.nodes] });
    return [{ text, plain, done: false, details: undefined, subtasks: undefined, files: [] }];
  });
}

/** The rows of a table of tasks: the column of tasks, ticked by that of states; the rest is detail. */
export function rowsOf(table: Table, phase: string, named = TITLE_COLUMN): readonly Step[] {
  const [head, ...rows] = table.children;
  const names = head?.children.map((cell) => plainText(cell).trim()) ?? [];
  const titles = pairsFixes(names) ? [FIX_COLUMN] : [named, STORY_COLUMN, TITLE_COLUMN, FIX_COLUMN];
  const known = titles.map((column) => names.findIndex((name) => column.test(name)));
  const first = names.findIndex((name) => !NUMBER_COLUMN.test(name));
  const column = known.find((index) => index !== -1) ?? first;
  const found = pairsFixes(names) ? names.findIndex((name) => FOUND_COLUMN.test(name)) : first;
  const state = names.findIndex((name, index) => index !== column && STATE_COLUMN.test(name));
  return rows.flatMap(({ children: cells }): readonly Step[] => {
    // What nobody knows a fix for yet is work all the same.
    const title = isNonAnswer(shown(cells[column])) ? found : column;
    const cell = cells[title];
    const plain = shown(cell);
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
    const status = shown(cells[state]);
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

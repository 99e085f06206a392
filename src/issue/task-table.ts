import type { Table, TableCell, TableRow } from "mdast";
import { phrasingMarkdown } from "../markdown/escape.js";
import { inlineOf, joinInlines, type Block } from "../markdown/inline.js";
import { plainText } from "../markdown/parse.js";
import { filesIn, NOTHING_BELOW, type Item } from "./items.js";
import { isNonAnswer, meansDone } from "./phrases.js";
import type { BodySection } from "./sections.js";

/** A step of the work, and the phase that its heading makes it part of. */
export interface Step extends Item {
  /** Plain text; empty where no heading says. */
  readonly phase: string;
}

const TITLE_COLUMN =
  /^(?:tasks?|actions?|action items?|items?|what|work|steps?|titles?|titel|titre|título|titolo|descriptions?|deliverables?|requirements?|stor(?:y|ies)|issues?|to-?dos?|aufgaben?|schritte?|maßnahmen?|tâches?|étapes?|tareas?|tarefas?|actividad|attività|задачи?|任务|タスク|作業|작업|内容|事项)$/iu;
/** Columns that say what is to be done about what another column names. */
const REMEDY_COLUMN =
  /^(?:(?:recommended |suggested |proposed |required )?(?:action|fix(?:es)?|remedy|remediation|recommendations?)|empfehlung|behebung|recommandation|recomendación|recomendação|raccomandazione|рекомендация|zalecenie|修复|修正|対策)$/iu;
/** The same, and columns that say so of other tables, too. */
const FIX_COLUMN = new RegExp(
  `${REMEDY_COLUMN.source}|^(?:change|improvement|correction|corrección|correção|correzione)$`,
  "iu",
);
/** Columns that say what was found, of which a column beside them says what to do about it. */
const FOUND_COLUMN =
  /^(?:findings?|issues?|problems?|violations?|befunde?|probleme?|mängel|constats?|problèmes?|hallazgos?|problemas?|проблем[аы]|问题|問題|指摘|指摘事項)$/iu;
/** The middle of a user story. */
const STORY_COLUMN =
  /^(?:i (?:want|need|would like)|ich (?:möchte|will)|je (?:veux|souhaite)|quiero|quero|voglio|я хочу|我想)\P{L}*(?:to|à|a)?\P{L}*$/iu;
/** Columns that say how bad it is. */
const RANK_COLUMN =
  /^(?:severity|priority|criticality|schweregrad|priorität|gravité|sévérité|gravedad|severidad|gravidade|severidade|gravità|prioridad|prioridade|priorità|приоритет|严重程度|优先级|重要度|優先度|심각도)$/iu;
/** Columns that name nothing but work; others of {@link TITLE_COLUMN} may name anything. */
const TASK_COLUMN =
  /^(?:tasks?|action items?|work items?|(?:user )?stor(?:y|ies)|to-?dos?|aufgaben?|tâches?|tareas?|tarefas?|任务|タスク)$/iu;
const EFFORT_COLUMN =
  /^(?:(?:story )?points?|sp|estimates?|effort|size|due(?: date)?|deadline|aufwand|schätzung|frist|charge|esfuerzo|esforço|prazo)$/iu;
const OWNER_COLUMN =
  /^(?:owners?|assignees?|assigned(?: to)?|responsible|who|dri|team|wer|qui|quién|verantwortlich|zuständig|responsable|responsável|responsabile|ответственный|负责人|担当|担当者|담당자|담당)$/iu;
const STATE_COLUMN =
  /^(?:status|state|done\??|progress|completed?\??|stand|erledigt|statut|état|estado|situação|stato|статус|状态|状態|進捗|상태|✅|✔)$/iu;
/** Columns that are answered by yes or no. */
const DONE_COLUMN = /^(?:done\??|completed?\??|erledigt\??|✅|✔)$/iu;
const YES = /^(?:yes|y|true|ja|oui|sí|si|sim|да|是|はい|예)$/iu;
const NO = /^(?:no|n|false|nein|non|não|нет|否|いいえ|아니요)$/iu;
/** Columns that say until when something is done. */
const DUE_COLUMN =
  /^(?:due|due date|by|by when|when|deadline|eta|target date|bis|bis wann|termin|frist|échéance|pour quand|fecha límite|plazo|cuándo|срок|截止日期|期限|기한)$/iu;
const NUMBER_COLUMN = /^(?:#|no\.?|nr\.?|n[°º]|id|№|编号|番号)?$/iu;

/** What a column of states says of work that is not done yet; “open” is said of much else. */
const UNDONE =
  /^[^\p{L}\p{N}❌✗✘❎👍👎]*(?:(?:to-?\s?do|in progress|wip|not started|not yet|pending|planned|started|doing|in review|in arbeit|offen|geplant|en cours|à faire|en curso|pendiente|em andamento|pendente|da fare|in corso|в работе|未开始|进行中|待办|作業中|対応中|未着手|未対応|진행 중|예정|대기)[^\p{L}\p{N}❌✗✘❎👍👎]*)?$/iu;

/** A table of tasks and their states, where no heading says otherwise. */
export function isTaskTable(table: Table, { kind, form }: BodySection): boolean {
  const [head, ...rows] = table.children;
  const names = cellsOf(head);
  const free = kind === undefined || kind === "goal" || kind === "approach";
  if (form || !free) return false;
  if (pairsFixes(names)) return true;
  const has = (column: RegExp) => names.some((name) => column.test(name));
  if (has(REMEDY_COLUMN) && (has(STATE_COLUMN) || has(RANK_COLUMN))) return true;
  const isRated = [STATE_COLUMN, RANK_COLUMN, OWNER_COLUMN, EFFORT_COLUMN].some(has);
  if (has(TASK_COLUMN) && isRated) return true;
  if ([OWNER_COLUMN, DUE_COLUMN].every(has)) return true;
  const state = stateColumn(table, -1);
  if (state === -1) return false;
  if (!STATE_COLUMN.test(names[state] ?? "")) {
    // Who makes a product is called its owner, too.
    const owner = names.findIndex((name) => OWNER_COLUMN.test(name));
    return rows.some(({ children }) => /^@\w/.test(shown(children[owner])));
  }
  const states = rows.map(({ children }) => children[state]).map((cell) => shown(cell));
  // Ticks and crosses alone may be the results of tests.
  const isWord = (shownState: string) => /[\p{L}⬜☐🔲⏳🚧🔄]/u.test(shownState);
  const answers =
    DONE_COLUMN.test(names[state] ?? "") && states.some((shownState) => shownState !== "");
  const isAnswer = (shownState: string) => answers && (YES.test(shownState) || NO.test(shownState));
  return (
    states.some(isWord) &&
    states.every(
      (shownState) => meansDone(shownState) || UNDONE.test(shownState) || isAnswer(shownState),
    )
  );
}

/** The column of states, by its name, else by its ticks and crosses; −1 where there is none. */
function stateColumn({ children: [head, ...rows] }: Table, title: number): number {
  const names = cellsOf(head);
  const named = names.findIndex((name, index) => index !== title && STATE_COLUMN.test(name));
  if (named !== -1) return named;
  return names.findIndex((_, index) => {
    if (index === title) return false;
    const states = rows.map(({ children }) => shown(children[index]));
    return (
      states.some((state) => /[✅☑✓✔❌✗✘❎⬜☐🔲]/u.test(state)) &&
      states.every((state) => /^[\s✅☑✓✔❌✗✘❎⬜☐🔲⏳🚧🔄🟡–—-]*$/u.test(state))
    );
  });
}

function pairsFixes(names: readonly string[]): boolean {
  return [FOUND_COLUMN, FIX_COLUMN].every((column) => names.some((name) => column.test(name)));
}

/** The names of milestones and when they are reached: no work by itself. */
export function isSchedule({ children: [head] }: Table): boolean {
  const [first = "", ...others] = cellsOf(head);
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

function cellsOf(row: TableRow | undefined): readonly string[] {
  return row?.children.map((cell) => shown(cell)) ?? [];
}

function shown(cell: TableCell | undefined): string {
  return cell === undefined ? "" : plainText(cell).trim();
}

const CRITERION_COLUMN =
  /^(?:(?:acceptance |success )?criteri(?:on|a|o|os)|critères?|kriteri(?:um|en)|критери[йи]|expectations?|condition|requirements?|标准|条件|基準|기준)$/iu;

/** The rows of a table of what has to be seen to be done; one of `Given`, `When` and `Then` as a text. */
export function criteriaIn(table: Table): readonly Item[] {
  const [head, ...rows] = table.children;
  const names = cellsOf(head);
  const parts = ["given", "when", "then"].map((word) =>
    names.findIndex((name) => name.toLowerCase() === word),
  );
  if (parts[0] === -1 || parts[2] === -1) return rowsOf(table, "", CRITERION_COLUMN);
  return rows.flatMap(({ children: cells }): readonly Item[] => {
    const written = parts.flatMap((index) => {
      const cell = cells[index];
      if (cell === undefined || isNonAnswer(shown(cell))) return [];
      return [inlineOf([{ type: "text", value: `${names[index]} ` }, ...cell.children])];
    });
    const text = joinInlines(written, ", ");
    if (text === undefined) return [];
    const plain = plainText({ type: "paragraph", children: [...text.nodes] });
    return [{ text, plain, done: false, ...NOTHING_BELOW }];
  });
}

/** The rows of a table of tasks: the column of tasks, ticked by that of states; the rest is detail. */
export function rowsOf(table: Table, phase: string, named = TITLE_COLUMN): readonly Step[] {
  const [head, ...rows] = table.children;
  const names = cellsOf(head);
  const isPaired = pairsFixes(names);
  const titles = isPaired ? [FIX_COLUMN] : [named, STORY_COLUMN, TITLE_COLUMN, FIX_COLUMN];
  const known = titles.map((column) => names.findIndex((name) => column.test(name)));
  const isNumber = (index: number) =>
    rows.every(({ children }) =>
      /^\W*\p{L}{0,5}[-.\s]?\d+(?:\.\d+)*\W*$/u.test(shown(children[index])),
    );
  const texts = names.flatMap((name, index) => (NUMBER_COLUMN.test(name) ? [] : [index]));
  const isFact = (index: number) =>
    [STATE_COLUMN, OWNER_COLUMN, RANK_COLUMN].some((column) => column.test(names[index] ?? ""));
  const first = texts.find((index) => !isNumber(index) && !isFact(index)) ?? texts[0] ?? -1;
  const column = known.find((index) => index !== -1) ?? first;
  const found = isPaired ? names.findIndex((name) => FOUND_COLUMN.test(name)) : first;
  const state = stateColumn(table, column);
  return rows.flatMap(({ children: cells }): readonly Step[] => {
    // What nobody knows a fix for yet is work all the same.
    const title = isNonAnswer(shown(cells[column])) ? found : column;
    const cell = cells[title];
    const plain = shown(cell);
    if (cell === undefined || plain === "") return [];
    const more = cells.flatMap((content, index) => {
      const value = plainText(content).trim();
      if (value === "" || isNonAnswer(value)) return [];
      // “Service” says what “mail” is; “Task” says nothing.
      if (index === title && (known.includes(index) || names[index] === "")) return [];
      if (NUMBER_COLUMN.test(names[index] ?? "")) {
        return [[{ type: "text" as const, value: `${names[title]} ${value}` }]];
      }
      return [[{ type: "text" as const, value: `${names[index]}: ` }, ...content.children]];
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

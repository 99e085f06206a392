import {
  type Section,
  fieldCalled,
  fieldsIn,
  type Field,
  aboutOf,
  footerOf,
  headerOf,
} from "../../markdown/outline.js";
import { type Document, plainText } from "../../markdown/parse.js";
import type { PlanState } from "../../model/states.js";
import { readPlanMarker } from "../identity.js";
import { formatOf, type Format, words } from "./format.js";
import type { Front } from "../../markdown/front-matter.js";
import { countItems, type Progress } from "./progress.js";

/** How far a plan is, and what it says of its state. */
export interface PlanSummary extends Progress {
  /** Name of the template it follows; `undefined` for a plan of another kind. */
  readonly format: string | undefined;
  readonly status: PlanStatus | undefined;
  /**
   * The state that the status line shows, the status as written where its words are not known;
   * `undefined` where there is none, or nobody has chosen one.
   */
  readonly state: string | undefined;
}

/**
 * Reads the least that is worth showing of any plan, in a format of `formats` or in none. Never throws.
 *
 * @param text the file as it is
 * @param sections its outline
 * @param front what its front matter says
 */
export function summarize(
  { tree, shift }: Document,
  text: string,
  sections: readonly Section[],
  front: Front,
  formats: readonly Format[],
): PlanSummary {
  const marker = readPlanMarker(text);
  const format = formatOf(text, front, sections, formats);
  const status = readStatus(sections, front, format?.status ?? []);
  return {
    format: format?.name ?? marker?.format,
    status,
    state: status?.state ?? (status?.unfilled === false ? status.text : undefined),
    ...countItems(tree, marker?.kinds, text.slice(shift)),
  };
}

/**
 * What teams write on a status line, and the state that each means; the formats' own come first.
 * Written as {@link bare} gives them: small letters, spaces for dashes.
 */
const STATE_WORDS: Readonly<Record<Exclude<PlanState, "requested">, string>> = {
  proposed:
    "proposed|proposal|planning|planned|plan|draft|drafting|in draft|todo|to do|backlog|" +
    "not started|not yet started|needs review|in review|under review|ready for review|" +
    "awaiting review|pending review|awaiting approval|pending approval|pending|rfc|queued|drafted|" +
    "草稿|草案|待审核|未开始|未着手|下書き|초안|entwurf|geplant|borrador|propuesto|brouillon|proposé|" +
    "rascunho|proposto|bozza|черновик|szkic|concept|utkast|taslak",
  approved:
    "approved|accepted|ready for implementation|ready to start|ready|scheduled|implementable|" +
    "reviewed and approved|reviewed & approved|reviewed, approved|已批准|已审批|承認済み|승인|genehmigt|" +
    "aprobado|approuvé|aprovado|approvato|одобрено|готов к реализации|zatwierdzone|goedgekeurd",
  "in progress":
    "in progress|inprogress|wip|work in progress|ongoing|started|underway|under way|active|" +
    "doing|implementing|executing|developing|investigating|exploring|testing|working on|" +
    "in development|in flight|in testing|in qa|in the works|under construction|reopened|" +
    "on track|" +
    "partially complete|partially completed|partially done|partially implemented|" +
    "mostly complete|mostly completed|mostly done|almost complete|almost completed|" +
    "almost done|nearly complete|nearly completed|nearly done|half done|incomplete|" +
    "进行中|進行中|実装中|作業中|진행 중|진행중|in arbeit|in bearbeitung|en curso|en progreso|en cours|" +
    "em andamento|em progresso|in corso|в работе|в процессе|w toku|in uitvoering|pågående|devam ediyor",
  blocked:
    "blocked|on hold|onhold|paused|waiting|stalled|stuck|deferred|postponed|parked|" +
    "suspended|halted|frozen|阻塞|暂停|保留|blockiert|bloqueado|bloqué|bloccato|заблокировано",
  rejected:
    "rejected|declined|cancelled|canceled|abandoned|withdrawn|obsolete|superseded|duplicate|" +
    "won't do|wont do|won't fix|wontfix|not planned|dropped|discontinued|no longer needed|" +
    "closed as not planned|closed (not planned)|closed as duplicate|已取消|已废弃|abgelehnt|verworfen|" +
    "cancelado|annulé|abandonné|отменено",
  completed:
    "completed|complete|done|finished|shipped|implemented|fully implemented|released|" +
    "delivered|merged|landed|deployed|resolved|fixed|closed|all done|fully complete|verified|signed off|" +
    "完成|已完成|完了|완료|abgeschlossen|erledigt|fertig|umgesetzt|completado|completada|terminado|" +
    "terminé|terminée|achevé|concluído|completato|завершено|готово|выполнено|zakończone|ukończone|" +
    "voltooid|afgerond|klar|tamamlandı",
};

/** Words that mean a state alone, but mostly something else when more follows. */
const ALONE = new Map<string, PlanState>([
  ["open", "proposed"],
  ["new", "proposed"],
  ["review", "proposed"],
  ["approval", "proposed"],
  ["live", "completed"],
]);

/** What a symbol means where no word stands beside it. */
const SYMBOLS: readonly (readonly [symbol: string, state: PlanState])[] = [
  ["✅", "completed"],
  ["✔", "completed"],
  ["☑", "completed"],
  ["🚧", "in progress"],
  ["🔄", "in progress"],
  ["⏳", "in progress"],
  ["🟡", "in progress"],
  ["⏸", "blocked"],
  ["⛔", "blocked"],
  ["🔴", "blocked"],
  ["❌", "rejected"],
];

/** All words, longest first, so that “not started” is found before “started” could be. */
const WORDS: readonly (readonly [word: string, state: PlanState])[] = Object.entries(STATE_WORDS)
  .flatMap(([state, spelled]) => spelled.split("|").map((word) => [word, asState(state)] as const))
  .toSorted(([a], [b]) => b.length - a.length);

function asState(name: string): PlanState {
  const states = Object.keys(STATE_WORDS).filter(
    (key): key is keyof typeof STATE_WORDS => key in STATE_WORDS,
  );
  return states.find((state) => state === name) ?? "proposed";
}

/** A word of a template's own, and the state it means. */
export interface StatusWord {
  readonly word: string;
  readonly state: PlanState;
}

/** Everything that there was to do, in so many words. */
const ALL_DONE =
  /^all (?:\d+ )?(?:of it|phases?|tasks?|steps?|milestones?|items?|work|parts?|stages?|stories|sprints?|slices?|workstreams?|acceptance criteria)(?: \S+){0,3}? (?:complete|completed|done|finished|implemented|shipped|delivered|merged)\b/;

/** What follows where it is the plan that is ready, not the work. */
const READY_FOR =
  /\bready (?:for|to) (?:be )?(?:(?:\p{L}+ )?(?:execution|execut\w+|implementation|implement\w*|development|start|begin|work|build|cod(?:e|ing)|hand-?off|approval|review))\b/u;

/** What is closed in this way was not done. */
const CLOSED_UNDONE =
  /^closed\b.*\b(?:won't|wont|not) (?:do|fix|planned)\b|^closed\b.*\b(?:wontfix|superseded|abandoned|cancell?ed|obsolete|duplicate|rejected|withdrawn)\b/;

/** How much of it is done: “3/5 done”, “4 of 6 phases complete”. */
const SHARE =
  /^(\d{1,3})\s?(?:\/|of|out of)\s?(\d{1,3})(?![\d/]).*\b(?:done|complete|completed|finished|implemented)\b/;

/** What is in work, named first: “Implementation in progress”. */
const OF_WORK =
  /^(?:implementation|development|execution|coding|work|migration|rollout|review fixes)(?: is)? (?=(?:in progress|ongoing|underway|under way|started|paused|blocked|on hold|not started)\b)/;

/** What it says first is a question: “Completed?”, “Done (?)”, but not “Blocked: by whom?”. */
const QUESTION = /^[^.,:;()–—]*[?？]|^[^?？]*\([?？]+\)/u;

/**
 * The state that a status means, in the format's own words or others that teams use. `undefined`
 * where it starts with no word that is known, and where it is a question.
 */
export function stateOf(status: string, own: readonly StatusWord[] = []): PlanState | undefined {
  if (QUESTION.test(status)) return undefined;
  const text = bare(status);
  if (text === "") return SYMBOLS.find(([symbol]) => status.includes(symbol))?.[1];
  const owned = own.find(({ word }) => startsWith(text, bare(word)));
  if (owned !== undefined) return owned.state;
  const alone = ALONE.get(text.replace(/\)+$/, ""));
  if (alone !== undefined) return alone;
  if (ALL_DONE.test(text)) return "completed";
  const percent = /^(\d{1,3})\s?%/.exec(text)?.[1];
  if (percent !== undefined) return Number(percent) >= 100 ? "completed" : "in progress";
  const [, done, all] = SHARE.exec(text) ?? [];
  if (done !== undefined) return Number(done) >= Number(all) ? "completed" : "in progress";
  if (CLOSED_UNDONE.test(text)) return "rejected";
  const work = text.replace(OF_WORK, "");
  const state = WORDS.find(([word]) => startsWith(work, word))?.[1];
  const isOfPlan = state === "completed" || (state === undefined && !/\bnot\b/.test(text));
  const readyFor = isOfPlan ? READY_FOR.exec(text)?.[0] : undefined;
  if (readyFor === undefined) return state;
  return /review|approval/.test(readyFor) ? "proposed" : "approved";
}

/**
 * The status in small letters, without symbols and punctuation before and behind; `IN_PROGRESS`,
 * `in-progress` and `InProgress` are “in progress”.
 */
export function bare(status: string): string {
  return status
    .replaceAll(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L})[_-](?=\p{L})/gu, " ")
    .toLowerCase()
    .replaceAll("’", "'")
    .replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%)]+$/gu, "")
    .replaceAll(/\s+/g, " ");
}

function startsWith(text: string, word: string): boolean {
  return text.startsWith(word) && !/^[\p{L}\p{N}_]/u.test(text.slice(word.length));
}

/**
 * Whether a status still lists what it could be (`Planning | In Progress | Completed`), so that
 * nobody has chosen yet.
 */
export function isChoice(status: string, own: readonly StatusWord[] = []): boolean {
  const parts = status.split(/[|/]/).map((part) => part.trim());
  if (parts.length < 2) return false;
  return parts.every((part) => bare(part) !== "" && stateOf(part, own) !== undefined);
}

/** What a plan says of its own state. */
interface PlanStatus {
  /** As written, without markup; of a paragraph the first sentence. */
  readonly text: string;
  /** What the paragraph goes on to say; empty where it ends with its first sentence. */
  readonly remark: string;
  /** 1-based line. */
  readonly line: number;
  /** `undefined` for words that are not known, and where all choices are still there. */
  readonly state: PlanState | undefined;
  /** Still the list of what it could be: nobody has chosen. */
  readonly unfilled: boolean;
}

/** “Status” in some languages. */
const STATUS_WORD =
  "status|state|状态|狀態|ステータス|状況|상태|estado|estatus|statut|état|stand|stato|situação|статус|состояние|durum|stav|tila";
/** The label of a plan's status. */
export const STATUS = new RegExp(
  String.raw`^(?:\d+[.)]?\s)?(?:(?:plan|current|overall|project|document|implementation)\s)?(?:${STATUS_WORD})$`,
  "iu",
);
const PLAN_STATUS = /^plan status$/i;
/** A document that is complete may mention work that has not begun. */
const DOCUMENT_STATUS = /^document\s/i;

/**
 * The plan's status: on its status line, in its front matter, in a heading or a section of that name.
 * A line that stands where parts of the work have one, too, is none.
 */
function readStatus(
  sections: readonly Section[],
  front: Front,
  own: readonly StatusWord[],
): PlanStatus | undefined {
  const header = headerOf(sections).flatMap(({ nodes }) => nodes);
  const field =
    statusIn(fieldsIn(header.filter(({ type }) => type !== "blockquote")), own) ??
    statusIn(fieldsIn(header), own) ??
    statusIn(fieldsIn(footerOf(sections)), own) ??
    fieldCalled(fieldsIn(sections.flatMap(({ nodes }) => nodes)), PLAN_STATUS) ??
    frontField(front) ??
    headingField(sections) ??
    sectionField(sections, own) ??
    onlyField(sections, own);
  if (field === undefined) return undefined;
  const state = stateOf(field.value, own);
  if (bare(field.value) === "") {
    return state === undefined
      ? undefined
      : { text: field.value, remark: "", line: field.line, state, unfilled: false };
  }
  const unfilled = isChoice(field.value.replaceAll(/[<>{}[\]]/g, ""), own);
  const [text, remark] = unfilled ? [field.value, ""] : firstSentence(field.value);
  return { text, remark, line: field.line, state: unfilled ? undefined : state, unfilled };
}

/** The first field that shows the state of the work: not the document's, and no date. */
function statusIn(fields: readonly Field[], own: readonly StatusWord[]): Field | undefined {
  return fields.find(({ label, value }) => {
    if (!STATUS.test(label)) return false;
    // “Stand: 12.03.2026” is a date in German.
    if (/^stand$/i.test(label) && /\d{4}/.test(value)) return false;
    return !(DOCUMENT_STATUS.test(label) && stateOf(value, own) === "completed");
  });
}

/** A status line in the first section, among what is said about the document, or at its end. */
function onlyField(sections: readonly Section[], own: readonly StatusWord[]): Field | undefined {
  const found = statusIn(fieldsIn(aboutOf(sections)), own);
  // “State: a reducer” mentions something else.
  const isKnown = found !== undefined && stateOf(found.value, own) !== undefined;
  if (found === undefined || (!isKnown && !/status$/i.test(found.label))) return undefined;
  const all = sections.flatMap(({ nodes }) => fieldsIn(nodes));
  return all.filter(({ label }) => STATUS.test(label)).length > 1 ? undefined : found;
}

/** A longer status is cut. */
const MAX_STATUS = 120;

/** The first sentence of a text, without its full stop where more follows, and the rest. */
function firstSentence(value: string): readonly [first: string, rest: string] {
  const [, sentence, more] = /^(.*?[^.\s])(?:\.(?=\s+[^a-z\s])|。(?=.))(.*)$/su.exec(value) ?? [];
  const first = sentence ?? value;
  const rest = more?.trim() ?? "";
  if (first.length <= MAX_STATUS) return [first, rest];
  const cut = first.slice(0, MAX_STATUS - 1).replace(/\s+\S*$/, "");
  return [`${cut}…`, `${first.slice(cut.length).trim()} ${rest}`.trim()];
}

function frontField(front: Front): Field | undefined {
  const value = front.get("status") ?? front.get("state");
  return value === undefined ? undefined : { label: "status", ...value };
}

/** A heading that says it itself, such as `## Status: Completed`. */
function headingField(sections: readonly Section[]): Field | undefined {
  for (const { depth, title, line } of sections) {
    const [, label = "", value = ""] = /^([^:：–—]{1,40}?)\s?[:：–—]\s*(.+)$/su.exec(title) ?? [];
    if (depth >= 1 && depth <= 2 && STATUS.test(words(label))) return { label, value, line };
  }
  return undefined;
}

/** What shows the state below a heading “Status”. */
const PHASE = /^(?:(?:current|overall)\s)?(?:phase|stage)$|^overall$/i;

/** A section that is called “Status”: its “State” or “Status”, or how its first paragraph begins. */
function sectionField(sections: readonly Section[], own: readonly StatusWord[]): Field | undefined {
  const section = sections.find(({ depth, title }) => depth === 2 && STATUS.test(words(title)));
  const fields = fieldsIn(section?.nodes ?? []);
  const field =
    statusIn(fields, own) ??
    fields.find(({ label, value }) => PHASE.test(label) && stateOf(value, own) !== undefined);
  if (field !== undefined) return field;
  const first = section?.nodes[0];
  // Several fields are no sentence.
  if (first?.type !== "paragraph" || fieldsIn([first]).length > 1) return undefined;
  const value = plainText(first);
  const line = first.position?.start.line ?? 1;
  const isShort = value.length <= 80;
  return isShort || stateOf(value, own) !== undefined
    ? { label: "Status", value, line }
    : undefined;
}

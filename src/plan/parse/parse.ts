import { fieldCalled, fieldsIn, headerOf, outline, type Section } from "../../markdown/outline.js";
import { readDocument, type Document } from "../../markdown/parse.js";
import { readPseudoCheckboxes, type PseudoCheckbox } from "../../markdown/pseudo-checkboxes.js";
import { readTimelines, type Timeline } from "../../markdown/timelines.js";
import { readPlanMarker } from "../identity.js";
import { formatOf, words, type Format, readFront, readDates, type PlanDate } from "./format.js";
import {
  readGates,
  type QualityGate,
  readDependencies,
  readQuestions,
  readSteps,
  type Dependency,
  type Question,
  type Step,
  readRisks,
  type PlanRisk,
} from "./lists.js";
import {
  readDecisions,
  type Decision,
  readLog,
  readSurprises,
  type LogEntry,
  type Surprise,
} from "./logs.js";
import { countItems, type Progress, type SectionProgress } from "./progress.js";
import { readItems, type PlanTask } from "./tasks.js";
import { readStatus, type PlanStatus } from "./status.js";

export type { Format } from "./format.js";

/** A plan document, read. Lines are 1-based and those of the file as it is. */
export interface Plan {
  /** Name of the template it follows; `undefined` for a plan of another kind. */
  readonly format: string | undefined;
  /** What the plan is about: its “Title”, its first level-1 heading, or its front matter's `title`. */
  readonly title: string | undefined;
  readonly status: PlanStatus | undefined;
  /**
   * The state that the status line shows, the status as written where its words are not known;
   * `undefined` where there is none, or nobody has chosen one.
   */
  readonly state: string | undefined;
  /** In document order. */
  readonly dates: readonly PlanDate[];
  /** Steps alone. */
  readonly done: number;
  readonly open: number;
  readonly kinds: Progress["kinds"];
  readonly sections: readonly SectionProgress[];
  /** The items that are counted. */
  readonly items: readonly PlanTask[];
  /** Whether the plan says what its items are; in one that does not, every item is a step. */
  readonly hasKinds: boolean;
  /** The lines that still hold guidance. */
  readonly toFill: readonly number[];
  /** Items among steps and criteria that are marked `[~]`, `[-]` or `[?]`: GitHub counts none of them. */
  readonly undecided: readonly PseudoCheckbox[];
  /** Boxes that GitHub does not render; not counted. */
  readonly pseudoCheckboxes: readonly PseudoCheckbox[];
  readonly steps: readonly Step[];
  readonly risks: readonly PlanRisk[];
  readonly dependencies: readonly Dependency[];
  readonly timelines: readonly Timeline[];
  readonly gates: readonly QualityGate[];
  readonly log: readonly LogEntry[];
  readonly decisions: readonly Decision[];
  readonly surprises: readonly Surprise[];
  readonly questions: readonly Question[];
}

/**
 * Reads any plan: one that Plansmith filled or another, in a format of `formats` or in none. Never
 * throws. Counts are those of `readProgress`.
 *
 * @param host whose addresses of issues and pull requests count; `github.com` if left out
 */
export function parsePlan(text: string, formats: readonly Format[] = [], host?: string): Plan {
  return readPlan(readDocument(text), text, formats, host);
}

/** {@link parsePlan} of a document that is parsed already; `text` is the file as it is. */
export function readPlan(
  document: Document,
  text: string,
  formats: readonly Format[],
  host?: string,
): Plan {
  const sections = outline(document.tree);
  const front = readFront(document, text);
  const marker = readPlanMarker(text);
  const progress = countItems(document.tree, marker?.kinds, text.slice(document.shift));
  const pseudoCheckboxes = readPseudoCheckboxes(document, text);
  const format = formatOf(text, front, sections, formats);
  const status = readStatus(sections, front, format?.status ?? []);
  return {
    format: format?.name ?? marker?.format,
    title: titleOf(sections, formats) ?? front.get("title")?.value,
    status,
    state: status?.state ?? (status?.unfilled === false ? status.text : undefined),
    dates: readDates(sections, front),
    ...progress,
    items: readItems(document.tree, progress.items, host),
    pseudoCheckboxes,
    undecided: undecidedIn(pseudoCheckboxes, progress),
    steps: readSteps(sections),
    risks: readRisks(sections),
    dependencies: readDependencies(sections, host),
    timelines: readTimelines(sections),
    gates: readGates(sections),
    log: readLog(sections),
    decisions: readDecisions(sections),
    surprises: readSurprises(sections),
    questions: readQuestions(sections),
  };
}

/** Whether there is anything in a text that a plan has: boxes, a status, a format, entries of a log, … */
export function isPlan(plan: Plan): boolean {
  const lists = [
    plan.items,
    plan.pseudoCheckboxes,
    plan.steps,
    plan.risks,
    plan.timelines,
    plan.gates,
    plan.log,
    plan.decisions,
  ];
  return (
    plan.format !== undefined || plan.status !== undefined || lists.some(({ length }) => length > 0)
  );
}

/** What stands for neither done nor open where the work stands. */
function undecidedIn(
  pseudoCheckboxes: readonly PseudoCheckbox[],
  { sections }: Progress,
): readonly PseudoCheckbox[] {
  return pseudoCheckboxes.filter(({ kind, mark: character, line }) => {
    if (kind !== "mark" || !/^[~?-]$/.test(character.trim())) return false;
    const own = sections.findLast((section) => section.line <= line)?.kind ?? "step";
    return own === "step" || own === "criterion";
  });
}

/** Headings, as {@link words}, that are no title of a plan. */
const SECTION =
  /^(?:purpose|goals?|overview|summary|context|background|introduction|motivation|objectives?|problem|scope|decision log|progress|steps|tasks)(?: |$)/;

/** What the header's “Title” says, else the first level-1 heading without the kind of document. */
function titleOf(sections: readonly Section[], formats: readonly Format[]): string | undefined {
  const said = fieldCalled(fieldsIn(headerOf(sections).flatMap(({ nodes }) => nodes)), /^title$/i);
  if (said !== undefined && said.value !== "") return said.value;
  const names = new Set(formats.flatMap(({ sections: own }) => own.required.map(words)));
  const heading = sections.find(({ depth, title, path }) => {
    // Where the sections have level-1 headings, the first may be one of them.
    const isSection = path.length > 0 && (names.has(words(title)) || SECTION.test(words(title)));
    return depth === 1 && title !== "" && !isSection;
  });
  const first = sections.find(({ depth }) => depth === 1);
  if (heading !== first) return undefined;
  return heading?.title.replace(
    /^(?:exec(?:ution)?\s?plan|implementation plan|plan)\s?[:–—-]\s+/i,
    "",
  );
}

import type { Heading, ListItem, Paragraph, Root } from "mdast";
import { fieldCalled, fieldsIn, headerOf, outline, type Section } from "../../markdown/outline.js";
import { lineOf, plainText, readDocument, type Document } from "../../markdown/parse.js";
import { readPseudoCheckboxes, type PseudoCheckbox } from "../../markdown/pseudo-checkboxes.js";
import {
  referencesIn,
  type WrittenReference,
  placedReferences,
} from "../../markdown/references.js";
import {
  readStamp,
  type PlanTime,
  readTimelines,
  type Timeline,
} from "../../markdown/timelines.js";
import { words, type Format, readDates, type PlanDate } from "./format.js";
import { readFront } from "../../markdown/front-matter.js";
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
import { isBare, taskItemsOf, type PlanItem, type Progress } from "./progress.js";
import { summarize, type PlanSummary } from "./status.js";

/** A task list item with all that it says. */
export interface PlanTask extends PlanItem {
  /** `(2025-10-13T19:00Z)` in its text: when it was done. */
  readonly time: PlanTime | undefined;
  /** `(completed: X; remaining: Y)`: what of it is done, and what is not. */
  readonly partial: { readonly completed: string; readonly remaining: string } | undefined;
  /** Its text says that it may be left out. */
  readonly optional: boolean;
  /** Struck through: it will not be done. GitHub counts it all the same. */
  readonly dropped: boolean;
  /** Issues and pull requests that its own paragraph refers to. */
  readonly references: readonly WrittenReference[];
  /** Those of them that it says the work is delivered by. */
  readonly deliveredBy: readonly WrittenReference[];
}

/** Text in which brackets close, of a length that keeps looking for it quick. */
const SAID = String.raw`((?:[^()]|\([^()]{0,100}\)){0,400}?)`;
const PARTIAL = new RegExp(
  String.raw`\(completed:\s*${SAID}\s*[;,]\s*remaining:\s*${SAID}\s*\)`,
  "i",
);
const OPTIONAL = /^\(?optional\b|[([]optional\b/i;

/** The counted items of a tree with their details. */
function readItems(tree: Root, counted: readonly PlanItem[], host?: string): readonly PlanTask[] {
  const nodes = taskItemsOf(tree);
  const headings = tree.children.filter((node) => node.type === "heading");
  let above = -1;
  return counted.map((item) => {
    const [, completed, remaining] = PARTIAL.exec(item.text) ?? [];
    const node = nodes[item.index];
    const own = node === undefined ? undefined : paragraphOf(node);
    for (let next = headings[above + 1]; next !== undefined && lineOf(next) < item.line;) {
      above += 1;
      next = headings[above + 1];
    }
    const heading = own !== undefined && isNamedAbove(item, own) ? headings[above] : undefined;
    const paragraph = heading ?? own;
    return Object.assign({}, item, {
      time: readStamp(item.text),
      partial:
        completed === undefined || remaining === undefined ? undefined : { completed, remaining },
      optional: OPTIONAL.test(item.text),
      dropped: paragraph !== undefined && isDropped(paragraph),
      references: paragraph === undefined ? [] : referencesIn(paragraph, host),
      deliveredBy: paragraph === undefined ? [] : deliveredBy(paragraph, host),
    });
  });
}

/** Whether an item is called what its heading says. */
function isNamedAbove({ text }: PlanItem, paragraph: Paragraph): boolean {
  const own = plainText(paragraph);
  return isBare(own) && text !== own;
}

function paragraphOf(item: ListItem): Paragraph | undefined {
  return item.children.find((child) => child.type === "paragraph");
}

/** Struck through from the start, in Markdown or HTML, with at most a remark behind. */
function isDropped({ children }: Paragraph | Heading): boolean {
  let isOpen = false;
  let isStruck = false;
  let rest = "";
  for (const child of children) {
    if (child.type === "html") {
      if (/^<(?:del|s|strike)[\s>]/i.test(child.value)) isOpen = true;
      if (/^<\/(?:del|s|strike)\s*>/i.test(child.value)) isOpen = false;
      continue;
    }
    const text = plainText(child);
    if (text === "") continue;
    const struck = isOpen || child.type === "delete";
    if (!isStruck && !struck) return false;
    isStruck = true;
    if (!struck) rest += ` ${text}`;
  }
  return isStruck && /^(?:$|[(—–:→,;-])/.test(rest.trim());
}

/** Words before a reference that name it as what brings the work: `in #4`, `by #4`, `via PR #4`. */
const DELIVERS =
  /(?:^|[\s([{"'“‘])([^\s([{"'“‘]+\s+)?(?:in|by|via|through|with)\s+(?:(?:the\s+)?(?:pr|pull request|issue)\s+)?$/i;

/** What is not done but said, caused or awaited `in`, `by` or `with` a reference. */
const BROUGHT_UP =
  /^(?:introduced|caused|broken|found|seen|discussed|described|documented|reported|requested|mentioned|proposed|suggested|raised|decided|outlined|explained|noted|specified|defined|agreed|asked|tracked|started|begun|blocked|reverted|superseded|replaced|as|like|regression|bug|change|changes|discussion|comment|comments)\s+$/i;

/** What names a reference for another reason than that the work is in it. */
const OTHERWISE =
  /\b(?:revert\w*|roll(?:s|ed|ing)?[ -]?back|undo\w*|back(?:ed)? out|follow[ -]?ups?|after|before|until|once|since|blocked|blocks|depends?|waits?|waiting|supersede\w*|replac\w*|colou?rs?|instead|unlike|see|cf|related|compare\w*|duplicate\w*)\b/i;

/** A verb that makes the whole item about taking something back. */
const BACKWARDS = /^(?:revert|roll(?:ing)?[ -]?back|undo|back out|follow[ -]?up)\w*\b/i;

/** Between two references that belong together. */
const AND = /^(?:\s*(?:,|;|&|\+|\/|\band\b|\bor\b|\bthen\b)\s*)+(?:(?:in|by|via)\s+)?$/i;

/** Behind a mark and at the end of the item, or alone in brackets. */
const APART = /(?:\(|\[|—|–|\s-|:|→|=>)\s*$/;

/**
 * The issues and pull requests that an item says its work is delivered by: `in #4`, `by #4`, `via
 * #4`, `(#4)`, and `#4` as the whole item or in front of its title, as sub-issues are written. Any
 * other reference (`Revert #4`, `after #4`, `blocked by #4`, `#336699`) says nothing about the item.
 */
function deliveredBy(
  node: Paragraph | Heading,
  host: string | undefined,
): readonly WrittenReference[] {
  let previous = { start: "", isDelivery: false };
  return placedReferences(node, host).filter(({ before, written, after }) => {
    const { start } = previous;
    const isNext = start !== "" && before.startsWith(start) && AND.test(before.slice(start.length));
    const is = isNext ? previous.isDelivery : isDelivery(before, after);
    previous = { start: before + written, isDelivery: is };
    return is;
  });
}

function isDelivery(before: string, after: string): boolean {
  const start = before.replace(/^step\s\d{1,4}\s?[:.–—-]\s*/i, "").replace(/^\d{1,4}[.)]\s+/, "");
  if (BACKWARDS.test(start.trim())) return false;
  if (start.trim() === "") return !OTHERWISE.test(after.split(/\s+/).slice(0, 3).join(" "));
  const [, word] = DELIVERS.exec(start) ?? [];
  if (DELIVERS.test(start)) return !BROUGHT_UP.test(word ?? "");
  return APART.test(start) && !OTHERWISE.test(start) && /^\s*(?:[)\]].*|[.!]?\s*)$/s.test(after);
}

export type { Format } from "./format.js";

/** A plan document, read. Lines are 1-based and those of the file as it is. */
export interface Plan extends PlanSummary {
  /** What the plan is about: its “Title”, its first level-1 heading, or its front matter's `title`. */
  readonly title: string | undefined;
  /** In document order. */
  readonly dates: readonly PlanDate[];
  /** The items that are counted. */
  readonly items: readonly PlanTask[];
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
  const summary = summarize(document, text, sections, front, formats);
  const pseudoCheckboxes = readPseudoCheckboxes(document, text);
  return {
    ...summary,
    title: titleOf(sections, formats) ?? front.get("title")?.value,
    dates: readDates(sections, front),
    items: readItems(document.tree, summary.items, host),
    pseudoCheckboxes,
    undecided: undecidedIn(pseudoCheckboxes, summary),
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
  const field = fieldCalled(fieldsIn(headerOf(sections).flatMap(({ nodes }) => nodes)), /^title$/i);
  if (field !== undefined && field.value !== "") return field.value;
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

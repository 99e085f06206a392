import type { RootContent, Table } from "mdast";
import type { Body } from "../../issue/body.js";
import {
  takeDecisions,
  type Decision,
  takeRisks,
  type Risk,
} from "../../issue/decisions-and-risks.js";
import { takeCriteria, takeItems, type Item, type Taken } from "../../issue/items.js";
import { takeAsked, takeQuestions } from "../../issue/questions.js";
import { fallsOf, type SectionKind } from "../../issue/section-kinds.js";
import type { BodySection } from "../../issue/sections.js";
import { phaseName } from "../../issue/phrases.js";
import { takeSteps } from "../../issue/steps.js";
import { criteriaIn, type Step } from "../../issue/task-table.js";
import { copyMarkdown } from "../../markdown/copy.js";
import { inlineOf, joinBlocks, type Block, type Inline, type Part } from "../../markdown/inline.js";
import { plainText } from "../../markdown/parse.js";
import { isTaskList } from "../../markdown/source.js";
import { type TimelineRow, readHours } from "../../markdown/timelines.js";
import { VARIABLES } from "../template/variables.js";
import type { StatedFacts } from "./facts.js";

/** An issue's body, shared out over the variables that a template uses. */
export interface Distribution {
  readonly blocks: ReadonlyMap<string, Block>;
  readonly items: ReadonlyMap<string, readonly Item[]>;
  readonly steps: readonly Step[];
  readonly risks: readonly Risk[];
  readonly decisions: readonly Decision[];
  readonly hours: {
    readonly phases: readonly TimelineRow[];
    /** The first total that is stated. */
    readonly total: number | undefined;
    /** That total in the issue's own words. */
    readonly words: string | undefined;
  };
  /** What the template has no variable for, under its own headings. */
  readonly notes: Block | undefined;
}

/** A stretch of the body on its way to a variable. */
interface Piece {
  readonly section: BodySection;
  readonly block: Block;
  /** The template's own heading says what it is. */
  readonly direct: boolean;
}

/**
 * Gives each section of the body to the variable that its heading names, else to the next best one
 * that the template uses, else to the notes; what a list does not take of its section goes there,
 * too. Nothing is dropped; what is a fact already comes once.
 */
export function distribute(
  body: Body,
  { labels, counted }: StatedFacts,
  uses: (variable: string) => boolean,
): Distribution {
  const pieces = new Map<string, Piece[]>();
  const items = new Map<string, Item[]>();
  const steps: Step[] = [];
  const risks: Risk[] = [];
  const decisions: Decision[] = [];
  const phases: TimelineRow[] = [];
  let total: number | undefined;
  let words: string | undefined;
  const put = (target: string, section: BodySection, nodes: readonly RootContent[]) => {
    const block = copyMarkdown(body.source, nodes);
    if (block === undefined) return;
    const direct = section.kind === target;
    const found = pieces.get(target) ?? [];
    found.push({ section, block, direct });
    pieces.set(target, found);
  };
  const add = (target: string, found: readonly Item[]) => {
    if (found.length > 0) items.set(target, (items.get(target) ?? []).concat(found));
  };
  for (const section of body.sections) {
    if (counted.has(section)) continue;
    const target = isTracked(section) ? "notes" : targetOf(section, uses);
    const tests = section.kind === undefined ? undefined : TESTS[section.kind];
    const checked =
      tests !== undefined && uses("criteria")
        ? takeCriteria(body.source, section.nodes, tests)
        : { found: [], rest: section.nodes };
    add("criteria", checked.found);
    const questions = takeAsked(body.source, { ...section, nodes: checked.rest });
    const left = { ...section, nodes: uses("questions") ? questions.rest : checked.rest };
    if (uses("questions")) add("questions", questions.found);
    if (left.nodes.length === 0) continue;
    if (target === "timeline") {
      const stated = readEstimate(section.nodes);
      phases.push(...stated.phases);
      if (total === undefined) ({ total, words } = stated);
      const isKnownTotal = stated.total === (labels.hours ?? total);
      const isCovered =
        stated.phases.length === 0 ? isKnownTotal : uses("timeline") && stated.total === total;
      if (!stated.complete || !isCovered) put("notes", section, section.nodes);
    } else if (target === "risks") {
      const { found, rest } = takeRisks(body.source, section.nodes);
      risks.push(...found);
      put("notes", section, rest);
    } else if (target === "decisions") {
      const { found, rest } = takeDecisions(body.source, section.nodes);
      decisions.push(...found);
      put("notes", section, rest);
    } else if (VARIABLES[target]?.kind === "list" && target !== "steps") {
      const { found, rest } = takeList(target, body, left.nodes);
      add(target, found);
      put("notes", section, rest);
    } else {
      const taken =
        uses("steps") && checked.found.length === 0 ? takeSteps(body.source, left) : undefined;
      // Behind phases with names, steps without one would look like part of the last of these.
      const isNamed = steps.some(({ phase }) => phase !== "");
      steps.push(
        ...(taken?.found ?? []).map((step) =>
          isNamed && step.phase === ""
            ? { ...step, phase: phaseName(section.phase ?? section.name) }
            : step,
        ),
      );
      put(target === "steps" ? "notes" : target, section, taken?.rest ?? left.nodes);
    }
  }
  const blocks = new Map<string, Block>();
  for (const [target, found] of pieces) {
    if (target === "notes") continue;
    const block = joinPieces(found);
    if (block !== undefined) blocks.set(target, block);
  }
  const notes = joinBlocks((pieces.get("notes") ?? []).map(underHeading));
  return { blocks, items, steps, risks, decisions, hours: { phases, total, words }, notes };
}

/** Boxes below the names of what is worked on, such as packages, are no list of dependencies. */
function isTracked({ kind, nodes }: BodySection): boolean {
  const isListed = kind === "services" || kind === "libraries" || kind === "tools";
  return isListed && nodes.some(isTaskList);
}

/** What is read from a field as a whole, or not at all. */
const FACTS: ReadonlySet<SectionKind> = new Set<SectionKind>([
  "role",
  "priority",
  "type",
  "repository",
]);

/** The variable that a section goes to. */
function targetOf({ kind }: BodySection, uses: (variable: string) => boolean): string {
  if (kind === undefined || FACTS.has(kind)) return "notes";
  if (kind === "estimate") return uses("timeline") || uses("estimate") ? "timeline" : "notes";
  return [kind, ...fallsOf(kind)].find(uses) ?? "notes";
}

function takeList(target: string, { source }: Body, nodes: readonly RootContent[]): Taken<Item> {
  if (target === "questions") return takeQuestions(source, nodes);
  if (target !== "criteria") return takeItems(source, nodes);
  const { found, rest } = takeCriteria(source, nodes, "all");
  const rows = rest.map((node) => (node.type === "table" ? criteriaIn(node) : []));
  return {
    found: [...found, ...rows.flat()],
    rest: rest.filter((_, index) => rows[index]?.length === 0),
  };
}

/** How one sees that the work is done, in sections about tests: all lists, or those with boxes. */
const TESTS: Readonly<Partial<Record<SectionKind, "lists" | "boxes">>> = {
  testing: "lists",
  verification: "lists",
  unitTests: "boxes",
  integrationTests: "boxes",
  expected: "boxes",
  metrics: "boxes",
};

/**
 * What is wanted comes first. A first piece that the template announces needs no heading; all
 * others keep theirs.
 */
function joinPieces(pieces: readonly Piece[]): Block | undefined {
  const isGoal = ({ section }: Piece) => section.kind === "goal";
  const ordered = [...pieces.filter(isGoal), ...pieces.filter((piece) => !isGoal(piece))];
  return joinBlocks(
    ordered.map((piece, index) => {
      const isAnnounced = index === 0 && piece.section.keepsHeading !== true;
      return isAnnounced && (piece.direct || isGoal(piece)) ? piece.block : underHeading(piece);
    }),
  );
}

function underHeading({ section, block }: Piece): Block {
  if (section.heading === undefined && section.kind === undefined) return block;
  const heading: Part = { type: "heading", depth: 1, text: headingText(section) };
  const depths = block.parts.map((part) => (part.type === "heading" ? part.depth : 7));
  const highest = Math.min(...depths);
  const lowered = block.parts.map((part) =>
    part.type === "heading" ? { ...part, depth: 2 + part.depth - highest } : part,
  );
  return { kind: "block", parts: [heading, ...lowered] };
}

function headingText({ heading }: BodySection): Inline {
  const [first, ...more] = heading ?? [{ type: "text", value: "Description" }];
  // A bold line is a heading by being bold; a real heading is bold already.
  if (first?.type === "strong" && more.length === 0) return inlineOf(first.children);
  return inlineOf(heading ?? (first === undefined ? [] : [first]));
}

/** What a section about the estimate says. */
export interface StatedEstimate {
  /** Hours by phase, where it lists them, in its own words. */
  readonly phases: readonly TimelineRow[];
  /** Hours in all; `undefined` where it says none but those of phases. */
  readonly total: number | undefined;
  /** That total in its own words, such as `3 days`. */
  readonly words: string | undefined;
  /** It says nothing else. */
  readonly complete: boolean;
}

/** A line of an estimate, or a row of its table. */
interface Entry {
  readonly phase: string;
  readonly hours: number;
  /** The hours as they are written. */
  readonly words: string;
  readonly note: string;
}

/** Reads lines such as `Testing: 2h`, table rows of phase and time, or a single `3 days`. */
export function readEstimate(nodes: readonly RootContent[]): StatedEstimate {
  const lines = nodes.flatMap((node) =>
    node.type === "table" ? readTable(node) : readLines(node),
  );
  const entries = lines.filter((line) => line !== undefined);
  const totals = entries.filter(({ phase }) => isTotal(phase));
  const phases = entries.filter(({ phase }) => !isTotal(phase));
  return {
    phases: phases.map(({ phase, hours, note }) => ({ phase, hours, note: note || FROM_ISSUE })),
    total: totals[0]?.hours,
    words: totals[0]?.words,
    complete: totals.length <= 1 && entries.length === lines.length,
  };
}

const FROM_ISSUE = "From the issue";

/** Of several phases, or of all: `Total: 14h`, or nothing but `3 days`. */
function isTotal(phase: string): boolean {
  return /^\W*(?:(?:stated|grand)\s)?(?:total|sum|)\W*$/i.test(phase);
}

function readLines(node: RootContent): readonly (Entry | undefined)[] {
  if (node.type === "list") return node.children.map((item) => readLine(plainText(item)));
  if (node.type === "heading" || node.type === "thematicBreak") return [];
  if (node.type !== "paragraph") return plainText(node) === "" ? [] : [undefined];
  const text = node.children.map((child) =>
    child.type === "text" ? child.value : child.type === "break" ? "\n" : plainText(child),
  );
  const lines = text.join("").split("\n");
  return lines.filter((line) => line.trim() !== "").map((line) => readLine(line.trim()));
}

function readLine(line: string): Entry | undefined {
  const all = readHours(line);
  if (all !== undefined) return { phase: "", hours: all, words: line.trim(), note: "" };
  const [, phase = "", time = ""] = /^(.{1,80}?)\s*(?::|–|—|\s-\s)\s*([^:–—]+)$/.exec(line) ?? [];
  const hours = readHours(time);
  return hours === undefined ? undefined : { phase, hours, words: time.trim(), note: "" };
}

/** A column's name, and the hours that a number in it stands for where it has no unit. */
const TIME = /\b(?:time|estimate[ds]?|effort|duration|hours?|days?)\b/i;

function readTable({ children: [head, ...rows] }: Table): readonly (Entry | undefined)[] {
  const names = head?.children.map((cell) => plainText(cell)) ?? [];
  const time = names.findIndex((name, index) => index > 0 && TIME.test(name));
  const unit = /\bdays?\b/i.test(names[time] ?? "")
    ? "d"
    : /\b(?:hours?|h)\b/i.test(names[time] ?? "")
      ? "h"
      : "";
  return rows.map(({ children }) => {
    const cells = children.map((cell) => plainText(cell));
    const at = time === -1 ? cells.findIndex((cell) => readHours(cell) !== undefined) : time;
    const words = cells[at] ?? "";
    const hours = readHours(/^[\d.,]+$/.test(words) ? `${words}${unit}` : words);
    if (hours === undefined) return undefined;
    const [phase = "", ...others] = cells.filter((_, index) => index !== at);
    return { phase, hours, words, note: others.filter((text) => text !== "").join("; ") };
  });
}

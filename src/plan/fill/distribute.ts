import type { RootContent } from "mdast";
import type { Body } from "../../issue/body.js";
import type { BodySection } from "../../issue/sections.js";
import { takeDecisions, type Decision, takeQuestions } from "../../issue/decisions.js";
import { readEstimate } from "../../issue/estimate.js";
import { takeRisks, type Risk } from "../../issue/risks.js";
import { fallsOf, type SectionKind } from "../../issue/section-kinds.js";
import { takeCriteria, takeItems, type Item, type Taken } from "../../issue/items.js";
import { phaseName, takeSteps } from "../../issue/steps.js";
import { criteriaIn, type Step } from "../../issue/task-table.js";
import { copyMarkdown } from "../../markdown/copy.js";
import { inlineOf, joinBlocks, type Block, type Inline, type Part } from "../../markdown/inline.js";
import type { TimelineRow } from "../../markdown/timelines.js";
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
    const target = targetOf(section, uses);
    const tests = section.kind === undefined ? undefined : TESTS[section.kind];
    const checked =
      tests !== undefined && uses("criteria")
        ? takeCriteria(body.source, section.nodes, tests)
        : { found: [], rest: section.nodes };
    add("criteria", checked.found);
    if (checked.rest.length === 0) continue;
    if (target === "timeline") {
      const stated = readEstimate(section.nodes);
      phases.push(...stated.phases);
      if (total === undefined) ({ total, words } = stated);
      const isTotal = stated.total === (labels.hours ?? total);
      const said =
        stated.phases.length === 0 ? isTotal : uses("timeline") && stated.total === total;
      if (!stated.complete || !said) put("notes", section, section.nodes);
    } else if (target === "risks") {
      const { found, rest } = takeRisks(body.source, section.nodes);
      risks.push(...found);
      put("notes", section, rest);
    } else if (target === "decisions") {
      const { found, rest } = takeDecisions(body.source, section.nodes);
      decisions.push(...found);
      put("notes", section, rest);
    } else if (VARIABLES[target]?.kind === "list" && target !== "steps") {
      const { found, rest } = takeList(target, body, checked.rest);
      add(target, found);
      put("notes", section, rest);
    } else {
      const taken =
        uses("steps") && checked.found.length === 0 ? takeSteps(body.source, section) : undefined;
      // Behind phases with names, steps without one would look like part of the last of these.
      const isNamed = steps.some(({ phase }) => phase !== "");
      steps.push(
        ...(taken?.found ?? []).map((step) =>
          isNamed && step.phase === "" ? { ...step, phase: phaseName(section.name) } : step,
        ),
      );
      put(target === "steps" ? "notes" : target, section, taken?.rest ?? checked.rest);
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
    ordered.map((piece, index) =>
      index === 0 && (piece.direct || isGoal(piece)) ? piece.block : underHeading(piece),
    ),
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

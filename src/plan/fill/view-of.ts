import type { Body } from "../../issue/body.js";
import type { Decision } from "../../issue/decisions.js";
import { hoursText, shareOut, sumOf } from "../../issue/estimate.js";
import { flatInline, joinInlines } from "../../issue/flat.js";
import type { Item } from "../../issue/items.js";
import { readLabels, type LabelFacts, type RiskLevel } from "../../issue/labels.js";
import { linesIn, oneLineOf, wordsOf } from "../../issue/lines.js";
import { linksIn } from "../../issue/links.js";
import { namesRisk, type Risk } from "../../issue/risks.js";
import type { Step } from "../../issue/steps.js";
import { joinBlocks, plain, type Inline } from "../../issue/value.js";
import { allot, type Allotment } from "./allot.js";
import { dependenciesOf } from "./depends.js";
import { factsOf, otherFacts, type Facts } from "./facts.js";
import { readFields } from "./fields.js";
import type { FillInput } from "./input.js";
import { gatesOf } from "./scripts.js";
import { phasesOf, stepsOf } from "./step-views.js";
import type { Value, View } from "./view.js";

/** Everything that a template can say about an issue. `uses` tells which variables it has. */
export function viewOf(input: FillInput, body: Body, uses: (variable: string) => boolean): View {
  const labels = readLabels(input.issue.labels);
  const stated = readFields(body.sections, labels, uses);
  const allotment = allot(
    body,
    stated,
    (name) => uses(name) || (name === "steps" && uses("phases")),
  );
  const timeline = timelineView(labels, allotment);
  const facts = factsOf(input, stated, timeline.total);
  const links = [...(allotment.items.get("links") ?? []), ...linksIn(body)];
  const steps = stepsOf(allotment.steps, input);
  return {
    ...factsView(input, facts),
    ...Object.fromEntries(allotment.blocks),
    ...Object.fromEntries([...allotment.items].map(([name, items]) => [name, items.map(itemView)])),
    links: links.map(linkView),
    decisions: allotment.decisions.map(decisionView),
    ...gatesView(input),
    steps: steps.map(stepView),
    phases: phasesOf(steps).map(({ name, steps: entries }, index) => ({
      number: String(index + 1),
      name: plain(name),
      steps: entries.map(stepView),
    })),
    risks: risksView(labels, allotment),
    dependencies: dependenciesOf(input, body, allotment.items.get("dependencies") ?? []),
    timeline: timeline.rows,
    notes: joinBlocks([
      otherFacts(facts, stated, uses, [...timeline.others, ...otherRisks(labels, uses)]),
      allotment.notes,
    ]),
  };
}

function factsView({ issue, repository }: FillInput, facts: Facts): View {
  return {
    number: String(issue.number),
    title: plain(issue.title),
    url: plain(issue.htmlUrl),
    owner: plain(repository.owner),
    defaultBranch: plain(repository.defaultBranch),
    ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, plain(value)])),
  };
}

function gatesView({ extra }: FillInput): View {
  const gates = Object.entries(gatesOf(extra?.scripts ?? []));
  return Object.fromEntries(gates.map(([gate, command]) => [gate, code(command)]));
}

function code(value: string): Inline {
  return { kind: "inline", nodes: [{ type: "inlineCode", value }] };
}

function itemView({ text, done, details }: Item, index: number): View {
  return { number: String(index + 1), text, done, box: done ? "x" : " ", details };
}

/** Links stand on one line. */
function linkView(item: Item, index: number): View {
  const line: Inline = { kind: "inline", nodes: oneLineOf(item.text.nodes) };
  const text = joinInlines([line, flatInline(item.details)], " – ");
  return { ...itemView(item, index), text, details: undefined };
}

function decisionView({ text, rationale, date, author, details }: Decision): View {
  return { text, rationale, date, author, details };
}

/** Longest title of a step, in characters. */
const TITLE_LENGTH = 80;

function stepView(step: Step, index: number): View {
  const [nodes = []] = linesIn(step.text.nodes);
  const title = wordsOf(nodes);
  const files = step.files.flatMap((file, at) => [
    ...(at === 0 ? [] : [{ type: "text", value: ", " } as const]),
    { type: "inlineCode", value: file } as const,
  ]);
  return {
    ...itemView(step, index),
    title: title.length <= TITLE_LENGTH ? { kind: "inline", nodes } : plain(cut(title)),
    phase: plain(step.phase),
    subtasks: step.subtasks,
    files: files.length === 0 ? undefined : { kind: "inline", nodes: files },
  };
}

/** The words that fit, and a sign that there are more. */
function cut(text: string): string {
  const start = Array.from(text)
    .slice(0, TITLE_LENGTH - 1)
    .join("");
  const space = start.lastIndexOf(" ");
  const words = space < TITLE_LENGTH / 2 ? start : start.slice(0, space);
  return `${words.replace(/[\s,;:.–—-]+$/, "")}…`;
}

function risksView(labels: LabelFacts, { risks }: Allotment): readonly View[] {
  const named = labels.risks
    .filter((label) => !risks.some((risk) => namesRisk(risk, label)))
    .map((label) => ({ text: plain(label) }));
  const all = [...risks, ...named];
  if (all.length === 0 && labels.riskLevel !== undefined) return [{ impact: labels.riskLevel }];
  return all.map((risk) => withDefault(risk, labels.riskLevel));
}

/** What labels say of all risks counts where a risk says nothing else. */
function withDefault(risk: Partial<Risk>, level: RiskLevel | undefined): View {
  return { ...risk, impact: risk.impact ?? level };
}

/** What labels say of risks, for a template without a place for them. */
function otherRisks(
  labels: LabelFacts,
  uses: (variable: string) => boolean,
): readonly (readonly [name: string, value: string])[] {
  if (uses("risks")) return [];
  const level = labels.riskLevel === undefined ? [] : [["Risk level", labels.riskLevel] as const];
  return labels.risks.length === 0 ? level : [["Risks", labels.risks.join(", ")], ...level];
}

interface TimelineView {
  readonly rows: readonly View[];
  readonly total: number | undefined;
  /** Other totals that are stated. */
  readonly others: readonly (readonly [name: string, value: string])[];
}

/** A label says more than a heading; phases that the issue lists say more than a sum. */
function timelineView(labels: LabelFacts, { hours: { phases, total } }: Allotment): TimelineView {
  const sum = phases.length > 0 ? sumOf(phases) : undefined;
  const counted = sum ?? labels.hours ?? total;
  if (counted === undefined) return { rows: [], total: counted, others: [] };
  const rows = (sum === undefined ? shareOut(counted) : phases).map(
    ({ phase, hours, note }): Record<string, Value> => ({
      phase: plain(phase),
      time: hoursText(hours),
      notes: plain(note),
    }),
  );
  const differs = (hours: number | undefined) => hours !== undefined && hours !== counted;
  return {
    rows,
    total: counted,
    others: [
      ...(differs(labels.hours)
        ? [["Estimate by label", hoursText(labels.hours ?? 0)] as const]
        : []),
      ...(sum !== undefined && differs(total)
        ? [["Stated total", hoursText(total ?? 0)] as const]
        : []),
    ],
  };
}

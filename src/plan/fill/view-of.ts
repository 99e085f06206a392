import type { Body } from "../../issue/body.js";
import { hoursText, shareOut, timelineOf } from "../../issue/estimate.js";
import { flatInline, joinInlines } from "../../issue/flat.js";
import type { Item } from "../../issue/items.js";
import { readLabels, type LabelFacts, type RiskLevel } from "../../issue/labels.js";
import type { Risk } from "../../issue/risks.js";
import type { Step } from "../../issue/steps.js";
import { joinBlocks, plain, type Inline } from "../../issue/value.js";
import { allot, type Allotment } from "./allot.js";
import { dependenciesOf } from "./depends.js";
import { factsOf, otherFacts, type Facts } from "./facts.js";
import type { FillInput } from "./input.js";
import { gatesOf } from "./scripts.js";
import { phasesOf, stepsOf } from "./step-views.js";
import type { Value, View } from "./view.js";

/** Everything that a template can say about an issue. `uses` tells which variables it has. */
export function viewOf(input: FillInput, body: Body, uses: (variable: string) => boolean): View {
  const labels = readLabels(input.issue.labels);
  const allotment = allot(body, (name) => uses(name) || (name === "steps" && uses("phases")));
  const timeline = timelineView(labels, allotment);
  const facts = factsOf(input, labels, timeline.total);
  const steps = stepsOf(allotment.steps, input);
  return {
    ...factsView(input, facts),
    ...Object.fromEntries(allotment.blocks),
    ...Object.fromEntries(
      [...allotment.items].map(([name, items]) => [
        name,
        items.map(name === "links" ? linkView : itemView),
      ]),
    ),
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
    notes: joinBlocks([otherFacts(facts, uses), allotment.notes]),
  };
}

function factsView({ issue, repository, branch }: FillInput, facts: Facts): View {
  return {
    number: String(issue.number),
    title: plain(issue.title),
    url: plain(issue.htmlUrl),
    owner: plain(repository.owner),
    branch: plain(branch),
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
  const text = joinInlines([item.text, flatInline(item.details)], " – ");
  return { ...itemView(item, index), text, details: undefined };
}

/** Longest title of a step, in characters. */
const TITLE_LENGTH = 80;

function stepView(step: Step, index: number): View {
  const { nodes } = step.text;
  const files = step.files.flatMap((file, at) => [
    ...(at === 0 ? [] : [{ type: "text", value: ", " } as const]),
    { type: "inlineCode", value: file } as const,
  ]);
  return {
    ...itemView(step, index),
    title: step.plain.length <= TITLE_LENGTH ? { kind: "inline", nodes } : plain(cut(step.plain)),
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
  const named = labels.risks.map((risk) => ({ text: plain(risk) }));
  const all = [...risks, ...named];
  if (all.length === 0 && labels.riskLevel !== undefined) return [{ impact: labels.riskLevel }];
  return all.map((risk) => withDefault(risk, labels.riskLevel));
}

/** What labels say of all risks counts where a risk says nothing else. */
function withDefault(risk: Partial<Risk>, level: RiskLevel | undefined): View {
  return { ...risk, impact: risk.impact ?? level };
}

interface TimelineView {
  readonly rows: readonly View[];
  readonly total: number | undefined;
}

/** A label says more than a heading; phases that the issue lists say more than a sum. */
function timelineView(labels: LabelFacts, { hours }: Allotment): TimelineView {
  const stated = hours.phases.length > 0 ? timelineOf(hours.phases) : undefined;
  const total = stated?.total ?? labels.hours ?? hours.total;
  if (total === undefined) return { rows: [], total };
  const rows = (stated?.rows ?? shareOut(total)).map(
    ({ phase, hours: share, note }): Record<string, Value> => ({
      phase: plain(phase),
      time: share === undefined ? undefined : hoursText(share),
      notes: plain(note),
    }),
  );
  return { rows, total };
}

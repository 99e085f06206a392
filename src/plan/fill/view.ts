import { type FillInput, type Value, type View, gatesOf } from "./input.js";
import type { PhrasingContent } from "mdast";
import type { Body } from "../../issue/body.js";
import { type Decision, namesRisk, type Risk } from "../../issue/decisions.js";
import { type RelatedIssue, linksIn } from "../../issue/related.js";
import { readLabels, type LabelFacts, type RiskLevel } from "../../issue/labels.js";
import type { Item } from "../../issue/items.js";
import type { Step } from "../../issue/task-table.js";
import {
  type Inline,
  flatInline,
  joinInlines,
  joinBlocks,
  plain,
  linesIn,
  oneLineOf,
  wordsOf,
} from "../../markdown/inline.js";
import { hoursText, shareOut, sumOf } from "../../markdown/timelines.js";
import { assignNumbers, sameWords, splitNumber } from "../parse/items.js";
import {
  dependenciesOf,
  hiddenIssues,
  issueLink,
  knownIssues,
  titleFinder,
  withTitles,
  withViewTitles,
} from "./related.js";
import { distribute, type Distribution } from "./distribute.js";
import { factsOf, otherFacts, type Facts, readFields } from "./facts.js";

/** The phase of steps that are issues of their own. */
const SUB_ISSUES = "Sub-issues";

/** The body's steps, the sub-issues that they do not name already, and how many more there are. */
function stepsOf(steps: readonly Step[], input: FillInput): readonly Step[] {
  const others = (input.extra?.subIssues ?? []).filter(
    (issue) => !steps.some((step) => names(step.plain, issue)),
  );
  const hidden = input.extra?.hiddenSubIssues ?? 0;
  const known = knownIssues(input);
  return [
    ...steps.map((step) => withState(step, known)),
    ...others.map((issue) => subIssueStep(issue, input)),
    ...(hidden === 0 ? [] : [hiddenStep(hidden)]),
  ];
}

/** A step that is nothing but a reference is done where that issue is closed. */
function withState(step: Step, known: readonly RelatedIssue[]): Step {
  if (!/^\s*(?:\S*#\d+|https?:\/\/\S+)\s*$/.test(step.plain)) return step;
  const issue = known.find((related) => names(step.plain, related));
  return issue?.state === "closed" ? { ...step, done: true } : step;
}

function names(text: string, { number, repository }: RelatedIssue): boolean {
  if (repository !== undefined) return text.includes(`${repository.name}#${number}`);
  return new RegExp(String.raw`(?:^|[\s(])#${number}(?!\d)|/issues/${number}(?!\d)`).test(text);
}

/** One step for all hidden sub-issues. Whether they are closed is not shown. */
function hiddenStep(count: number): Step {
  const words = hiddenIssues(count, "sub-issue");
  return subStep([{ type: "text", value: words }], words, false);
}

function subIssueStep(issue: RelatedIssue, input: FillInput): Step {
  const { number, title, state } = issue;
  const { nodes } = issueLink(issue, input, title);
  return subStep(nodes, `#${number} ${title}`, state === "closed");
}

function subStep(nodes: readonly PhrasingContent[], text: string, done: boolean): Step {
  return {
    text: { kind: "inline", nodes },
    plain: text,
    done,
    details: undefined,
    subtasks: undefined,
    files: [],
    phase: SUB_ISSUES,
  };
}

/** A step with the number that it keeps. */
type NumberedStep = Step & { readonly number: number };

/**
 * The steps by their numbers. Each keeps the number that it had in the last rendering, a new one
 * gets the next free one: so it comes last, in its phase and in all.
 *
 * @param before what steps 1, 2, … said; empty where there was none
 */
function numberSteps(steps: readonly Step[], before: readonly string[]): readonly NumberedStep[] {
  const phases = phasesOf(steps).flatMap(({ steps: own }) => own);
  const previousKeys = before.map((text) => stepKey(text));
  const known = new Set(previousKeys);
  const keys = phases.map(({ plain: text, phase }) => {
    const [short, long] = [stepKey(text), stepKey(`${phase}: ${text}`)];
    return known.has(short) || !known.has(long) ? short : long;
  });
  const numbers = assignNumbers(
    keys.map((key) => ({ key })),
    previousKeys,
  );
  return phases
    .map((step, index) => ({ ...step, number: numbers[index] ?? 0 }))
    .toSorted((a, b) => a.number - b.number);
}

/** A step's text as far as a plan shows it in every format. */
function stepKey(text: string): string {
  return sameWords(splitNumber(text).text)
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .slice(0, TITLE_LENGTH / 2);
}

/** Steps by phase, in the order in which the phases first come. */
function phasesOf<T extends Step>(
  steps: readonly T[],
): readonly { readonly name: string; readonly steps: readonly T[] }[] {
  const phases = new Map<string, T[]>();
  for (const step of steps) {
    const entries = phases.get(step.phase) ?? [];
    entries.push(step);
    phases.set(step.phase, entries);
  }
  return [...phases].map(([name, entries]) => ({ name, steps: entries }));
}

/** Everything that a template can say about an issue. `uses` says which variables it has. */
export function viewOf(input: FillInput, body: Body, uses: (variable: string) => boolean): View {
  const labels = readLabels(input.issue.labels);
  const stated = readFields(body.sections, labels, uses);
  const distribution = distribute(
    body,
    stated,
    (name) => uses(name) || (name === "steps" && uses("phases")),
  );
  const timeline = timelineView(labels, distribution);
  const facts = factsOf(input, stated, timeline.total);
  const links = [...(distribution.items.get("links") ?? []), ...linksIn(body)];
  const find = titleFinder(input);
  const found = stepsOf(distribution.steps, input).map((step) => withTitles(step, find));
  const steps = numberSteps(found, input.steps ?? []);
  const shown: View = {
    ...Object.fromEntries(distribution.blocks),
    ...Object.fromEntries(
      [...distribution.items].map(([name, items]) => [
        name,
        items.map((item, index) => itemView(item, index)),
      ]),
    ),
    links: links.map(linkView),
    decisions: distribution.decisions.map(decisionView),
    ...gatesView(input),
    steps: steps.map(stepView),
    phases: phasesOf(steps).map(({ name, steps: entries }, index) => ({
      number: String(index + 1),
      name: plain(name),
      steps: entries.map(stepView),
    })),
    risks: risksView(labels, distribution),
    dependencies: dependenciesOf(input, body, distribution.items.get("dependencies") ?? []),
    timeline: timeline.rows,
    notes: joinBlocks([
      otherFacts(facts, stated, uses, [...timeline.others, ...otherRisks(labels, uses)]),
      distribution.notes,
    ]),
  };
  return { ...factsView(input, facts), ...withViewTitles(shown, find) };
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

function stepView(step: NumberedStep): View {
  const own = splitNumber(step.plain);
  const bare = own.number === undefined ? step.text.nodes : withoutNumber(step.text.nodes);
  const [nodes = []] = linesIn(bare);
  const title = wordsOf(nodes);
  // Its own number stays where it is the one that the plan gives it.
  const numbered = own.isNamed && own.number === step.number;
  const files = step.files.flatMap((file, at) => [
    ...(at === 0 ? [] : [{ type: "text", value: ", " } as const]),
    { type: "inlineCode", value: file } as const,
  ]);
  const isWhole = title.length <= TITLE_LENGTH;
  const hasTasks = step.subtasks !== step.details;
  return {
    ...itemView(step, step.number - 1),
    text: numbered ? step.text : { kind: "inline", nodes: bare },
    numbered,
    title: isWhole ? { kind: "inline", nodes } : plain(cut(title)),
    full: isWhole && title === own.text ? undefined : { kind: "inline", nodes: bare },
    tasks: hasTasks ? step.subtasks : undefined,
    how: hasTasks ? undefined : step.details,
    phase: plain(step.phase),
    subtasks: step.subtasks,
    files: files.length === 0 ? undefined : { kind: "inline", nodes: files },
  };
}

/** A step's words without the number in front of them, which may be bold: `**Step 3:** Test`. */
function withoutNumber(nodes: readonly PhrasingContent[]): readonly PhrasingContent[] {
  const [first, next, ...more] = nodes;
  if (first?.type === "text") {
    const { text } = splitNumber(`${first.value}${next === undefined ? "" : MORE}`);
    const value = next === undefined ? text : text.slice(0, -MORE.length);
    return [...(value === "" ? [] : [{ ...first, value }]), ...nodes.slice(1)];
  }
  const isMarked = first?.type === "strong" || first?.type === "emphasis";
  if (isMarked && splitNumber(wordsOf([first])).number !== undefined) {
    return [{ ...first, children: [...withoutNumber(first.children)] }, ...nodes.slice(1)];
  }
  if (!isMarked || next?.type !== "text") return nodes;
  const { number, text } = splitNumber(`${wordsOf([first])}${next.value}${MORE}`);
  const value = text.slice(0, -MORE.length);
  const isAll = number !== undefined && next.value.trimStart().endsWith(value);
  return isAll ? [...(value === "" ? [] : [{ ...next, value }]), ...more] : nodes;
}

/** Stands for what follows a text. */
const MORE = "\uFFFC";

/** The words that fit, and a sign that there are more. */
function cut(text: string): string {
  const start = Array.from(text)
    .slice(0, TITLE_LENGTH - 1)
    .join("");
  const space = start.lastIndexOf(" ");
  const words = space < TITLE_LENGTH / 2 ? start : start.slice(0, space);
  return `${words.replace(/[\s,;:.–—-]+$/, "")}…`;
}

function risksView(labels: LabelFacts, { risks }: Distribution): readonly View[] {
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
function timelineView(
  labels: LabelFacts,
  { hours: { phases, total, words } }: Distribution,
): TimelineView {
  const sum = phases.length > 0 ? sumOf(phases) : undefined;
  const counted = sum ?? labels.hours ?? total;
  if (counted === undefined) return { rows: [], total: counted, others: [] };
  const name = counted === total ? words : undefined;
  const rows = (sum === undefined ? shareOut(counted, name) : phases).map(
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

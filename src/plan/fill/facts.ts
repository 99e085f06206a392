import type { FillInput } from "./input.js";
import type { BodySection } from "../../issue/sections.js";
import type { Issue } from "../../issue/issue.js";
import {
  PRIORITIES,
  readType,
  readPriority,
  type LabelFacts,
  readWorkPlace,
} from "../../issue/labels.js";
import { textMarkdown } from "../../markdown/escape.js";
import type { Block } from "../../markdown/inline.js";
import { plainText } from "../../markdown/parse.js";
import { hoursText } from "../../markdown/timelines.js";

/** Metadata of an issue as plain text; what is not known is `undefined`. */
export interface Facts {
  readonly author: string;
  readonly role: string;
  readonly assignees: string | undefined;
  readonly date: string;
  readonly timestamp: string;
  readonly opened: string | undefined;
  readonly priority: string | undefined;
  readonly priorityCode: string | undefined;
  readonly type: string | undefined;
  readonly labels: string | undefined;
  readonly milestone: string | undefined;
  readonly milestoneDue: string | undefined;
  readonly repository: string;
  readonly branch: string;
  readonly estimate: string | undefined;
}

/** What each fact is, for people who write templates: a variable of its name stands for it. */
export const ABOUT_FACTS: Readonly<Record<keyof Facts, string>> = {
  author: "Who opened the issue, as `@login`.",
  role: "From a label `role: x` or a field Role, else the login of the first assignee, else “Unassigned”.",
  assignees: "All assignees, as `@login`.",
  date: "The day the plan was filled, `YYYY-MM-DD` in UTC.",
  timestamp: "The minute the plan was filled, `YYYY-MM-DDThh:mmZ`.",
  opened: "The day the issue was opened, `YYYY-MM-DD` in UTC.",
  priority: "From a label, else a field Priority: Low, Medium, High or Critical.",
  priorityCode: "The same as P3, P2, P1 or P0.",
  type: "From the issue's type, a label or a field Type: bug, feature, documentation, ops task, …",
  labels: "The labels that say nothing else here, or something else than what counts.",
  milestone: "The milestone's title.",
  milestoneDue: "The day the milestone is due, `YYYY-MM-DD`.",
  repository: "As `owner/name`: the one that a label or a field names, else the issue's own.",
  branch: "The branch that a label or a field names, else the one the plan is proposed on.",
  estimate: "The total of the timeline, in hours.",
};

/**
 * Gathers the facts.
 *
 * @throws RangeError where `input.date` is no date
 */
export function factsOf(input: FillInput, stated: StatedFacts, hours: number | undefined): Facts {
  const { issue, repository } = input;
  const instant = instantOf(input.date);
  return {
    author: `@${issue.author}`,
    role: stated.role ?? issue.assignees[0] ?? "Unassigned",
    assignees: listOf(issue.assignees.map((login) => `@${login}`)),
    date: instant.slice(0, 10),
    timestamp: `${instant.slice(0, 16)}Z`,
    opened: dayOf(issue.createdAt),
    priority: stated.priority,
    priorityCode:
      stated.priority === undefined ? undefined : `P${PRIORITIES.indexOf(stated.priority)}`,
    type: typeOf(issue, stated),
    labels: listOf(otherLabels(issue, stated)),
    milestone: issue.milestone?.title,
    milestoneDue: dayOf(issue.milestone?.dueOn),
    repository: stated.repository ?? `${repository.owner}/${repository.name}`,
    branch: stated.branch ?? input.branch,
    estimate: hours === undefined ? undefined : hoursText(hours),
  };
}

/** An issue's own type says more than its labels. */
function typeOf({ type }: Issue, stated: StatedFacts): string | undefined {
  return type === undefined ? stated.type : (readType(type) ?? type);
}

/** The labels that say nothing that is said elsewhere, the issue's own type included. */
function otherLabels({ type }: Issue, { labels }: StatedFacts): readonly string[] {
  const isTypeShown = type === undefined || labels.type === (readType(type) ?? type);
  return isTypeShown || labels.typeLabel === undefined
    ? labels.others
    : [labels.typeLabel, ...labels.others];
}

/** @throws RangeError for what is no date, and for a day that no calendar has */
function instantOf(date: string): string {
  const instant = new Date(date).toISOString();
  if (isDay(date.slice(0, 10))) return instant;
  throw new RangeError("Invalid time value");
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function listOf(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names.join(", ");
}

/** The day of an ISO 8601 instant in UTC, as GitHub gives them; `undefined` for an impossible one. */
function dayOf(instant: string | undefined): string | undefined {
  const day = instant === undefined ? undefined : /^\d{4}-\d\d-\d\d/.exec(instant)?.[0];
  return day !== undefined && isDay(day) ? day : undefined;
}

/**
 * The facts for which the template has no place, one a line, and after them `more`; `undefined`
 * where there are none.
 */
export function otherFacts(
  facts: Facts,
  stated: StatedFacts,
  uses: (variable: string) => boolean,
  more: readonly (readonly [name: string, value: string])[],
): Block | undefined {
  const milestone =
    facts.milestoneDue === undefined
      ? facts.milestone
      : `${facts.milestone} (due ${facts.milestoneDue})`;
  const isPriorityUsed = uses("priority") || uses("priorityCode");
  /** The name and the value of each fact; `undefined` for a fact that is in every plan. */
  const rows: Readonly<Record<keyof Facts, readonly [string, string | undefined] | undefined>> = {
    role: ["Role", uses("role") ? undefined : stated.role],
    author: ["Opened by", uses("author") ? undefined : facts.author],
    opened: ["Opened on", uses("opened") ? undefined : facts.opened],
    assignees: ["Assigned to", uses("assignees") ? undefined : facts.assignees],
    priority: ["Priority", isPriorityUsed ? undefined : facts.priority],
    priorityCode: undefined,
    type: ["Type", uses("type") ? undefined : facts.type],
    milestone: ["Milestone", uses("milestone") ? undefined : milestone],
    milestoneDue: ["Milestone due", needsDueDate(uses) ? facts.milestoneDue : undefined],
    repository: ["Repository", uses("repository") ? undefined : stated.repository],
    branch: ["Branch", uses("branch") ? undefined : stated.branch],
    labels: ["Labels", uses("labels") ? undefined : facts.labels],
    estimate: ["Estimate", uses("estimate") || uses("timeline") ? undefined : facts.estimate],
    date: undefined,
    timestamp: undefined,
  };
  const lines = [...Object.values(rows), ...more].flatMap(([name, value] = ["", undefined]) =>
    value === undefined ? [] : [`**${name}**: ${textMarkdown(value, "paragraph")}`],
  );
  if (lines.length === 0) return undefined;
  return { kind: "block", parts: [{ type: "markdown", source: lines.join("  \n") }] };
}

/** A template with a place for the milestone alone. */
function needsDueDate(uses: (variable: string) => boolean): boolean {
  return uses("milestone") && !uses("milestoneDue");
}

/** What an issue says about itself, by labels and by the fields of its form. */
export interface StatedFacts {
  readonly labels: LabelFacts;
  /** The labels' facts, and those of fields where no label says another. */
  readonly role: string | undefined;
  readonly priority: LabelFacts["priority"];
  readonly type: string | undefined;
  readonly repository: string | undefined;
  readonly branch: string | undefined;
  /** Fields of the form that these facts cover fully. */
  readonly counted: ReadonlySet<BodySection>;
}

type Known = Partial<Record<"role" | "priority" | "type" | "repository" | "branch", string>>;

/**
 * Reads the fields for role, priority, type, repository and branch. A field that says something
 * else than a label, or than a field before it, counts for nothing, and stays.
 */
export function readFields(
  sections: readonly BodySection[],
  labels: LabelFacts,
  uses: (variable: string) => boolean,
): StatedFacts {
  const { role, priority, type, repository, branch } = labels;
  const facts = { role, priority, type, repository, branch };
  const counted = new Set<BodySection>();
  for (const section of sections) {
    const stated = factsIn(section, uses);
    if (stated === undefined || contradicts(stated, facts)) continue;
    Object.assign(facts, stated);
    if (!saysMore(section)) counted.add(section);
  }
  return { labels, ...facts, counted };
}

function factsIn(section: BodySection, uses: (variable: string) => boolean): Known | undefined {
  const text = onlyLine(section);
  if (text === undefined) return undefined;
  if (section.kind === "role") return { role: text };
  if (section.kind === "priority") return defined("priority", readPriority(text));
  if (section.kind === "type") return defined("type", readType(text));
  if (section.kind !== "repository") return undefined;
  const { repository, branch } = readWorkPlace(text, section.name) ?? {};
  if (repository !== undefined && !uses("repository")) return undefined;
  if (branch !== undefined && !uses("branch")) return undefined;
  const known = { ...defined("repository", repository), ...defined("branch", branch) };
  return Object.keys(known).length === 0 ? undefined : known;
}

/** Whether a field says more than the fact, such as a reason, or in words of its own. */
function saysMore(section: BodySection): boolean {
  const text = onlyLine(section) ?? "";
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (section.kind === "type") return text.trim().toLowerCase() !== readType(text);
  return section.kind === "priority" && words.length > 2;
}

function defined(name: keyof Known, value: string | undefined): Known | undefined {
  return value === undefined ? undefined : { [name]: value };
}

function contradicts(
  stated: Known,
  facts: { readonly [Name in keyof Known]?: string | undefined },
) {
  return Object.entries(stated).some(([name, value]) => {
    const known = Object.entries(facts).find(([factName]) => factName === name)?.[1];
    return known !== undefined && known.toLowerCase() !== value.toLowerCase();
  });
}

/**
 * What a section says, if that is a line of at most 200 characters, one entry of a list, or the
 * only one that is ticked.
 */
function onlyLine({ nodes: [node, ...more] }: BodySection): string | undefined {
  const items = node?.type === "list" ? node.children : [];
  const isChoice = items.length > 1 && items.every(({ checked }) => typeof checked === "boolean");
  const [item, ...others] = isChoice ? items.filter(({ checked }) => checked === true) : items;
  if (isChoice && item === undefined) return undefined;
  const line = item !== undefined && others.length === 0 ? item.children[0] : node;
  if (line?.type !== "paragraph" || more.length > 0 || (item?.children.length ?? 1) > 1) {
    return undefined;
  }
  const text = plainText(line);
  return text === "" || text.length > 200 ? undefined : text;
}

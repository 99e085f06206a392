import { hoursText } from "../../issue/estimate.js";
import type { Issue } from "../../issue/issue.js";
import { PRIORITIES, readType, type LabelFacts } from "../../issue/labels.js";
import type { Block } from "../../issue/value.js";
import type { FillInput } from "./input.js";
import { textMarkdown } from "./text.js";

/** What is known of an issue beside its text, as plain text; what is not known is `undefined`. */
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
  readonly estimate: string | undefined;
}

/**
 * Gathers the facts.
 *
 * @throws RangeError where `input.date` is no date
 */
export function factsOf(input: FillInput, labels: LabelFacts, hours: number | undefined): Facts {
  const { issue, repository } = input;
  const instant = new Date(input.date).toISOString();
  return {
    author: `@${issue.author}`,
    role: labels.role ?? issue.assignees[0] ?? "Unassigned",
    assignees: listOf(issue.assignees.map((login) => `@${login}`)),
    date: instant.slice(0, 10),
    timestamp: `${instant.slice(0, 16)}Z`,
    opened: dayOf(issue.createdAt),
    priority: labels.priority,
    priorityCode:
      labels.priority === undefined ? undefined : `P${PRIORITIES.indexOf(labels.priority)}`,
    type: typeOf(issue, labels),
    labels: listOf(labels.others),
    milestone: issue.milestone?.title,
    milestoneDue: dayOf(issue.milestone?.dueOn),
    repository: `${repository.owner}/${repository.name}`,
    estimate: hours === undefined ? undefined : hoursText(hours),
  };
}

/** An issue's own type says more than its labels. */
function typeOf({ type }: Issue, labels: LabelFacts): string | undefined {
  return type === undefined ? labels.type : (readType(type) ?? type);
}

function listOf(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names.join(", ");
}

/** The day of an ISO 8601 instant, in UTC. */
function dayOf(instant: string | undefined): string | undefined {
  return instant === undefined ? undefined : /^\d{4}-\d\d-\d\d/.exec(instant)?.[0];
}

/** The facts for which the template has no place, one a line; `undefined` where it has all. */
export function otherFacts(facts: Facts, uses: (variable: string) => boolean): Block | undefined {
  const milestone =
    facts.milestoneDue === undefined
      ? facts.milestone
      : `${facts.milestone} (due ${facts.milestoneDue})`;
  const rows = [
    ["Opened by", uses("author") ? undefined : facts.author],
    ["Opened on", uses("opened") ? undefined : facts.opened],
    ["Assigned to", uses("assignees") ? undefined : facts.assignees],
    ["Priority", uses("priority") || uses("priorityCode") ? undefined : facts.priority],
    ["Type", uses("type") ? undefined : facts.type],
    ["Milestone", uses("milestone") ? undefined : milestone],
    ["Labels", uses("labels") ? undefined : facts.labels],
    ["Estimate", uses("estimate") || uses("timeline") ? undefined : facts.estimate],
  ] as const;
  const lines = rows.flatMap(([name, value]) =>
    value === undefined ? [] : [`**${name}**: ${textMarkdown(value, "paragraph")}`],
  );
  if (lines.length === 0) return undefined;
  return { kind: "block", parts: [{ type: "markdown", source: lines.join("  \n") }] };
}

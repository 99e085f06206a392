import type { RelatedIssue } from "../../issue/dependencies.js";
import type { Step } from "../../issue/steps.js";
import type { PhrasingContent } from "mdast";
import type { FillInput } from "./input.js";
import { issueLink } from "./issue-link.js";

/** The phase of steps that are issues of their own. */
const SUB_ISSUES = "Sub-issues";

/** The body's steps, and the sub-issues that they do not name already. */
export function stepsOf(steps: readonly Step[], input: FillInput): readonly Step[] {
  const others = (input.extra?.subIssues ?? []).filter(
    (issue) => !steps.some(({ plain }) => names(plain, issue)),
  );
  return [...steps, ...others.map((issue) => subIssueStep(issue, input))];
}

function names(text: string, { number, repository }: RelatedIssue): boolean {
  if (repository !== undefined) return text.includes(`${repository.name}#${number}`);
  return new RegExp(String.raw`(?:^|[\s(])#${number}(?!\d)|/issues/${number}(?!\d)`).test(text);
}

function subIssueStep(issue: RelatedIssue, input: FillInput): Step {
  const { title } = issue;
  const nodes: PhrasingContent[] = [
    ...issueLink(issue, input).nodes,
    { type: "text", value: ` ${title}` },
  ];
  return {
    text: { kind: "inline", nodes },
    plain: `#${issue.number} ${title}`,
    done: issue.state === "closed",
    details: undefined,
    subtasks: undefined,
    files: [],
    phase: SUB_ISSUES,
  };
}

/** Steps by phase, in the order in which the phases first come. */
export function phasesOf(
  steps: readonly Step[],
): readonly { readonly name: string; readonly steps: readonly Step[] }[] {
  const phases = new Map<string, Step[]>();
  for (const step of steps) {
    const entries = phases.get(step.phase) ?? [];
    entries.push(step);
    phases.set(step.phase, entries);
  }
  return [...phases].map(([name, entries]) => ({ name, steps: entries }));
}

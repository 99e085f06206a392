import type { RelatedIssue } from "../../issue/dependencies.js";
import type { Step } from "../../issue/steps.js";
import type { PhrasingContent } from "mdast";
import type { FillInput } from "./input.js";
import { hiddenIssues, issueLink } from "./issue-link.js";

/** The phase of steps that are issues of their own. */
const SUB_ISSUES = "Sub-issues";

/** The body's steps, the sub-issues that they do not name already, and how many more there are. */
export function stepsOf(steps: readonly Step[], input: FillInput): readonly Step[] {
  const others = (input.extra?.subIssues ?? []).filter(
    (issue) => !steps.some(({ plain }) => names(plain, issue)),
  );
  const hidden = input.extra?.hiddenSubIssues ?? 0;
  return [
    ...steps,
    ...others.map((issue) => subIssueStep(issue, input)),
    ...(hidden === 0 ? [] : [hiddenStep(hidden)]),
  ];
}

function names(text: string, { number, repository }: RelatedIssue): boolean {
  if (repository !== undefined) return text.includes(`${repository.name}#${number}`);
  return new RegExp(String.raw`(?:^|[\s(])#${number}(?!\d)|/issues/${number}(?!\d)`).test(text);
}

/** One step for all of them. Whether they are closed is not told. */
function hiddenStep(count: number): Step {
  const words = hiddenIssues(count, "sub-issue");
  return subStep([{ type: "text", value: words }], words, false);
}

function subIssueStep(issue: RelatedIssue, input: FillInput): Step {
  const { number, title, state } = issue;
  const nodes: PhrasingContent[] = [
    ...issueLink(issue, input).nodes,
    { type: "text", value: ` ${title}` },
  ];
  return subStep(nodes, `#${number} ${title}`, state === "closed");
}

function subStep(nodes: readonly PhrasingContent[], plain: string, done: boolean): Step {
  return {
    text: { kind: "inline", nodes },
    plain,
    done,
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

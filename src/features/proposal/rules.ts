import { branchOf, issueOfPath, pathOf } from "../../config/paths.js";
import { inlineCode, startText } from "../../markdown/escape.js";
import type { Template } from "../../plan/template/template.js";
import type { Action, ProposedSnapshot, RequestedSnapshot, Snapshot } from "../snapshot.js";
import { isTicked } from "../checkboxes/rules.js";
import { configurationProblem } from "../configuration/text.js";
import { filledPlan, issueToFill, isTooBig, TOO_BIG } from "../plan-file/filled.js";
import { hasLabel, metadataOf } from "../state.js";
import type { ProposalInputs, Obstacle } from "./facts.js";
import { commitMessage, pullBody, pullTitle } from "./text.js";

/** The next step of opening a plan, or why it cannot continue. */
interface Opening {
  readonly action?: Action;
  /** Markdown for the people on the issue. */
  readonly problem?: string;
}

/**
 * The steps that open a plan: branch, filled plan, pull request. Steps that are done are not done
 * again: a branch that exists already, from a run that was interrupted or made by hand, is
 * used as it is. Only where a rejected plan left it behind is its file filled again.
 */
export function decideOpening(snapshot: RequestedSnapshot, now: Date): Opening {
  const { proposal: inputs, issue } = snapshot;
  const problems = [...snapshot.problems, ...(inputs?.problems ?? [])];
  if (problems.length > 0) return { problem: configurationProblem(issue, problems) };
  if (inputs === undefined) return {};
  if (inputs.defaultTip === undefined) {
    return {
      problem:
        "This repository has no commits yet, so there is nothing to open a pull request against. " +
        "Push a first commit to the default branch. The plan is then opened automatically.",
    };
  }
  if ("problem" in inputs.choice) return { problem: startText(inputs.choice.problem, 600) };
  const { template } = inputs.choice;
  const branch = branchOf(snapshot.config.plans.branch, issue.number);
  if (branch === inputs.defaultBranch) {
    return {
      problem: `The plan's branch would be ${inlineCode(branch)}, which is the default branch. Change the pattern \`plans.branch\` in the configuration.`,
    };
  }
  if (inputs.obstacle !== undefined && inputs.branchFile === undefined) {
    return { problem: obstacleText(inputs.obstacle) };
  }
  const opening = { template, branch, now };
  const path = inputs.branchFile?.path ?? newPath(snapshot, inputs, opening);
  if (path === undefined) return { problem: takenText(inputs.taken) };
  const last = snapshot.pulls[0];
  const leftOver = last !== undefined && last.headSha === inputs.branchTip;
  const isNew = inputs.branchFile === undefined || leftOver;
  const change = isNew ? newPlan(snapshot, inputs, opening) : undefined;
  if (change === "too big") return { problem: TOO_BIG };
  if (inputs.branchTip === undefined) {
    const start = change && { ...change.change, from: inputs.defaultTip };
    return start === undefined ? {} : { action: { type: "create-branch", start } };
  }
  if (leftOver && last.state === "merged") {
    return {
      problem:
        `The branch ${inlineCode(branch)} is left over from #${last.number}, which was merged. ` +
        "Delete it to open a new plan.",
    };
  }
  return { action: change ?? openPull(snapshot, inputs, opening) };
}

function takenText(taken: readonly string[]): string {
  const [first = ""] = taken;
  return (
    `The plan cannot be written: ${inlineCode(first)} already exists, and does not say that it is the plan of this issue. ` +
    `To use it as the plan, comment ${inlineCode(`/plan adopt ${first}`)}. To open a new one, move that file, or change the pattern \`plans.path\` in the configuration.`
  );
}

function obstacleText({ path, type }: Obstacle): string {
  const what = {
    file: "a file",
    dir: "a folder",
    symlink: "a symbolic link",
    submodule: "a submodule",
  };
  return (
    `The plan cannot be written: ${inlineCode(path)} is ${what[type]}. ` +
    "Move it, or change the pattern `plans.path` in the configuration."
  );
}

/** What is opened, where and when. */
interface Plan {
  readonly template: Template;
  readonly branch: string;
  readonly now: Date;
}

/** The commit of the filled plan; `undefined` where the file has this text already. */
function newPlan(
  snapshot: Snapshot,
  inputs: ProposalInputs,
  plan: Plan,
): Extract<Action, { type: "write-plan" }> | "too big" | undefined {
  const { issue, ref, config } = snapshot;
  const { template, branch, now } = plan;
  const text = filledPlan(template, {
    issue: issueToFill(issue, config),
    repository: { owner: ref.owner, name: ref.repo, defaultBranch: inputs.defaultBranch },
    branch,
    date: now.toISOString(),
    detail: config.plans.detail,
    extra: inputs.extra,
  });
  if (text === undefined) return "too big";
  if (inputs.branchFile?.text === text) return undefined;
  if (isTooBig(text)) return "too big";
  const { branchFile } = inputs;
  return {
    type: "write-plan",
    change: {
      branch,
      path: branchFile?.path ?? newPath(snapshot, inputs, plan) ?? "",
      text,
      message: commitMessage(issue, text, now.toISOString()),
      ...(branchFile && { replaces: branchFile.sha }),
    },
  };
}

/** Names that are tried where the usual one is taken. */
const MAX_NAMES = 9;

/** The path of a new plan that no other file has; `undefined` where the pattern leaves none. */
function newPath(
  { issue, config }: Snapshot,
  { taken }: ProposalInputs,
  { template, now }: Plan,
): string | undefined {
  const { number, title } = issue;
  const pattern = config.plans.path;
  const path = pathOf(pattern, { number, title, date: now.toISOString(), format: template.name });
  const others = Array.from({ length: MAX_NAMES - 1 }, (_, index) =>
    path.replace(/\.md$/, `-${index + 2}.md`),
  ).filter((candidate) => issueOfPath(pattern, candidate) === number);
  return [path, ...others].find((free) => !taken.includes(free));
}

function openPull(snapshot: Snapshot, inputs: ProposalInputs, plan: Plan): Action {
  const { issue, config } = snapshot;
  const { branch } = plan;
  const { path, text } = inputs.branchFile ?? {
    path: newPath(snapshot, inputs, plan) ?? "",
    text: "",
  };
  return {
    type: "open-pull",
    pull: {
      title: pullTitle(issue),
      body: pullBody(issue, branch, { path, text }),
      head: branch,
      base: inputs.defaultBranch,
      draft: config.pullRequest.draft,
    },
  };
}

/** The plan pull request of a closed issue is closed where somebody asks for it. */
export function decideClosing(snapshot: ProposedSnapshot): Action | undefined {
  const [pull] = snapshot.pulls;
  const isAsked = snapshot.issue.state === "closed" && isTicked(snapshot, "close-pull");
  return isAsked && pull?.state === "open"
    ? { type: "close-pull", number: pull.number }
    : undefined;
}

/**
 * Assignees, reviewers and labels of a plan pull request that was just opened: once, until the
 * status comment names this pull request. After that people change them as they like.
 */
export function decidePullDefaults(snapshot: ProposedSnapshot): Action | undefined {
  const pull = snapshot.pulls[0];
  if (pull === undefined || metadataOf(snapshot)?.pull === pull.number) return undefined;
  const { number } = pull;
  const { reviewers: names, labels: wanted } = snapshot.config.pullRequest;
  const assignees = wantedAssignees(snapshot);
  if (pull.assignees.length === 0 && assignees.length > 0) {
    return { type: "assign-pull", number, assignees };
  }
  if (pull.reviewers.length === 0 && names.length > 0 && snapshot.rejectedReviewers.length === 0) {
    return { type: "request-review", number, names };
  }
  const labels = wanted.filter((label) => !hasLabel(pull.labels, label));
  return labels.length > 0 ? { type: "label-pull", number, labels } : undefined;
}

function wantedAssignees({ issue, config }: Snapshot): readonly string[] {
  const { assignees } = config.pullRequest;
  return assignees === "issue" ? issue.assignees : assignees;
}

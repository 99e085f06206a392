import { branchOf, pathOf } from "../config/paths.js";
import { filledPlan } from "./filled-plan.js";
import type { Template } from "../plan/template.js";
import { configurationProblem } from "../view/configuration.js";
import { commitMessage, pullBody, pullTitle } from "../view/pull-request.js";
import { inlineCode, startText } from "../view/text.js";
import type { Obstacle } from "./observe-obstacle.js";
import type { Action } from "./actions.js";
import { issueToFill } from "./fill-source.js";
import { isTooBig, TOO_BIG } from "./plan-size.js";
import type { Ground, World } from "./world.js";

/** What opening a plan needs next, or why it cannot go on. */
interface Opening {
  readonly action?: Action;
  /** Markdown for the people on the issue. */
  readonly problem?: string;
}

/**
 * The steps that open a plan: branch, filled plan, pull request. Steps that are done are not done
 * again: a branch that is there already, from a run that was interrupted or by somebody's hand, is
 * gone on with as it is. Only where it is what a rejected plan left behind is its file filled anew.
 */
export function decideOpening(world: World, now: Date): Opening {
  const { ground, issue } = world;
  const problems = [...world.problems, ...(ground?.problems ?? [])];
  if (problems.length > 0) return { problem: configurationProblem(issue, problems) };
  if (ground === undefined) return {};
  if (ground.defaultTip === undefined) {
    return {
      problem:
        "This repository has no commits yet, so there is nothing to open a pull request against. " +
        "Push a first commit to the default branch; the plan is opened then.",
    };
  }
  if ("problem" in ground.choice) return { problem: startText(ground.choice.problem, 600) };
  const { template } = ground.choice;
  const branch = branchOf(world.config.plans.branch, issue.number);
  if (branch === ground.defaultBranch) {
    return {
      problem: `The plan's branch would be ${inlineCode(branch)}, which is the default branch. Give \`plans.branch\` in the configuration another pattern.`,
    };
  }
  if (ground.obstacle !== undefined && ground.branchFile === undefined) {
    return { problem: obstacleText(ground.obstacle) };
  }
  const opening = { template, branch, now };
  const last = world.pulls[0];
  const leftOver = last !== undefined && last.headSha === ground.branchTip;
  const isNew = ground.branchFile === undefined || leftOver;
  const change = isNew ? newPlan(world, ground, opening) : undefined;
  if (change === "too big") return { problem: TOO_BIG };
  if (ground.branchTip === undefined) {
    return { action: { type: "create-branch", branch, sha: ground.defaultTip } };
  }
  if (leftOver && last.state === "merged") {
    return {
      problem:
        `The branch ${inlineCode(branch)} is left over from #${last.number}, which was merged. ` +
        "Delete it; a new plan is opened then.",
    };
  }
  return { action: change ?? openPull(world, ground, opening) };
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
    "Move it away, or give `plans.path` in the configuration another pattern."
  );
}

/** What is opened, where and when. */
interface Plan {
  readonly template: Template;
  readonly branch: string;
  readonly now: Date;
}

/** The commit of the filled plan; `undefined` where the file says that already. */
function newPlan(
  world: World,
  ground: Ground,
  plan: Plan,
): Extract<Action, { type: "write-plan" }> | "too big" | undefined {
  const { issue, ref, config } = world;
  const { template, branch, now } = plan;
  const text = filledPlan(template, {
    issue: issueToFill(issue, config),
    repository: { owner: ref.owner, name: ref.repo, defaultBranch: ground.defaultBranch },
    branch,
    date: now.toISOString(),
    extra: ground.extra,
  });
  if (text === undefined) return "too big";
  if (ground.branchFile?.text === text) return undefined;
  if (isTooBig(text)) return "too big";
  const { branchFile } = ground;
  return {
    type: "write-plan",
    change: {
      branch,
      path: branchFile?.path ?? newPath(world, plan),
      text,
      message: commitMessage(issue, text, now.toISOString()),
      ...(branchFile && { replaces: branchFile.sha }),
    },
  };
}

function newPath({ issue, config }: World, { template, now }: Plan): string {
  const { number, title } = issue;
  const values = { number, title, date: now.toISOString(), format: template.name };
  return pathOf(config.plans.path, values);
}

function openPull(world: World, ground: Ground, plan: Plan): Action {
  const { issue, config } = world;
  const { branch } = plan;
  const path = ground.branchFile?.path ?? newPath(world, plan);
  return {
    type: "open-pull",
    pull: {
      title: pullTitle(issue),
      body: pullBody(issue, branch, path),
      head: branch,
      base: ground.defaultBranch,
      draft: config.pullRequest.draft,
    },
  };
}

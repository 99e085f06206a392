import { fillPlan } from "../plan/fill.js";
import { planBranch, planPath } from "../plan/identity.js";
import type { Template } from "../plan/template.js";
import { commitMessage, pullBody, pullTitle } from "../view/pull-request.js";
import { inlineText } from "../view/text.js";
import type { Action } from "./actions.js";
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
  if (ground === undefined) return {};
  if (ground.defaultTip === undefined) {
    return {
      problem:
        "This repository has no commits yet, so there is nothing to open a pull request against. " +
        "Push a first commit to the default branch; the plan is opened then.",
    };
  }
  if ("problem" in ground.choice) return { problem: inlineText(ground.choice.problem, 600) };
  const { template } = ground.choice;
  const branch = planBranch(issue.number);
  if (ground.branchTip === undefined) {
    return { action: { type: "create-branch", branch, sha: ground.defaultTip } };
  }
  const last = world.pulls[0];
  const leftOver = last !== undefined && last.headSha === ground.branchTip;
  if (leftOver && last.state === "merged") {
    return {
      problem:
        `The branch \`${branch}\` is left over from #${last.number}, which was merged. ` +
        "Delete it; a new plan is opened then.",
    };
  }
  if (ground.branchFile === undefined || leftOver) {
    const change = newPlan(world, ground, { template, branch, now });
    if (change !== undefined) return { action: change };
  }
  return { action: openPull(world, ground, branch) };
}

/** The commit of the filled plan; `undefined` where the file says that already. */
function newPlan(
  world: World,
  ground: Ground,
  { template, branch, now }: { template: Template; branch: string; now: Date },
): Action | undefined {
  const { issue, ref } = world;
  const text = fillPlan(template, {
    issue,
    repository: { owner: ref.owner, name: ref.repo, defaultBranch: ground.defaultBranch },
    branch,
    date: now.toISOString(),
    extra: ground.extra,
  });
  if (ground.branchFile?.text === text) return undefined;
  const { branchFile } = ground;
  return {
    type: "write-plan",
    change: {
      branch,
      path: branchFile?.path ?? planPath(issue.number, issue.title),
      text,
      message: commitMessage(issue),
      ...(branchFile && { replaces: branchFile.sha }),
    },
  };
}

function openPull({ issue }: World, ground: Ground, branch: string): Action {
  const path = ground.branchFile?.path ?? planPath(issue.number, issue.title);
  return {
    type: "open-pull",
    pull: {
      title: pullTitle(issue),
      body: pullBody(issue, branch, path),
      head: branch,
      base: ground.defaultBranch,
    },
  };
}

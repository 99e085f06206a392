import { branchOf } from "../config/paths.js";
import { templateNameProblems } from "../config/template-names.js";
import { TerminalError } from "../errors.js";
import type { GitHubClient } from "../github/client.js";
import { branchTip } from "../github/files.js";
import type { RelatedCounts } from "../github/issues.js";
import { getRepository } from "../github/repository.js";
import type { Issue } from "../issue/issue.js";
import type { IssueRef } from "../issue-ref.js";
import { chooseTemplate, type Templates } from "../plan/choose-template.js";
import type { Configuration } from "./observe-configuration.js";
import { readExtra } from "./observe-extra.js";
import { findObstacle } from "./observe-obstacle.js";
import { commitAt, findPlan } from "./observe-plan.js";
import { readTemplates } from "./observe-templates.js";
import type { Ground } from "./world.js";

/**
 * Reads what a new plan is built on.
 *
 * @throws TerminalError where the repository is read-only: nothing can be written, not even why
 */
export async function readGround(
  github: GitHubClient,
  ref: IssueRef,
  wanted: {
    readonly issue: Issue;
    readonly counts: RelatedCounts;
    /** SHA of the plan branch's tip, where there is that branch. */
    readonly branchTip: string | undefined;
    readonly builtin: Templates;
    readonly configuration: Configuration;
  },
): Promise<Ground> {
  const { issue, counts, branchTip: tip, builtin, configuration } = wanted;
  const { plans, templates: preferences } = configuration.config;
  const [repository, templates] = await Promise.all([
    getRepository(github, ref),
    configuration.hasTemplates ? readTemplates(github, ref, builtin) : builtin,
  ]);
  if (repository.readOnly) {
    throw new TerminalError(`${ref.owner}/${ref.repo} is archived or disabled, hence read-only`);
  }
  const choice = chooseTemplate(templates, issue.labels, { type: issue.type, preferences });
  const plan = {
    pattern: plans.path,
    number: issue.number,
    branch: tip && branchOf(plans.branch, issue.number),
  };
  const [defaultTip, obstacle, branchFile, extra] = await Promise.all([
    branchTip(github, ref, repository.defaultBranch),
    findObstacle(github, ref, plan),
    tip === undefined
      ? undefined
      : findPlan(github, ref, commitAt(issue, tip), { pattern: plans.path, toldPath: undefined }),
    "template" in choice ? readExtra(github, ref, choice.template, counts) : {},
  ]);
  return {
    choice,
    problems: templateNameProblems(configuration, [...templates.keys()]),
    extra,
    defaultBranch: repository.defaultBranch,
    defaultTip,
    branchTip: tip,
    branchFile,
    obstacle,
    filled: false,
  };
}

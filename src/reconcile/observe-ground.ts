import { TerminalError } from "../errors.js";
import type { GitHubClient } from "../github/client.js";
import { branchTip } from "../github/files.js";
import { getRepository } from "../github/repository.js";
import type { Issue } from "../issue/issue.js";
import type { IssueRef } from "../issue-ref.js";
import { planBranch } from "../plan/identity.js";
import { chooseTemplate } from "../plan/choose-template.js";
import type { Template } from "../plan/template.js";
import { findPlan } from "./observe-plan.js";
import type { Ground } from "./world.js";

/**
 * Reads what a new plan is built on.
 *
 * @throws TerminalError where the repository is read-only: nothing can be written, not even why
 */
export async function readGround(
  github: GitHubClient,
  ref: IssueRef,
  issue: Issue,
  templates: ReadonlyMap<string, Template>,
): Promise<Ground> {
  const branch = planBranch(issue.number);
  const [repository, tip] = await Promise.all([
    getRepository(github, ref),
    branchTip(github, ref, branch),
  ]);
  if (repository.readOnly) {
    throw new TerminalError(`${ref.owner}/${ref.repo} is archived or disabled, hence read-only`);
  }
  const [defaultTip, branchFile] = await Promise.all([
    branchTip(github, ref, repository.defaultBranch),
    tip === undefined ? undefined : findPlan(github, ref, { issue, branch, toldPath: undefined }),
  ]);
  return {
    choice: chooseTemplate(templates, issue.labels),
    defaultBranch: repository.defaultBranch,
    defaultTip,
    branchTip: tip,
    branchFile,
  };
}

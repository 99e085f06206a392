import { issueOfPath, plainFolders } from "../../config/paths.js";
import { templateNameProblems } from "../../config/read-config.js";
import { defaultBranchTip } from "../../github/commits.js";
import { getPathType } from "../../github/files.js";
import type { GitHubClient } from "../../github/http/client.js";
import type { RelatedCounts } from "../../github/issues.js";
import { getRepository } from "../../github/repository.js";
import type { Issue } from "../../issue/issue.js";
import type { Compute } from "../../model/compute.js";
import { TerminalError } from "../../model/errors.js";
import type { RepositoryRef, IssueRef } from "../../model/refs.js";
import { chooseTemplate, type Templates } from "../../plan/template/choose.js";
import type { Configuration } from "../configuration/read.js";
import { commitAt, findPlan, takenPaths } from "../plan-file/read.js";
import { readExtra, readTemplates } from "../plan-file/templates.js";
import { readBranchRefill } from "../refill/read.js";
import { keptRelated, readRelated } from "../related/read.js";
import type { Referrers } from "../referrers/index.js";
import type { Obstacle, ProposalInputs } from "./facts.js";

/**
 * Looks for what is in the way of a new plan: a symbolic link, a submodule or a file where one of
 * its folders is to be, or anything but a file where it is to be itself. GitHub would write through
 * it, or put a folder in its place. One request where the folder is there.
 *
 * @param at SHA of the commit that the plan is written onto; the default branch if left out
 */
export async function findObstacle(
  github: GitHubClient,
  ref: RepositoryRef,
  plan: { readonly pattern: string; readonly number: number; readonly at: string | undefined },
): Promise<Obstacle | undefined> {
  const { pattern, number, at } = plan;
  const folders = plainFolders(pattern, number);
  for (const [index, folder] of [...folders.entries()].toReversed()) {
    const there = await getPathType(github, ref, folder, at);
    if (there === undefined) continue;
    if (there.type !== "dir") return { path: folder, type: there.type };
    const next = folders[index + 1];
    const inTheWay = there.entries
      .map(({ name, type }) => ({ path: `${folder}/${name}`, type }))
      .find(({ path, type }) =>
        next === undefined
          ? issueOfPath(pattern, path) === number && type !== "file"
          : path === next && type !== "dir",
      );
    return inTheWay;
  }
  return undefined;
}

/**
 * Reads what a new plan is built on.
 *
 * @throws TerminalError where the repository is read-only: nothing can be written, not even why
 */
export async function readProposalInputs(
  github: GitHubClient,
  ref: IssueRef,
  wanted: {
    readonly issue: Issue;
    readonly counts: RelatedCounts;
    /** SHA of the plan branch's tip, where there is that branch. */
    readonly branchTip: string | undefined;
    readonly builtin: Templates;
    readonly compute: Compute;
    readonly referrers: Referrers;
    readonly configuration: Configuration;
  },
): Promise<ProposalInputs> {
  const { issue, counts, branchTip: tip, builtin, compute, configuration, referrers } = wanted;
  const { plans, templates: preferences } = configuration.config;
  const [repository, defaultTip, related, templates] = await Promise.all([
    getRepository(github, ref),
    defaultBranchTip(github, ref),
    readRelated({ github, compute, referrers }, ref, { issue, counts }),
    configuration.hasTemplates ? readTemplates({ github, compute }, ref, builtin) : builtin,
  ]);
  if (repository.readOnly) {
    throw new TerminalError(`${ref.owner}/${ref.repo} is archived or disabled, hence read-only`);
  }
  const choice = chooseTemplate(templates, issue.labels, { type: issue.type, preferences });
  // What the plan is written onto is read there, so that no file comes in its way unseen.
  const at = tip ?? defaultTip?.sha;
  const plan = { pattern: plans.path, number: issue.number, at };
  const [obstacle, branchFile, extra, taken] = await Promise.all([
    findObstacle(github, ref, plan),
    tip === undefined
      ? undefined
      : findPlan(github, ref, commitAt(issue, tip), { pattern: plans.path, knownPath: undefined }),
    "template" in choice ? readExtra({ github }, ref, choice.template, related) : {},
    takenPaths(github, ref, at === undefined ? undefined : commitAt(issue, at), plans.path),
  ]);
  const inputs = {
    choice,
    problems: templateNameProblems(configuration, [...templates.keys()]),
    extra,
    related: keptRelated(related),
    defaultBranch: repository.defaultBranch,
    defaultTip,
    branchTip: tip,
    branchFile,
    obstacle,
    taken: taken.filter((path) => path !== branchFile?.path),
    filled: false,
    refill: undefined,
  };
  return { ...inputs, refill: await readBranchRefill(github, ref, inputs) };
}

import { branchOf, issueOfPath, plainFolders } from "../../config/paths.js";
import { templateNameProblems } from "../../config/read-config.js";
import type { Config } from "../../config/schema.js";
import { getPathType } from "../../github/files.js";
import type { GitHubClient } from "../../github/http/client.js";
import type { RelatedCounts } from "../../github/issues.js";
import { findPlanBase, type FoundBase, type PathAt, type PlanBase } from "../../github/settings.js";
import type { Issue } from "../../issue/issue.js";
import type { Compute } from "../../model/compute.js";
import { TerminalError } from "../../model/errors.js";
import type { RepositoryRef, IssueRef } from "../../model/refs.js";
import { chooseTemplate, type Templates } from "../../plan/template/choose.js";
import { settingsPlaces, type Configuration } from "../configuration/read.js";
import { commitAt, findPlan, takenPaths, readExtra, readTemplates } from "../plan-file/read.js";
import { readBranchRefill } from "../refill/read.js";
import { keptRelated, readRelated } from "../related/read.js";
import type { Referrers } from "../referrers/index.js";
import type { Obstacle, ProposalInputs } from "./facts.js";

/**
 * Reads what a new plan of an issue is built on where a configuration says that it goes, and the
 * settings beside it: one query.
 */
export function readPlanBase(
  github: GitHubClient,
  ref: IssueRef,
  { plans }: Pick<Config, "plans">,
): Promise<FoundBase> {
  return findPlanBase(github, ref, {
    branch: branchOf(plans.branch, ref.number),
    folder: plainFolders(plans.path, ref.number).at(-1),
    settings: settingsPlaces(ref),
  });
}

/** Where a new plan goes. */
interface NewPlan {
  readonly pattern: string;
  readonly number: number;
  /** SHA of the commit that it is written onto; the default branch if left out. */
  readonly at: string | undefined;
  /** What was read of its folder already. */
  readonly listed: PathAt | undefined;
}

/**
 * Looks for what is in the way of a new plan: a symbolic link, a submodule or a file where one of
 * its folders is to be, or anything but a file where it is to be itself. GitHub would write through
 * it, or put a folder in its place. No request where its folder was read and is there.
 */
export async function findObstacle(
  github: GitHubClient,
  ref: RepositoryRef,
  { pattern, number, at, listed }: NewPlan,
): Promise<Obstacle | undefined> {
  const folders = plainFolders(pattern, number);
  for (const [index, folder] of [...folders.entries()].toReversed()) {
    const isListed = listed?.path === folder && listed.commit === at;
    const pathType = isListed ? listed.found : await getPathType(github, ref, folder, at);
    if (pathType === undefined) continue;
    if (pathType.type !== "dir") return { path: folder, type: pathType.type };
    const next = folders[index + 1];
    const inTheWay = pathType.entries
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
    readonly base: PlanBase;
    readonly builtin: Templates;
    readonly compute: Compute;
    readonly referrers: Referrers;
    readonly configuration: Configuration;
  },
): Promise<ProposalInputs> {
  const { issue, counts, base, builtin, compute, configuration, referrers } = wanted;
  const { plans, templates: preferences } = configuration.config;
  const { defaultBranch, defaultTip, branchTip: tip, folder: listed } = base;
  if (base.readOnly) {
    throw new TerminalError(`${ref.owner}/${ref.repo} is archived or disabled, hence read-only`);
  }
  const [related, templates] = await Promise.all([
    readRelated({ github, compute, referrers }, ref, { issue, counts }),
    configuration.hasTemplates ? readTemplates({ github, compute }, ref, builtin) : builtin,
  ]);
  const choice = chooseTemplate(templates, issue.labels, { type: issue.type, preferences });
  // What the plan is written onto is read there, so that no file comes in its way unseen.
  const at = tip ?? defaultTip?.sha;
  const plan = { pattern: plans.path, number: issue.number, at, listed };
  const [obstacle, branchFile, extra, taken] = await Promise.all([
    findObstacle(github, ref, plan),
    tip === undefined
      ? undefined
      : findPlan(github, ref, commitAt(issue, tip), { pattern: plans.path, knownPath: undefined }),
    "template" in choice ? readExtra({ github }, ref, choice.template, related) : {},
    takenPaths(github, ref, { at, pattern: plans.path, listed }),
  ]);
  const inputs = {
    choice,
    problems: templateNameProblems(configuration, [...templates.keys()]),
    extra,
    related: keptRelated(related),
    defaultBranch,
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

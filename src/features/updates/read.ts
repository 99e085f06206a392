import { branchOf } from "../../config/paths.js";
import {
  compareCommits,
  defaultBranchTip,
  type CommitTree,
  type Comparison,
  type ComparedCommit,
} from "../../github/commits.js";
import { branchTip, readFile } from "../../github/files.js";
import type { GitHubClient } from "../../github/http/client.js";
import { pullsFromBranch } from "../../github/pulls.js";
import { getRepository } from "../../github/repository.js";
import type { CrossReference } from "../../github/timeline.js";
import { readUpdateMarker } from "../../model/markers.js";
import type { Compute } from "../../model/compute.js";
import { RetryError } from "../../model/errors.js";
import type { IssueRef } from "../../model/refs.js";
import { ticksOf } from "../checkboxes/rules.js";
import { UNRECORDED_PROOF } from "../evidence/rules.js";
import type { RunContext } from "../context.js";
import { markedReferences } from "../linked-pulls/read.js";
import type { PlanFile } from "../plan-file/progress.js";
import { commitAt, findPlanAnywhere } from "../plan-file/read.js";
import type { ApprovedSnapshot, Snapshot } from "../snapshot.js";
import { metadataOf } from "../state.js";
import type { Update } from "./facts.js";

/** What is read before. */
type Known = Omit<ApprovedSnapshot, "update" | "drift">;

/** The branch that gathers changes of an approved plan. */
function updateBranchOf({ config, issue }: Pick<Snapshot, "config" | "issue">): string {
  return `${branchOf(config.plans.branch, issue.number)}-update`;
}

/**
 * Reads the changes that wait to get into an approved plan. Nothing is read where there are none and
 * nobody wants any: the status comment knows of none, the timeline shows no open pull request that
 * says it brings them, and there is nothing new that could be written into the plan.
 */
export async function readUpdate(
  { github, compute }: Pick<RunContext, "github" | "compute">,
  snapshot: Known,
  references: readonly CrossReference[],
): Promise<Update | undefined> {
  const isShown = markedReferences(references, snapshot.ref, readUpdateMarker).some(
    ({ state }) => state === "open" || state === "draft",
  );
  const mayWait = metadataOf(snapshot)?.update !== undefined || isShown;
  if (!mayWait && !(await mayBeWanted(compute, snapshot))) return undefined;
  return readBranch(github, snapshot);
}

/** Whether something may have to be written into the plan: nothing is decided here. */
async function mayBeWanted(compute: Compute, snapshot: Known): Promise<boolean> {
  if (snapshot.commands.comments.length > 0) return true;
  if (ticksOf(snapshot).some(({ box, allowed }) => allowed && box !== "close-out")) return true;
  return snapshot.config.evidence.tick === "auto" && compute(UNRECORDED_PROOF, snapshot);
}

/** Reads what waits to get into an approved plan; `undefined` where there is no default branch. */
async function readBranch(github: GitHubClient, snapshot: Known): Promise<Update | undefined> {
  const { ref, config, plan } = snapshot;
  const branch = updateBranchOf(snapshot);
  const [pulls, tip, { defaultBranch }, defaultTip] = await Promise.all([
    pullsFromBranch(github, ref, branch),
    branchTip(github, ref, branch),
    getRepository(github, ref),
    defaultBranchTip(github, ref),
  ]);
  if (defaultTip === undefined) return undefined;
  const search = {
    pattern: config.plans.path,
    knownPath: plan?.path,
    adoptedPath: plan?.path,
  };
  const known = { branch, pulls, tip, defaultBranch, defaultTip, parted: undefined };
  if (tip === undefined) {
    await assertSame(github, ref, plan, defaultTip);
    return { ...known, file: undefined, changes: 0 };
  }
  const file = await findPlanAnywhere(github, ref, commitAt(snapshot.issue, tip), search);
  const found = { ...known, file };
  const decided = new Set(pulls.flatMap(({ state, headSha }) => (state === "open" ? [] : headSha)));
  const comparison = await compareCommits(github, ref, defaultTip.sha, tip);
  return {
    ...found,
    changes: waitingChanges(comparison.commits, decided),
    parted: plan && (await textAtParting(github, ref, comparison, plan)),
  };
}

/**
 * Makes sure that a commit has the plan that was read: what starts from it is written over nothing
 * else.
 *
 * @throws RetryError where somebody has changed the plan since
 */
async function assertSame(
  github: GitHubClient,
  ref: IssueRef,
  plan: PlanFile,
  { sha }: CommitTree,
): Promise<void> {
  const file = await readFile(github, ref, plan.path, sha);
  if (file?.sha !== plan.sha) throw new RetryError("the plan changed while it was read", 1000);
}

/** The plan where the branches parted, if the default branch has another one by now. */
async function textAtParting(
  github: GitHubClient,
  ref: IssueRef,
  { behind, parted, files }: Comparison,
  plan: PlanFile,
): Promise<string | undefined> {
  // What people have put on the branch besides the plan, only git itself can merge.
  const onlyPlan = files.every((path) => path === plan.path);
  if (!behind || !onlyPlan) return undefined;
  const before = await readFile(github, ref, plan.path, parted);
  return before === undefined || before.sha === plan.sha ? undefined : before.text;
}

/**
 * How many changes a branch brings: the commits made on it, after the last one that was put before
 * people and decided. A rendering that came in by a merge counts as the merge; taking over the
 * default branch is no change.
 *
 * @param commits of the branch that the default branch lacks, oldest first
 * @param decided SHAs of the heads that pull requests from the branch had when they were closed
 */
export function waitingChanges(
  commits: readonly ComparedCommit[],
  decided: ReadonlySet<string>,
): number {
  const known = new Map(commits.map((commit) => [commit.sha, commit]));
  let count = 0;
  for (
    let next = commits.at(-1);
    next !== undefined && !decided.has(next.sha);
    next = known.get(next.parents[0] ?? "")
  ) {
    const merged = next.parents[1];
    if (merged === undefined || known.has(merged)) count += 1;
  }
  return count;
}

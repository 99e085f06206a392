import { branchOf } from "../config/paths.js";
import { compareCommits, type Comparison } from "../github/compare.js";
import type { GitHubClient } from "../github/client.js";
import { branchTip, readFile } from "../github/files.js";
import { pullsFromBranch } from "../github/pulls.js";
import { getRepository } from "../github/repository.js";
import type { CrossReference } from "../github/timeline.js";
import type { IssueRef } from "../issue-ref.js";
import { readUpdateMarker } from "../view/pull-marker.js";
import { wantedEdits } from "./edits.js";
import { markedReferences } from "./marked-references.js";
import { commitAt, findPlanAnywhere } from "./observe-plan.js";
import { isTicked } from "./panel.js";
import { stampOf } from "./stamp.js";
import { isApproved } from "./state.js";
import { waitingChanges } from "./waiting-changes.js";
import type { PlanFile, Update, World } from "./world.js";

/** The branch that gathers changes of an approved plan. */
function updateBranchOf({ config, issue }: Pick<World, "config" | "issue">): string {
  return `${branchOf(config.plans.branch, issue.number)}-update`;
}

/**
 * The world with the changes that wait to get into an approved plan, where there may be any or
 * somebody asks for one now: the status comment told of some, or the timeline shows an open pull
 * request that says it brings them.
 */
export async function withUpdate(
  github: GitHubClient,
  world: World,
  references: readonly CrossReference[],
): Promise<World> {
  if (!isApproved(world)) return world;
  const told = stampOf(world)?.update;
  const shown = markedReferences(references, world.ref, readUpdateMarker).some(
    ({ state }) => state === "open" || state === "draft",
  );
  const isAsked =
    world.commands.comments.length > 0 ||
    isTicked(world, "refill") ||
    wantedEdits(world).length > 0;
  if (told === undefined && !shown && !isAsked) return world;
  return { ...world, update: await readUpdate(github, world) };
}

/** Reads what waits to get into an approved plan; `undefined` where there is no default branch. */
async function readUpdate(github: GitHubClient, world: World): Promise<Update | undefined> {
  const { ref, config, plan } = world;
  const branch = updateBranchOf(world);
  const [pulls, tip, { defaultBranch }] = await Promise.all([
    pullsFromBranch(github, ref, branch),
    branchTip(github, ref, branch),
    getRepository(github, ref),
  ]);
  const search = { pattern: config.plans.path, toldPath: plan?.path };
  const [defaultTip, file] = await Promise.all([
    branchTip(github, ref, defaultBranch),
    tip === undefined
      ? undefined
      : findPlanAnywhere(github, ref, commitAt(world.issue, tip), search),
  ]);
  if (defaultTip === undefined) return undefined;
  const found = { branch, pulls, tip, file, defaultBranch, defaultTip };
  if (tip === undefined) return { ...found, changes: 0, parted: undefined };
  const decided = new Set(pulls.flatMap(({ state, headSha }) => (state === "open" ? [] : headSha)));
  const comparison = await compareCommits(github, ref, defaultTip, tip);
  return {
    ...found,
    changes: waitingChanges(comparison.commits, decided),
    parted: plan && (await textAtParting(github, ref, comparison, plan)),
  };
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

import type { PlanPull } from "../github/pulls.js";
import type { PlanFile, World } from "./world.js";

/** The world with the plan written on a branch: the plan's own, or the one of its changes. */
export function withPlanWritten(world: World, branch: string, file: PlanFile): World {
  const { update, pulls, ground } = world;
  const tip = file.commit.sha;
  if (update?.branch === branch) {
    return { ...world, update: { ...update, tip, file, changes: update.changes + 1 } };
  }
  const [pull, ...older] = pulls;
  if (pull?.state === "open" && pull.branch === branch) {
    return { ...world, plan: file, pulls: [{ ...pull, headSha: tip }, ...older] };
  }
  return ground === undefined
    ? world
    : {
        ...world,
        refill: undefined,
        ground: { ...ground, branchTip: tip, branchFile: file, filled: true },
      };
}

/** The world with the default branch merged into the one of the changes. */
export function withPlanMerged(world: World, file: PlanFile): World {
  const { update, plan } = world;
  if (update === undefined) return world;
  const changes = file.text === plan?.text ? 0 : update.changes;
  return {
    ...world,
    update: { ...update, tip: file.commit.sha, file, changes, parted: undefined },
  };
}

/** The world with a branch made: the plan's, or the one of its changes. */
export function withBranch(world: World, branch: string, sha: string): World {
  const { update, ground, plan } = world;
  if (update?.branch === branch) {
    return { ...world, update: { ...update, tip: sha, file: plan, changes: 0, parted: undefined } };
  }
  return ground === undefined ? world : { ...world, ground: { ...ground, branchTip: sha } };
}

/** The world with a pull request opened: the plan's, or the one of its changes. */
export function withNewPull(world: World, pull: PlanPull): World {
  const { update, pulls, ground } = world;
  if (update?.branch === pull.branch) {
    return { ...world, update: { ...update, pulls: [pull, ...update.pulls] } };
  }
  return { ...world, pulls: [pull, ...pulls], plan: ground?.branchFile };
}

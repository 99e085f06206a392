import type { Action, CheckAction } from "../features/actions.js";
import { carriedOutIn } from "../features/commands/rules.js";
import type { Snapshot, PlanFile } from "../features/snapshot.js";
import {
  createComment,
  deleteComment,
  updateComment,
  react,
  type Reaction,
} from "../github/comments.js";
import { mergeWithFile, mergeRendering, type RenderingMerge } from "../github/commits.js";
import { createBranch, writeFile } from "../github/files.js";
import type { GitHubClient } from "../github/http/client.js";
import { hasStatus } from "../github/http/errors.js";
import { addLabel, removeLabel } from "../github/labels.js";
import {
  assignPull,
  labelPull,
  openPull,
  requestReview,
  retitlePull,
  type PlanPull,
} from "../github/pulls.js";
import { commentOnFile, commentOnLines, deleteReviewComment } from "../github/reviews.js";
import { commitTree, treeOf } from "../github/trees.js";
import { blobSha } from "../plan/identity.js";

/**
 * Carries one action out.
 *
 * @returns the world as it is with the action done
 * @throws GitHub's error where somebody was faster (409, 422): the next run reads anew and goes on
 */
export async function apply(
  github: GitHubClient,
  world: Snapshot,
  action: Exclude<Action, CheckAction>,
): Promise<Snapshot> {
  const { ref } = world;
  switch (action.type) {
    case "create-branch":
      await createBranch(github, ref, action.branch, action.sha);
      return withBranch(world, action.branch, action.sha);
    case "write-plan": {
      const { change } = action;
      const { sha, commit } = await writeFile(github, ref, change);
      const file = { path: change.path, text: change.text, sha, commit };
      const next = withMessage(withPlanWritten(world, change.branch, file), change.message);
      return { ...next, ownCommit: commit.sha };
    }
    case "merge-plan": {
      const { path, text } = action.merge;
      const { sha, commit } = await mergeWithFile(github, ref, action.merge);
      return withPlanMerged(world, { path, text, sha, commit });
    }
    case "open-pull":
      return withNewPull(world, await openPull(github, ref, action.pull));
    case "assign-pull":
      await tried(assignPull(github, ref, action.number, action.assignees));
      return withPull(world, { assignees: action.assignees });
    case "request-review": {
      const refused = await review(github, world, action);
      const reviewers = action.names.filter((name) => !refused.includes(name));
      return { ...withPull(world, { reviewers }), rejectedReviewers: refused };
    }
    case "label-pull":
      await tried(labelPull(github, ref, action.number, action.labels));
      return withPull(world, { labels: [...(world.pulls[0]?.labels ?? []), ...action.labels] });
    case "commit-close-out": {
      const branchTip = await commitTree(github, ref, action.change);
      const { archive: closeOut } = world;
      const ground = closeOut.ground && { ...closeOut.ground, branchTip, leftOver: false };
      return { ...world, archive: { ...closeOut, ground } };
    }
    case "open-close-out": {
      const pull = await openPull(github, ref, action.pull);
      const pulls = [pull, ...world.archive.pulls];
      return { ...world, archive: { ...world.archive, pulls } };
    }
    case "retitle-pull":
      await retitlePull(github, ref, action.number, action.title);
      return withPull(world, { title: action.title });
    case "tell-conflicts":
      await tell(github, world, action);
      return {
        ...world,
        reportedConflicts: [...world.reportedConflicts, { id: undefined, conflicts: action.told }],
      };
    case "untell-conflicts":
      await deleteReviewComment(github, ref, action.id);
      return {
        ...world,
        reportedConflicts: world.reportedConflicts.filter(({ id }) => id !== action.id),
      };
    case "merge-rendering": {
      const { merge } = action;
      return withRendering(world, merge, await mergeRendering(github, ref, merge));
    }
    case "refill-update":
      return refillUpdate(github, world, action);
    case "react":
      await react(github, ref, action.comment, action.content);
      return withReaction(world, action.comment, action.content);
    case "reply":
      await createComment(github, { ...ref, number: action.on }, action.body);
      return withReply(world, action.comment);
    case "create-comment": {
      const id = await createComment(github, ref, action.body);
      return { ...world, comments: [...world.comments, { id, body: action.body }] };
    }
    case "update-comment": {
      const there = await updateComment(github, ref, action.id, action.body);
      const others = world.comments.filter((comment) => comment.id !== action.id);
      const comments = there ? [{ id: action.id, body: action.body }, ...others] : others;
      return { ...world, comments };
    }
    case "delete-comment":
      await deleteComment(github, ref, action.id);
      return { ...world, comments: world.comments.filter((comment) => comment.id !== action.id) };
    case "add-label":
      await addLabel(github, ref, action.label);
      return withLabels(world, [...world.issue.labels, action.label.name]);
    case "remove-label":
      await removeLabel(github, ref, action.name);
      return withLabels(
        world,
        world.issue.labels.filter((label) => label !== action.name),
      );
  }
}

/**
 * Assignees and labels of the pull request are a courtesy: where GitHub refuses them, the plan is
 * opened all the same.
 */
async function tried(written: Promise<void>): Promise<void> {
  try {
    await written;
  } catch (error) {
    if (!hasStatus(error, 404, 422)) throw error;
  }
}

/** On the lines themselves, where GitHub shows them as changed, else on the file. */
async function tell(
  github: GitHubClient,
  { ref }: Snapshot,
  { number, commit, path, review: said }: Action & { readonly type: "tell-conflicts" },
): Promise<void> {
  const pull = { ...ref, number };
  if (await commentOnLines(github, pull, { commit, ...said })) return;
  await commentOnFile(github, pull, { commit, path, body: said.whole });
}

/**
 * A review that GitHub does not let be asked for is told, and the others are asked all the same.
 *
 * @returns whom GitHub refused
 */
async function review(
  github: GitHubClient,
  { ref }: Snapshot,
  { number, names }: Action & { readonly type: "request-review" },
): Promise<readonly string[]> {
  const refuses = async (some: readonly string[]): Promise<boolean> => {
    try {
      await requestReview(github, ref, number, some);
      return false;
    } catch (error) {
      if (!hasStatus(error, 404, 422)) throw error;
      return true;
    }
  };
  if (!(await refuses(names))) return [];
  if (names.length === 1) return names;
  const refused: string[] = [];
  for (const name of names) if (await refuses([name])) refused.push(name);
  return refused;
}

/** As {@link mergeRendering}, on the branch of the changes. */
async function refillUpdate(
  github: GitHubClient,
  world: Snapshot,
  { tip, merge }: Action & { readonly type: "refill-update" },
): Promise<Snapshot> {
  const head = { sha: tip, tree: await treeOf(github, world.ref, tip) };
  const written = await mergeRendering(github, world.ref, { ...merge, head });
  const { text } = merge.merged;
  const file = { path: merge.path, text, sha: blobSha(text), commit: written.head };
  const next = withPlanWritten(world, merge.branch, file);
  const ground = world.drift?.ground;
  if (ground === undefined) return next;
  const waiting = { ...written.rendering, text: merge.rendering.text, at: ground.last.at };
  return { ...next, drift: { ground: { ...ground, waiting } } };
}

function withRendering(
  world: Snapshot,
  { rendering, merged, path }: RenderingMerge,
  written: Awaited<ReturnType<typeof mergeRendering>>,
): Snapshot {
  const { refill } = world;
  const { head } = written;
  const text = merged?.text ?? rendering.text;
  const file = { path, text, sha: blobSha(text) };
  const next = { ...withPull(world, { headSha: head.sha }), fresh: head.sha };
  if (refill?.last === undefined) return next;
  return {
    ...next,
    plan: { ...file, commit: { sha: head.sha, htmlUrl: head.htmlUrl } },
    refill: {
      ...refill,
      head,
      file,
      last: { ...written.rendering, text: rendering.text, at: refill.last.at },
    },
  };
}

function withPull(world: Snapshot, change: Partial<Snapshot["pulls"][number]>): Snapshot {
  const [pull, ...older] = world.pulls;
  return pull === undefined ? world : { ...world, pulls: [{ ...pull, ...change }, ...older] };
}

function withLabels(world: Snapshot, labels: readonly string[]): Snapshot {
  return { ...world, issue: { ...world.issue, labels } };
}

/** The world with a reaction on a comment: eyes begin with it, any other ends it. */
export function withReaction(world: Snapshot, comment: number, content: Reaction): Snapshot {
  return withComments(world, (it) => {
    if (it.id !== comment) return [it];
    return content === "eyes" ? [{ ...it, taken: true }] : [];
  });
}

/** The world with something said to a comment. */
export function withReply(world: Snapshot, comment: number): Snapshot {
  return withComments(world, (it) => [it.id === comment ? { ...it, replied: true } : it]);
}

/** The world with a commit whose message may say that it carries out a command. */
export function withMessage(world: Snapshot, message: string): Snapshot {
  const told = carriedOutIn([message]);
  if (told.length === 0) return world;
  const { commands } = world;
  const carriedOut = new Set([...commands.carriedOut, ...told]);
  return { ...world, commands: { ...commands, carriedOut } };
}

type Comments = Snapshot["commands"]["comments"];

function withComments(world: Snapshot, change: (comment: Comments[number]) => Comments): Snapshot {
  const { commands } = world;
  return { ...world, commands: { ...commands, comments: commands.comments.flatMap(change) } };
}

/** The world with the plan written on a branch: the plan's own, or the one of its changes. */
export function withPlanWritten(world: Snapshot, branch: string, file: PlanFile): Snapshot {
  const { update, pulls, proposal: ground } = world;
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
        proposal: { ...ground, branchTip: tip, branchFile: file, filled: true },
      };
}

/** The world with the default branch merged into the one of the changes. */
export function withPlanMerged(world: Snapshot, file: PlanFile): Snapshot {
  const { update, plan } = world;
  if (update === undefined) return world;
  const changes = file.text === plan?.text ? 0 : update.changes;
  return {
    ...world,
    update: { ...update, tip: file.commit.sha, file, changes, parted: undefined },
  };
}

/** The world with a branch made: the plan's, or the one of its changes. */
export function withBranch(world: Snapshot, branch: string, sha: string): Snapshot {
  const { update, proposal: ground, plan } = world;
  if (update?.branch === branch) {
    return { ...world, update: { ...update, tip: sha, file: plan, changes: 0, parted: undefined } };
  }
  return ground === undefined ? world : { ...world, proposal: { ...ground, branchTip: sha } };
}

/** The world with a pull request opened: the plan's, or the one of its changes. */
export function withNewPull(world: Snapshot, pull: PlanPull): Snapshot {
  const { update, pulls, proposal: ground } = world;
  if (update?.branch === pull.branch) {
    return { ...world, update: { ...update, pulls: [pull, ...update.pulls] } };
  }
  return { ...world, pulls: [pull, ...pulls], plan: ground?.branchFile };
}

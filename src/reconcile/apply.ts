import type { Action, CheckAction, Snapshot } from "../features/snapshot.js";
import { createComment, deleteComment, updateComment, react } from "../github/comments.js";
import { mergeWithFile, mergeRendering, startBranch } from "../github/commits.js";
import { writeFile } from "../github/files.js";
import type { GitHubClient } from "../github/http/client.js";
import { hasStatus } from "../github/http/errors.js";
import { addLabel, removeLabel } from "../github/repository.js";
import {
  assignPull,
  closePull,
  labelPull,
  openPull,
  requestReview,
  describePull,
  retitlePull,
} from "../github/pulls.js";
import { commentOnFile, commentOnLines, deleteReviewComment } from "../github/reviews.js";
import { commitTree, treeOf } from "../github/trees.js";
import { blobSha } from "../plan/identity.js";
import {
  withLabelChange,
  withMessage,
  withNewPull,
  withPlanMerged,
  withPlanWritten,
  withPull,
  withPullClosed,
  withReaction,
  withRendering,
  withReply,
  withReports,
} from "./next-snapshot.js";

/**
 * Carries one action out.
 *
 * @returns the snapshot as it is with the action done
 * @throws GitHub's error where somebody was faster (409, 422): the next run reads again and goes on
 */
export async function apply(
  github: GitHubClient,
  snapshot: Snapshot,
  action: Exclude<Action, CheckAction | { readonly type: "ask-for-dashboard" }>,
): Promise<Snapshot> {
  const { ref } = snapshot;
  switch (action.type) {
    case "create-branch": {
      const { branch, path, text, message } = action.start;
      const commit = await startBranch(github, ref, action.start);
      const file = { path, text, sha: blobSha(text), commit };
      return {
        ...withMessage(withPlanWritten(snapshot, branch, file), message),
        ownCommit: commit.sha,
      };
    }
    case "write-plan": {
      const { change } = action;
      const { sha, commit } = await writeFile(github, ref, change);
      const file = { path: change.path, text: change.text, sha, commit };
      const next = withMessage(withPlanWritten(snapshot, change.branch, file), change.message);
      return { ...next, ownCommit: commit.sha };
    }
    case "merge-plan": {
      const { path, text } = action.merge;
      const { sha, commit } = await mergeWithFile(github, ref, action.merge);
      return withPlanMerged(snapshot, { path, text, sha, commit });
    }
    case "open-pull":
      return withNewPull(snapshot, await openPull(github, ref, action.pull));
    case "assign-pull":
      await tried(assignPull(github, ref, action.number, action.assignees));
      return withPull(snapshot, { assignees: action.assignees });
    case "request-review": {
      const refused = await requestReviews(github, snapshot, action);
      const reviewers = action.names.filter((name) => !refused.includes(name));
      const next = withPull(snapshot, { reviewers });
      return next.phase === "proposed" ? { ...next, rejectedReviewers: refused } : next;
    }
    case "label-pull":
      await tried(labelPull(github, ref, action.number, action.labels));
      return withPull(snapshot, {
        labels: [...(snapshot.pulls[0]?.labels ?? []), ...action.labels],
      });
    case "commit-archive": {
      const branchTip = await commitTree(github, ref, action.change);
      const { archive } = snapshot;
      const inputs = archive.inputs && { ...archive.inputs, branchTip, leftOver: false };
      return { ...snapshot, archive: { ...archive, inputs } };
    }
    case "open-archive": {
      const pull = await openPull(github, ref, action.pull);
      const pulls = [pull, ...snapshot.archive.pulls];
      return { ...snapshot, archive: { ...snapshot.archive, pulls } };
    }
    case "retitle-pull":
      await retitlePull(github, ref, action.number, action.title);
      return withPull(snapshot, { title: action.title });
    case "describe-pull":
      await describePull(github, ref, action.number, action.body);
      return withPull(snapshot, { body: action.body });
    case "close-pull":
      await closePull(github, ref, action.number);
      return withPullClosed(snapshot);
    case "report-conflicts":
      await reportConflicts(github, snapshot, action);
      return withReports(snapshot, (reports) => [
        ...reports,
        { id: undefined, conflicts: action.conflicts },
      ]);
    case "retract-conflicts":
      await deleteReviewComment(github, ref, action.id);
      return withReports(snapshot, (reports) => reports.filter(({ id }) => id !== action.id));
    case "merge-rendering": {
      const { merge } = action;
      return withRendering(snapshot, merge, await mergeRendering(github, ref, merge));
    }
    case "refill-update":
      return refillUpdate(github, snapshot, action);
    case "react":
      await react(github, ref, action.comment, action.content);
      return withReaction(snapshot, action.comment, action.content);
    case "reply":
      await createComment(github, { ...ref, number: action.on }, action.body);
      return withReply(snapshot, action.comment);
    case "create-comment": {
      const id = await createComment(github, ref, action.body);
      return { ...snapshot, comments: [...snapshot.comments, { id, body: action.body }] };
    }
    case "update-comment": {
      const isThere = await updateComment(github, ref, action.id, action.body);
      const others = snapshot.comments.filter((comment) => comment.id !== action.id);
      const comments = isThere ? [{ id: action.id, body: action.body }, ...others] : others;
      return { ...snapshot, comments };
    }
    case "delete-comment":
      await deleteComment(github, ref, action.id);
      return {
        ...snapshot,
        comments: snapshot.comments.filter((comment) => comment.id !== action.id),
      };
    case "add-label":
      await addLabel(github, ref, action.label);
      return withLabelChange(snapshot, action);
    case "remove-label":
      await removeLabel(github, ref, action.name);
      return withLabelChange(snapshot, action);
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
async function reportConflicts(
  github: GitHubClient,
  { ref }: Snapshot,
  { number, commit, path, review }: Action & { readonly type: "report-conflicts" },
): Promise<void> {
  const pull = { ...ref, number };
  if (await commentOnLines(github, pull, { commit, ...review })) return;
  await commentOnFile(github, pull, { commit, path, body: review.whole });
}

/**
 * A review that GitHub does not let be asked for is reported, and the others are asked all the same.
 *
 * @returns whom GitHub refused
 */
async function requestReviews(
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

/** As {@link mergeRendering}, on the branch of the changes, which may have to be made. */
async function refillUpdate(
  github: GitHubClient,
  snapshot: Snapshot,
  { tip, merge }: Action & { readonly type: "refill-update" },
): Promise<Snapshot> {
  const head = { sha: tip, tree: await treeOf(github, snapshot.ref, tip) };
  const written = await mergeRendering(github, snapshot.ref, { ...merge, head });
  const { text } = merge.merged;
  const file = { path: merge.path, text, sha: blobSha(text), commit: written.head };
  const next = withPlanWritten(snapshot, merge.branch, file);
  if (next.phase !== "approved" || next.drift.kind !== "comparable") return next;
  const { drift } = next;
  const waiting = { ...written.rendering, text: merge.rendering.text, at: drift.last.at };
  return { ...next, drift: { ...drift, waiting } };
}

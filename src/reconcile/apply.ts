import type { Action, CheckAction } from "../features/actions.js";
import { NO_APPROVAL } from "../features/approval/facts.js";
import { carriedOutIn } from "../features/commands/rules.js";
import type { PlanFile } from "../features/plan-file/facts.js";
import type { ReportedConflicts } from "../features/refill/facts.js";
import type { Snapshot } from "../features/snapshot.js";
import {
  createComment,
  deleteComment,
  updateComment,
  react,
  type Reaction,
} from "../github/comments.js";
import {
  mergeWithFile,
  mergeRendering,
  startBranch,
  type RenderingMerge,
} from "../github/commits.js";
import { writeFile } from "../github/files.js";
import type { GitHubClient } from "../github/http/client.js";
import { hasStatus } from "../github/http/errors.js";
import { addLabel, removeLabel } from "../github/labels.js";
import {
  assignPull,
  closePull,
  labelPull,
  openPull,
  requestReview,
  describePull,
  retitlePull,
  type PlanPull,
} from "../github/pulls.js";
import { commentOnFile, commentOnLines, deleteReviewComment } from "../github/reviews.js";
import { commitTree, treeOf } from "../github/trees.js";
import { blobSha } from "../plan/identity.js";

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
      const there = await updateComment(github, ref, action.id, action.body);
      const others = snapshot.comments.filter((comment) => comment.id !== action.id);
      const comments = there ? [{ id: action.id, body: action.body }, ...others] : others;
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

/** A label that goes on the issue, or comes off it. */
export type LabelChange = Extract<Action, { readonly type: "add-label" | "remove-label" }>;

/** Whether an action changes a label of the issue, and nothing else. */
export function isLabelChange(action: Action | undefined): action is LabelChange {
  return action?.type === "add-label" || action?.type === "remove-label";
}

/** The snapshot with a label changed: no answer of GitHub's is needed to know it. */
export function withLabelChange(snapshot: Snapshot, action: LabelChange): Snapshot {
  const { labels } = snapshot.issue;
  return withLabels(
    snapshot,
    action.type === "add-label"
      ? [...labels, action.label.name]
      : labels.filter((label) => label !== action.name),
  );
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

function withRendering(
  snapshot: Snapshot,
  { rendering, merged, path, outsider }: RenderingMerge,
  written: Awaited<ReturnType<typeof mergeRendering>>,
): Snapshot {
  const { head } = written;
  const text = merged?.text ?? rendering.text;
  const file = { path, text, sha: blobSha(text) };
  const next = { ...withPull(snapshot, { headSha: head.sha }), ownCommit: head.sha };
  if (next.phase !== "proposed" || next.refill?.last === undefined) return next;
  const { refill } = next;
  return {
    ...next,
    mergedOutsider: outsider ?? next.mergedOutsider,
    plan: { ...file, commit: { sha: head.sha, htmlUrl: head.htmlUrl } },
    refill: {
      ...refill,
      head,
      file,
      last: { ...written.rendering, text: rendering.text, at: next.refill.last.at },
    },
  };
}

function withPull(snapshot: Snapshot, change: Partial<Snapshot["pulls"][number]>): Snapshot {
  const [pull, ...older] = snapshot.pulls;
  return pull === undefined ? snapshot : { ...snapshot, pulls: [{ ...pull, ...change }, ...older] };
}

/** The snapshot with the plan pull request closed: there is no plan any more. */
export function withPullClosed(snapshot: Snapshot): Snapshot {
  if (snapshot.phase !== "proposed") return snapshot;
  const [pull, ...older] = snapshot.pulls;
  return {
    ...snapshot,
    phase: "none",
    plan: undefined,
    pulls: pull === undefined ? older : [{ ...pull, state: "closed" }, ...older],
    refill: undefined,
    related: undefined,
    reportedConflicts: undefined,
    approval: undefined,
    rejectedReviewers: undefined,
    opened: undefined,
    mergedOutsider: undefined,
  };
}

function withReports(
  snapshot: Snapshot,
  change: (reports: readonly ReportedConflicts[]) => readonly ReportedConflicts[],
): Snapshot {
  if (snapshot.phase !== "proposed") return snapshot;
  return { ...snapshot, reportedConflicts: change(snapshot.reportedConflicts) };
}

function withLabels(snapshot: Snapshot, labels: readonly string[]): Snapshot {
  return { ...snapshot, issue: { ...snapshot.issue, labels } };
}

/** The snapshot with a reaction on a comment: eyes begin with it, any other ends it. */
export function withReaction(snapshot: Snapshot, comment: number, content: Reaction): Snapshot {
  return withComments(snapshot, (it) => {
    if (it.id !== comment) return [it];
    return content === "eyes" ? [{ ...it, taken: true }] : [];
  });
}

/** The snapshot with something said to a comment. */
export function withReply(snapshot: Snapshot, comment: number): Snapshot {
  return withComments(snapshot, (it) => [it.id === comment ? { ...it, replied: true } : it]);
}

/** The snapshot with a commit whose message may say that it carries out a command. */
export function withMessage(snapshot: Snapshot, message: string): Snapshot {
  const commandIds = carriedOutIn([message]);
  if (commandIds.length === 0) return snapshot;
  const { commands } = snapshot;
  const carriedOut = new Set([...commands.carriedOut, ...commandIds]);
  return { ...snapshot, commands: { ...commands, carriedOut } };
}

type Comments = Snapshot["commands"]["comments"];

function withComments(
  snapshot: Snapshot,
  change: (comment: Comments[number]) => Comments,
): Snapshot {
  const { commands } = snapshot;
  return { ...snapshot, commands: { ...commands, comments: commands.comments.flatMap(change) } };
}

/** The snapshot with the plan written on a branch: the plan's own, or the one of its changes. */
export function withPlanWritten(snapshot: Snapshot, branch: string, file: PlanFile): Snapshot {
  const tip = file.commit.sha;
  if (snapshot.phase === "approved" && snapshot.update?.branch === branch) {
    const { update } = snapshot;
    const isNew = update.tip === undefined;
    const changes = isNew ? 1 : update.changes + 1;
    const parted = isNew ? undefined : update.parted;
    return { ...snapshot, update: { ...update, tip, file, changes, parted } };
  }
  const [pull, ...older] = snapshot.pulls;
  if (snapshot.phase === "proposed" && pull?.branch === branch) {
    return { ...snapshot, plan: file, pulls: [{ ...pull, headSha: tip }, ...older] };
  }
  if (snapshot.phase !== "requested" || snapshot.proposal === undefined) return snapshot;
  const written = { branchTip: tip, branchFile: file, filled: true, refill: undefined };
  return { ...snapshot, proposal: { ...snapshot.proposal, ...written } };
}

/** The snapshot with the default branch merged into the one of the changes. */
export function withPlanMerged(snapshot: Snapshot, file: PlanFile): Snapshot {
  if (snapshot.phase !== "approved" || snapshot.update === undefined) return snapshot;
  const { update, plan } = snapshot;
  const changes = file.text === plan.text ? 0 : update.changes;
  return {
    ...snapshot,
    update: { ...update, tip: file.commit.sha, file, changes, parted: undefined },
  };
}

/**
 * The snapshot with a pull request opened: the one of the plan, which is proposed then, or the one of
 * its changes.
 */
export function withNewPull(snapshot: Snapshot, pull: PlanPull): Snapshot {
  if (snapshot.phase === "approved" && snapshot.update?.branch === pull.branch) {
    const { update } = snapshot;
    return { ...snapshot, update: { ...update, pulls: [pull, ...update.pulls] } };
  }
  if (snapshot.phase !== "requested") return snapshot;
  const { proposal, pulls, ...facts } = snapshot;
  return {
    ...facts,
    phase: "proposed",
    pulls: [pull, ...pulls],
    plan: proposal?.branchFile,
    refill: proposal?.refill,
    related: proposal?.related,
    reportedConflicts: [],
    approval: NO_APPROVAL,
    rejectedReviewers: [],
    opened: proposal && { choice: proposal.choice, filled: proposal.filled },
  };
}

import type { Action, Snapshot } from "../features/snapshot.js";
import { NO_APPROVAL } from "../features/approval/facts.js";
import { carriedOutIn } from "../features/commands/rules.js";
import type { PlanFile } from "../features/plan-file/progress.js";
import type { ReportedConflicts } from "../features/refill/facts.js";
import type { Reaction } from "../github/comments.js";
import type { RenderingMerge, mergeRendering } from "../github/commits.js";
import type { PlanPull } from "../github/pulls.js";
import { blobSha } from "../plan/identity.js";

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

/** The snapshot with an issue rendered again, and merged into the plan. */
export function withRendering(
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

/** The snapshot with something changed of the newest plan pull request. */
export function withPull(snapshot: Snapshot, change: Partial<Snapshot["pulls"][number]>): Snapshot {
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

/** The snapshot with other reports of conflicts. */
export function withReports(
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
  return withComments(snapshot, (read) => {
    if (read.id !== comment) return [read];
    return content === "eyes" ? [{ ...read, taken: true }] : [];
  });
}

/** The snapshot with something said to a comment. */
export function withReply(snapshot: Snapshot, comment: number): Snapshot {
  return withComments(snapshot, (read) => [
    read.id === comment ? { ...read, replied: true } : read,
  ]);
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

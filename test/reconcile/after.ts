import { createHash } from "node:crypto";
import type { Action, Snapshot } from "../../src/features/snapshot.js";
import type { PlanFile } from "../../src/features/plan-file/progress.js";
import { blobSha } from "../../src/plan/identity.js";
import {
  withNewPull,
  withPlanMerged,
  withPlanWritten,
  withPullClosed,
  withMessage,
  withReaction,
  withReply,
} from "../../src/reconcile/next-snapshot.js";
import { afterRefill, pull } from "./snapshots.js";

/** The world with an action done, as GitHub would show it. */
export function after(before: Snapshot, action: Action): Snapshot {
  const { comments, issue: it } = before;
  switch (action.type) {
    case "create-branch":
      return withMessage(
        withPlanWritten(before, action.start.branch, written(action.start)),
        action.start.message,
      );
    case "write-plan":
      return withMessage(
        withPlanWritten(before, action.change.branch, written(action.change)),
        action.change.message,
      );
    case "merge-plan":
      return withPlanMerged(before, written(action.merge));
    case "ask-for-dashboard":
      return { ...before, dashboardAsked: true };
    case "check-plan":
      return { ...before, checked: action.key };
    case "look-at-pulls":
      return { ...before, gated: action.key };
    case "open-pull": {
      const { head: branch } = action.pull;
      return withNewPull(before, pull({ number: 9, branch }));
    }
    case "assign-pull": {
      const [first, ...older] = before.pulls;
      return { ...before, pulls: [pull({ ...first, assignees: action.assignees }), ...older] };
    }
    case "request-review": {
      const [first, ...older] = before.pulls;
      return { ...before, pulls: [pull({ ...first, reviewers: action.names }), ...older] };
    }
    case "label-pull": {
      const [first, ...older] = before.pulls;
      return { ...before, pulls: [pull({ ...first, labels: action.labels }), ...older] };
    }
    case "refill-update": {
      const { branch, path, merged, rendering } = action.merge;
      const commit = { sha: "9".repeat(40), htmlUrl: "https://github.com/octo/api" };
      const file = { path, text: merged.text, sha: blobSha(merged.text), commit };
      const next = withPlanWritten(before, branch, file);
      if (next.phase !== "approved" || next.drift.kind !== "comparable") return next;
      const { at } = next.drift.last;
      const waiting = { sha: "7", tree: "8", text: rendering.text, at };
      return { ...next, drift: { ...next.drift, waiting } };
    }
    case "commit-archive":
    case "open-archive":
      return before;
    case "close-pull":
      return withPullClosed(before);
    case "retitle-pull":
    case "describe-pull":
    case "report-conflicts":
    case "retract-conflicts":
    case "merge-rendering":
      return afterRefill(before, action);
    case "react":
      return withReaction(before, action.comment, action.content);
    case "reply":
      return withReply(before, action.comment);
    case "create-comment":
      return {
        ...before,
        comments: [...comments, { id: 99 + comments.length, body: action.body }],
      };
    case "update-comment":
      return {
        ...before,
        comments: comments.map(({ id, body }) => ({
          id,
          body: id === action.id ? action.body : body,
        })),
      };
    case "delete-comment":
      return { ...before, comments: comments.filter(({ id }) => id !== action.id) };
    case "add-label":
      return { ...before, issue: { ...it, labels: [...it.labels, action.label.name] } };
    case "remove-label":
      return {
        ...before,
        issue: { ...it, labels: it.labels.filter((label) => label !== action.name) },
      };
  }
}

function written({ path, text }: { readonly path: string; readonly text: string }): PlanFile {
  const sha = createHash("sha1").update(text).digest("hex");
  const commit = { sha: "3".repeat(40), htmlUrl: "https://github.com/octo/api/commit/3" };
  return { path, text, sha, commit };
}

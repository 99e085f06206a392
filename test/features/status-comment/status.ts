import { COMMENT_PARTS } from "../../../src/config/schema.js";
import type { Status } from "../../../src/features/status-comment/text.js";
import { readProgress } from "../../../src/plan/parse/progress.js";
import { issue, plan, pull } from "../../reconcile/snapshots.js";

/** The status of a plan that is in progress: one of five items is done. */
export function status(fields: Partial<Status> = {}): Status {
  const file = plan("x", " ", " ", " ", " ");
  return {
    issue: issue(),
    state: "in progress",
    pull: pull({ state: "merged" }),
    approved: true,
    plan: { path: file.path, commit: file.commit, progress: readProgress(file.text) },
    linked: [],
    problem: undefined,
    archive: undefined,
    refused: [],
    waiting: undefined,
    request: "needs-plan",
    notices: [],
    pace: undefined,
    evidence: undefined,
    show: COMMENT_PARTS,
    folded: [],
    ...fields,
  };
}

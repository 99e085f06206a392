import type { Action, Snapshot, StatusComment } from "../features/snapshot.js";
import { decideApproval } from "../features/approval/rules.js";
import { decideArchive } from "../features/archive/rules.js";
import { unlessBraked } from "../features/brakes/rules.js";
import { requestedBy } from "../features/checkboxes/rules.js";
import { decideCheck } from "../features/checks/rules.js";
import {
  decideAnswers,
  decideAcknowledge,
  decideDashboard,
  decideTemplate,
} from "../features/commands/answers.js";
import { requestedInComment } from "../features/commands/rules.js";
import { configurationProblem } from "../features/configuration/text.js";
import { reflectedBy, type Reflected } from "../features/drift/cache.js";
import { decideDriftRefill } from "../features/drift/rules.js";
import { decideClosing, decideOpening, decidePullDefaults } from "../features/proposal/rules.js";
import {
  decideRefill,
  decideDescription,
  decideTitle,
  decideConflictReports,
} from "../features/refill/rules.js";
import {
  hasLabel,
  labelNames,
  metadataOf,
  isLabelled,
  labelOf,
  planState,
} from "../features/state.js";
import { decideComment } from "../features/status-comment/rules.js";
import { decideUpdate, decideEdits } from "../features/updates/rules.js";
import { defineTask } from "../model/compute.js";
import type { PlanState } from "../model/refs.js";

/**
 * The next write that brings GitHub closer to what it should be; `undefined` where it is so already.
 *
 * One at a time: after each write the snapshot is what it was plus that write, and the question is asked
 * again. So every interrupted run is the beginning of a whole one, and the next run goes on from there.
 *
 * @param now the time of the run
 */
export function decide(snapshot: Snapshot, now: Date): Action | undefined {
  const acknowledgement = decideAcknowledge(snapshot);
  if (acknowledgement !== undefined) return acknowledgement;
  const dashboard = decideDashboard(snapshot);
  if (dashboard !== undefined) return dashboard;
  const state = planState(snapshot);
  const extra = extraComment(snapshot, state);
  const free = (action: Action | undefined) => unlessBraked(snapshot, action);
  const onlyOne = extra && free({ type: "delete-comment", id: extra.id });
  if (onlyOne !== undefined) return onlyOne;
  if (state === undefined) return decideAnswers(snapshot);
  if (snapshot.phase === "requested" && state === "requested") {
    const opening = decideOpening(snapshot, now);
    const next =
      decideTemplate(snapshot) ?? opening.action ?? decideAnswers(snapshot, opening.problem);
    if (next !== undefined || !isLabelled(snapshot)) return next;
    return (
      free(decideComment(snapshot, state, opening, now)) ?? free(decideLabels(snapshot, state))
    );
  }
  if (state === "requested") {
    // The issue is closed.
    return (
      decideAnswers(snapshot) ??
      free(decideComment(snapshot, state, {}, now)) ??
      free(decideLabels(snapshot, state))
    );
  }
  if (snapshot.problems.length > 0) {
    const problem = configurationProblem(snapshot.issue, snapshot.problems);
    return decideAnswers(snapshot) ?? free(decideComment(snapshot, state, { problem }, now));
  }
  const proposed = snapshot.phase === "proposed" ? snapshot : undefined;
  const approved = snapshot.phase === "approved" ? snapshot : undefined;
  const refilling = proposed ? decideRefill(proposed, now) : {};
  return (
    decideTemplate(snapshot) ??
    (proposed && decideClosing(proposed)) ??
    (proposed && decidePullDefaults(proposed)) ??
    decideArchive(snapshot, now) ??
    free(decideOldLabel(snapshot)) ??
    // Before anything else changes the text that people have approved. A refill that is asked for at
    // the same time finds that the branch has moved, and follows in the next run.
    (proposed && decideApproval(proposed, now)) ??
    refilling.action ??
    (proposed &&
      (decideConflictReports(proposed) ??
        free(decideTitle(proposed)) ??
        free(decideDescription(proposed)))) ??
    decideEdits(snapshot) ??
    (approved &&
      (decideDriftRefill(approved, now, refillRequester(approved)) ?? decideUpdate(approved))) ??
    free(decideCheck(snapshot)) ??
    decideAnswers(snapshot) ??
    free(decideComment(snapshot, state, refilling, now)) ??
    free(decideLabels(snapshot, state))
  );
}

/** The next write, or what is found of an issue that needs none. */
export interface Decision {
  readonly action: Action | undefined;
  readonly reflected: Reflected | undefined;
}

/** {@link decide}. */
export const DECIDE = defineTask("what to do next", (snapshot: Snapshot, now: Date): Decision => {
  const action = decide(snapshot, now);
  return { action, reflected: action === undefined ? reflectedBy(snapshot) : undefined };
});

/** {@link planState}. */
export const PLAN_STATE = defineTask("the state of a plan", planState);

/** Answers somebody who asked for something with why it is not done: `decideAnswers`. */
export const DECIDE_ANSWER = defineTask("an answer", (snapshot: Snapshot, problem: string) =>
  decideAnswers(snapshot, problem),
);

/** The status comment that reports a problem: `decideComment`. */
export const DECIDE_REPORT = defineTask(
  "the status comment",
  (snapshot: Snapshot, state: PlanState, problem: string, now: Date) =>
    decideComment(snapshot, state, { problem }, now),
);

/** Who asks for a refill and may: a login. */
function refillRequester(snapshot: Snapshot): string | undefined {
  return requestedInComment(snapshot, "refill") ?? requestedBy(snapshot, "refill");
}

/**
 * Where there is no plan, no status comment stays. Of two, the older one does; where each change is
 * a new comment, the newer one, which says what is true now.
 */
function extraComment(
  { comments, config }: Snapshot,
  state: PlanState | undefined,
): StatusComment | undefined {
  if (state === undefined) return comments[0];
  if (comments.length < 2) return undefined;
  return config.comment.mode === "repost" ? comments[0] : comments[1];
}

/** A label that the bot put on and the configuration has another name for now, or none. */
function decideOldLabel(snapshot: Snapshot): Action | undefined {
  const { issue, config } = snapshot;
  const name = metadataOf(snapshot)?.label;
  if (name === undefined || !hasLabel(issue.labels, name)) return undefined;
  return hasLabel(labelNames(config), name) ? undefined : { type: "remove-label", name };
}

/** The state's label is on the issue, and none that shows otherwise. */
function decideLabels(snapshot: Snapshot, state: PlanState): Action | undefined {
  const { config, issue, problems } = snapshot;
  if (problems.length > 0) return undefined;
  const wanted = labelOf(snapshot, state);
  if (wanted !== undefined && !hasLabel(issue.labels, wanted.name)) {
    return { type: "add-label", label: wanted };
  }
  const right = state === "requested" ? config.labels.request : (wanted?.name ?? false);
  const wrong = issue.labels.find(
    (label) => hasLabel(labelNames(config), label) && !hasLabel([label], right),
  );
  return wrong === undefined ? undefined : { type: "remove-label", name: wrong };
}

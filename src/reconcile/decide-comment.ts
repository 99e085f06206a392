import { readNotices, type Notice } from "../plan/attention.js";
import type { Plan } from "../plan/parse.js";
import type { Progress } from "../plan/plan.js";
import type { PlanState } from "../plan/state.js";
import { driftNote } from "../view/drift-note.js";
import { statusComment, statusDigest, type Status } from "../view/status-comment.js";
import { hostOf } from "../view/links.js";
import type { Stamp } from "../view/status-marker.js";
import type { Action } from "./actions.js";
import { approvalMemory, approvalNotes } from "./approval.js";
import { closeOutStatus } from "./close-out.js";
import { checkStamp } from "./decide-check.js";
import { countedProgress } from "./counted.js";
import { evidenceStatus, keptEvidence } from "./decide-evidence.js";
import { driftIn, driftMemory } from "./decide-drift.js";
import { panelStamp, panelStatus } from "./panel.js";
import { paceOf, pointsOf } from "./decide-pace.js";
import { planIn } from "./plan-in.js";
import { refillMemory, type Refilling } from "./decide-refill.js";
import { stampOf } from "./stamp.js";
import { isApproved, labelOf } from "./state.js";
import type { World } from "./world.js";

const LOST =
  "What the issue says does not get into the plan any more: the plan's branch does not hold what " +
  "the plan was filled with. Bring the plan up to date by hand.";

/** The status comment is there and says what is true. A text that says so already is left alone. */
export function decideComment(
  world: World,
  state: PlanState,
  { problem, ...refilling }: Refilling,
  now: Date,
): Action | undefined {
  const comment = world.comments[0];
  const before = stampOf(world);
  const memory = refillMemory(world, before, refilling);
  const drifted = driftIn(world);
  const read = world.plan && readPlanFile(world.plan.text, world);
  const points = pointsOf(world, state, before?.points ?? [], { progress: read?.progress, now });
  const status: Status = {
    ...statusOf(world, state, problem, before),
    plan: read && world.plan && { ...world.plan, progress: read.progress },
    notes: [
      ...approvalNotes(world),
      ...(memory.lost === true ? [LOST] : []),
      ...[driftNote(refilling.drift ?? drifted.sections, state)].filter(
        (note) => note !== undefined,
      ),
    ],
    panel: panelStatus(world, before, drifted),
    notices: read === undefined ? [] : noticesOf(world, state, read.plan, now),
    pace: read && paceOf(world, points, read),
    evidence: read && evidenceStatus(world, read),
  };
  const repost = world.config.comment.mode === "repost";
  const kept = {
    label: world.problems.length > 0 ? before?.label : labelOf(world, state)?.name,
    refused: status.refused,
    points,
    evidence: keptEvidence(world, state, before?.evidence),
    update: status.waiting?.number,
    ...checkStamp(world, before),
    ...memory,
    ...driftMemory(world, before, drifted),
    ...approvalMemory(world),
    ...panelStamp(world, before),
    ...(repost && { seen: statusDigest(status) }),
  };
  const fresh = statusComment(status, { at: now.toISOString(), ...kept });
  if (comment === undefined) return { type: "create-comment", body: fresh };
  if (before !== undefined) {
    const unchanged = { at: before.at, ...kept, ...unwritten(before, kept) };
    if (sameText(statusComment(status, unchanged), comment.body)) return undefined;
  }
  // Something else is said: the new comment comes first, the old one goes in the next step.
  const news = repost && before?.seen !== undefined && before.seen !== kept.seen;
  return news
    ? { type: "create-comment", body: fresh }
    : { type: "update-comment", id: comment.id, body: fresh };
}

/**
 * Digests that only spare reads: another one is no reason to write. It is found to say nothing new
 * again, until there is something else to tell.
 */
function unwritten(before: Stamp, kept: Partial<Stamp>): Partial<Stamp> {
  const { filled = kept.filled, settled = kept.settled } = before;
  return { filled, settled };
}

/** The plan as it says, and the progress of what counts of it. */
function readPlanFile(
  text: string,
  { issue, config }: World,
): { readonly plan: Plan; readonly progress: Progress } {
  const plan = planIn(text, hostOf(issue));
  return { plan, progress: countedProgress(plan, config.progress) };
}

function statusOf(
  world: World,
  state: PlanState,
  problem: string | undefined,
  before: Stamp | undefined,
): Omit<Status, "plan" | "notices" | "pace" | "evidence"> {
  const { pulls, issue, linked, config } = world;
  const pull = pulls[0];
  const told = before?.pull === pull?.number ? (before?.refused ?? []) : [];
  return {
    issue,
    state,
    pull,
    approved: isApproved(world),
    linked,
    problem,
    closeOut: closeOutStatus(world),
    refused: world.refused.length > 0 ? world.refused : told,
    waiting: waitingOf(world),
    request: config.labels.request,
    show: config.comment.show,
    folded: config.comment.folded,
  };
}

/** What wants attention, while there is somebody to pay it. */
function noticesOf({ issue }: World, state: PlanState, plan: Plan, now: Date): readonly Notice[] {
  if (issue.state === "closed" || state === "rejected" || state === "requested") return [];
  return readNotices(plan, issue.milestone, now);
}

/** The open pull request that changes of the approved plan wait in. */
function waitingOf({ update }: World): Status["waiting"] {
  const pull = update?.pulls[0];
  if (update === undefined || pull?.state !== "open") return undefined;
  return { changes: update.changes, number: pull.number, htmlUrl: pull.htmlUrl };
}

/** GitHub may change line ends and drop white space at the end. */
function sameText(one: string, other: string): boolean {
  return normalise(one) === normalise(other);
}

function normalise(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}

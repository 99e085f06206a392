import { startText } from "../../markdown/escape.js";
import type { CommentMetadata, PlanSummary } from "../../model/metadata.js";
import { homeKey } from "../../model/refs.js";
import { type PlanState } from "../../model/states.js";
import type { Plan } from "../../plan/parse/parse.js";
import { numbersToKeep } from "../../plan/parse/items.js";
import type { Progress } from "../../plan/parse/progress.js";
import type { Action, Snapshot } from "../snapshot.js";
import { approvalMemory, approvalNotes } from "../approval/rules.js";
import { archiveStatus } from "../archive/rules.js";
import { contestedLabels } from "../brakes/rules.js";
import { brakeNote } from "../brakes/text.js";
import { checkboxMetadata, checkboxStatus } from "../checkboxes/rules.js";
import { checkMetadata } from "../checks/rules.js";
import { adoptedPath } from "../commands/rules.js";
import { driftIn, driftMemory } from "../drift/rules.js";
import { driftNote } from "../drift/text.js";
import { evidenceStatus, keptEvidence } from "../evidence/rules.js";
import { paceOf, pointsOf } from "../pace/rules.js";
import { countedProgress } from "../plan-file/progress.js";
import { refillMemory, type RefillDecision } from "../refill/rules.js";
import { metadataOf, isApproved, labelOf, planOf, waitingLabels } from "../state.js";
import { firstDueDay, readNotices, type Notice } from "./headline.js";
import { statusComment, statusDigest, type Status } from "./text.js";

const LOST =
  "The plan no longer follows the issue, because the plan's branch does not contain the commit that " +
  "filled the plan last. Please update the plan by hand.";

/** Creates or updates the status comment. One that is up to date is not written again. */
export function decideComment(
  snapshot: Snapshot,
  state: PlanState,
  { problem, ...refilling }: RefillDecision,
  now: Date,
): Action | undefined {
  const comment = snapshot.comments[0];
  const before = metadataOf(snapshot);
  const memory = refillMemory(snapshot, before, refilling);
  const drifted = driftIn(snapshot);
  const read = snapshot.plan && readPlanFile(snapshot.plan.text, snapshot);
  const points = pointsOf(snapshot, state, before?.points ?? [], { progress: read?.progress, now });
  const status: Status = {
    ...statusOf(snapshot, state, problem, before),
    plan: read && snapshot.plan && { ...snapshot.plan, ...read },
    notes: [
      ...approvalNotes(snapshot),
      ...(memory.lost === true ? [LOST] : []),
      ...(memory.notice === undefined ? [] : [startText(memory.notice, 600)]),
      ...[
        driftNote(refilling.drift ?? drifted.sections, state),
        brakeNote(contestedLabels(snapshot)),
      ].filter((note) => note !== undefined),
    ],
    checkboxes: checkboxStatus(snapshot, before, drifted),
    notices: read === undefined ? [] : noticesOf(snapshot, state, read.plan, now),
    pace: read && paceOf(snapshot, points, read),
    evidence: read && evidenceStatus(snapshot, read),
  };
  const repost = snapshot.config.comment.mode === "repost";
  const kept = {
    label: snapshot.problems.length > 0 ? before?.label : labelOf(snapshot, state)?.name,
    refused: status.refused,
    points,
    numbers: read?.plan.hasKinds
      ? numbersToKeep(read.plan.items, before?.numbers)
      : before?.numbers,
    evidence: keptEvidence(snapshot, state, before?.evidence),
    home: homeKey(snapshot.ref),
    formerly: snapshot.formerNames?.length ? snapshot.formerNames : undefined,
    adopted: adoptedNow(snapshot, before),
    landings: snapshot.landings,
    path: snapshot.absence?.path,
    summary: summaryOf(snapshot, state, read?.plan),
    update: status.waiting?.number,
    ...checkMetadata(snapshot, before),
    ...memory,
    ...driftMemory(snapshot, before, drifted),
    ...approvalMemory(snapshot),
    ...checkboxMetadata(snapshot, before),
    ...(repost && { seen: statusDigest(status) }),
  };
  const fresh = statusComment(status, { at: now.toISOString(), ...kept });
  if (comment === undefined) return { type: "create-comment", body: fresh };
  if (before !== undefined) {
    const unchanged = { at: before.at, ...kept, ...unwritten(before, kept) };
    if (sameText(statusComment(status, unchanged), comment.body)) return undefined;
  }
  // Where the content changed, the new comment is posted first, and the old one deleted in the next step.
  const news = repost && before?.seen !== undefined && before.seen !== kept.seen;
  return news
    ? { type: "create-comment", body: fresh }
    : { type: "update-comment", id: comment.id, body: fresh };
}

/**
 * Digests that only spare reads: another one is no reason to write. It is found to say nothing new
 * again, until there is something else to report.
 */
function unwritten(
  before: CommentMetadata,
  kept: Partial<CommentMetadata>,
): Partial<CommentMetadata> {
  const { filled = kept.filled, settled = kept.settled, summary } = before;
  // What an earlier version did not write comes with the next change.
  return { filled, settled, ...(summary === undefined && { summary }) };
}

/** The path of the plan where somebody adopted it, as long as it is the plan. */
function adoptedNow(
  snapshot: Snapshot,
  before: CommentMetadata | undefined,
): CommentMetadata["adopted"] {
  const path = (snapshot.absence ?? snapshot.plan)?.path;
  return [adoptedPath(snapshot), before?.adopted].find(
    (adopted) => adopted !== undefined && adopted === path,
  );
}

/** Longest reason that the dashboard shows, in characters. */
const MAX_REASON = 200;

/** The plan in short, for the dashboard. */
function summaryOf(snapshot: Snapshot, state: PlanState, plan: Plan | undefined): PlanSummary {
  const pull = snapshot.pulls[0];
  const waits = pull?.state === "open" ? pull.reviewers.slice(0, MAX_WAITS) : [];
  const reason = state === "blocked" ? reasonIn(plan?.status?.text ?? "") : undefined;
  const due = plan && firstDueDay(plan);
  return {
    state,
    ...(waits.length > 0 && { waits }),
    ...(reason !== undefined && { reason }),
    ...(due !== undefined && { due }),
  };
}

/** People who are named that a plan waits for. */
const MAX_WAITS = 5;

/** What a status line says behind its first word: `Blocked: wait for the vendor`. */
function reasonIn(status: string): string | undefined {
  const [, reason = ""] = /[:–—(]\s*(.*?)\)?$/su.exec(status) ?? [];
  return reason === "" ? undefined : Array.from(reason).slice(0, MAX_REASON).join("");
}

/** The plan as it says, and the progress of what counts of it. */
function readPlanFile(
  text: string,
  snapshot: Snapshot,
): { readonly plan: Plan; readonly progress: Progress } {
  const plan = planOf(snapshot, text);
  return { plan, progress: countedProgress(plan, snapshot.config.progress) };
}

function statusOf(
  snapshot: Snapshot,
  state: PlanState,
  problem: string | undefined,
  before: CommentMetadata | undefined,
): Omit<Status, "plan" | "notices" | "pace" | "evidence"> {
  const { pulls, issue, linked, config } = snapshot;
  const pull = pulls[0];
  const rejected = snapshot.rejectedReviewers ?? [];
  const earlier = before?.pull === pull?.number ? (before?.refused ?? []) : [];
  return {
    issue,
    state,
    pull,
    approved: isApproved(snapshot),
    absence: snapshot.absence,
    linked,
    problem,
    archive: archiveStatus(snapshot),
    refused: rejected.length > 0 ? rejected : earlier,
    waiting: waitingOf(snapshot),
    waitingItems: waitingLabels(snapshot),
    request: config.labels.request,
    show: config.comment.show,
    folded: config.comment.folded,
  };
}

/** Notices, unless the issue is closed or has no plan. */
function noticesOf(
  { issue }: Snapshot,
  state: PlanState,
  plan: Plan,
  now: Date,
): readonly Notice[] {
  if (issue.state === "closed" || state === "rejected" || state === "requested") return [];
  return readNotices(plan, issue.milestone, now);
}

/** The open pull request that changes of the approved plan wait in. */
function waitingOf({ update }: Snapshot): Status["waiting"] {
  const pull = update?.pulls[0];
  if (update === undefined || pull?.state !== "open") return undefined;
  return { changes: update.changes, number: pull.number, htmlUrl: pull.htmlUrl };
}

/** GitHub may change line ends and drop white space at the end. */
function sameText(a: string, b: string): boolean {
  return normalise(a) === normalise(b);
}

function normalise(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}

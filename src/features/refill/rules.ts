import { startText } from "../../markdown/escape.js";
import { digestOf } from "../../model/digest.js";
import type { CommentMetadata } from "../../model/metadata.js";
import { setLastUpdated } from "../../plan/edit/edit.js";
import { blobSha } from "../../plan/identity.js";
import { conflictKey, hasLines, isSameConflict, isStanding } from "../../plan/merge/conflicts.js";
import { driftOf, type Drift } from "../../plan/merge/drift.js";
import { mergePlan, type MergeConflict } from "../../plan/merge/merge.js";
import type { Choice } from "../../plan/template/choose.js";
import type { Action } from "../actions.js";
import { isTicked } from "../checkboxes/ticks.js";
import { isRefillAskedByWriter } from "../commands/rules.js";
import { renderPlan, tellingLabels, isTooBig, TOO_BIG } from "../plan-file/filled.js";
import { mergeMessage, pullTitle, renderingMessage } from "../proposal/text.js";
import type { ProposedSnapshot, Snapshot } from "../snapshot.js";
import { metadataOf } from "../state.js";
import type { Refill } from "./facts.js";
import { conflictReview } from "./text.js";

/** Places that are told with a suggestion each; of more, their number is told. */
const MAX_TOLD = 20;

/** Where filling an open plan anew has come to. */
export interface RefillDecision {
  readonly action?: Action;
  /** Markdown for the people on the issue. */
  readonly problem?: string;
  /** The plan is what it would be filled with now, and what people made of that. */
  readonly done?: true;
  /** What the plan was filled with cannot be found, so that nothing can be merged. */
  readonly lost?: true;
  /** What the approved plan does not reflect of its issue. */
  readonly drift?: readonly Drift[];
}

/**
 * Brings what the plan would be filled with now into what people have made of it. First people are
 * told where their text stays and the plan would say something else; then the rendering is merged,
 * and is what the next one is compared with. What was told and left is not told again.
 *
 * A plan that somebody has approved is not changed by what its issue's author writes: the difference
 * is reported, until somebody who may write to the repository asks for it.
 */
export function decideRefill(snapshot: ProposedSnapshot, now: Date): RefillDecision {
  const { refill } = snapshot;
  const pull = snapshot.pulls[0];
  if (refill === undefined || pull === undefined) return {};
  if ("problem" in refill.choice) return { problem: startText(refill.choice.problem, 600) };
  const { file, last, head } = refill;
  // A text that is not UTF-8 would not come back as it was.
  if (last === undefined || blobSha(file.text) !== file.sha) return { lost: true };
  const isHeld = isHeldBack(snapshot);
  const source = isHeld ? withTellingLabels(snapshot, last.text) : snapshot;
  const rendered = renderPlan(source, refill, {
    branch: pull.branch,
    base: pull.base,
    at: last.at,
  });
  if (rendered === last.text) return { done: true };
  if (rendered === undefined || isTooBig(rendered)) return { problem: TOO_BIG };
  const dated = (text: string): string => setLastUpdated(text, now.toISOString()) ?? text;
  const theirs = dated(rendered);
  // The rendering's own date alone is no change.
  const base = dated(last.text);
  if (theirs === base) return { done: true };
  const ours = dated(file.text);
  if (isHeld) {
    const drift = driftOf({ base, ours, theirs });
    return drift.length === 0 ? { done: true } : { drift };
  }
  const merge = mergePlan({ base, ours, theirs });
  const text = merge.text === ours ? file.text : merge.text;
  const report = reportConflicts(snapshot, refill, merge.conflicts);
  if (report !== undefined) return { action: report };
  const { issue } = snapshot;
  const isTip = head.sha === last.sha && text === theirs;
  return {
    action: {
      type: "merge-rendering",
      merge: {
        branch: pull.branch,
        path: file.path,
        head,
        rendering: {
          parent: last,
          text: theirs,
          message: renderingMessage(issue, theirs, last.at),
        },
        ...(!isTip && { merged: { text, message: mergeMessage(issue) } }),
      },
    },
  };
}

/** Whether changes of the issue stay out of the open plan: it is approved, and nobody asks for them. */
function isHeldBack(snapshot: ProposedSnapshot): boolean {
  const isAsked = isTicked(snapshot, "refill") || isRefillAskedByWriter(snapshot);
  return snapshot.approval.isGiven && !isAsked;
}

function withTellingLabels(snapshot: ProposedSnapshot, text: string): ProposedSnapshot {
  const labels = tellingLabels(snapshot.issue.labels, text);
  return { ...snapshot, issue: { ...snapshot.issue, labels } };
}

function reportConflicts(
  { pulls, reportedConflicts }: ProposedSnapshot,
  { file, head }: Refill,
  conflicts: readonly MergeConflict[],
): Action | undefined {
  const known = reportedConflicts.flatMap((comment) => comment.conflicts);
  const worth = conflicts.filter(({ ours, theirs }) => ours.trim() !== theirs.trim());
  const first = worth.slice(0, MAX_TOLD);
  const isKnown = (conflict: MergeConflict): boolean =>
    known.some((key) => isSameConflict(key, conflictKey(conflict)));
  const unreported = first.filter((conflict) => !isKnown(conflict));
  const number = pulls[0]?.number;
  if (unreported.length === 0 || number === undefined) return undefined;
  const more = worth.length - first.length;
  return {
    type: "report-conflicts",
    number,
    commit: head.sha,
    path: file.path,
    review: conflictReview(unreported, { path: file.path, text: file.text, more }),
    conflicts: unreported.map((conflict) => conflictKey(conflict)),
  };
}

/**
 * Takes back what was told of conflicts that are none any more: people have changed their lines or
 * taken the new text, or the plan would say something else again by now.
 */
export function decideConflictReports({
  reportedConflicts,
  plan,
  refill,
}: ProposedSnapshot): Action | undefined {
  if (plan === undefined) return undefined;
  const settled = reportedConflicts.find(({ id, conflicts }, index) => {
    if (id === undefined) return false;
    const later = reportedConflicts.slice(index + 1).flatMap((comment) => comment.conflicts);
    return conflicts.every(
      (key) =>
        !isStanding(key, plan.text) ||
        (refill?.last !== undefined && !hasLines(refill.last.text, key.theirs)) ||
        later.some(({ ours }) => ours.count > 0 && ours.digest === key.ours.digest),
    );
  });
  return settled?.id === undefined ? undefined : { type: "retract-conflicts", id: settled.id };
}

/** The pull request's title follows the issue's as long as it is the one that the bot gave it. */
export function decideTitle(snapshot: ProposedSnapshot): Action | undefined {
  const { issue } = snapshot;
  const pull = snapshot.pulls[0];
  const before = metadataOf(snapshot);
  if (pull === undefined || before?.pull !== pull.number) return undefined;
  const title = pullTitle(issue);
  const isOwn = before.title === titleDigest(pull.title);
  if (!isOwn || pull.title === title) return undefined;
  return { type: "retitle-pull", number: pull.number, title };
}

/** What the hidden block remembers of an open pull request's plan. */
export function refillMemory(
  snapshot: Snapshot,
  before: CommentMetadata | undefined,
  { done, lost }: RefillDecision,
): Pick<CommentMetadata, "filled" | "lost" | "notice" | "title" | "told"> {
  const pull = snapshot.pulls[0];
  if (snapshot.phase !== "proposed" || pull === undefined) return {};
  const known = before?.pull === pull.number ? before : undefined;
  const isNew = done ?? lost ?? snapshot.opened?.filled;
  const choice = snapshot.refill?.choice ?? snapshot.opened?.choice;
  const isOwnTitle = pull.title === pullTitle(snapshot.issue);
  return {
    filled: isNew === true ? snapshot.source : known?.filled,
    lost: lost ?? (done === undefined ? known?.lost : undefined),
    notice: choice === undefined ? known?.notice : noticeOf(choice),
    title: isOwnTitle ? titleDigest(pull.title) : known?.title,
    told: snapshot.reportedConflicts.length > 0 || undefined,
  };
}

function noticeOf(choice: Choice): string | undefined {
  return "template" in choice ? choice.notice?.slice(0, 600) : undefined;
}

function titleDigest(title: string): string {
  return digestOf(title, 16);
}

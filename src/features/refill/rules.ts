import type { Issue } from "../../issue/issue.js";
import { startText } from "../../markdown/escape.js";
import { digestOf } from "../../model/text.js";
import type { CommentMetadata } from "../../model/metadata.js";
import { setLastUpdated } from "../../plan/edit/fields.js";
import { blobSha } from "../../plan/identity.js";
import {
  conflictKey,
  hasLines,
  isSameConflict,
  isStanding,
  mergePlan,
  type MergeConflict,
  driftOf,
  type Drift,
} from "../../plan/merge/merge.js";
import type { Choice } from "../../plan/template/choose.js";
import type { Action, ProposedSnapshot, Snapshot } from "../snapshot.js";
import { isTicked } from "../checkboxes/rules.js";
import { isRefillAskedByWriter } from "../commands/rules.js";
import { withShownMetadata, detailOf, renderPlan, isTooBig, TOO_BIG } from "../plan-file/filled.js";
import { mergeMessage, pullBody, pullTitle, renderingMessage } from "../proposal/text.js";
import { metadataOf } from "../state.js";
import type { Refill } from "./facts.js";
import { conflictReview } from "./text.js";

/** Places that get a suggestion each. Of further ones, only the number is shown. */
const MAX_TOLD = 20;

/** What to do about an open plan whose issue has changed. */
export interface RefillDecision {
  readonly action?: Action;
  /** Markdown for the people on the issue. */
  readonly problem?: string;
  /** The plan reflects its issue already, apart from what people edited. */
  readonly done?: true;
  /** The last rendering cannot be found, so nothing can be merged. */
  readonly lost?: true;
  /** Changes of the issue that the approved plan does not reflect. */
  readonly drift?: readonly Drift[];
}

/**
 * Merges a new rendering into the plan as people have edited it. First the conflicts are reported,
 * where people's text stays; then the rendering is merged, and is what the next one is compared
 * with. A conflict is reported once.
 *
 * A plan that somebody has approved is not changed when its issue changes: the difference is
 * reported, until somebody with write permission asks for the change.
 */
export function decideRefill(snapshot: ProposedSnapshot, now: Date): RefillDecision {
  const { refill } = snapshot;
  const pull = snapshot.pulls[0];
  if (refill === undefined || pull === undefined) return {};
  if ("problem" in refill.choice) return { problem: startText(refill.choice.problem, 600) };
  const { file, last, head, outsider } = refill;
  // A text that is not valid UTF-8 would not be written back unchanged.
  if (last === undefined || blobSha(file.text) !== file.sha) return { lost: true };
  const isHeld = isHeldBack(snapshot);
  const fill = (issue: Issue): string | undefined =>
    renderPlan({ ...snapshot, issue }, refill, {
      branch: pull.branch,
      base: pull.base,
      at: last.at,
      ...(isHeld && { detail: detailOf(last.text) }),
    });
  const rendered = fill(
    isHeld ? withShownMetadata(snapshot.issue, last.text, fill) : snapshot.issue,
  );
  if (rendered === last.text) return { done: true };
  if (rendered === undefined || isTooBig(rendered)) return { problem: TOO_BIG };
  const dated = (text: string): string => setLastUpdated(text, now.toISOString()) ?? text;
  const theirs = dated(rendered);
  // A different date alone is not a change.
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
          message: renderingMessage(issue, theirs, last.at, outsider),
        },
        ...(!isTip && { merged: { text, message: mergeMessage(issue, outsider) } }),
        outsider,
      },
    },
  };
}

/** Whether changes of the issue stay out of the open plan: it is approved, and nobody asked for them. */
function isHeldBack(snapshot: ProposedSnapshot): boolean {
  const isAsked = isTicked(snapshot, "refill") || isRefillAskedByWriter(snapshot);
  return snapshot.approval.isGiven && !isAsked;
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
 * Removes reports of conflicts that are resolved: people have changed their lines or applied the new
 * text, or the issue has changed again.
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

/** The pull request's title follows the issue's until somebody edits it. */
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

/**
 * The pull request's description says what the plan holds as it is now, until somebody edits the
 * description.
 */
export function decideDescription(snapshot: ProposedSnapshot): Action | undefined {
  const pull = snapshot.pulls[0];
  const before = metadataOf(snapshot);
  if (pull === undefined || before?.pull !== pull.number) return undefined;
  const body = descriptionOf(snapshot);
  if (body === undefined || before.body !== bodyDigest(pull.body)) return undefined;
  if (bodyDigest(body) === before.body) return undefined;
  return { type: "describe-pull", number: pull.number, body };
}

function descriptionOf({ issue, pulls, plan }: Snapshot): string | undefined {
  const pull = pulls[0];
  return pull && plan && pullBody(issue, pull.branch, plan);
}

/** GitHub may store a description without the white space at its end. */
function bodyDigest(body: string): string {
  return digestOf(body.trimEnd(), 16);
}

/** What the comment's metadata remembers about the plan of an open pull request. */
export function refillMemory(
  snapshot: Snapshot,
  before: CommentMetadata | undefined,
  { done, lost }: RefillDecision,
): Pick<
  CommentMetadata,
  "filled" | "related" | "lost" | "notice" | "title" | "body" | "told" | "outsider"
> {
  const pull = snapshot.pulls[0];
  if (snapshot.phase !== "proposed" || pull === undefined) return {};
  const known = before?.pull === pull.number ? before : undefined;
  const isNew = done ?? lost ?? snapshot.opened?.filled;
  const choice = snapshot.refill?.choice ?? snapshot.opened?.choice;
  const body = descriptionOf(snapshot);
  const isOwnBody = body !== undefined && bodyDigest(body) === bodyDigest(pull.body);
  const isOwnTitle = pull.title === pullTitle(snapshot.issue);
  return {
    filled: isNew === true ? snapshot.source : known?.filled,
    related: isNew === true ? snapshot.related : known?.related,
    lost: lost ?? (done === undefined ? known?.lost : undefined),
    notice: choice === undefined ? known?.notice : noticeOf(choice),
    title: isOwnTitle ? titleDigest(pull.title) : known?.title,
    body: isOwnBody ? bodyDigest(pull.body) : known?.body,
    told: snapshot.reportedConflicts.length > 0 || undefined,
    outsider: outsiderOf(snapshot),
  };
}

/**
 * Who edited the issue since the open plan was filled first, in a way that is in the plan now, and may
 * not write to the repository: a login; `undefined` for nobody.
 */
export function outsiderOf(snapshot: Snapshot): string | undefined {
  const before = metadataOf(snapshot);
  const known = before?.pull === snapshot.pulls[0]?.number ? before?.outsider : undefined;
  return snapshot.mergedOutsider ?? known;
}

function noticeOf(choice: Choice): string | undefined {
  return "template" in choice ? choice.notice?.slice(0, 600) : undefined;
}

function titleDigest(title: string): string {
  return digestOf(title, 16);
}

import { digestOf } from "../digest.js";
import { driftOf, type Drift } from "../plan/drift.js";
import { conflictKey, hasLines, isSameConflict, isStanding } from "../plan/conflicts.js";
import { setLastUpdated } from "../plan/edit.js";
import { filledPlan } from "./filled-plan.js";
import { mergePlan, type MergeConflict } from "../plan/merge.js";
import { blobSha } from "../plan/rendering.js";
import { conflictReview } from "../view/conflicts.js";
import { mergeMessage, pullTitle, renderingMessage } from "../view/pull-request.js";
import type { Stamp } from "../view/status-marker.js";
import { startText } from "../view/text.js";
import type { Action } from "./actions.js";
import { isRefillAskedByWriter } from "./commands.js";
import { issueToFill, tellingLabels } from "./fill-source.js";
import { isTooBig, TOO_BIG } from "./plan-size.js";
import { isTicked } from "./panel.js";
import { stampOf } from "./stamp.js";
import type { Refill, World } from "./world.js";

/** Places that are told with a suggestion each; of more, their number is told. */
const MOST_TOLD = 20;

/** Where filling an open plan anew has come to. */
export interface Refilling {
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
export function decideRefill(world: World, now: Date): Refilling {
  const { refill } = world;
  const pull = world.pulls[0];
  if (refill === undefined || pull === undefined) return {};
  if ("problem" in refill.choice) return { problem: startText(refill.choice.problem, 600) };
  const { file, last, head } = refill;
  // A text that is not UTF-8 would not come back as it was.
  if (last === undefined || blobSha(file.text) !== file.sha) return { lost: true };
  const isHeld = isHeldBack(world);
  const source = isHeld ? withTellingLabels(world, last.text) : world;
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
  const telling = tellConflicts(world, refill, merge.conflicts);
  if (telling !== undefined) return { action: telling };
  const { issue } = world;
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
function isHeldBack(world: World): boolean {
  const isAsked = isTicked(world, "refill") || isRefillAskedByWriter(world);
  return world.approval.isGiven && !isAsked;
}

function withTellingLabels(world: World, text: string): World {
  const labels = tellingLabels(world.issue.labels, text);
  return { ...world, issue: { ...world.issue, labels } };
}

/** The plan as it would be filled now, dated as it was filled first; `undefined` where it is too long. */
export function renderPlan(
  { issue, ref, config }: World,
  { choice, extra }: Pick<Refill, "choice" | "extra">,
  { branch, base, at }: { readonly branch: string; readonly base: string; readonly at: string },
): string | undefined {
  if ("problem" in choice) return "";
  return filledPlan(choice.template, {
    issue: issueToFill(issue, config),
    repository: { owner: ref.owner, name: ref.repo, defaultBranch: base },
    branch,
    date: at,
    extra,
  });
}

function tellConflicts(
  { pulls, told }: World,
  { file, head }: Refill,
  conflicts: readonly MergeConflict[],
): Action | undefined {
  const known = told.flatMap((comment) => comment.conflicts);
  const worth = conflicts.filter(({ ours, theirs }) => ours.trim() !== theirs.trim());
  const first = worth.slice(0, MOST_TOLD);
  const isKnown = (conflict: MergeConflict): boolean =>
    known.some((key) => isSameConflict(key, conflictKey(conflict)));
  const fresh = first.filter((conflict) => !isKnown(conflict));
  const number = pulls[0]?.number;
  if (fresh.length === 0 || number === undefined) return undefined;
  const more = worth.length - first.length;
  return {
    type: "tell-conflicts",
    number,
    commit: head.sha,
    path: file.path,
    review: conflictReview(fresh, { path: file.path, text: file.text, more }),
    told: fresh.map((conflict) => conflictKey(conflict)),
  };
}

/**
 * Takes back what was told of conflicts that are none any more: people have changed their lines or
 * taken the new text, or the plan would say something else again by now.
 */
export function decideTold({ told, plan, refill }: World): Action | undefined {
  if (plan === undefined) return undefined;
  const settled = told.find(({ id, conflicts }, index) => {
    if (id === undefined) return false;
    const later = told.slice(index + 1).flatMap((comment) => comment.conflicts);
    return conflicts.every(
      (key) =>
        !isStanding(key, plan.text) ||
        (refill?.last !== undefined && !hasLines(refill.last.text, key.theirs)) ||
        later.some(({ ours }) => ours.count > 0 && ours.digest === key.ours.digest),
    );
  });
  return settled?.id === undefined ? undefined : { type: "untell-conflicts", id: settled.id };
}

/** The pull request's title follows the issue's as long as it is the one that the bot gave it. */
export function decideTitle(world: World): Action | undefined {
  const { issue } = world;
  const pull = world.pulls[0];
  const before = stampOf(world);
  if (pull?.state !== "open" || before?.pull !== pull.number) return undefined;
  const title = pullTitle(issue);
  const isOwn = before.title === titleDigest(pull.title);
  if (!isOwn || pull.title === title) return undefined;
  return { type: "retitle-pull", number: pull.number, title };
}

/** What the hidden block remembers of an open pull request's plan. */
export function refillMemory(
  world: World,
  before: Stamp | undefined,
  { done, lost }: Refilling,
): Pick<Stamp, "filled" | "lost" | "title" | "told"> {
  const pull = world.pulls[0];
  if (pull?.state !== "open") return {};
  const known = before?.pull === pull.number ? before : undefined;
  const isNew = done ?? lost ?? world.ground?.filled;
  const isOwnTitle = pull.title === pullTitle(world.issue);
  return {
    filled: isNew === true ? world.source : known?.filled,
    lost: lost ?? (done === undefined ? known?.lost : undefined),
    title: isOwnTitle ? titleDigest(pull.title) : known?.title,
    told: world.told.length > 0 || undefined,
  };
}

function titleDigest(title: string): string {
  return digestOf(title, 16);
}

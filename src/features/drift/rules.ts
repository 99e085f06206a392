import type { Issue } from "../../issue/issue.js";
import { memoizeByObject } from "../../model/memoize.js";
import type { CommentMetadata } from "../../model/metadata.js";
import { setLastUpdated } from "../../plan/edit/fields.js";
import { driftOf, type Drift, mergePlan } from "../../plan/merge/merge.js";
import type { Action, ApprovedSnapshot, Snapshot } from "../snapshot.js";
import type { RepositoryName } from "../../model/refs.js";
import {
  detailOf,
  relevantLabels,
  renderPlan,
  withoutMetadata,
  withShownMetadata,
} from "../plan-file/filled.js";
import { mergeMessage as refillMessage, renderingMessage } from "../proposal/text.js";
import { isApproved, planState } from "../state.js";
import { isLeftOver } from "../updates/edit.js";
import { mergeMessage } from "../updates/text.js";
import type { DriftInputs } from "./facts.js";

/** What an approved plan does not reflect of its issue. */
export interface DriftState {
  readonly sections: readonly Drift[];
  /** It reflects the issue, or will once the open update pull request is merged. */
  readonly waits: boolean;
}

/**
 * What a new rendering would fill otherwise in an approved plan; nothing where that was not looked at.
 * Several ask it of one snapshot: it is found out once.
 */
export const driftIn: (snapshot: Snapshot) => DriftState = memoizeByObject(findDrift);

function findDrift(snapshot: Snapshot): DriftState {
  if (snapshot.phase !== "approved" || snapshot.drift.kind !== "comparable") {
    return { sections: [], waits: false };
  }
  const { drift, plan } = snapshot;
  const { last, waiting } = drift;
  // The rendering's own date alone is no change, nor is the repository's name.
  const dated = (text: string): string =>
    withCurrentName(setLastUpdated(text, last.at) ?? text, snapshot.ref, snapshot.formerNames);
  const rendering = rendered(snapshot, drift);
  // Nothing could be brought into the plan.
  if (rendering === undefined) return { sections: [], waits: false };
  const theirs = dated(rendering);
  if (waiting !== undefined && dated(waiting.text) === theirs) return { sections: [], waits: true };
  const compared = { base: dated(last.text), ours: dated(plan.text) };
  if (driftOf({ ...compared, theirs }).length === 0) return { sections: [], waits: false };
  const fill = (issue: Issue): string | undefined => rendered({ ...snapshot, issue }, drift);
  const shown = fill(withShownMetadata(snapshot.issue, last.text, fill)) ?? rendering;
  // Once the work is done, labels and the like say nothing of it any more: what is there without them,
  // and new, is more.
  const isDone = planState(snapshot) === "completed";
  const bare = isDone ? fill(withoutMetadata(snapshot.issue)) : undefined;
  const lines =
    bare === undefined ? undefined : new Set(bare.split("\n").map((line) => line.trim()));
  const counts = (line: string): boolean => lines?.has(line.trim()) ?? true;
  return { sections: driftOf({ ...compared, theirs: dated(shown) }, counts), waits: false };
}

/** Whether a refill would bring something into an approved plan: not where people's own words stay. */
export function hasDriftRefill({ sections }: DriftState): boolean {
  return sections.some(({ byHand }) => !byHand);
}

function rendered(
  { issue, ...snapshot }: ApprovedSnapshot,
  inputs: DriftInputs,
): string | undefined {
  const { last, defaultBranch } = inputs;
  const branch = snapshot.pulls[0]?.branch ?? "";
  const about = { ...issue, labels: relevantLabels(issue.labels, last.text) };
  return renderPlan({ ...snapshot, issue: about }, inputs, {
    branch,
    base: defaultBranch,
    at: last.at,
    detail: detailOf(last.text),
  });
}

/**
 * What the plan was last seen to reflect: kept while it drifts, so that it is looked at again. Where
 * nothing can be found out, what the issue says now counts as known.
 */
export function driftMemory(
  snapshot: Snapshot,
  before: CommentMetadata | undefined,
  { sections, waits }: DriftState,
): Pick<CommentMetadata, "settled"> {
  if (!isApproved(snapshot)) return {};
  const known = before?.settled ?? before?.filled;
  if (snapshot.drift.kind === "unread") return { settled: known };
  return { settled: sections.length > 0 || waits ? known : snapshot.source };
}

/**
 * The next write that brings what the plan would be filled with now into the one update pull
 * request: as a merge with what people have made of the plan, whose text wins.
 *
 * @param by who asks for it: a login; `undefined` where nobody does, and nothing is to be done
 */
export function decideDriftRefill(
  snapshot: ApprovedSnapshot,
  now: Date,
  by: string | undefined,
): Action | undefined {
  const { drift, plan, update, issue } = snapshot;
  if (by === undefined || drift.kind !== "comparable" || update === undefined) return undefined;
  if (driftIn(snapshot).sections.length === 0) return undefined;
  const { branch, tip, file, defaultTip, defaultBranch } = update;
  const isLive = tip !== undefined && !isLeftOver(update);
  const target = isLive ? file : plan;
  // Where an open pull request removes the plan, there is nothing to fill.
  if (target === undefined) return undefined;
  const { last, waiting } = drift;
  const base = waiting ?? last;
  const dated = (text: string): string => setLastUpdated(text, now.toISOString()) ?? text;
  const rendering = rendered(snapshot, drift);
  if (rendering === undefined) return undefined;
  const theirs = dated(rendering);
  const ours = dated(target.text);
  const { text } = mergePlan({ base: dated(base.text), ours, theirs });
  // All that differs stands where people have words of their own: those stay.
  if (text === ours) return undefined;
  const { path } = target;
  if (tip !== undefined && !isLive) {
    const message = mergeMessage(defaultBranch, branch);
    const from = defaultTip.sha;
    return { type: "merge-plan", merge: { branch, tip, from, path, text: plan.text, message } };
  }
  const message = renderingMessage(issue, theirs, last.at);
  return {
    type: "refill-update",
    tip: tip ?? defaultTip.sha,
    merge: {
      branch,
      isNew: tip === undefined,
      path,
      rendering: { parent: base, text: theirs, message },
      merged: { text, message: `${refillMessage(issue)}\n\nAsked-For-By: ${by}` },
    },
  };
}

/** A text in which the former names of a repository are its name of today. */
function withCurrentName(
  text: string,
  { owner, repo }: RepositoryName,
  formerNames: readonly string[] = [],
): string {
  let current = text;
  for (const name of formerNames) {
    const escaped = name.replaceAll(".", String.raw`\.`);
    const whole = new RegExp(String.raw`(?<![\w.-])${escaped}(?![\w-])`, "gi");
    current = current.replaceAll(whole, () => `${owner}/${repo}`);
  }
  return current;
}

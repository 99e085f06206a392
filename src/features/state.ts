import { DEFAULT_CONFIG, type Config } from "../config/schema.js";
import type { LabelDefinition } from "../github/repository.js";
import { defineTask } from "../model/compute.js";
import { readMetadata, trustedMetadata, type CommentMetadata } from "../model/metadata.js";
import type { PlanState } from "../model/states.js";
import type { Plan } from "../plan/parse/parse.js";
import { withNumbers } from "../plan/parse/progress.js";
import { isAskedFor } from "./commands/rules.js";
import { hostOf } from "./words.js";
import { planIn, countedProgress, isComplete } from "./plan-file/progress.js";
import type { ApprovedSnapshot, Snapshot } from "./snapshot.js";

/** The states that have a label, with the key that names it, and how the bot defines it. */
const STATE_LABELS = {
  proposed: {
    key: "proposed",
    description: "The plan pull request is open for review",
    color: "fbca04",
  },
  approved: {
    key: "approved",
    description: "The plan is merged and work can begin",
    color: "0e8a16",
  },
  "in progress": {
    key: "inProgress",
    description: "Work on the plan has started",
    color: "1d76db",
  },
  blocked: {
    key: "blocked",
    description: "The plan says that it is blocked",
    color: "d93f0b",
  },
  rejected: {
    key: "rejected",
    description: "The plan was closed without merging, or withdrawn",
    color: "6e7781",
  },
  completed: {
    key: "completed",
    description: "Everything in the plan is done",
    color: "8250df",
  },
} as const;

/** The label of a state; `undefined` for a state that has none, or whose label is turned off. */
export function stateLabel(config: Config, state: PlanState): LabelDefinition | undefined {
  if (state === "requested") return undefined;
  const { key, description, color } = STATE_LABELS[state];
  const name = config.labels[key];
  return name === false ? undefined : { name, description, color };
}

/** The label that requests a plan; `undefined` where it is turned off. */
export function requestLabel({ labels }: Config): LabelDefinition | undefined {
  if (labels.request === false) return undefined;
  const description = "Asks for a plan: Plansmith opens a pull request with it";
  return { name: labels.request, description, color: "bfd4f2" };
}

/** Names of all labels that say something about a plan: the request's, and those of the states. */
export function labelNames({ labels }: Config): readonly string[] {
  return Object.values(labels).filter((name) => name !== false);
}

/** {@link labelNames}, and what they are where nothing is configured: issues may carry those still. */
export function knownLabelNames(config: Config): readonly string[] {
  return [...new Set([...labelNames(config), ...labelNames(DEFAULT_CONFIG)])];
}

/** Whether `labels` holds `name`; GitHub compares label names without regard to case. */
export function hasLabel(labels: readonly string[], name: string | false): boolean {
  return name !== false && labels.some((label) => label.toLowerCase() === name.toLowerCase());
}

/** Whether `labels` say that the issue has a plan or waits for one. */
export function isTracked(config: Config, labels: readonly string[]): boolean {
  return knownLabelNames(config).some((name) => hasLabel(labels, name));
}

/** What the status comment's hidden block keeps; `undefined` where there is none, or it is spoilt. */
export function metadataOf({ comments }: Pick<Snapshot, "comments">): CommentMetadata | undefined {
  const [comment] = comments;
  const metadata = comment && readMetadata(comment.body);
  if (metadata === undefined || comment?.home === undefined) return metadata;
  return trustedMetadata(metadata, comment.home);
}

/** What a text of the issue's plan says, its items under the numbers that they have had so far. */
export function planOf(snapshot: Pick<Snapshot, "comments" | "issue">, text: string): Plan {
  return withNumbers(planIn(text, hostOf(snapshot.issue)), metadataOf(snapshot)?.numbers);
}

/** {@link planOf}. */
export const PLAN = defineTask("a plan", planOf);

/** Labels of the open items that are ticked in what waits to get into the plan. */
export function waitingLabels(snapshot: Snapshot): readonly string[] {
  const { plan, update } = snapshot;
  if (plan === undefined || update?.file === undefined || update.pulls[0]?.state !== "open")
    return [];
  const updated = planOf(snapshot, update.file.text).items;
  const ticked = new Map(updated.flatMap(({ label, text, done }) => (done ? [[label, text]] : [])));
  return planOf(snapshot, plan.text)
    .items.filter(({ label, text, done }) => !done && ticked.get(label) === text)
    .map(({ label }) => label);
}

/**
 * Where the plan of an issue is in its life; `undefined` for an issue that has no plan and wants none.
 *
 * An open pull request says proposed, whatever else there is; a plan file on the default branch says
 * approved or beyond; a request starts a new plan only where there is neither. A pull request that is
 * merged while the default branch has no plan approves nothing: it went to another branch and is still
 * proposed, or the plan was withdrawn, which is as good as rejected.
 */
export function planState(snapshot: Snapshot): PlanState | undefined {
  const pull = snapshot.pulls[0];
  const planned = pull !== undefined || snapshot.plan !== undefined;
  if (snapshot.issue.state === "closed") {
    if (planned) return "completed";
    // It is answered, and waits until the issue is reopened.
    return isLabelled(snapshot) ? "requested" : undefined;
  }
  if (pull?.state === "open") return "proposed";
  if (snapshot.plan !== undefined) return workState(snapshot.plan.text, snapshot);
  if (isRequested(snapshot)) return "requested";
  if (pull === undefined) return undefined;
  return snapshot.absence?.kind === "elsewhere" ? "proposed" : "rejected";
}

/** Whether somebody asked for a plan, for an issue of an author that may have one. */
export function isRequested(snapshot: Pick<Snapshot, "issue" | "config" | "commands">): boolean {
  const isAsked = isAskedFor(snapshot, "open") || isAskedFor(snapshot, "template");
  return isLabelled(snapshot) || (isAsked && !isIgnored(snapshot));
}

/** Whether a label asks for a plan, for an issue of an author that may have one. */
export function isLabelled(snapshot: Pick<Snapshot, "issue" | "config">): boolean {
  const { issue, config } = snapshot;
  return !isIgnored(snapshot) && hasLabel(issue.labels, config.labels.request);
}

/** Whether the issue's author gets no plans. */
export function isIgnored({ issue, config }: Pick<Snapshot, "issue" | "config">): boolean {
  const author = issue.author.toLowerCase();
  return config.ignore.authors.some((login) => login.toLowerCase() === author);
}

/** Whether the plan is the team's: merged, or on the default branch by another way. */
export function isApproved(snapshot: Snapshot): snapshot is ApprovedSnapshot {
  return snapshot.phase === "approved";
}

function workState(text: string, snapshot: Snapshot): PlanState {
  const plan = planIn(text, hostOf(snapshot.issue));
  const progress = countedProgress(plan, snapshot.config.progress);
  // `[~]`, `[-]` and `[?]` are counted by nobody, and say that something is not settled.
  const isSettled = plan.undecided.length === 0;
  if (isSettled && isComplete(progress, snapshot.config.completed)) return "completed";
  if (plan.state === "blocked") return "blocked";
  const worked = snapshot.linked.some(
    ({ state, landing, isWork, generated }) =>
      isWork && state !== "closed" && landing?.at !== "reverted" && generated !== true,
  );
  return progress.done > 0 || worked ? "in progress" : "approved";
}

/** The label that shows the state. An issue that was closed without its plan being done has none. */
export function labelOf(snapshot: Snapshot, state: PlanState): LabelDefinition | undefined {
  const { state: issueState, stateReason } = snapshot.issue;
  const dropped = stateReason === "not_planned" || stateReason === "duplicate";
  if (issueState === "closed") {
    if (dropped || !isApproved(snapshot)) return undefined;
    const { undecided } = planIn(snapshot.plan.text, hostOf(snapshot.issue));
    if (undecided.length > 0) return undefined;
  }
  return stateLabel(snapshot.config, state);
}

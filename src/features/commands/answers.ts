import { inlineCode, inlineText, startText } from "../../markdown/escape.js";
import { closedPath } from "../../plan/identity.js";
import type { Action, Snapshot } from "../snapshot.js";
import { configurationProblem } from "../configuration/text.js";
import { hasLabel, isApproved, isIgnored, metadataOf } from "../state.js";
import type { Request } from "./effect.js";
import { COMMAND_NAMES } from "../../config/schema.js";
import type { CommandComment } from "./facts.js";
import { denialReason, type Command } from "./parse.js";
import {
  adoptedPath,
  askedTemplate,
  askerOf,
  effectIn,
  isAskedFor,
  isOver,
  isRefillAskedByWriter,
  isTemplateLabel,
  templateLabel,
} from "./rules.js";
import { helpText, replyBody } from "./text.js";

/** A comment that was read gets the App's 👀 before anything is done. */
export function decideAcknowledge({ commands }: Snapshot): Action | undefined {
  const comment = commands.comments.find(({ taken }) => !taken);
  return comment && { type: "react", comment: comment.id, content: "eyes" };
}

/** The requested template becomes a label of the issue, as if somebody had added it. */
export function decideTemplate(snapshot: Snapshot): Action | undefined {
  const name = askedTemplate(snapshot);
  if (name === undefined || snapshot.issue.state === "closed" || isApproved(snapshot))
    return undefined;
  const label = templateLabel(name);
  const { labels } = snapshot.issue;
  const previous = labels.find((each) => isTemplateLabel(each) && !hasLabel([each], label));
  if (previous !== undefined) return { type: "remove-label", name: previous };
  if (hasLabel(labels, label)) return undefined;
  const description = "The template for this issue's plan";
  return { type: "add-label", label: { name: label, description, color: "c5def5" } };
}

/**
 * The answer to the oldest comment whose commands are carried out as far as they can be: what there
 * is to say, and then the final reaction.
 *
 * @param problem Markdown: why it cannot be done, where GitHub refuses or something else is in the way
 */
export function decideAnswers(snapshot: Snapshot, problem?: string): Action | undefined {
  const comment = snapshot.commands.comments[0];
  if (comment === undefined || isBeingAdopted(snapshot) || isBeingOpened(snapshot))
    return undefined;
  const answers = comment.commands.map((command, index) => ({
    command,
    ...answerTo(snapshot, comment, { command, index, problem }),
  }));
  const many = answers.length > 1;
  const replies = answers.flatMap(({ command, text }) => {
    if (text === undefined) return [];
    return [many ? `${inlineText(writtenOf(command), 80)}: ${text}` : text];
  });
  if (replies.length > 0 && !comment.replied) {
    const body = replyBody(comment.id, [...new Set(replies)]);
    return { type: "reply", comment: comment.id, on: comment.on, body };
  }
  const content = answers.some(({ refused }) => refused) ? "confused" : "rocket";
  return { type: "react", comment: comment.id, content };
}

/**
 * Whether the plan is one that somebody adopts, and the status comment does not record it yet: once
 * the command is answered, nothing else says that this file is the plan.
 */
function isBeingAdopted(snapshot: Snapshot): boolean {
  const path = adoptedPath(snapshot);
  const isPlan = path !== undefined && snapshot.plan?.path === path && isApproved(snapshot);
  return isPlan && snapshot.problems.length === 0 && metadataOf(snapshot)?.adopted !== path;
}

/** Whether somebody asks for a dashboard, and there is none yet: whoever opens it comes back here. */
function isBeingOpened(snapshot: Snapshot): boolean {
  const { commands, problems, config } = snapshot;
  if (problems.length > 0 || config.dryRun || commands.hasDashboard === true) return false;
  return isAskedFor(snapshot, "dashboard");
}

/** A dashboard that somebody asks for, and that is not there yet, is opened once a run. */
export function decideDashboard(snapshot: Snapshot): Action | undefined {
  if (!isBeingOpened(snapshot) || snapshot.dashboardAsked === true) return undefined;
  return { type: "ask-for-dashboard" };
}

function writtenOf({ word, argument }: Command): string {
  return ["/plan", word, argument].join(" ").trim();
}

/** The answer to a command, if any. */
interface Answer {
  readonly refused: boolean;
  readonly text?: string | undefined;
}

function answerTo(
  snapshot: Snapshot,
  comment: CommandComment,
  {
    command,
    index,
    problem,
  }: { readonly command: Command; readonly index: number; readonly problem: string | undefined },
): Answer {
  if (isOver(snapshot, comment, index)) return { refused: false };
  const effect = effectIn(snapshot, comment, command);
  if (effect.kind === "refused") return { refused: true, text: effect.why };
  if (effect.kind === "help") return { refused: false, text: helpFor(snapshot, comment) };
  if (snapshot.problems.length > 0) {
    return { refused: true, text: configurationProblem(snapshot.issue, snapshot.problems) };
  }
  if (effect.kind === "edit") return { refused: problem !== undefined, text: problem };
  const text = REQUESTS[effect.request](snapshot, problem);
  return { refused: text !== undefined, text };
}

function helpFor(snapshot: Snapshot, comment: CommandComment): string {
  const { commands: rules } = snapshot.config;
  const asker = { ...askerOf(snapshot, comment), mayWrite: true };
  return helpText(COMMAND_NAMES.filter((name) => denialReason(name, asker, rules) === undefined));
}

/** Why a request was not carried out; `undefined` where it was. */
const REQUESTS: Readonly<
  Record<Request, (snapshot: Snapshot, problem: string | undefined) => string | undefined>
> = {
  open: whyNotOpen,
  template: (snapshot, problem) =>
    isApproved(snapshot)
      ? "The plan is approved, so its template can no longer be changed."
      : whyNotOpen(snapshot, problem),
  refill: whyNotRefilled,
  archive: whyNotArchived,
  adopt: whyNotAdopted,
  // It is answered when there is one.
  dashboard: () => undefined,
};

const NO_PLAN = "There is no plan yet. `/plan` opens one.";

function whyNotRefilled(snapshot: Snapshot): string | undefined {
  if (snapshot.issue.state === "closed") return "The issue is closed. Reopen it first.";
  if (isApproved(snapshot)) return snapshot.drift.kind === "lost" ? LOST : undefined;
  if (snapshot.phase !== "proposed") return NO_PLAN;
  const { refill } = snapshot;
  if (snapshot.approval.isGiven && !isRefillAskedByWriter(snapshot)) {
    return "The plan is approved. Refilling it now requires write permission.";
  }
  if (refill === undefined) return undefined;
  if ("problem" in refill.choice) return startText(refill.choice.problem, 600);
  return refill.last === undefined ? LOST : undefined;
}

const LOST =
  "The plan cannot be refilled: the commit that filled it last is no longer in the history, so new text cannot be separated from people's edits.";

function whyNotOpen(snapshot: Snapshot, problem: string | undefined): string | undefined {
  if (snapshot.pulls[0]?.state === "open" || snapshot.plan !== undefined) return undefined;
  if (snapshot.issue.state === "closed") return "The issue is closed. Reopen it first.";
  if (isIgnored(snapshot))
    return "Issues by this author get no plan in this repository (`ignore.authors`).";
  return problem ?? "The plan could not be opened.";
}

function whyNotAdopted(snapshot: Snapshot): string | undefined {
  const path = adoptedPath(snapshot) ?? "";
  const { plan, pulls } = snapshot;
  if (pulls[0]?.state === "open") {
    return `#${pulls[0].number} proposes a plan for this issue. Close it before you adopt another file.`;
  }
  if (plan?.path === path) return undefined;
  return `${inlineCode(path)} is not on the default branch, or says that it is the plan of another issue.`;
}

function whyNotArchived(snapshot: Snapshot): string | undefined {
  const { archive, config } = snapshot;
  if (archive.pulls[0]?.state === "open") return undefined;
  if (config.archive === "off")
    return "Archiving plans is turned off in this repository (`archive: off`).";
  if (!isApproved(snapshot)) {
    return "There is no approved plan to archive.";
  }
  const { plan } = snapshot;
  if (closedPath(plan.path) === plan.path) return undefined;
  return "The plan cannot be archived: a file already exists at the path that it would move to.";
}

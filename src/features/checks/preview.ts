import type { FillInput } from "../../plan/fill/input.js";
import { branchOf, pathOf } from "../../config/paths.js";
import type { Config } from "../../config/schema.js";
import type { Issue } from "../../issue/issue.js";
import { defineTask } from "../../model/compute.js";
import { fillPlan, PlanTooLongError, type FillLimits } from "../../plan/fill/fill.js";
import { parsePlan } from "../../plan/parse/parse.js";
import type { Choice } from "../../plan/template/choose.js";
import type { Template } from "../../plan/template/template.js";
import { issueToFill } from "../plan-file/filled.js";
import { countedProgress } from "../plan-file/progress.js";
import { stateLabel, isLabelled } from "../state.js";
import { readNotices } from "../status-comment/headline.js";
import { diffLines } from "./text.js";
import { statusComment } from "../status-comment/text.js";

/** A configuration, and the template that an issue gets with it. */
export interface Setup {
  readonly config: Config;
  readonly choice: Choice;
}

/**
 * What a previewed plan may take: anybody can propose a template, and the preview shows its beginning
 * only. A plan of the templates that Plansmith ships, with fifty steps, is half as long.
 */
const PREVIEW_LIMITS: FillLimits = { sections: 2000, characters: 16_384 };

/** What {@link previewIssue} gives beyond these limits. */
const TOO_LONG = "The plan would be too long to show here.";

/** Where the preview's plans would be opened. */
export interface PreviewPlace {
  readonly owner: string;
  readonly repo: string;
  readonly now: Date;
}

/**
 * What Plansmith would write if the plan of an issue were opened now: the pull request's facts, the
 * status comment, and the plan. What costs requests (sub-issues, scripts) is left out.
 */
function previewIssue(issue: Issue, setup: Setup, place: PreviewPlace): string {
  const { config, choice } = setup;
  const { number, title } = issue;
  if ("problem" in choice) return `No plan: ${choice.problem}`;
  const { template } = choice;
  const date = place.now.toISOString();
  const path = pathOf(config.plans.path, { number, title, date, format: template.name });
  const branch = branchOf(config.plans.branch, number);
  const text = previewPlan(template, {
    issue: issueToFill(issue, config),
    repository: { owner: place.owner, name: place.repo, defaultBranch: "main" },
    branch,
    date,
  });
  if (text === undefined) return TOO_LONG;
  const { draft, reviewers, assignees, labels } = config.pullRequest;
  const people = assignees === "issue" ? issue.assignees : assignees;
  return [
    `Requested by a label: ${isLabelled({ issue, config }) ? "yes" : "no"}`,
    `Template: ${template.name}`,
    `File: ${path}`,
    `Branch: ${branch}`,
    `Pull request: ${draft ? "draft" : "ready for review"}`,
    `Reviewers: ${listOf(reviewers)}`,
    `Assignees: ${listOf(people)}`,
    `Pull request labels: ${listOf(labels)}`,
    `Issue label: ${stateLabel(config, "proposed")?.name ?? "none"}`,
    `Status comment: ${config.comment.mode}${config.dryRun ? ", but it is a dry run" : ""}`,
    "",
    "── Status comment ──",
    commentOf(issue, config, { path, text, date }),
    "",
    "── Plan ──",
    text,
  ].join("\n");
}

/** Lines of a preview that are shown. */
const MAX_LINES = 120;

/** What would change for an issue: a diff of what Plansmith would write before and after. */
export const PREVIEW = defineTask(
  "the preview of a plan",
  (issue: Issue, [today, proposed]: readonly [Setup, Setup], place: PreviewPlace): string => {
    const after = previewIssue(issue, proposed, place);
    return after === TOO_LONG
      ? TOO_LONG
      : diffLines(previewIssue(issue, today, place), after, MAX_LINES);
  },
);

function previewPlan(template: Template, input: FillInput): string | undefined {
  try {
    return fillPlan(template, input, PREVIEW_LIMITS);
  } catch (error) {
    if (error instanceof PlanTooLongError) return undefined;
    throw error;
  }
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}

/** The status comment of a plan that was just opened, without its hidden block. */
function commentOf(
  issue: Issue,
  config: Config,
  plan: { readonly path: string; readonly text: string; readonly date: string },
): string {
  const read = parsePlan(plan.text);
  const progress = countedProgress(read, config.progress);
  const comment = statusComment(
    {
      issue,
      state: "proposed",
      pull: undefined,
      approved: false,
      plan: { path: plan.path, commit: { sha: "0".repeat(40), htmlUrl: "" }, progress },
      linked: [],
      problem: undefined,
      archive: undefined,
      refused: [],
      waiting: undefined,
      request: config.labels.request,
      notices: readNotices(read, issue.milestone, new Date(plan.date)),
      pace: undefined,
      evidence: undefined,
      show: config.comment.show,
      folded: config.comment.folded,
    },
    { at: plan.date },
  );
  return comment.slice(0, comment.lastIndexOf("<sub>")).trimEnd();
}

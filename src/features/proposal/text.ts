import type { Issue } from "../../issue/issue.js";
import { truncate, inlineCode, plainTitle } from "../../markdown/escape.js";
import { pullMarker, trailer, withTrailers } from "../../model/markers.js";
import { renderingTrailer } from "../../plan/identity.js";
import { botText } from "../bot-text.js";
import { fileUrl, hostOf, repositoryUrl } from "../links.js";
import { planIn } from "../plan-file/progress.js";
import { summarizePlan } from "./summary.js";

/** GitHub's limit for titles, in characters. */
const TITLE_LENGTH = 256;

const renderBody = botText("pull-request");

/** Title of the plan pull request: `Plan: <issue title> (#<number>)`. Closes nothing. */
export function pullTitle(issue: Issue): string {
  const end = ` (#${issue.number})`;
  const start = `Plan: ${plainTitle(issue.title)}`;
  return `${truncate(start, TITLE_LENGTH - end.length)}${end}`;
}

/**
 * Body of the plan pull request: what the plan holds, what it lacks, and what the reviewer should do.
 * At most fifteen lines. Refers to the issue, closes nothing.
 *
 * @param text the plan's
 */
export function pullBody(
  issue: Issue,
  branch: string,
  { path, text }: { readonly path: string; readonly text: string },
): string {
  const summary = summarizePlan(planIn(text, hostOf(issue)), homeOf(issue));
  const body = renderBody({
    ...summary,
    hasSummary: summary.found !== "" || summary.missing !== "",
    number: issue.number,
    file: inlineCode(path),
    url: fileUrl(repositoryUrl(issue), branch, path),
  });
  return `${body.trimEnd()}\n\n${pullMarker(issue.number)}`;
}

function homeOf(issue: Issue): { readonly owner: string; readonly repo: string } {
  const [owner = "", repo = ""] = new URL(issue.htmlUrl).pathname.split("/").slice(1);
  return { owner, repo };
}

/** Message of the first commit. Like all of the bot's, it holds none of the issue's words: it closes nothing. */
export function commitMessage(issue: Issue, text: string, at: string): string {
  return withTrailer(`Add the plan for #${issue.number}`, issue, text, at);
}

/** Message of the commit that is only a rendering. */
export function renderingMessage(
  issue: Issue,
  text: string,
  at: string,
  outsider?: string,
): string {
  const message = withTrailer(`Refill the plan for #${issue.number}`, issue, text, at);
  return outsider === undefined ? message : `${message}\n${outsiderTrailer(outsider)}`;
}

/** Says in a commit that somebody without write permission edited what it brings. */
function outsiderTrailer(outsider: string): string {
  return trailer("Issue-Edited-By", `${outsider} (no write permission)`);
}

/** Message of the commit that merges a rendering into the plan as people have edited it. */
export function mergeMessage(issue: Issue, outsider?: string): string {
  const subject = `Update the plan for #${issue.number}`;
  return outsider === undefined ? subject : withTrailers(subject, [outsiderTrailer(outsider)]);
}

function withTrailer(subject: string, { number }: Issue, text: string, at: string): string {
  return withTrailers(subject, [renderingTrailer(number, text, at)]);
}

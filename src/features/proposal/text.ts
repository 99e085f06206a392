import type { Issue } from "../../issue/issue.js";
import { truncate, inlineCode, plainTitle } from "../../markdown/escape.js";
import { pullMarker } from "../../model/pull-markers.js";
import { withTrailers } from "../../model/trailers.js";
import { renderingTrailer } from "../../plan/identity.js";
import { botText } from "../bot-text.js";
import { fileUrl, repositoryUrl } from "../links.js";

/** GitHub's limit for titles, in characters. */
const TITLE_LENGTH = 256;

const renderBody = botText("pull-request");

/** Title of the plan pull request: `Plan: <issue title> (#<number>)`. Closes nothing. */
export function pullTitle(issue: Issue): string {
  const end = ` (#${issue.number})`;
  const start = `Plan: ${plainTitle(issue.title)}`;
  return `${truncate(start, TITLE_LENGTH - end.length)}${end}`;
}

/** Body of the plan pull request: what the reviewer should do. Refers to the issue, closes nothing. */
export function pullBody(issue: Issue, branch: string, path: string): string {
  const body = renderBody({
    number: issue.number,
    file: inlineCode(path),
    url: fileUrl(repositoryUrl(issue), branch, path),
  });
  return `${body.trimEnd()}\n\n${pullMarker(issue.number)}`;
}

/** Message of the first commit. Like all of the bot's, it holds none of the issue's words: it closes nothing. */
export function commitMessage(issue: Issue, text: string, at: string): string {
  return withTrailer(`Add the plan for #${issue.number}`, issue, text, at);
}

/** Message of the commit that is only a rendering. */
export function renderingMessage(issue: Issue, text: string, at: string): string {
  return withTrailer(`Refill the plan for #${issue.number}`, issue, text, at);
}

/** Message of the commit that merges a rendering into the plan as people have edited it. */
export function mergeMessage(issue: Issue): string {
  return `Update the plan for #${issue.number}`;
}

function withTrailer(subject: string, { number }: Issue, text: string, at: string): string {
  return withTrailers(subject, [renderingTrailer(number, text, at)]);
}

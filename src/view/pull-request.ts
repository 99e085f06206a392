import type { Issue } from "../issue/issue.js";
import { fileUrl, repositoryUrl } from "./links.js";
import { pullMarker } from "./pull-marker.js";
import { botText } from "./templates.js";
import { cut, inlineCode, inlineText, plainTitle } from "./text.js";

/** GitHub's limit for titles, in characters. */
const TITLE_LENGTH = 256;

const renderBody = botText("pull-request");

/** Title of the plan pull request: `Plan: <issue title> (#<number>)`. Closes nothing. */
export function pullTitle(issue: Issue): string {
  const end = ` (#${issue.number})`;
  const start = `Plan: ${plainTitle(issue.title)}`;
  return `${cut(start, TITLE_LENGTH - end.length)}${end}`;
}

/** Body of the plan pull request: what the reviewer is to do. Refers to the issue, closes nothing. */
export function pullBody(issue: Issue, branch: string, path: string): string {
  const body = renderBody({
    number: issue.number,
    title: inlineText(issue.title),
    file: inlineCode(path),
    url: fileUrl(repositoryUrl(issue), branch, path),
  });
  return `${body.trimEnd()}\n\n${pullMarker(issue.number)}`;
}

/** Message of the commit that brings the plan. Holds none of the issue's words: it closes nothing. */
export function commitMessage(issue: Issue): string {
  return `Add the plan for #${issue.number}`;
}

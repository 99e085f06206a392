import type { Issue } from "../../issue/issue.js";
import { truncate, inlineCode, inlineText, plainTitle } from "../../markdown/escape.js";
import { updateMarker } from "../../model/markers.js";
import { botText } from "../bot-text.js";
import { fileUrl, repositoryUrl } from "../words.js";

/** GitHub's limit for titles, in characters. */
const TITLE_LENGTH = 256;

const renderBody = botText("update-pull-request");

/** Title of the pull request that changes an approved plan. Closes nothing. */
export function updateTitle(issue: Issue): string {
  const end = ` (#${issue.number})`;
  const start = `Plan update: ${plainTitle(issue.title)}`;
  return `${truncate(start, TITLE_LENGTH - end.length)}${end}`;
}

/** Its body: what it collects, and what to do with it. Refers to the issue, closes nothing. */
export function updateBody(issue: Issue, branch: string, path: string): string {
  const body = renderBody({
    number: issue.number,
    title: inlineText(issue.title),
    file: inlineCode(path),
    url: fileUrl(repositoryUrl(issue), branch, path),
  });
  return `${body.trimEnd()}\n\n${updateMarker(issue.number)}`;
}

/** Message of the commit that brings the default branch into the branch of the changes. */
export function mergeMessage(defaultBranch: string, branch: string): string {
  return `Merge ${defaultBranch} into ${branch}`;
}

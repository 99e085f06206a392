import type { Issue } from "../issue/issue.js";
import { fileUrl, repositoryUrl } from "./links.js";
import { closeOutMarker } from "./pull-marker.js";
import { botText } from "./templates.js";
import { cut, inlineCode, startText, plainTitle } from "./text.js";

/** GitHub's limit for titles, in characters. */
const TITLE_LENGTH = 256;

/** Files and items that the pull request names. */
const MOST_NAMED = 20;

const renderBody = botText("close-out");

/** What the pull request that puts a plan away says. */
export interface CloseOutText {
  readonly issue: Issue;
  readonly branch: string;
  /** Paths of the plan file. */
  readonly from: string;
  readonly to: string;
  /** Texts of the items that were left open. */
  readonly open: readonly string[];
  /** Paths of the other files whose links were mended. */
  readonly mended: readonly string[];
  /** Paths of Markdown files that were not looked into. */
  readonly unread: readonly string[];
  /** There may be more of them, which GitHub did not list. */
  readonly truncated: boolean;
}

/** Title of the pull request: `Archive plan: <issue title> (#<number>)`. Closes nothing. */
export function closeOutTitle(issue: Issue): string {
  const end = ` (#${issue.number})`;
  const start = `Archive plan: ${plainTitle(issue.title)}`;
  return `${cut(start, TITLE_LENGTH - end.length)}${end}`;
}

/** Its body: what it changes, and what it could not look at. Refers to the issue, closes nothing. */
export function closeOutBody(text: CloseOutText): string {
  const { issue, branch, from, to, truncated } = text;
  const body = renderBody({
    number: issue.number,
    from: inlineCode(from),
    to: inlineCode(to),
    moved: from !== to,
    url: fileUrl(repositoryUrl(issue), branch, to),
    open: list(text.open.map((it) => startText(it, 120) || "(no text)")),
    mended: list(text.mended.map((path) => inlineCode(path))),
    unread: list(text.unread.map((path) => inlineCode(path))),
    truncated,
  });
  return `${body.trimEnd()}\n\n${closeOutMarker(issue.number)}`;
}

/** Message of the commit. Holds none of the issue's words: it closes nothing. */
export function closeOutMessage(issue: Issue): string {
  return `Archive the plan of #${issue.number}`;
}

function list(rows: readonly string[]): object | undefined {
  if (rows.length === 0) return undefined;
  const more = rows.length - MOST_NAMED;
  return { rows: rows.slice(0, MOST_NAMED), more: more > 0 ? more : undefined };
}

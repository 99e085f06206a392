import type { Issue } from "../../issue/issue.js";
import { truncate, inlineCode, startText, plainTitle, inlineText } from "../../markdown/escape.js";
import { archiveMarker } from "../../model/pull-markers.js";
import { botText } from "../bot-text.js";
import { fileUrl, repositoryUrl } from "../links.js";

/** GitHub's limit for titles, in characters. */
const TITLE_LENGTH = 256;

/** Files and items that the pull request names. */
const MAX_NAMED = 20;

const renderBody = botText("close-out");

/** What the pull request that puts a plan away says. */
export interface ArchiveText {
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
export function archiveTitle(issue: Issue): string {
  const end = ` (#${issue.number})`;
  const start = `Archive plan: ${plainTitle(issue.title)}`;
  return `${truncate(start, TITLE_LENGTH - end.length)}${end}`;
}

/** Its body: what it changes, and what it could not look at. Refers to the issue, closes nothing. */
export function archiveBody(text: ArchiveText): string {
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
  return `${body.trimEnd()}\n\n${archiveMarker(issue.number)}`;
}

/** Message of the commit. Holds none of the issue's words: it closes nothing. */
export function archiveMessage(issue: Issue): string {
  return `Archive the plan of #${issue.number}`;
}

function list(rows: readonly string[]): object | undefined {
  if (rows.length === 0) return undefined;
  const more = rows.length - MAX_NAMED;
  return { rows: rows.slice(0, MAX_NAMED), more: more > 0 ? more : undefined };
}

/** How far putting the plan away is. */
export type ArchiveStatus =
  | { readonly kind: "proposed"; readonly number: number }
  | { readonly kind: "done" | "offered" | "taken"; readonly to: string };

/** The sentence of the status comment that says so, as Markdown. */
export function archiveNote(closeOut: ArchiveStatus | undefined, issue: Issue): string | undefined {
  if (closeOut === undefined) return undefined;
  const isOpen = issue.state === "open";
  if (closeOut.kind === "proposed") {
    const pull = `#${closeOut.number}`;
    return isOpen
      ? `${pull} puts the plan away, while this issue is open: merge it once the work is done, or close it.`
      : `${pull} puts the plan away: merge it, or close it to leave the plan where it is.`;
  }
  const path = inlineText(closeOut.to, 200);
  switch (closeOut.kind) {
    case "done": {
      const url = fileUrl(repositoryUrl(issue), "HEAD", closeOut.to);
      const moved = `The plan was put away as [${path}](${url})`;
      return isOpen ? `${moved}, and this issue is open again.` : `${moved}.`;
    }
    case "taken":
      return `The plan cannot be put away: there is a file ${path} already. Move that one, or merge both by hand.`;
    case "offered":
      return `\`/plan close-out\` in a comment opens a pull request that puts the plan away as ${path}.`;
  }
}

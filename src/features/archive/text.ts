import type { Issue } from "../../issue/issue.js";
import { truncate, inlineCode, startText, plainTitle, inlineText } from "../../markdown/escape.js";
import { archiveMarker } from "../../model/markers.js";
import { botText } from "../bot-text.js";
import { fileUrl, repositoryUrl } from "../words.js";

/** GitHub's limit for titles, in characters. */
const TITLE_LENGTH = 256;

/** Files and items that the pull request names. */
const MAX_NAMED = 20;

const renderBody = botText("archive");

/** What the pull request that archives a plan says. */
export interface ArchiveText {
  readonly issue: Issue;
  readonly branch: string;
  /** Paths of the plan file. */
  readonly from: string;
  readonly to: string;
  /** Texts of the items that were left open. */
  readonly open: readonly string[];
  /** Paths of the other files whose links were updated. */
  readonly relinked: readonly string[];
  /** Paths of Markdown files that were not checked. */
  readonly unread: readonly string[];
  /** Whether there may be more files, which GitHub did not list. */
  readonly truncated: boolean;
}

/** Title of the pull request: `Archive plan: <issue title> (#<number>)`. Closes nothing. */
export function archiveTitle(issue: Issue): string {
  const end = ` (#${issue.number})`;
  const start = `Archive plan: ${plainTitle(issue.title)}`;
  return `${truncate(start, TITLE_LENGTH - end.length)}${end}`;
}

/** Its body: what it changes, and what it could not check. Refers to the issue, closes nothing. */
export function archiveBody(text: ArchiveText): string {
  const { issue, branch, from, to, truncated } = text;
  const body = renderBody({
    number: issue.number,
    from: inlineCode(from),
    to: inlineCode(to),
    moved: from !== to,
    url: fileUrl(repositoryUrl(issue), branch, to),
    open: list(text.open.map((item) => startText(item, 120) || "(no text)")),
    relinked: list(text.relinked.map((path) => inlineCode(path))),
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

/** How far archiving the plan is. */
export type ArchiveStatus =
  | { readonly kind: "proposed"; readonly number: number }
  | { readonly kind: "done" | "offered" | "taken"; readonly to: string };

/** The sentence about it in the status comment, as Markdown. */
export function archiveNote(archive: ArchiveStatus | undefined, issue: Issue): string | undefined {
  if (archive === undefined) return undefined;
  const isOpen = issue.state === "open";
  if (archive.kind === "proposed") {
    const pull = `#${archive.number}`;
    return isOpen
      ? `${pull} archives the plan, but this issue is open. Merge it when the work is done, or close it.`
      : `${pull} archives the plan. Merge it, or close it to leave the plan where it is.`;
  }
  const path = inlineText(archive.to, 200);
  switch (archive.kind) {
    case "done": {
      const url = fileUrl(repositoryUrl(issue), "HEAD", archive.to);
      const moved = `The plan is archived as [${path}](${url})`;
      return isOpen ? `${moved}, but this issue is open again.` : `${moved}.`;
    }
    case "taken":
      return `The plan cannot be archived: the file ${path} already exists. Move that file, or merge the two by hand.`;
    case "offered":
      return `Comment \`/plan archive\` to open a pull request that moves the plan to ${path}.`;
  }
}

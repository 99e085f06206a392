import type { LineComment } from "../../github/reviews.js";
import { inlineText, showHidden } from "../../markdown/escape.js";
import { conflictKey, type ConflictKey, type MergeConflict } from "../../plan/merge/merge.js";
import { fence } from "../../markdown/source.js";
import { textLines } from "../../model/text.js";

/** Longest text that is shown, in characters; GitHub's limit for a comment is 65,536. */
const MAX_CHARACTERS = 60_000;

/** The review that shows the places where people's text stays although the issue has changed. */
export interface ConflictReview {
  /** Markdown: the introduction. */
  readonly body: string;
  /** One for each place, with the new text as a suggestion. */
  readonly comments: readonly LineComment[];
  /** The same in one comment, for when GitHub accepts no comments on lines. */
  readonly whole: string;
}

/**
 * Describes conflicts.
 *
 * @param plan people's file, in which the conflicts were found
 * @param more how many more there are, which are not shown
 */
export function conflictReview(
  conflicts: readonly MergeConflict[],
  { path, text, more }: { readonly path: string; readonly text: string; readonly more: number },
): ConflictReview {
  const lines = textLines(text.replace(/^\uFEFF/, ""));
  const others = more === 0 ? "" : ` ${more} more places are not shown.`;
  const body =
    "The issue has changed, and the plan follows it. Where you had edited the same lines, your text " +
    `stays. This review shows once what the plan would say there now.${others}`;
  const markers = conflicts.map((conflict) => conflictMarker(conflictKey(conflict)));
  const shown = conflicts.map((conflict) => {
    const place = conflict.section === undefined ? [] : [`**${inlineText(conflict.section)}**`];
    const yours = conflict.ours === "" ? [] : ["Your text:", fenced(conflict.ours, "markdown")];
    return [...place, ...yours, ...newText(conflict.theirs)].join("\n\n");
  });
  const whole = cutBetween([body, ...shown]);
  return {
    body,
    comments: conflicts.map((conflict) => lineComment(conflict, { path, lines })),
    whole: `${whole}\n\n${markers.join("\n")}`,
  };
}

function lineComment(
  conflict: MergeConflict,
  { path, lines }: { readonly path: string; readonly lines: readonly string[] },
): LineComment {
  const { from, ours, theirs } = conflict;
  const isGone = conflict.lines === 0;
  // What people deleted is suggested together with the line before it, or the first one of the file.
  const startLine = Math.max(from, 1);
  const line = isGone ? startLine : from + conflict.lines - 1;
  const beside = lines[startLine - 1] ?? "";
  const restored = from === 0 ? [theirs, beside] : [beside, theirs];
  const suggested = isGone ? restored.join("\n") : theirs;
  const suggestion =
    suggested.length > MAX_CHARACTERS
      ? ["The new text is too long to show here."]
      : [fenced(suggested, "suggestion")];
  const section = conflict.section === undefined ? "" : `**${inlineText(conflict.section)}**: `;
  const what = isGone
    ? "you removed something here that has changed in the issue."
    : theirs === ""
      ? "the issue no longer says this. Your text stays."
      : "the issue now says something else here. Your text stays.";
  const marker = conflictMarker(conflictKey({ ours, theirs }));
  return {
    path,
    startLine,
    line,
    body: [`${section}${what} Apply the suggestion, or ignore it.`, ...suggestion, marker].join(
      "\n\n",
    ),
  };
}

function newText(theirs: string): readonly string[] {
  return theirs === ""
    ? ["The plan would have nothing here now."]
    : ["The plan would now say:", fenced(theirs, "markdown")];
}

/**
 * A code block that nothing in the text can end. GitHub accepts suggestions in longer fences, too. What
 * would be applied is kept exactly, invisible characters included.
 */
function fenced(given: string, info: string): string {
  if (info !== "suggestion") return fence(showHidden(given), info);
  return given === "" ? "```suggestion\n```" : fence(given, info);
}

/** As many whole parts as fit. */
function cutBetween(parts: readonly string[]): string {
  let shown = "";
  for (const part of parts) {
    if (shown.length + part.length > MAX_CHARACTERS)
      return `${shown}\n\nThe rest is too long to show here.`;
    shown = shown === "" ? part : `${shown}\n\n${part}`;
  }
  return shown;
}

const MARKER =
  /^<!-- plansmith:conflict ours=(\d{1,6}):([0-9a-f]*) theirs=(\d{1,6}):([0-9a-f]*) -->$/;

/** The line of a comment that identifies the conflict that the comment is about. */
function conflictMarker({ ours, theirs }: ConflictKey): string {
  return `<!-- plansmith:conflict ours=${ours.count}:${ours.digest} theirs=${theirs.count}:${theirs.digest} -->`;
}

/** The conflicts that a comment is about, by the last lines of its text. */
export function readConflictMarkers(body: string): readonly ConflictKey[] {
  const keys: ConflictKey[] = [];
  for (const line of body.trimEnd().split(/\r?\n/).toReversed()) {
    const [, mine, ours = "", theirCount, theirs = ""] = MARKER.exec(line) ?? [];
    if (mine === undefined || theirCount === undefined) break;
    keys.unshift({
      ours: { count: Number(mine), digest: ours },
      theirs: { count: Number(theirCount), digest: theirs },
    });
  }
  return keys;
}

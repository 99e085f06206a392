import type { CrossReference } from "../../github/timeline.js";

/** Words that programs leave in the descriptions that they write: releases and updates of packages. */
const MARKS: readonly RegExp[] = [
  // https://github.com/googleapis/release-please
  /\bgenerated with \[Release Please\]/i,
  // https://github.com/changesets/action
  /\bopened by the \[Changesets release\]/i,
  // https://docs.renovatebot.com
  /<!--\s*renovate-debug:/i,
  // https://docs.github.com/code-security/dependabot
  /\bcommenting `@dependabot rebase`/i,
];

/** Issues that an app's pull request refers to at most, where it works on them itself. */
const MAX_ISSUES = 3;

/** A reference to an issue or a pull request, at a glance. */
const REFERENCE = /#[1-9]\d*\b|\/(?:issues|pull)\/[1-9]\d*\b/g;

/**
 * Whether a program wrote a pull request's description from a history of changes, such as a
 * changelog: what it refers to is done already, or is somebody else's. An app may work on an issue
 * as people do; one that refers to many issues lists them.
 */
export function isGenerated({ author, body }: Pick<CrossReference, "author" | "body">): boolean {
  if (MARKS.some((mark) => mark.test(body))) return true;
  return author.endsWith("[bot]") && new Set(body.match(REFERENCE)).size > MAX_ISSUES;
}

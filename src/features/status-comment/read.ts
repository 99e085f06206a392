import { type Comment, readComment } from "../../github/comments.js";
import type { Issue } from "../../issue/issue.js";
import { RetryError } from "../../model/errors.js";
import { hasHiddenBlock, hasStatusMarker } from "../../model/metadata.js";
import { homeKey, type IssueRef } from "../../model/refs.js";
import type { RunContext } from "../context.js";
import type { StatusComment, Snapshot, Action } from "../snapshot.js";
import { hasBoxes, TICKED_BOXES } from "../checkboxes/boxes.js";

/** How often what lags behind an event is read again. */
export const MAX_RETRIES = 4;

/** After how many milliseconds that is. */
export const RETRY_MS = 1000;

/**
 * The App's own status comments: by marker and by author, over all pages. Where none has the marker,
 * the newest with a hidden block.
 *
 * @throws RetryError where the list lags behind the issue: a comment that was just written would be
 *   written twice
 */
export function statusComments(
  { bot, attempt }: Pick<RunContext, "bot" | "attempt">,
  { ref, issue }: { readonly ref: IssueRef; readonly issue: Issue },
  comments: readonly Comment[],
): readonly StatusComment[] {
  const home = homeKey(ref);
  const statusOf = ({ id, nodeId, body }: Comment): StatusComment => ({ id, nodeId, body, home });
  const own = comments
    .filter((comment) => comment.author === bot && hasStatusMarker(comment.body))
    .map(statusOf);
  if (own.length === 0) {
    // Somebody took the marker away: the comment is the status comment all the same.
    const damaged = comments.findLast(({ author, body }) => author === bot && hasHiddenBlock(body));
    if (damaged !== undefined) return [statusOf(damaged)];
  }
  const isWritten = own.length === 0 || ref.changedAt !== undefined;
  const lags = isWritten && comments.length < issue.comments;
  // What GitHub hides for good, such as what a blocked account wrote, may count among the comments.
  if (!lags || attempt > MAX_RETRIES) return own;
  throw new RetryError("GitHub's list of comments lags behind", RETRY_MS);
}

/** For how long a comment that people go on ticking is left to them, in milliseconds. */
const TICKED_RETRY_MS = 500;

/**
 * Reads the status comment again before it is rewritten, past every cache: what somebody has ticked
 * since it was read is not overwritten.
 *
 * @throws RetryError where somebody has: the next run reads who that was, and does it
 */
export async function assertCommentUnchanged(
  { github, compute, attempt }: Pick<RunContext, "github" | "compute" | "attempt">,
  { ref, comments }: Snapshot,
  action: Action,
): Promise<void> {
  const known = comments[0];
  const rewrites = action.type === "update-comment" || action.type === "create-comment";
  if (!rewrites || known === undefined || !hasBoxes(known.body) || attempt > MAX_RETRIES) return;
  const body = await readComment(github, ref, known.id);
  if (body === undefined || body === known.body) return;
  const [before = [], now = []] = await compute(TICKED_BOXES, [known.body, body]);
  if (now.every((box) => before.includes(box))) return;
  throw new RetryError("somebody ticks boxes of the status comment", TICKED_RETRY_MS);
}

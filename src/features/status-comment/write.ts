import { readComment } from "../../github/comments.js";
import { RetryError } from "../../model/errors.js";
import type { Action } from "../actions.js";
import { hasBoxes, TICKED_BOXES } from "../checkboxes/boxes.js";
import type { RunContext } from "../context.js";
import type { Snapshot } from "../snapshot.js";

/** How often a comment that people go on ticking is left to them, and for how long, in ms. */
const MAX_RETRIES = 4;
const RETRY_MS = 500;

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
  throw new RetryError("somebody ticks boxes of the status comment", RETRY_MS);
}

import { readComment } from "../../github/comments.js";
import { RetryError } from "../../model/errors.js";
import type { Action } from "../actions.js";
import { hasBoxes, tickedBoxes } from "../checkboxes/boxes.js";
import type { Snapshot } from "../snapshot.js";
import type { RunContext } from "../run-context.js";

/** How often a comment that people go on ticking is left to them, and for how long, in ms. */
const PATIENCE = 4;
const SETTLE_MS = 500;

/** For how long what was read last is as good as what is read now, in milliseconds. */
const FRESH_MS = 1000;

/** A read after which a run has sent nothing else. */
export interface LastRead {
  /** How many requests the run had sent by then. */
  readonly sent: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Reads, and tells whether that was one request with no other beside it. */
export async function readLast<T>(
  { sent, now }: Pick<RunContext, "sent" | "now">,
  read: () => Promise<T>,
): Promise<{ readonly found: T; readonly lastRead: LastRead | undefined }> {
  const [before, at] = [sent?.(), now().getTime()];
  const found = await read();
  const after = sent?.();
  const isOne = before !== undefined && after === before + 1;
  return { found, lastRead: isOne ? { sent: after, at } : undefined };
}

/**
 * Looks at the status comment once more before it is written, past everything that is remembered:
 * what somebody has ticked since is not overwritten. Where reading it was the last that the run did,
 * right before, it is not read again.
 *
 * @param lastRead how the run has read the comment
 * @throws RetryError where somebody has: the next run reads who that was, and does it
 */
export async function assertCommentUnchanged(
  context: Pick<RunContext, "github" | "attempt" | "sent" | "now">,
  { ref, comments }: Snapshot,
  action: Action,
  lastRead: LastRead | undefined,
): Promise<void> {
  const { github, attempt } = context;
  const known = comments[0];
  const rewrites = action.type === "update-comment" || action.type === "create-comment";
  if (!rewrites || known === undefined || !hasBoxes(known.body) || attempt > PATIENCE) return;
  if (isFresh(context, lastRead)) return;
  const body = await readComment(github, ref, known.id);
  if (body === undefined || body === known.body) return;
  const seen = tickedBoxes(known.body);
  if ([...tickedBoxes(body)].every((box) => seen.has(box))) return;
  throw new RetryError("somebody ticks boxes of the status comment", SETTLE_MS);
}

function isFresh(
  { sent, now }: Pick<RunContext, "sent" | "now">,
  lastRead: LastRead | undefined,
): boolean {
  if (lastRead === undefined || lastRead.sent !== sent?.()) return false;
  return now().getTime() - lastRead.at <= FRESH_MS;
}

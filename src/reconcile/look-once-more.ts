import { RetryError } from "../errors.js";
import { readComment } from "../github/comments.js";
import { hasBoxes, tickedBoxes } from "../view/boxes.js";
import type { Action } from "./actions.js";
import type { ObserveContext } from "./observe.js";
import type { World } from "./world.js";

/** How often a comment that people go on ticking is left to them, and for how long, in ms. */
const PATIENCE = 4;
const SETTLE_MS = 500;

/**
 * Looks at the status comment once more before it is written, past everything that is remembered:
 * what somebody has ticked since is not overwritten.
 *
 * @throws RetryError where somebody has: the next run reads who that was, and does it
 */
export async function lookOnceMore(
  { github, attempt }: Pick<ObserveContext, "github" | "attempt">,
  { ref, comments }: World,
  action: Action,
): Promise<void> {
  const known = comments[0];
  const rewrites = action.type === "update-comment" || action.type === "create-comment";
  if (!rewrites || known === undefined || !hasBoxes(known.body) || attempt > PATIENCE) return;
  const body = await readComment(github, ref, known.id);
  if (body === undefined || body === known.body) return;
  const seen = tickedBoxes(known.body);
  if ([...tickedBoxes(body)].every((box) => seen.has(box))) return;
  throw new RetryError("somebody ticks boxes of the status comment", SETTLE_MS);
}

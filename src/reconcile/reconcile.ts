import type { Logger } from "pino";
import { TerminalError } from "../errors.js";
import type { IssueRef } from "../issue-ref.js";
import { apply } from "./apply.js";
import { decide } from "./decide.js";
import { observe, type ObserveContext } from "./observe.js";

/** More writes than any way from one world to the next has: a run beyond it would never end. */
const MOST_WRITES = 40;

/** What one run needs. */
export interface ReconcileContext extends ObserveContext {
  readonly now: () => Date;
  readonly log: Logger;
}

/**
 * Looks at one issue and brings what GitHub shows of its plan to what it should be. Running it again
 * writes nothing; running it after a crash goes on from where the crash was.
 *
 * @returns where the issue is now, if it was moved: that is to be looked at instead
 */
export async function reconcile(
  context: ReconcileContext,
  ref: IssueRef,
): Promise<IssueRef | undefined> {
  const observed = await observe(context, ref);
  if (observed.found === "moved") return observed.to;
  if (observed.found === "nothing") return undefined;
  const now = context.now();
  let { world } = observed;
  for (let writes = 0; writes < MOST_WRITES; writes += 1) {
    const action = decide(world, now);
    if (action === undefined) return undefined;
    world = await apply(context.github, world, action);
    context.log.info({ issue: ref, action: action.type }, "wrote to GitHub");
  }
  throw new TerminalError(`more than ${MOST_WRITES} writes for one issue: a bug in Plansmith`);
}

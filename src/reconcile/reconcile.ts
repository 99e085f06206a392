import { TerminalError } from "../errors.js";
import { classifyFailure, hasStatus, refusalOf } from "../github/errors.js";
import type { IssueRef } from "../issue-ref.js";
import type { PlanState } from "../plan/state.js";
import { inlineText } from "../view/text.js";
import type { Action } from "./actions.js";
import { apply } from "./apply.js";
import { applyCheck, isCheckAction, type PlanCheckContext } from "./check-plan.js";
import { decide } from "./decide.js";
import { decideComment } from "./decide-comment.js";
import { lookOnceMore } from "./look-once-more.js";
import { observe } from "./observe.js";
import { planState } from "./state.js";
import type { World } from "./world.js";

/** More writes than any way from one world to the next has: a run beyond it would never end. */
const MOST_WRITES = 40;

/** What one run needs. */
export interface ReconcileContext extends PlanCheckContext {
  /** Resolves when GitHub's lists show what was written a moment ago. */
  readonly settle: () => Promise<void>;
}

/**
 * Looks at one issue and brings what GitHub shows of its plan to what it should be. Running it again
 * writes nothing; running it after a crash goes on from where the crash was.
 *
 * @returns where the issue is now, if it was moved: that is to be looked at instead
 * @throws TerminalError where GitHub refuses for good to let the plan be opened; the issue is told
 */
export async function reconcile(
  context: ReconcileContext,
  ref: IssueRef,
): Promise<IssueRef | undefined> {
  const observed = await observe(context, ref);
  if (observed.found === "moved") return observed.to;
  if (observed.found === "nothing") return undefined;
  if (observed.found === "forbidden") {
    const { world, error } = observed;
    const state = planState(world);
    if (state === "requested") await tellRefusal(context, world, { state, error });
    throw error;
  }
  const now = context.now();
  let { world } = observed;
  for (let writes = 0; writes < MOST_WRITES; writes += 1) {
    const action = decide(world, now);
    if (action === undefined) return undefined;
    if (world.config.dryRun) {
      context.log.info({ issue: ref, action }, "dry run: would write to GitHub");
      return undefined;
    }
    try {
      world = await write(context, world, action);
    } catch (error) {
      const state = planState(world);
      const told = state === "requested" || action.type === "merge-rendering";
      if (state === undefined || !told) throw error;
      const anew = await afterRace(context, { ref, error, action, now });
      if (anew !== undefined) {
        world = anew;
        continue;
      }
      await tellRefusal(context, world, { state, error });
      throw new TerminalError(`refused to ${action.type}: ${refusalOf(error)}`, { cause: error });
    }
  }
  throw new TerminalError(`more than ${MOST_WRITES} writes for one issue: a bug in Plansmith`);
}

async function write(context: ReconcileContext, world: World, action: Action): Promise<World> {
  await lookOnceMore(context, world, action);
  const next = isCheckAction(action)
    ? await applyCheck(context, world, action)
    : await apply(context.github, world, action);
  context.log.info({ issue: world.ref, action: action.type }, "wrote to GitHub");
  return next;
}

/**
 * The world as it is where somebody was faster; `undefined` where the same write is still to be made,
 * so that GitHub refuses it for another reason: a rule, or a permission that is missing.
 *
 * @throws what GitHub answered, where that is no refusal
 */
async function afterRace(
  context: ReconcileContext,
  refused: {
    readonly ref: IssueRef;
    readonly error: unknown;
    readonly action: Action;
    readonly now: Date;
  },
): Promise<World | undefined> {
  const { ref, error, action, now } = refused;
  if (classifyFailure(error, now.getTime()) instanceof TerminalError) return undefined;
  if (!hasStatus(error, 409, 422)) throw error;
  await context.settle();
  const observed = await observe(context, ref);
  if (observed.found !== "world") throw error;
  const { world } = observed;
  return JSON.stringify(decide(world, now)) === JSON.stringify(action) ? undefined : world;
}

/** Says in the status comment what GitHub said, where that can be said. */
async function tellRefusal(
  context: ReconcileContext,
  world: World,
  { state, error }: { readonly state: PlanState; readonly error: unknown },
): Promise<void> {
  const opens = state === "requested";
  const problem =
    `GitHub does not let the plan be ${opens ? "opened" : "brought up to date with the issue"}: ` +
    `${inlineText(refusalOf(error), 300)}. ` +
    "Rules of the repository or permissions of the App may be the reason." +
    (opens
      ? ` Mend that, then take the label ${inlineText(world.config.labels.request || "")} off and put it on again.`
      : "");
  const action = decideComment(world, state, { problem }, context.now());
  if (action === undefined) return;
  await write(context, world, action).catch((reason: unknown) => {
    context.log.warn({ issue: world.ref, err: reason }, "the issue could not be told");
  });
}

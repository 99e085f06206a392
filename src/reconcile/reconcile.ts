import { correctionOf } from "../features/brakes/rules.js";
import { applyCheck, isCheckAction } from "../features/checks/plans.js";
import type { RunContext } from "../features/context.js";
import { dashboardRef, enqueueDashboard } from "../features/dashboard/run.js";
import type { Action, Snapshot } from "../features/snapshot.js";
import { isLabelled } from "../features/state.js";
import { assertCommentUnchanged } from "../features/status-comment/read.js";
import { branchInTheWay } from "../github/files.js";
import type { GitHubClient } from "../github/http/client.js";
import { classifyFailure, hasStatus, refusalOf } from "../github/http/errors.js";
import { inlineText, inlineCode } from "../markdown/escape.js";
import { TerminalError } from "../model/errors.js";
import type { IssueRef } from "../model/refs.js";
import type { PlanState } from "../model/states.js";
import { apply } from "./apply.js";
import { DECIDE, DECIDE_ANSWER, DECIDE_REPORT, PLAN_STATE, type Decision } from "./decide.js";
import { isLabelChange, withLabelChange, type LabelChange } from "./next-snapshot.js";
import { observe } from "./observe.js";

/** More writes than any way from one snapshot to the next has: a run beyond it would never end. */
const MAX_WRITES = 40;
/** More writes than the commands of one comment take. */
const MAX_WRITES_A_COMMENT = 30;

/**
 * Looks at one issue and brings what GitHub shows of its plan to what it should be. Running it again
 * writes nothing; running it after a crash goes on from where the crash was.
 *
 * @returns where the issue is now, if it was moved: that is to be looked at instead
 * @throws TerminalError where GitHub permanently refuses to open the plan; it is reported on the issue
 */
export async function reconcile(context: RunContext, ref: IssueRef): Promise<IssueRef | undefined> {
  const { compute } = context;
  const observed = await observe(context, ref);
  if (observed.found === "moved") return observed.to;
  if (observed.found === "nothing") return undefined;
  if (observed.found === "forbidden") {
    const { snapshot, error } = observed;
    if (snapshot.config.dryRun) context.rehearse();
    const state = await compute(PLAN_STATE, snapshot);
    if (state === "requested")
      await tellRefusal(context, snapshot, { state, inComment: true, error });
    throw error;
  }
  const now = context.now();
  let snapshot: Snapshot = {
    ...observed.snapshot,
    contested: await context.brakes.contested(ref),
  };
  const isDryRun = snapshot.config.dryRun;
  if (isDryRun) context.rehearse();
  const actions: string[] = [];
  const most = MAX_WRITES + MAX_WRITES_A_COMMENT * snapshot.commands.comments.length;
  let decided: Decision | undefined;
  for (let writes = 0; writes < most; writes += 1) {
    const { action, reflected } = decided ?? (await compute(DECIDE, snapshot, now));
    decided = undefined;
    if (action === undefined && isDryRun) {
      context.log.info({ issue: ref, actions }, "dry run: that is all");
      return undefined;
    }
    if (action === undefined) {
      context.driftCache.leave(snapshot.ref, reflected);
      await enqueueDashboard(context, ref, snapshot.config);
      return undefined;
    }
    actions.push(action.type);
    const braked = isDryRun ? undefined : await brake(context, snapshot, action);
    if (braked !== undefined) {
      snapshot = braked;
      continue;
    }
    try {
      if (isLabelChange(action) && !isDryRun)
        ({ snapshot, decided } = await changeLabels(context, snapshot, action, now));
      else snapshot = await write(context, snapshot, action);
    } catch (error) {
      const state = await compute(PLAN_STATE, snapshot);
      const inComment = state === "requested" || action.type === "merge-rendering";
      const isReported = inComment || snapshot.commands.comments.length > 0;
      if (state === undefined || !isReported) throw error;
      const current = await afterRace(context, { ref, error, action, now });
      if (current !== undefined) {
        snapshot = current;
        continue;
      }
      await tellRefusal(context, snapshot, { state, inComment, error, action });
      throw new TerminalError(`refused to ${action.type}: ${refusalOf(error)}`, { cause: error });
    }
  }
  throw new TerminalError(`more than ${most} writes for one issue: a bug in Plansmith`);
}

/**
 * The snapshot in which a correction waits that something else has undone too often; `undefined`
 * where the action is to be made now. The issue is looked at again when the wait is over.
 */
async function brake(
  { brakes, onBrake, enqueueLater, log, now }: RunContext,
  snapshot: Snapshot,
  action: Action,
): Promise<Snapshot | undefined> {
  const { ref } = snapshot;
  const correction = correctionOf(action);
  if (correction === undefined) return undefined;
  const { free, until, first } = await brakes.press(ref, correction);
  if (free) return undefined;
  onBrake(action.type);
  const waitMs = Math.max(0, until - now().getTime());
  const facts = { issue: ref, action: action.type, correction, waitMs };
  if (first) log.warn(facts, "something else keeps undoing this: it is not put right for now");
  await enqueueLater(ref, waitMs);
  return {
    ...snapshot,
    contested: [...new Set([...(snapshot.contested ?? []), correction])],
    braked: [...(snapshot.braked ?? []), correction],
  };
}

/**
 * Changes labels of the issue, all that are to be changed now at the same time: the order of these
 * writes says nothing, and the next run decides each again where one of them fails.
 *
 * @returns the snapshot as it is then, and what comes next in it where that is known
 * @throws what the first of those that failed met, when all have ended
 */
async function changeLabels(
  context: RunContext,
  start: Snapshot,
  first: LabelChange,
  now: Date,
): Promise<{ readonly snapshot: Snapshot; readonly decided: Decision | undefined }> {
  let snapshot = start;
  let action = first;
  let decided: Decision | undefined;
  const writing: Promise<void>[] = [];
  const failures: unknown[] = [];
  try {
    for (;;) {
      // Its failure is met here, at once: while something else is waited for, nobody would, and the process ends.
      writing.push(
        write(context, snapshot, action).then(
          () => undefined,
          (error: unknown) => void failures.push(error),
        ),
      );
      snapshot = withLabelChange(snapshot, action);
      decided = await context.compute(DECIDE, snapshot, now);
      if (!isLabelChange(decided.action)) break;
      action = decided.action;
      const braked = await brake(context, snapshot, action);
      if (braked === undefined) continue;
      [snapshot, decided] = [braked, undefined];
      break;
    }
  } finally {
    await Promise.all(writing);
  }
  if (failures.length > 0) throw failures[0];
  return { snapshot, decided };
}

async function write(context: RunContext, snapshot: Snapshot, action: Action): Promise<Snapshot> {
  if (action.type === "ask-for-dashboard") {
    await context.enqueueSoon({ ...dashboardRef(snapshot.ref), askedOn: [snapshot.ref.number] });
    return { ...snapshot, dashboardAsked: true };
  }
  await assertCommentUnchanged(context, snapshot, action);
  const next = isCheckAction(action)
    ? await applyCheck(context, snapshot, action)
    : await apply(context.github, snapshot, action);
  if (snapshot.config.dryRun) return next;
  if (action.type === "react" && action.content !== "eyes")
    context.answered.add(snapshot.ref, action.comment);
  context.log.info({ issue: snapshot.ref, action: action.type }, "wrote to GitHub");
  return next;
}

/**
 * The snapshot as it is where somebody was faster; `undefined` where the same write is still to be made,
 * so that GitHub refuses it for another reason: a rule, or a permission that is missing.
 *
 * @throws what GitHub answered, where that is no refusal
 */
async function afterRace(
  context: RunContext,
  refused: {
    readonly ref: IssueRef;
    readonly error: unknown;
    readonly action: Action;
    readonly now: Date;
  },
): Promise<Snapshot | undefined> {
  const { ref, error, action, now } = refused;
  if (classifyFailure(error, now.getTime()) instanceof TerminalError) return undefined;
  if (!hasStatus(error, 409, 422)) throw error;
  await context.waitForConsistency();
  const observed = await observe(context, ref);
  if (observed.found !== "snapshot") throw error;
  const { snapshot } = observed;
  const next = await context.compute(DECIDE, snapshot, now);
  return JSON.stringify(next.action) === JSON.stringify(action) ? undefined : snapshot;
}

/** Reports what GitHub answered to the people who asked, where that is possible. */
async function tellRefusal(
  context: RunContext,
  snapshot: Snapshot,
  {
    state,
    inComment,
    error,
    action,
  }: {
    readonly state: PlanState;
    readonly inComment: boolean;
    readonly error: unknown;
    readonly action?: Action;
  },
): Promise<void> {
  const opens = state === "requested";
  const byLabel = opens && isLabelled(snapshot);
  const what = inComment ? "updating the plan from the issue" : "this change";
  const label = inlineText(snapshot.config.labels.request || "");
  try {
    const refused = {
      error,
      action,
      what: opens ? "opening the plan" : what,
      bot: context.bot,
    };
    const cause = await explainRefusal(context.github, snapshot.ref, refused);
    const problem =
      cause + (byLabel ? ` Fix that, then remove the label ${label} and add it again.` : "");
    const answered = await answer(context, snapshot, problem);
    const isReported = byLabel || (inComment && !opens);
    const report =
      isReported && (await context.compute(DECIDE_REPORT, answered, state, problem, context.now()));
    if (report) await write(context, answered, report);
  } catch (reason) {
    context.log.warn(
      { issue: snapshot.ref, err: reason },
      "the refusal could not be reported on the issue",
    );
  }
}

/** Answers those who asked for something in comments with the reason why it is not done. */
async function answer(context: RunContext, start: Snapshot, problem: string): Promise<Snapshot> {
  let snapshot = start;
  for (;;) {
    const action = await context.compute(DECIDE_ANSWER, snapshot, problem);
    if (action === undefined) return snapshot;
    snapshot = await write(context, snapshot, action);
  }
}

/** A write that GitHub refuses for good, or a read where no action is named. */
interface Refused {
  readonly error: unknown;
  readonly action?: Action | undefined;
  /** What could not be done, such as `opening the plan`. */
  readonly what: string;
  /** Login under which the App writes. */
  readonly bot: string;
}

/**
 * Why GitHub refuses something and how to fix it, as Markdown in whole sentences. Rules and
 * permissions are named only where GitHub names them. One request or a few where GitHub does not say
 * what is in the way of a branch.
 */
async function explainRefusal(
  github: GitHubClient,
  ref: IssueRef,
  { error, action, what, bot }: Refused,
): Promise<string> {
  const branch = newBranchOf(action);
  if (branch !== undefined && hasStatus(error, 422)) {
    const blocking = await branchInTheWay(github, ref, branch);
    if (blocking !== undefined) {
      return (
        `The branch ${inlineCode(blocking)} is in the way: Git cannot have a branch ${inlineCode(branch)} beside it. ` +
        "Rename or delete it, or change the pattern `plans.branch` in the configuration."
      );
    }
  }
  const reason = refusalOf(error);
  if (action?.type === "open-pull" && action.pull.draft && /\bdrafts?\b/i.test(reason)) {
    return "This repository has no draft pull requests. Set `pullRequest.draft: false` in the configuration.";
  }
  const message = inlineText(reason.replace(/\.\s*$/, ""), 300);
  return `GitHub rejected ${what}: ${message}.${adviceOn(reason, bot)}`;
}

/** The branch that an action makes. */
function newBranchOf(action: Action | undefined): string | undefined {
  if (action?.type === "create-branch") return action.start.branch;
  if (action?.type === "refill-update") return action.merge.isNew ? action.merge.branch : undefined;
  return action?.type === "commit-archive" ? action.change.branch : undefined;
}

/** Who writes by the token that every workflow is given. */
export const ACTIONS_BOT = "github-actions[bot]";

/**
 * What to do about something that GitHub refuses, as a sentence behind what it said; empty where that
 * says it all.
 *
 * @param bot login under which the App writes; left out where that is an App's of its own
 */
export function adviceOn(reason: string, bot?: string): string {
  // https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository#preventing-github-actions-from-creating-or-approving-pull-requests
  if (/\bGitHub Actions is not permitted to create\b/i.test(reason)) {
    return " Turn on “Allow GitHub Actions to create and approve pull requests” in the repository's settings, under Actions, General, Workflow permissions, or use an App's token.";
  }
  if (/\brules?\b|\bprotected\b/i.test(reason)) return " Check the rules of the repository.";
  if (!/\bnot accessible by integration\b|\bpermissions?\b/i.test(reason)) return "";
  return bot === ACTIONS_BOT
    ? " Check `permissions` in the workflow file."
    : " Check the App's permissions.";
}

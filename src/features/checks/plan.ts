import { classifyFailure } from "../../github/http/errors.js";
import { TerminalError } from "../../model/errors.js";
import { workKey } from "../../model/refs.js";
import type { Templates } from "../../plan/template/choose.js";
import type { Action, CheckAction } from "../actions.js";
import { hostOf } from "../links.js";
import { PLAN_PROGRESS } from "../plan-file/progress.js";
import { readTemplates } from "../plan-file/templates.js";
import type { Snapshot } from "../snapshot.js";
import { ensureCheckRun } from "./check-run.js";
import type { RunContext } from "../context.js";
import { planFindings } from "./findings.js";
import { outsiderOf } from "../refill/rules.js";
import { missingPlanCheck, PLAN_CHECK_NAME, planCheck, withOutsider } from "./plan-text.js";

/** Whether an action is of the kind that {@link applyCheck} carries out. */
export function isCheckAction(action: Action): action is CheckAction {
  return action.type === "check-plan" || action.type === "look-at-pulls";
}

/**
 * Writes the check run of the plan pull request's head, or has pull requests looked at again.
 *
 * @returns the snapshot as it is then
 */
export async function applyCheck(
  context: RunContext,
  snapshot: Snapshot,
  action: CheckAction,
): Promise<Snapshot> {
  if (action.type === "look-at-pulls") {
    const { installationId, owner, repo } = snapshot.ref;
    const place = { installationId, owner, repo, kind: "pull" as const };
    await Promise.all(action.numbers.map((number) => context.enqueueSoon({ ...place, number })));
    return { ...snapshot, gated: action.key };
  }
  try {
    await checkHead(context, snapshot);
  } catch (error) {
    // An App that was installed before it checked plans may lack the permission: the plan goes on.
    const failure = classifyFailure(error, context.now().getTime());
    if (!(failure instanceof TerminalError)) throw error;
    const said = `the check run could not be written: ${failure.message}`;
    context.log.warn({ item: workKey(snapshot.ref), err: error }, said);
  }
  return { ...snapshot, checked: action.key };
}

async function checkHead(context: RunContext, snapshot: Snapshot): Promise<void> {
  const { github, compute, bot } = context;
  const { ref, pulls, plan, config, ownCommit: fresh } = snapshot;
  const pull = pulls[0];
  if (pull === undefined || config.check.mode === "off") return;
  const sha = pull.headSha;
  const templates = await templatesOf(context, snapshot);
  const found = plan && {
    path: plan.path,
    progress: await compute(PLAN_PROGRESS, plan.text, config.progress, hostOf(snapshot.issue)),
    ...(await planFindings(
      context,
      ref,
      { ...plan, sha },
      { templates, rules: config.check.rules, now: context.now() },
    )),
  };
  const wanted = {
    name: PLAN_CHECK_NAME,
    sha,
    externalId: `plan-issue-${ref.number}`,
    ...(found === undefined
      ? missingPlanCheck(config.check.mode)
      : withOutsider(planCheck([found], config.check.mode), outsiderOf(snapshot))),
  };
  await ensureCheckRun(github, ref, wanted, { bot, again: ref.force, fresh: fresh === sha });
}

/** A plan that was opened by this run names the template it was filled from: no other is read. */
async function templatesOf(context: RunContext, snapshot: Snapshot): Promise<Templates> {
  const { templates: builtin } = context;
  const { opened, hasTemplates, ref } = snapshot;
  if (hasTemplates !== true) return builtin;
  if (opened !== undefined && "template" in opened.choice) {
    const { template } = opened.choice;
    return new Map([...builtin, [template.name, template]]);
  }
  return readTemplates(context, ref, builtin);
}

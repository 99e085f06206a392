import { classifyFailure } from "../github/errors.js";
import { TerminalError } from "../errors.js";
import { workKey, type WorkItem } from "../issue-ref.js";
import type { Templates } from "../plan/choose-template.js";
import { hostOf } from "../view/links.js";
import { missingPlanCheck, PLAN_CHECK_NAME, planCheck } from "../view/plan-check.js";
import type { Action, CheckAction } from "./actions.js";
import type { CheckContext } from "./check-configuration.js";
import { countedProgress } from "./counted.js";
import { ensureCheckRun } from "./ensure-check-run.js";
import { readTemplates } from "./observe-templates.js";
import { planIn } from "./plan-in.js";
import { planFindings } from "./plan-findings.js";
import type { World } from "./world.js";

/** What the check of a plan needs. */
export interface PlanCheckContext extends CheckContext {
  /** Puts an item into the queue as an event does. */
  readonly schedule: (item: WorkItem) => Promise<void>;
}

/** Whether an action is of the kind that {@link applyCheck} carries out. */
export function isCheckAction(action: Action): action is CheckAction {
  return action.type === "check-plan" || action.type === "look-at-pulls";
}

/**
 * Writes the check run of the plan pull request's head, or has pull requests looked at again.
 *
 * @returns the world as it is then
 */
export async function applyCheck(
  context: PlanCheckContext,
  world: World,
  action: CheckAction,
): Promise<World> {
  if (action.type === "look-at-pulls") {
    const { installationId, owner, repo } = world.ref;
    const place = { installationId, owner, repo, kind: "pull" as const };
    await Promise.all(action.numbers.map((number) => context.schedule({ ...place, number })));
    return { ...world, gated: action.key };
  }
  try {
    await checkHead(context, world);
  } catch (error) {
    // An App that was installed before it checked plans may lack the permission: the plan goes on.
    const failure = classifyFailure(error, context.now().getTime());
    if (!(failure instanceof TerminalError)) throw error;
    const said = `the check run could not be written: ${failure.message}`;
    context.log.warn({ item: workKey(world.ref), err: error }, said);
  }
  return { ...world, checked: action.key };
}

async function checkHead(context: PlanCheckContext, world: World): Promise<void> {
  const { github, bot } = context;
  const { ref, pulls, plan, config, fresh } = world;
  const pull = pulls[0];
  if (pull === undefined || config.check === "off") return;
  const sha = pull.headSha;
  const templates = await templatesOf(context, world);
  const found = plan && {
    path: plan.path,
    progress: countedProgress(planIn(plan.text, hostOf(world.issue)), config.progress),
    findings: await planFindings(github, ref, { ...plan, sha }, { templates, now: context.now() }),
  };
  const wanted = {
    name: PLAN_CHECK_NAME,
    sha,
    externalId: `plan-issue-${ref.number}`,
    ...(found === undefined ? missingPlanCheck(config.check) : planCheck([found], config.check)),
  };
  await ensureCheckRun(github, ref, wanted, { bot, again: ref.again, fresh: fresh === sha });
}

/** A plan that was opened by this run names the template it was filled from: no other is read. */
async function templatesOf(context: PlanCheckContext, world: World): Promise<Templates> {
  const { github, templates: builtin } = context;
  const { ground, hasTemplates, ref } = world;
  if (hasTemplates !== true) return builtin;
  if (ground !== undefined && "template" in ground.choice) {
    const { template } = ground.choice;
    return new Map([...builtin, [template.name, template]]);
  }
  return readTemplates(github, ref, builtin);
}

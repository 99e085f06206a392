import { issueOfPath } from "../../config/paths.js";
import { readFile } from "../../github/files.js";
import { isCut, type ChangedFile, type ProposedPull } from "../../github/pulls.js";
import type { GroupRef, PullRef } from "../../model/refs.js";
import { issuesNamedIn, readPlanMarker } from "../../plan/identity.js";
import type { Configuration } from "../configuration/read.js";
import { PLAN_PROGRESS } from "../plan-file/progress.js";
import { readTemplates } from "../plan-file/templates.js";
import { ensureCheckRun } from "./check-run.js";
import { planFindings, type PlanAt } from "./findings.js";
import type { RunContext } from "../context.js";
import { PLAN_CHECK_NAME, planCheck, type CheckedPlan } from "./plan-text.js";

/** Files of one pull request that are looked into; the check does not pass where there are more. */
const MAX_FILES = 20;

/** A commit whose check runs are to be written. */
export interface CheckedHead {
  /** Names the pull request. */
  readonly ref: PullRef | GroupRef;
  readonly pull: ProposedPull;
  readonly files: readonly ChangedFile[];
  readonly configuration: Configuration;
  /** The pull request's head, or what a merge queue made of it. */
  readonly sha: string;
  readonly kind: "pull" | "group";
}

/**
 * Writes the check run on the plans that a pull request brings or changes. One without any has a
 * check run only where it may be required.
 */
export async function checkPlans(context: RunContext, head: CheckedHead): Promise<void> {
  const { github, bot } = context;
  const { ref, sha, kind, configuration } = head;
  const { check } = configuration.config;
  if (check.mode === "off") return;
  const { checked, unchecked } = await checkedPlans(context, head);
  if (checked.length === 0 && unchecked === 0 && check.mode !== "require") return;
  const externalId = `plan-${kind}-${ref.number}`;
  const wanted = {
    name: PLAN_CHECK_NAME,
    sha,
    externalId,
    ...planCheck(checked, check.mode, unchecked),
  };
  await ensureCheckRun(github, ref, wanted, { bot, again: ref.force });
}

/**
 * What `plansmith check` finds in the plans that a pull request brings or changes, with how many more
 * files may be plans than are looked at. It writes nothing.
 */
export async function checkedPlans(
  context: Pick<RunContext, "github" | "compute" | "templates" | "now">,
  head: Omit<CheckedHead, "kind" | "pull">,
): Promise<{ readonly checked: readonly CheckedPlan[]; readonly unchecked: number }> {
  const { compute, templates: builtin, now } = context;
  const { ref, configuration } = head;
  const { check, progress } = configuration.config;
  const { plans, unchecked } = await plansOf(context, head);
  const templates =
    plans.length > 0 && configuration.hasTemplates
      ? await readTemplates(context, ref, builtin)
      : builtin;
  const checked = await Promise.all(
    plans.map(async (plan) => ({
      path: plan.path,
      progress: await compute(PLAN_PROGRESS, plan.text, progress),
      ...(await planFindings(context, ref, plan, {
        templates,
        rules: check.rules,
        now: now(),
      })),
    })),
  );
  return { checked, unchecked };
}

/**
 * The plans among the changed files: by their path, or by their last line. They are read in this
 * repository, which has the commits of its forks' pull requests, also of those that are gone. With
 * how many files were not looked into, as far as GitHub lists them.
 */
async function plansOf(
  { github }: Pick<RunContext, "github">,
  { ref, sha, files, configuration }: Omit<CheckedHead, "kind" | "pull">,
): Promise<{ readonly plans: readonly PlanAt[]; readonly unchecked: number }> {
  const likely = files.filter(({ path, removed }) => !removed && issuesNamedIn(path).length > 0);
  const looked = likely.slice(0, MAX_FILES);
  const read = await Promise.all(looked.map(({ path }) => readFile(github, ref, path, sha)));
  const plans = read
    .filter((file) => file !== undefined)
    .filter(
      ({ path, text }) =>
        issueOfPath(configuration.config.plans.path, path) !== undefined ||
        readPlanMarker(text) !== undefined,
    )
    .map(({ path, text }) => ({ path, text, sha }));
  const hidden = isCut(files) ? 1 : 0;
  return { plans, unchecked: likely.length - looked.length + hidden };
}

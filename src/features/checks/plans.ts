import { issueOfPath } from "../../config/paths.js";
import {
  annotationsOn,
  checkRunsOf,
  createCheckRun,
  MAX_ANNOTATIONS,
  updateCheckRun,
  type Annotation,
  type CheckResult,
  type CheckRun,
  type WantedCheckRun,
} from "../../github/checks.js";
import { readFile } from "../../github/files.js";
import type { GitHubClient } from "../../github/http/client.js";
import { classifyFailure } from "../../github/http/errors.js";
import { isCut, type ChangedFile, type ProposedPull } from "../../github/pulls.js";
import { TerminalError } from "../../model/errors.js";
import { workKey, type GroupRef, type PullRef, type RepositoryRef } from "../../model/refs.js";
import { issuesNamedIn, readPlanMarker } from "../../plan/identity.js";
import type { Templates } from "../../plan/template/choose.js";
import type { Action, CheckAction, Snapshot } from "../snapshot.js";
import { hostOf } from "../words.js";
import type { Configuration } from "../configuration/read.js";
import type { RunContext } from "../context.js";
import { PLAN_PROGRESS } from "../plan-file/progress.js";
import { readTemplates } from "../plan-file/read.js";
import { outsiderOf } from "../refill/rules.js";
import {
  missingPlanCheck,
  PLAN_CHECK_NAME,
  planCheck,
  withOutsider,
  type CheckedPlan,
  planFindings,
  type PlanAt,
} from "./plan-check.js";

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
    const message = `the check run could not be written: ${failure.message}`;
    context.log.warn({ item: workKey(snapshot.ref), err: error }, message);
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

/** What is known before the check runs of the commit are looked at. */
export interface Known {
  /** Login under which the App writes. */
  readonly bot: string;
  /** Whether somebody asked for it once more: it is written even where it says so already. */
  readonly again?: boolean | undefined;
  /** Whether this run made the commit: nobody can have checked it, and nothing is looked up. */
  readonly fresh?: boolean | undefined;
}

/**
 * A commit has the check run, once. One that is there, by its name and external id, is brought to
 * say what is wanted; remarks that it lacks are added, also those that a crash kept from coming.
 */
export async function ensureCheckRun(
  github: GitHubClient,
  repository: RepositoryRef,
  wanted: WantedCheckRun,
  { bot, again = false, fresh = false }: Known,
): Promise<"created" | "updated" | "unchanged"> {
  const runs = fresh ? [] : await checkRunsOf(github, repository, { ...wanted, bot });
  const run = runs.find(({ externalId }) => externalId === wanted.externalId);
  if (run === undefined) {
    const id = await createCheckRun(github, repository, wanted);
    for (const annotations of portions(wanted.annotations).slice(1)) {
      await updateCheckRun(github, repository, id, { ...wanted, annotations });
    }
    return "created";
  }
  const same = saysSo(run, wanted);
  const complete = same && run.annotations === wanted.annotations.length;
  if (complete && !again) return "unchanged";
  const missing = complete ? [] : await missingOn(github, repository, run, wanted);
  if (same && missing.length === 0 && !again) return "unchanged";
  const [first = [], ...rest] = portions(missing);
  for (const annotations of [first, ...rest]) {
    await updateCheckRun(github, repository, run.id, { ...wanted, annotations });
  }
  return "updated";
}

/** Whether a check run is finished and says the same; its annotations are left out. */
export function saysSo(run: CheckRun, result: CheckResult): boolean {
  const { conclusion, title, summary, text } = run;
  const same = (a: string, b: string): boolean => a.trim() === b.trim();
  return (
    run.completed &&
    conclusion === result.conclusion &&
    same(title, result.title) &&
    same(summary, result.summary) &&
    same(text, result.text)
  );
}

async function missingOn(
  github: GitHubClient,
  repository: RepositoryRef,
  run: CheckRun,
  { annotations }: WantedCheckRun,
): Promise<readonly Annotation[]> {
  if (annotations.length === 0 || run.annotations === 0) return annotations;
  const present = new Set((await annotationsOn(github, repository, run.id)).map(nameOf));
  return annotations.filter((annotation) => !present.has(nameOf(annotation)));
}

function nameOf({ path, line, message }: Annotation): string {
  return JSON.stringify([path, line, message.trim()]);
}

function portions(annotations: readonly Annotation[]): readonly (readonly Annotation[])[] {
  const count = Math.ceil(annotations.length / MAX_ANNOTATIONS);
  return Array.from({ length: count }, (_, index) =>
    annotations.slice(index * MAX_ANNOTATIONS, (index + 1) * MAX_ANNOTATIONS),
  );
}

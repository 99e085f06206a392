import { branchOf } from "../../config/paths.js";
import {
  externalIdsOn,
  checkRunsOf,
  createCheckRun,
  updateCheckRun,
  type Annotation,
  type CheckResult,
} from "../../github/checks.js";
import {
  changedFiles,
  proposedPull,
  type ChangedFile,
  type ProposedPull,
} from "../../github/pulls.js";
import { readPullMarker } from "../../model/markers.js";
import { issueRef, type GroupRef, type PullRef, type CommitRef } from "../../model/refs.js";
import { issuesNamedIn, TEMPLATE_FOLDER } from "../../plan/identity.js";
import { type Configuration, readConfiguration } from "../configuration/read.js";
import { checkGate } from "./gate.js";
import type { RunContext } from "../context.js";
import { checkPlans, saysSo } from "./plans.js";
import {
  itemOfCheck,
  annotationsOf,
  CONFIGURATION_CHECK_NAME,
  failedCheck,
  passedCheck,
  type IssueChange,
} from "./text.js";
import { CONFIG_FILES, templateNameProblems } from "../../config/read-config.js";
import { latestIssues } from "../../github/issues.js";
import type { Issue } from "../../issue/issue.js";
import { digestOf } from "../../model/text.js";
import { chooseTemplate, type Templates } from "../../plan/template/choose.js";
import { TemplateError } from "../../plan/template/template.js";
import { readTemplates } from "../plan-file/read.js";
import { isTracked } from "../state.js";
import { PREVIEW, type Setup } from "./preview.js";

/** What there is to check of a pull request. */
interface Wanted {
  readonly configuration: Configuration;
  readonly files: readonly ChangedFile[];
  readonly settings: boolean;
  readonly plans: boolean;
  readonly gate: boolean;
}

/**
 * Checks an open pull request: the configuration and templates that it changes, the plans that it
 * brings or changes, from a fork too, and whether the issues that it works on have approved plans.
 * The pull request of an issue's own plan is checked with its issue. One that has nothing to check
 * costs one request.
 */
export async function checkPull(context: RunContext, ref: PullRef): Promise<void> {
  const wanted = await whatToCheck(context, ref);
  if (!wanted.settings && !wanted.plans && !wanted.gate) return;
  const pull = await proposedPull(context.github, ref);
  if (pull?.open !== true) return;
  if (wanted.settings) await checkConfiguration(context, ref, pull);
  const { configuration, files } = wanted;
  const head = { ref, pull, files, configuration, sha: pull.headSha, kind: "pull" as const };
  if (wanted.gate) await checkGate(context, head);
  if (!wanted.plans) return;
  const issue = ownPlanOf(context.bot, pull, configuration);
  if (issue === undefined) await checkPlans(context, head);
  else if (ref.force) {
    await context.enqueueSoon({ ...issueRef(ref, issue), force: true });
  }
}

/** The same checks on a commit that a merge queue made: it waits for those that are required. */
export async function checkGroup(context: RunContext, ref: GroupRef): Promise<void> {
  const wanted = await whatToCheck(context, ref);
  if (!wanted.plans && !wanted.gate) return;
  const pull = await proposedPull(context.github, ref);
  if (pull === undefined) return;
  const { configuration, files } = wanted;
  const head = { ref, pull, files, configuration, sha: ref.sha, kind: "group" as const };
  if (wanted.gate) await checkGate(context, head);
  if (wanted.plans) await checkPlans(context, head);
}

async function whatToCheck(
  { github, configurations }: RunContext,
  ref: PullRef | GroupRef,
): Promise<Wanted> {
  const [files, configuration] = await Promise.all([
    changedFiles(github, ref),
    configurations.get(github, ref),
  ]);
  const { check, gate, dryRun } = configuration.config;
  const mayBePlans = files.some(({ path, removed }) => !removed && issuesNamedIn(path).length > 0);
  return {
    configuration,
    files,
    settings: files.some(({ path, before }) => isSetting(path) || isSetting(before ?? "")),
    plans: !dryRun && check.mode !== "off" && (mayBePlans || check.mode === "require"),
    gate: !dryRun && gate !== "off",
  };
}

/**
 * The issue whose own plan a pull request brings: it comes from the plan's branch, or the App opened
 * it under a name that the configuration gave such branches then.
 */
function ownPlanOf(
  bot: string,
  { branch, author, body }: ProposedPull,
  { config }: Configuration,
): number | undefined {
  if (branch === undefined) return undefined;
  const named = (branch.match(/\d+/g) ?? []).map(Number);
  const issue = named.find((number) => branchOf(config.plans.branch, number) === branch);
  return issue ?? (author === bot ? readPullMarker(body) : undefined);
}

/**
 * Somebody asked for all check runs of a commit once more, and GitHub does not say of which pull
 * request it is: of one from a fork, say. The check runs that are there do.
 */
export async function checkCommit(context: RunContext, ref: CommitRef): Promise<void> {
  const { sha } = ref;
  const ids = await externalIdsOn(context.github, ref, { sha, bot: context.bot });
  const items = ids.map((id) => itemOfCheck(id, ref, sha)).filter((item) => item !== undefined);
  await Promise.all(items.map((item) => context.enqueueSoon(item)));
}

/** Whether a file is the configuration or a template. */
function isSetting(path: string): boolean {
  return CONFIG_FILES.includes(path) || path.startsWith(`${TEMPLATE_FOLDER}/`);
}

/**
 * Puts the check run on an open pull request that changes the configuration or a template of the
 * default branch. Running it again updates the same check run.
 */
async function checkConfiguration(
  context: RunContext,
  ref: PullRef,
  pull: ProposedPull,
): Promise<void> {
  const { github, bot, log } = context;
  if (!pull.intoDefault) return;
  const sha = pull.headSha;
  const { result, annotations } = await checkSettings(context, ref, sha);
  // Other annotations are another check run: GitHub only ever adds to those of one.
  const externalId = `pull-${ref.number}-${digestOf(JSON.stringify(annotations), 16)}`;
  const runs = await checkRunsOf(github, ref, { sha, name: CONFIGURATION_CHECK_NAME, bot });
  const run = runs.find((found) => found.externalId === externalId);
  if (run === undefined) {
    const created = { ...result, name: CONFIGURATION_CHECK_NAME, sha, externalId, annotations };
    await createCheckRun(github, ref, created);
  } else if (saysSo(run, result) && ref.force !== true) return;
  else await updateCheckRun(github, ref, run.id, result);
  log.info({ pull: ref, conclusion: result.conclusion }, "wrote the check run");
}

async function checkSettings(
  context: RunContext,
  ref: PullRef,
  sha: string,
): Promise<{ readonly result: CheckResult; readonly annotations: readonly Annotation[] }> {
  const proposed = await readSettings(context, ref, sha);
  const { configuration, templates } = proposed;
  const problems = [
    ...configuration.problems,
    ...templateNameProblems(configuration, [...templates.keys()]),
  ];
  const broken = [...templates.values()].filter((template) => template instanceof TemplateError);
  const annotations = annotationsOf(problems, broken);
  if (problems.length + broken.length > 0) {
    return { result: failedCheck(problems, broken), annotations };
  }
  return { result: passedCheck(await preview(context, ref, proposed)), annotations };
}

/** Issues that the preview shows. */
const MAX_ISSUES = 5;

/** What the latest issues with plans would get, compared with what they get today. */
async function preview(
  context: RunContext,
  ref: PullRef,
  proposed: Settings,
): Promise<readonly IssueChange[]> {
  const today = await readSettings(context, ref, undefined);
  const place = { owner: ref.owner, repo: ref.repo, now: context.now() };
  const issues = (await latestIssues(context.github, ref)).filter(
    ({ labels }) => isTracked(today.config, labels) || isTracked(proposed.config, labels),
  );
  const changes: IssueChange[] = [];
  for (const issue of issues.slice(0, MAX_ISSUES)) {
    const { number, title } = issue;
    const diff = await context.compute(
      PREVIEW,
      issue,
      [setupOf(today, issue), setupOf(proposed, issue)],
      place,
    );
    changes.push({ number, title, diff });
  }
  return changes;
}

/** A configuration with the templates that go with it. */
interface Settings {
  readonly configuration: Configuration;
  readonly config: Configuration["config"];
  readonly templates: Templates;
}

function setupOf({ config, templates }: Settings, { labels, type }: Issue): Setup {
  const preferences = config.templates;
  return { config, choice: chooseTemplate(templates, labels, { type, preferences }) };
}

async function readSettings(
  context: RunContext,
  ref: PullRef,
  commit: string | undefined,
): Promise<Settings> {
  const builtin = context.templates;
  const { github, configurations } = context;
  const configuration =
    commit === undefined
      ? await configurations.get(github, ref)
      : await readConfiguration(context, ref, { commit });
  const templates = configuration.hasTemplates
    ? await readTemplates(context, ref, builtin, commit)
    : builtin;
  return { configuration, config: configuration.config, templates };
}

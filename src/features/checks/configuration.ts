import { CONFIG_FILES, templateNameProblems } from "../../config/read-config.js";
import {
  checkRunsOf,
  createCheckRun,
  updateCheckRun,
  type Annotation,
  type CheckResult,
} from "../../github/checks.js";
import { latestIssues } from "../../github/issues.js";
import type { ProposedPull } from "../../github/pulls.js";
import type { Issue } from "../../issue/issue.js";
import { digestOf } from "../../model/compare-text.js";
import type { PullRef } from "../../model/refs.js";
import { TEMPLATE_FOLDER } from "../../plan/identity.js";
import { chooseTemplate, type Templates } from "../../plan/template/choose.js";
import { TemplateError } from "../../plan/template/template.js";
import { readConfiguration, type Configuration } from "../configuration/read.js";
import type { RunContext } from "../context.js";
import { readTemplates } from "../plan-file/templates.js";
import { isTracked } from "../state.js";
import { saysSo } from "./check-run.js";
import { PREVIEW, type Setup } from "./preview.js";
import { annotationsOf, CHECK_NAME, failedCheck, passedCheck, type IssueChange } from "./text.js";

/** Issues that the preview shows. */
const MAX_ISSUES = 5;

/** Whether a file is the configuration or a template. */
export function isSetting(path: string): boolean {
  return CONFIG_FILES.includes(path) || path.startsWith(`${TEMPLATE_FOLDER}/`);
}

/**
 * Puts the check run on an open pull request that changes the configuration or a template of the
 * default branch. Running it again updates the same check run.
 */
export async function checkConfiguration(
  context: RunContext,
  ref: PullRef,
  pull: ProposedPull,
): Promise<void> {
  const { github, bot, log } = context;
  if (!pull.intoDefault) return;
  const sha = pull.headSha;
  const { result, annotations } = await check(context, ref, sha);
  // Other annotations are another check run: GitHub only ever adds to those of one.
  const externalId = `pull-${ref.number}-${digestOf(JSON.stringify(annotations), 16)}`;
  const runs = await checkRunsOf(github, ref, { sha, name: CHECK_NAME, bot });
  const run = runs.find((it) => it.externalId === externalId);
  if (run === undefined) {
    const created = { ...result, name: CHECK_NAME, sha, externalId, annotations };
    await createCheckRun(github, ref, created);
  } else if (saysSo(run, result) && ref.force !== true) return;
  else await updateCheckRun(github, ref, run.id, result);
  log.info({ pull: ref, conclusion: result.conclusion }, "wrote the check run");
}

async function check(
  context: RunContext,
  ref: PullRef,
  sha: string,
): Promise<{ readonly result: CheckResult; readonly annotations: readonly Annotation[] }> {
  const proposed = await readSetup(context, ref, sha);
  const { configuration, templates } = proposed;
  const problems = [
    ...configuration.problems,
    ...templateNameProblems(configuration, [...templates.keys()]),
  ];
  const broken = [...templates.values()].filter((it) => it instanceof TemplateError);
  const annotations = annotationsOf(problems, broken);
  if (problems.length + broken.length > 0) {
    return { result: failedCheck(problems, broken), annotations };
  }
  return { result: passedCheck(await preview(context, ref, proposed)), annotations };
}

/** What the latest issues with plans would get, compared with what they get today. */
async function preview(
  context: RunContext,
  ref: PullRef,
  proposed: Settings,
): Promise<readonly IssueChange[]> {
  const today = await readSetup(context, ref, undefined);
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

async function readSetup(
  context: RunContext,
  ref: PullRef,
  commit: string | undefined,
): Promise<Settings> {
  const builtin = context.templates;
  const configuration = await readConfiguration(context, ref, commit);
  const templates = configuration.hasTemplates
    ? await readTemplates(context, ref, builtin, commit)
    : builtin;
  return { configuration, config: configuration.config, templates };
}

import { CONFIG_FILES } from "../../config/read-config.js";
import { allPaths, readFile } from "../../github/files.js";
import { hasStatus, isForbidden, refusalOf } from "../../github/http/errors.js";
import { createIssue, issuesBy, updateIssue, type OwnIssue } from "../../github/issues.js";
import { defineLabel, repositoryLabels, getRepository } from "../../github/repository.js";
import { mapInBatches } from "../../model/collections.js";
import { issueRef, type OnboardingRef } from "../../model/refs.js";
import type { RunContext } from "../context.js";
import { missingLabels, planCandidates, type TextFile } from "./rules.js";
import { isOnboarding, ONBOARDING, ONBOARDING_TITLE } from "./text.js";

/** Files that are read at the same time. */
const BATCH = 5;

/**
 * Prepares a repository to which the App was added: it gets the labels, and one issue that explains how
 * to start. A repository that ever had that issue gets neither again, whatever became of the issue.
 * Where the App may not write issues, nothing is written, and the log says so in one line.
 */
export async function onboard(context: RunContext, ref: OnboardingRef): Promise<void> {
  try {
    await prepare(context, ref);
  } catch (error) {
    if (!isForbidden(error) && !hasStatus(error, 404, 410, 451)) throw error;
    skip(context, ref, refusalOf(error));
  }
}

function skip({ log }: RunContext, repository: OnboardingRef, reason: string): void {
  log.warn({ repository, reason }, "no labels and no onboarding issue for this repository");
}

async function prepare(context: RunContext, ref: OnboardingRef): Promise<void> {
  const { github, configurations, log } = context;
  const { config, problems } = await configurations.get(github, ref);
  if (problems.length > 0) return skip(context, ref, "its configuration has errors");
  const wantsIssue = ref.withIssue === true && context.onboarding && config.onboarding;
  const repository = ref.withIssue ? await getRepository(github, ref) : undefined;
  if (repository?.readOnly === true) return skip(context, ref, "it is read-only");
  if (repository?.hasIssues === false) return skip(context, ref, "its issues are turned off");
  if (ref.withIssue && (await findIssue(context, ref)) !== undefined) return;
  const labels = missingLabels(config, await repositoryLabels(github, ref), {
    requestOnly: !ref.withIssue,
  });
  if (config.dryRun) {
    const names = labels.map(({ name }) => name);
    log.info({ repository: ref, labels: names, wantsIssue }, "dry run: would prepare a repository");
    return;
  }
  for (const label of labels) await defineLabel(github, ref, label);
  if (!wantsIssue || repository === undefined) return;
  const paths = await pathsOf(context, ref, repository.defaultBranch);
  const body = await context.compute(ONBOARDING, {
    files: await candidates(context, ref, paths),
    labels: config.labels,
    commands: config.commands,
    isConfigured: CONFIG_FILES.some((path) => paths.includes(path)),
  });
  const number = await createIssue(github, ref, { title: ONBOARDING_TITLE, body });
  log.info({ repository: ref, number }, "opened the onboarding issue");
}

/** The onboarding issue that the repository has or had; of several, the oldest: the others are closed. */
async function findIssue(context: RunContext, ref: OnboardingRef): Promise<OwnIssue | undefined> {
  const { github, bot, attempt } = context;
  // The run before may have opened it without hearing so, and GitHub's lists may lag behind.
  if (attempt > 1) await context.waitForConsistency();
  const [first, ...others] = (await issuesBy(github, ref, bot)).filter(isOnboarding);
  for (const { number } of others.filter(({ isOpen }) => isOpen))
    await updateIssue(github, issueRef(ref, number), {
      state: "closed",
      state_reason: "not_planned",
    });
  return first;
}

/** All paths on the default branch; none where the App may not read them. */
async function pathsOf(
  { github }: RunContext,
  ref: OnboardingRef,
  branch: string,
): Promise<readonly string[]> {
  try {
    return await allPaths(github, ref, branch);
  } catch (error) {
    if (isForbidden(error)) return [];
    throw error;
  }
}

/** The files that may be plans. */
async function candidates(
  { github }: RunContext,
  ref: OnboardingRef,
  paths: readonly string[],
): Promise<readonly TextFile[]> {
  const files = await mapInBatches(planCandidates(paths), BATCH, (path) =>
    readFile(github, ref, path),
  );
  return files.flatMap((file) =>
    file === undefined ? [] : [{ path: file.path, text: file.text }],
  );
}

import { branchOf } from "../../config/paths.js";
import { externalIdsOn } from "../../github/checks.js";
import {
  changedFiles,
  proposedPull,
  type ChangedFile,
  type ProposedPull,
} from "../../github/pulls.js";
import { readPullMarker } from "../../model/markers.js";
import { issueRef, type GroupRef, type PullRef, type CommitRef } from "../../model/refs.js";
import { issuesNamedIn } from "../../plan/identity.js";
import type { Configuration } from "../configuration/read.js";
import { checkConfiguration, isSetting } from "./configuration.js";
import { checkGate } from "./gate.js";
import type { RunContext } from "../context.js";
import { checkPlans } from "./plans.js";
import { itemOfCheck } from "./text.js";

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

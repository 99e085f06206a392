import { folderOf, issueOfPath } from "../../config/paths.js";
import { allPaths, listFolder, readFile } from "../../github/files.js";
import { listComments } from "../../github/comments.js";
import type { GitHubClient } from "../../github/http/client.js";
import { undefinedOn404 } from "../../github/http/errors.js";
import { findIssue } from "../../github/issues.js";
import { isCut, type ProposedPull } from "../../github/pulls.js";
import { readWorkReferences } from "../../markdown/references.js";
import { defineTask } from "../../model/compute.js";
import { hasStatusMarker, readMetadata } from "../../model/metadata.js";
import {
  homeKey,
  isSameRepository,
  issueRef,
  nameOf,
  repositoryKey,
  type IssueRef,
  type RepositoryRef,
  type Target,
} from "../../model/refs.js";
import { issuesNamedIn, readPlanMarker } from "../../plan/identity.js";
import { ensureCheckRun, type CheckedHead } from "./plans.js";
import { GATE_CHECK_NAME, gateCheck, type GatedIssue } from "./text.js";
import type { RunContext } from "../context.js";
import { formerAmong } from "../linked-pulls/read.js";

/** Open issues of one pull request whose plans are looked for; with more, the check does not pass. */
const MAX_ISSUES = 10;

/** Issues of one pull request that are looked at: changelogs name many that are closed. */
const MAX_NAMED = 100;

/** Other names of repositories that GitHub is asked about. */
const MAX_NAMES = 3;

/** Files that are read to find a plan that was moved. */
const MAX_CANDIDATES = 5;

/**
 * Writes the check run that says whether the issues that a pull request works on have approved
 * plans. An issue needs none where the pull request only brings its plan, and where it is closed.
 */
export async function checkGate(context: RunContext, head: CheckedHead): Promise<void> {
  const { github, compute, bot } = context;
  const { ref, pull, sha, kind, files, configuration } = head;
  const { gate, plans } = configuration.config;
  if (gate === "off") return;
  const brought = files.map(({ path }) => issueOfPath(plans.path, path));
  const onlyPlans = !isCut(files) && brought.every((issue) => issue !== undefined);
  const workedOn = await numbersHere(github, ref, await compute(WORKED_ON, pull, ref));
  const numbers = workedOn.filter((number) => !onlyPlans || !brought.includes(number));
  const found = await Promise.all(
    numbers.slice(0, MAX_NAMED).map((number) => lookAt(github, issueRef(ref, number))),
  );
  const named = found.filter((issue) => issue !== undefined);
  const open = named.filter(({ closed }) => !closed);
  const plansOf = await Promise.all(
    open.slice(0, MAX_ISSUES).map(async ({ number }): Promise<GatedIssue> => {
      const approved = await hasPlan({ github, bot }, issueRef(ref, number), plans.path);
      return { number, state: approved ? "approved" : "waiting" };
    }),
  );
  const over = named.filter(({ closed }) => closed);
  const result = gateCheck(
    [...plansOf, ...over.map(({ number }): GatedIssue => ({ number, state: "closed" }))],
    gate,
    Math.max(0, open.length - MAX_ISSUES) + Math.max(0, numbers.length - MAX_NAMED),
  );
  const externalId = `gate-${kind}-${ref.number}`;
  const wanted = { name: GATE_CHECK_NAME, sha, externalId, ...result, annotations: [] };
  await ensureCheckRun(github, ref, wanted, { bot, again: ref.force });
}

/** The issues that a pull request closes, or is part of, each once, with their repositories. */
function issuesOf({ body, htmlUrl }: ProposedPull, ref: RepositoryRef): readonly Target[] {
  const context = { owner: ref.owner, repo: ref.repo, host: new URL(htmlUrl).host };
  const found = readWorkReferences(body, context).filter((reference) => reference.closes);
  return [...new Map(found.map((reference) => [nameOf(reference, ref), reference])).values()];
}

/** {@link issuesOf}. */
export const WORKED_ON = defineTask("the issues that a pull request works on", issuesOf);

/** Numbers of those that are in this repository, by its name or by one that it had before. */
async function numbersHere(
  github: GitHubClient,
  ref: RepositoryRef,
  targets: readonly Target[],
): Promise<readonly number[]> {
  const others = targets
    .filter((target) => !isSameRepository(target, ref))
    .map((target) => repositoryKey(target));
  const names = [...new Set(others)].slice(0, MAX_NAMES);
  const here = new Set([repositoryKey(ref), ...(await formerAmong(github, ref, names))]);
  const own = targets.filter((target) => here.has(repositoryKey(target)));
  return [...new Set(own.map(({ number }) => number))];
}

/** Whether an issue is closed; `undefined` for what is no issue: a changelog may name anything. */
async function lookAt(
  github: GitHubClient,
  ref: IssueRef,
): Promise<{ readonly number: number; readonly closed: boolean } | undefined> {
  const { number } = ref;
  const issue = await findIssue(github, ref);
  if (issue.found === "nowhere") return undefined;
  return { number, closed: issue.found === "here" && issue.issue.state === "closed" };
}

/**
 * Whether a file of the default branch says that it is the issue's plan, or is recorded as that in the
 * issue's status comment. A number in its name only says where to look.
 */
async function hasPlan(
  { github, bot }: Pick<RunContext, "github" | "bot">,
  ref: IssueRef,
  pattern: string,
): Promise<boolean> {
  const isPlan = (path: string): boolean => issueOfPath(pattern, path) === ref.number;
  const folder = folderOf(pattern, ref.number);
  const near = folder === undefined ? [] : (await listFolder(github, ref, folder)).filter(isPlan);
  if (await isAnyPlan(github, ref, near)) return true;
  // It may have gone away meanwhile.
  const comments = (await undefinedOn404(listComments(github, ref))) ?? [];
  const own = comments.find(({ author, body }) => author === bot && hasStatusMarker(body));
  const metadata = own && readMetadata(own.body);
  const isRecorded = metadata?.home === homeKey(ref);
  const usual = metadata?.path !== undefined && isPlan(metadata.path) ? metadata.path : undefined;
  const recorded = isRecorded ? (metadata.adopted ?? usual) : undefined;
  const file = recorded === undefined ? undefined : await readFile(github, ref, recorded);
  if (file && (readPlanMarker(file.text)?.issue ?? ref.number) === ref.number) return true;
  const named = (await allPaths(github, ref, "HEAD")).filter(
    (path) => issuesNamedIn(path).includes(ref.number) && !near.includes(path),
  );
  return isAnyPlan(github, ref, named);
}

async function isAnyPlan(
  github: GitHubClient,
  ref: IssueRef,
  paths: readonly string[],
): Promise<boolean> {
  const files = await Promise.all(
    paths.slice(0, MAX_CANDIDATES).map((path) => readFile(github, ref, path)),
  );
  return files.some((file) => file && readPlanMarker(file.text)?.issue === ref.number);
}

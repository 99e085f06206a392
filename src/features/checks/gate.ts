import { folderOf, issueOfPath } from "../../config/paths.js";
import type { Config } from "../../config/schema.js";
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
  type IssueRef,
  type RepositoryRef,
} from "../../model/refs.js";
import { issuesNamedIn, readPlanMarker } from "../../plan/identity.js";
import { ensureCheckRun } from "./check-run.js";
import { GATE_CHECK_NAME, gateCheck } from "./gate-text.js";
import type { RunContext } from "../context.js";
import type { CheckedHead } from "./plans.js";

/** Issues of one pull request that are looked at; the check does not pass where there are more. */
const MAX_ISSUES = 10;

/** Files that are read to find a plan that was moved. */
const MAX_CANDIDATES = 5;

/**
 * Writes the check run that says whether the issues that a pull request works on have approved
 * plans. Those whose plan it brings, and nothing else, wait for nothing.
 */
export async function checkGate(context: RunContext, head: CheckedHead): Promise<void> {
  const { github, compute, bot } = context;
  const { ref, pull, sha, kind, files, configuration } = head;
  const { gate, plans } = configuration.config;
  if (gate === "off") return;
  const brought = files.map(({ path }) => issueOfPath(plans.path, path));
  const onlyPlans = !isCut(files) && brought.every((issue) => issue !== undefined);
  const named = await compute(WORKED_ON, pull, ref);
  const numbers = named.filter((number) => !onlyPlans || !brought.includes(number));
  const issues = await Promise.all(
    numbers
      .slice(0, MAX_ISSUES)
      .map((number) => lookAt({ github, bot }, issueRef(ref, number), plans.path)),
  );
  const result = gateCheck(
    issues.filter((issue) => issue !== undefined),
    gate,
    Math.max(0, numbers.length - MAX_ISSUES),
  );
  const externalId = `gate-${kind}-${ref.number}`;
  const wanted = { name: GATE_CHECK_NAME, sha, externalId, ...result, annotations: [] };
  await ensureCheckRun(github, ref, wanted, { bot, again: ref.force });
}

/** The issues of this repository that a pull request closes, or is part of, each once. */
function issuesOf({ body, htmlUrl }: ProposedPull, ref: RepositoryRef): readonly number[] {
  const context = { owner: ref.owner, repo: ref.repo, host: new URL(htmlUrl).host };
  const found = readWorkReferences(body, context)
    .filter((reference) => reference.closes && isSameRepository(reference, ref))
    .map(({ number }) => number);
  return [...new Set(found)];
}

/** {@link issuesOf}. */
export const WORKED_ON = defineTask("the issues that a pull request works on", issuesOf);

/** Whether the default branch has an issue's plan; `undefined` for what is no issue. */
async function lookAt(
  { github, bot }: Pick<RunContext, "github" | "bot">,
  ref: IssueRef,
  pattern: Config["plans"]["path"],
): Promise<{ readonly number: number; readonly approved: boolean } | undefined> {
  const { number } = ref;
  if (await hasPlan({ github, bot }, ref, pattern)) return { number, approved: true };
  const looked = await findIssue(github, ref);
  return looked.found === "nowhere" ? undefined : { number, approved: false };
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
  // A changelog may name issues that are nowhere: they have no comments either.
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

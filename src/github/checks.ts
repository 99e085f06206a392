import type { RepositoryRef } from "../model/refs.js";
import { NO_RETRY, repoParams, type GitHubClient } from "./http/client.js";

/** A remark on one place of a file. */
export interface Annotation {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based; left out for a whole line. */
  readonly column?: number | undefined;
  readonly message: string;
  /** How loud it is; a failure if left out. */
  readonly level?: "failure" | "warning";
}

/** A finished check run, without its annotations. */
export interface CheckResult {
  readonly conclusion: "success" | "failure" | "neutral" | "skipped";
  readonly title: string;
  /** Markdown; at most 65,535 bytes of UTF-8. */
  readonly summary: string;
  /** Markdown; at most 65,535 bytes of UTF-8. */
  readonly text: string;
}

/** What a commit shows of a check run. */
export interface CheckRun extends CheckResult {
  readonly id: number;
  readonly externalId: string;
  readonly completed: boolean;
  /** How many annotations it has. */
  readonly annotations: number;
}

/** A check run that is to be. */
export interface WantedCheckRun extends CheckResult {
  readonly name: string;
  readonly sha: string;
  readonly externalId: string;
  readonly annotations: readonly Annotation[];
}

type RestCheckRun = Awaited<
  ReturnType<GitHubClient["rest"]["checks"]["listForRef"]>
>["data"]["check_runs"][number];

/** GitHub takes this many annotations with one request. */
export const MAX_ANNOTATIONS = 50;

/**
 * The check runs called `name` on a commit that an App may have made whose login is `bot`, newest
 * first.
 *
 * @see https://docs.github.com/rest/checks/runs#list-check-runs-for-a-git-reference
 */
export async function checkRunsOf(
  github: GitHubClient,
  repository: RepositoryRef,
  { sha, name, bot }: { readonly sha: string; readonly name: string; readonly bot: string },
): Promise<readonly CheckRun[]> {
  const { data } = await github.rest.checks.listForRef({
    ...repoParams(repository),
    ref: sha,
    check_name: name,
    filter: "all",
    per_page: 100,
  });
  return ownRuns(data.check_runs, bot).map(checkRunFromRest);
}

/** The external ids of all the App's check runs on a commit, each once, at most a hundred. */
export async function externalIdsOn(
  github: GitHubClient,
  repository: RepositoryRef,
  { sha, bot }: { readonly sha: string; readonly bot: string },
): Promise<readonly string[]> {
  const { data } = await github.rest.checks.listForRef({
    ...repoParams(repository),
    ref: sha,
    per_page: 100,
  });
  return [...new Set(ownRuns(data.check_runs, bot).map((run) => run.external_id ?? ""))];
}

function ownRuns(runs: readonly RestCheckRun[], bot: string): readonly RestCheckRun[] {
  return runs
    .filter(({ app }) => app === null || `${app.slug}[bot]` === bot)
    .toSorted((a, b) => b.id - a.id);
}

function checkRunFromRest(run: RestCheckRun): CheckRun {
  return {
    id: run.id,
    externalId: run.external_id ?? "",
    completed: run.status === "completed",
    conclusion: conclusionOf(run.conclusion),
    title: run.output.title ?? "",
    summary: run.output.summary ?? "",
    text: run.output.text ?? "",
    annotations: run.output.annotations_count,
  };
}

function conclusionOf(conclusion: string | null): CheckResult["conclusion"] {
  return conclusion === "success" || conclusion === "neutral" || conclusion === "skipped"
    ? conclusion
    : "failure";
}

/**
 * What a check run remarks, over all pages.
 *
 * @see https://docs.github.com/rest/checks/runs#list-check-run-annotations
 */
export async function annotationsOn(
  github: GitHubClient,
  repository: RepositoryRef,
  id: number,
): Promise<readonly Annotation[]> {
  const found = await github.paginate(github.rest.checks.listAnnotations, {
    ...repoParams(repository),
    check_run_id: id,
    per_page: 100,
  });
  return found.map(({ path, start_line: line, message }) => ({
    path,
    line,
    message: message ?? "",
  }));
}

/**
 * Creates a check run that is finished, with its first 50 annotations: GitHub takes no more with one
 * request.
 *
 * @returns its id
 */
export async function createCheckRun(
  github: GitHubClient,
  repository: RepositoryRef,
  run: WantedCheckRun,
): Promise<number> {
  const { title, summary, text } = run;
  const annotations = run.annotations.slice(0, MAX_ANNOTATIONS).map(annotationToRest);
  const { data } = await github.rest.checks.create({
    ...repoParams(repository),
    name: run.name,
    head_sha: run.sha,
    external_id: run.externalId,
    status: "completed",
    conclusion: run.conclusion,
    output: { title, summary, text, annotations },
    ...NO_RETRY,
  });
  return data.id;
}

function annotationToRest({ path, line, column, message, level }: Annotation) {
  return {
    path,
    start_line: line,
    end_line: line,
    ...(column !== undefined && { start_column: column, end_column: column }),
    annotation_level: level ?? ("failure" as const),
    message,
  };
}

/**
 * Replaces what a check run says. Its annotations stay: GitHub adds to those that are there, and
 * takes at most 50.
 *
 * @see https://docs.github.com/rest/checks/runs#update-a-check-run
 */
export async function updateCheckRun(
  github: GitHubClient,
  repository: RepositoryRef,
  id: number,
  result: CheckResult & { readonly annotations?: readonly Annotation[] },
): Promise<void> {
  const { conclusion, title, summary, text, annotations = [] } = result;
  const added = annotations.map(annotationToRest);
  await github.rest.checks.update({
    ...repoParams(repository),
    check_run_id: id,
    status: "completed",
    conclusion,
    output: { title, summary, text, ...(added.length > 0 && { annotations: added }) },
  });
}

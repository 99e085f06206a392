import type { RepositoryRef } from "../issue-ref.js";
import { ONCE, pathOf, type GitHubClient } from "./client.js";

/** A remark on one place of a file. */
export interface Annotation {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based; left out for a whole line. */
  readonly column?: number | undefined;
  readonly message: string;
}

/** A finished check run, without its annotations. */
export interface CheckResult {
  readonly conclusion: "success" | "failure";
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  /** Markdown; at most 65,535 characters. */
  readonly text: string;
}

/** What a commit shows of a check run. */
export interface CheckRun extends CheckResult {
  readonly id: number;
  readonly externalId: string;
  readonly completed: boolean;
}

/** GitHub takes this many annotations with one request. */
const MOST_ANNOTATIONS = 50;

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
    ...pathOf(repository),
    ref: sha,
    check_name: name,
    filter: "all",
    per_page: 100,
  });
  return data.check_runs
    .filter(({ app }) => app === null || `${app.slug}[bot]` === bot)
    .map((run) => ({
      id: run.id,
      externalId: run.external_id ?? "",
      completed: run.status === "completed",
      conclusion: run.conclusion === "success" ? ("success" as const) : ("failure" as const),
      title: run.output.title ?? "",
      summary: run.output.summary ?? "",
      text: run.output.text ?? "",
    }))
    .toSorted((one, other) => other.id - one.id);
}

/** Creates a check run that is finished. Of many annotations the first 50 are shown. */
export async function createCheckRun(
  github: GitHubClient,
  repository: RepositoryRef,
  run: CheckResult & {
    readonly name: string;
    readonly sha: string;
    readonly externalId: string;
    readonly annotations: readonly Annotation[];
  },
): Promise<void> {
  const { title, summary, text } = run;
  const annotations = run.annotations.slice(0, MOST_ANNOTATIONS).map((one) => ({
    path: one.path,
    start_line: one.line,
    end_line: one.line,
    ...(one.column !== undefined && { start_column: one.column, end_column: one.column }),
    annotation_level: "failure" as const,
    message: one.message,
  }));
  await github.rest.checks.create({
    ...pathOf(repository),
    name: run.name,
    head_sha: run.sha,
    external_id: run.externalId,
    status: "completed",
    conclusion: run.conclusion,
    output: { title, summary, text, annotations },
    ...ONCE,
  });
}

/**
 * Replaces what a check run says. Its annotations stay: GitHub would add to those that are there.
 *
 * @see https://docs.github.com/rest/checks/runs#update-a-check-run
 */
export async function updateCheckRun(
  github: GitHubClient,
  repository: RepositoryRef,
  id: number,
  { conclusion, title, summary, text }: CheckResult,
): Promise<void> {
  await github.rest.checks.update({
    ...pathOf(repository),
    check_run_id: id,
    status: "completed",
    conclusion,
    output: { title, summary, text },
  });
}

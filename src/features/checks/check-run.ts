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
import type { GitHubClient } from "../../github/http/client.js";
import type { RepositoryRef } from "../../model/refs.js";

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
  const there = new Set((await annotationsOn(github, repository, run.id)).map(nameOf));
  return annotations.filter((one) => !there.has(nameOf(one)));
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

import type { ComparedCommit } from "../github/compare.js";

/**
 * How many changes a branch brings: the commits made on it, after the last one that was put before
 * people and decided. A rendering that came in by a merge counts as the merge; taking over the
 * default branch is no change.
 *
 * @param commits of the branch that the default branch lacks, oldest first
 * @param decided SHAs of the heads that pull requests from the branch had when they were closed
 */
export function waitingChanges(
  commits: readonly ComparedCommit[],
  decided: ReadonlySet<string>,
): number {
  const known = new Map(commits.map((commit) => [commit.sha, commit]));
  let count = 0;
  for (
    let next = commits.at(-1);
    next !== undefined && !decided.has(next.sha);
    next = known.get(next.parents[0] ?? "")
  ) {
    const merged = next.parents[1];
    if (merged === undefined || known.has(merged)) count += 1;
  }
  return count;
}

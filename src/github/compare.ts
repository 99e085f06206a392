import type { RepositoryRef } from "../issue-ref.js";
import { pathOf, type GitHubClient } from "./client.js";

/** A commit of a comparison. */
export interface ComparedCommit {
  readonly sha: string;
  /** SHAs; the first is that of the commit which the branch was at before. */
  readonly parents: readonly string[];
}

/** How two commits stand to each other. */
export interface Comparison {
  /** Commits of the head that the base lacks, oldest first; GitHub lists at most 250. */
  readonly commits: readonly ComparedCommit[];
  /** SHA of the commit where they parted. */
  readonly parted: string;
  /** Whether the base has commits that the head lacks. */
  readonly behind: boolean;
  /** Files that the head has changed since. */
  readonly files: readonly string[];
}

/**
 * Compares two commits of a repository.
 *
 * @see https://docs.github.com/rest/commits/commits#compare-two-commits
 */
export async function compareCommits(
  github: GitHubClient,
  repository: RepositoryRef,
  base: string,
  head: string,
): Promise<Comparison> {
  const { data } = await github.rest.repos.compareCommitsWithBasehead({
    ...pathOf(repository),
    basehead: `${base}...${head}`,
  });
  return {
    commits: data.commits.map((commit) => ({
      sha: commit.sha,
      parents: commit.parents.map(({ sha }) => sha),
    })),
    parted: data.merge_base_commit.sha,
    behind: data.behind_by > 0,
    files: (data.files ?? []).map(({ filename }) => filename),
  };
}

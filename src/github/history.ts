import type { RepositoryRef } from "../issue-ref.js";
import { pathOf, type GitHubClient } from "./client.js";

/** A commit to build on. */
export interface CommitTree {
  readonly sha: string;
  /** SHA of its tree. */
  readonly tree: string;
}

/** A commit of a history. */
interface HistoryCommit extends CommitTree {
  readonly message: string;
}

/**
 * The commits that `sha` reaches, newest first, a page of 100 at a time, until `isEnough` says of a
 * commit that nothing older is wanted, and at most `mostPages` pages.
 *
 * @see https://docs.github.com/rest/commits/commits#list-commits
 */
export async function historyOf(
  github: GitHubClient,
  repository: RepositoryRef,
  sha: string,
  { isEnough, mostPages }: History,
): Promise<readonly HistoryCommit[]> {
  const found: HistoryCommit[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const { data } = await github.rest.repos.listCommits({
      ...pathOf(repository),
      sha,
      per_page: PAGE,
      page,
    });
    const commits = data.map((it) => {
      return { sha: it.sha, tree: it.commit.tree.sha, message: it.commit.message };
    });
    found.push(...commits);
    if (commits.length < PAGE || commits.some((commit) => isEnough(commit))) break;
  }
  return found;
}

const PAGE = 100;

/** How far back {@link historyOf} goes. */
interface History {
  readonly isEnough: (commit: HistoryCommit) => boolean;
  readonly mostPages: number;
}

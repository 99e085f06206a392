import type { IssueOrPullRef, RepositoryRef } from "../model/refs.js";
import { repoParams, type GitHubClient } from "./http/client.js";
import { hasStatus, isForbidden, undefinedOn404 } from "./http/errors.js";

/** A merged pull request, as git sees it. */
export interface Merge {
  /** The branch that it was merged into. */
  readonly base: string;
  /** SHA of the merge commit, of the squashed one, or of the last rebased one. */
  readonly sha: string;
  /** SHA of its head. */
  readonly head: string;
}

/**
 * Reads where a pull request was merged; `undefined` for one that is not merged or cannot be read.
 *
 * @see https://docs.github.com/rest/pulls/pulls#get-a-pull-request
 */
export async function readMerge(
  github: GitHubClient,
  pull: IssueOrPullRef,
): Promise<Merge | undefined> {
  try {
    const { data } = await github.rest.pulls.get({
      ...repoParams(pull),
      pull_number: pull.number,
    });
    if (data.merged_at === null) return undefined;
    const { head, base } = data;
    return { base: base.ref, sha: data.merge_commit_sha ?? head.sha, head: head.sha };
  } catch (error) {
    if (hasStatus(error, 404) || isForbidden(error)) return undefined;
    throw error;
  }
}

/**
 * Whether the history of one commit contains another one; not where that is not in the repository.
 *
 * @see https://docs.github.com/rest/commits/commits#compare-two-commits
 */
export async function isContained(
  github: GitHubClient,
  repository: RepositoryRef,
  { tip, sha }: { readonly tip: string; readonly sha: string },
): Promise<boolean> {
  const answer = await undefinedOn404(
    github.rest.repos.compareCommitsWithBasehead({
      ...repoParams(repository),
      basehead: `${tip}...${sha}`,
    }),
  );
  const status = answer?.data.status;
  return status === "behind" || status === "identical";
}

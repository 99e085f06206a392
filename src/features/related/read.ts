import type { GitHubClient } from "../../github/http/client.js";
import type { RelatedIssue } from "../../issue/dependencies.js";
import { repositoryKey, type IssueRef, type RepositoryRef } from "../../model/refs.js";
import { mayShow } from "../visibility.js";

/** Other repositories whose visibility is asked for; issues of any more are hidden. */
const MAX_REPOSITORIES = 10;

/** Related issues, without those that not everybody may see who sees the issue. */
export interface VisibleIssues {
  readonly issues: readonly RelatedIssue[];
  /** How many were left out. Even their names would tell which repositories exist. */
  readonly hidden: number;
}

/**
 * Leaves out the related issues that the App sees and readers of the issue may not. One request for
 * each other repository, and one more where any of them is not public.
 */
export async function visibleIssues(
  github: GitHubClient,
  ref: IssueRef,
  all: readonly RelatedIssue[],
): Promise<VisibleIssues> {
  const repositories = new Map<string, RepositoryRef>();
  for (const issue of all) repositories.set(repositoryKey(homeOf(issue, ref)), homeOf(issue, ref));
  repositories.delete(repositoryKey(ref));
  const shown = new Set([repositoryKey(ref)]);
  await Promise.all(
    [...repositories].slice(0, MAX_REPOSITORIES).map(async ([key, repository]) => {
      if (await mayShow(github, ref, repository)) shown.add(key);
    }),
  );
  const issues = all.filter((issue) => shown.has(repositoryKey(homeOf(issue, ref))));
  return { issues, hidden: all.length - issues.length };
}

/** The repository that a related issue of `ref` is in. */
export function homeOf({ repository }: RelatedIssue, ref: IssueRef): RepositoryRef {
  const { installationId, owner, repo } = ref;
  return {
    installationId,
    owner: repository?.owner ?? owner,
    repo: repository?.name ?? repo,
  };
}

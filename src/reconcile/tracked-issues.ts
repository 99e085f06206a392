import type { GitHubClient } from "../github/client.js";
import { openIssuesLabelled } from "../github/issues.js";
import { repositoryLabels } from "../github/labels.js";
import type { IssueRef, RepositoryRef } from "../issue-ref.js";
import { hasLabel, REQUEST_LABEL, STATE_LABEL_NAMES } from "./labels.js";

/**
 * The open issues of a repository that have a plan or wait for one, by their labels. A repository
 * that never had such a label costs one request.
 */
export async function trackedIssues(
  github: GitHubClient,
  repository: RepositoryRef,
): Promise<readonly IssueRef[]> {
  const defined = await repositoryLabels(github, repository);
  const wanted = [REQUEST_LABEL, ...STATE_LABEL_NAMES].filter((name) => hasLabel(defined, name));
  const lists = await Promise.all(
    wanted.map((label) => openIssuesLabelled(github, repository, label)),
  );
  const { installationId, owner, repo } = repository;
  return [...new Set(lists.flat())].map((number) => ({ installationId, owner, repo, number }));
}

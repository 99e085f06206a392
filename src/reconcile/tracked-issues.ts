import type { GitHubClient } from "../github/client.js";
import { openIssuesLabelled } from "../github/issues.js";
import { repositoryLabels } from "../github/labels.js";
import type { IssueRef, RepositoryRef } from "../issue-ref.js";
import { hasLabel, knownLabelNames } from "./labels.js";
import { readConfiguration } from "./observe-configuration.js";

/**
 * The open issues of a repository that have a plan or wait for one, by their labels. A repository
 * that never had such a label costs a request besides those for its configuration.
 */
export async function trackedIssues(
  github: GitHubClient,
  repository: RepositoryRef,
): Promise<readonly IssueRef[]> {
  const { config } = await readConfiguration(github, repository);
  const defined = await repositoryLabels(github, repository);
  const wanted = knownLabelNames(config).filter((name) => hasLabel(defined, name));
  const lists = await Promise.all(
    wanted.map((label) => openIssuesLabelled(github, repository, label)),
  );
  const { installationId, owner, repo } = repository;
  return [...new Set(lists.flat())].map((number) => ({ installationId, owner, repo, number }));
}

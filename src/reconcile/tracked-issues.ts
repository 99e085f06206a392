import { CONFIG_FILE } from "../config/files.js";
import { readLayer, resolveConfig } from "../config/read-config.js";
import type { GitHubClient } from "../github/client.js";
import { latestCommits, readFile } from "../github/files.js";
import { openIssuesLabelled } from "../github/issues.js";
import { repositoryLabels } from "../github/labels.js";
import type { IssueRef, RepositoryRef } from "../issue-ref.js";
import { hasLabel, knownLabelNames, labelNames } from "./labels.js";
import { readConfiguration } from "./observe-configuration.js";

/** Versions of the configuration before the present one whose labels are looked for, too. */
const MOST_VERSIONS = 3;

/**
 * The open issues of a repository that have a plan or wait for one, by their labels. A repository
 * that never had such a label costs a request besides those for its configuration.
 */
export async function trackedIssues(
  github: GitHubClient,
  repository: RepositoryRef,
): Promise<readonly IssueRef[]> {
  const [{ config }, earlier, defined] = await Promise.all([
    readConfiguration(github, repository),
    earlierLabelNames(github, repository),
    repositoryLabels(github, repository),
  ]);
  const known = [...new Set([...knownLabelNames(config), ...earlier])];
  const wanted = known.filter((name) => hasLabel(defined, name));
  const lists = await Promise.all(
    wanted.map((label) => openIssuesLabelled(github, repository, label)),
  );
  const { installationId, owner, repo } = repository;
  return [...new Set(lists.flat())].map((number) => ({ installationId, owner, repo, number }));
}

/**
 * What labels were called before the configuration changed: issues carry those until they are looked
 * at. A repository that never had one costs one request.
 */
async function earlierLabelNames(
  github: GitHubClient,
  repository: RepositoryRef,
): Promise<readonly string[]> {
  const [, ...earlier] = await latestCommits(github, repository, CONFIG_FILE, 1 + MOST_VERSIONS);
  const files = await Promise.all(
    earlier.map(({ sha }) => readFile(github, repository, CONFIG_FILE, sha)),
  );
  return files.flatMap((file) => {
    const layer = readLayer(CONFIG_FILE, new TextEncoder().encode(file?.text ?? ""));
    return labelNames(resolveConfig([layer]).config);
  });
}

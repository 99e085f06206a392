import {
  CONFIGURATION,
  CONFIG_FILE,
  CONFIG_FILES,
  OWNER_REPOSITORY,
} from "../config/read-config.js";
import type { Config } from "../config/schema.js";
import { latestCommits, readFile } from "../github/files.js";
import type { GitHubClient } from "../github/http/client.js";
import { hasStatus, isForbidden } from "../github/http/errors.js";
import { openIssuesLabelled } from "../github/issues.js";
import { repositoryLabels } from "../github/repository.js";
import { issueRef, type IssueRef, type RepositoryRef } from "../model/refs.js";
import type { RunContext } from "./context.js";
import { readConfiguration } from "./configuration/read.js";
import { hasLabel, knownLabelNames, labelNames } from "./state.js";

/** Versions of the configuration whose labels are looked for, the present one among them. */
const MAX_VERSIONS = 6;
const MAX_SHARED_VERSIONS = 2;

/**
 * The open issues of a repository that have a plan or wait for one, by their labels. A repository
 * that never had such a label costs a request besides those for its configuration.
 */
export async function trackedIssues(
  { github, compute }: Pick<RunContext, "github" | "compute">,
  repository: RepositoryRef,
): Promise<readonly IssueRef[]> {
  const [{ config }, earlier, defined] = await Promise.all([
    readConfiguration({ github, compute }, repository),
    earlierLabelNames({ github, compute }, repository),
    repositoryLabels(github, repository),
  ]);
  const known = [...new Set([...knownLabelNames(config), ...earlier])];
  return issuesLabelled(github, repository, { known, defined });
}

/**
 * {@link trackedIssues} by the labels of one configuration: without issues that only have a label
 * that an earlier one had.
 */
export async function issuesTrackedBy(
  github: GitHubClient,
  repository: RepositoryRef,
  config: Config,
): Promise<readonly IssueRef[]> {
  const defined = await repositoryLabels(github, repository);
  return issuesLabelled(github, repository, { known: knownLabelNames(config), defined });
}

async function issuesLabelled(
  github: GitHubClient,
  repository: RepositoryRef,
  { known, defined }: { readonly known: readonly string[]; readonly defined: readonly string[] },
): Promise<readonly IssueRef[]> {
  const wanted = known.filter((name) => hasLabel(defined, name));
  const lists = await Promise.all(
    wanted.map((label) => openIssuesLabelled(github, repository, label)),
  );
  return [...new Set(lists.flat())].map((number) => issueRef(repository, number));
}

/**
 * What labels were called before the configuration changed, the repository's own or its owner's:
 * issues carry those until they are looked at. Without any configuration that costs four requests:
 * each of two names that the file may have, here and in the owner's repository. They are asked only
 * when a whole repository is looked at: where a configuration changed, or the App was added. Of an
 * owner with many repositories, GitHub answers the two about the owner's own with 304 from the second
 * one on.
 */
async function earlierLabelNames(
  { github, compute }: Pick<RunContext, "github" | "compute">,
  repository: RepositoryRef,
): Promise<readonly string[]> {
  const shared = { ...repository, repo: OWNER_REPOSITORY };
  const versions = await Promise.all(
    CONFIG_FILES.flatMap((path) => [
      versionsOf(github, repository, path, MAX_VERSIONS),
      versionsOf(github, shared, path, MAX_SHARED_VERSIONS),
    ]),
  );
  const names = versions.flat().map(async (text) => {
    const file = { source: CONFIG_FILE, bytes: new TextEncoder().encode(text), problems: [] };
    return labelNames((await compute(CONFIGURATION, [file])).config);
  });
  return (await Promise.all(names)).flat();
}

async function versionsOf(
  github: GitHubClient,
  repository: RepositoryRef,
  path: string,
  count: number,
): Promise<readonly string[]> {
  try {
    const commits = await latestCommits(github, repository, path, count);
    const files = await Promise.all(
      commits.map(({ sha }) => readFile(github, repository, path, sha)),
    );
    return files.map((file) => file?.text ?? "");
  } catch (error) {
    // Not to be read, or a repository without commits (409): nothing is known of it.
    if (isForbidden(error) || hasStatus(error, 409)) return [];
    throw error;
  }
}

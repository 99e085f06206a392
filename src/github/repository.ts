import type { RepositoryRef } from "../issue-ref.js";
import { pathOf, type GitHubClient } from "./client.js";

/** What opening a plan needs to know of a repository. */
export interface Repository {
  readonly defaultBranch: string;
  /** Archived repositories and disabled ones are read-only. */
  readonly readOnly: boolean;
  /** Not everyone can read it. */
  readonly private: boolean;
}

/** Reads the repository. */
export async function getRepository(github: GitHubClient, ref: RepositoryRef): Promise<Repository> {
  const { data } = await github.rest.repos.get(pathOf(ref));
  return {
    defaultBranch: data.default_branch,
    readOnly: data.archived || data.disabled,
    private: data.private,
  };
}

/** The repositories that the installation may look at, over all pages: owner and name. */
export async function installedRepositories(
  github: GitHubClient,
): Promise<readonly { readonly owner: string; readonly repo: string }[]> {
  const repositories = await github.paginate(github.rest.apps.listReposAccessibleToInstallation, {
    per_page: 100,
  });
  return repositories.map(({ owner, name }) => ({ owner: owner.login, repo: name }));
}

import type { RepositoryRef } from "../issue-ref.js";
import { pathOf, type GitHubClient } from "./client.js";

/** Who can read a repository: everybody, everybody of the enterprise, or those who were let in. */
export type Visibility = "public" | "internal" | "private";

/** What opening a plan needs to know of a repository. */
export interface Repository {
  readonly defaultBranch: string;
  /** Archived repositories and disabled ones are read-only. */
  readonly readOnly: boolean;
  readonly visibility: Visibility;
}

/** Reads the repository. */
export async function getRepository(github: GitHubClient, ref: RepositoryRef): Promise<Repository> {
  const { data } = await github.rest.repos.get(pathOf(ref));
  return {
    defaultBranch: data.default_branch,
    readOnly: data.archived || data.disabled,
    visibility: visibilityOf(data),
  };
}

/** GitHub calls internal repositories private, too. */
function visibilityOf(data: {
  readonly private: boolean;
  readonly visibility?: string;
}): Visibility {
  if (!data.private) return "public";
  return data.visibility === "internal" ? "internal" : "private";
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

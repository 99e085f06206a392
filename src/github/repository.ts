import type { RepositoryRef } from "../issue-ref.js";
import { pathOf, type GitHubClient } from "./client.js";

/** What opening a plan needs to know of a repository. */
export interface Repository {
  readonly defaultBranch: string;
  /** Archived repositories and disabled ones are read-only. */
  readonly readOnly: boolean;
}

/** Reads the repository. */
export async function getRepository(github: GitHubClient, ref: RepositoryRef): Promise<Repository> {
  const { data } = await github.rest.repos.get(pathOf(ref));
  return { defaultBranch: data.default_branch, readOnly: data.archived || data.disabled };
}

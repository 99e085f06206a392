import type { RepositoryName } from "../issue-ref.js";

/** The repository that a `repository_url` of GitHub's names; `undefined` for one that names none. */
export function repositoryOfUrl(url: string): RepositoryName | undefined {
  const [owner, repo] = url.split("/").slice(-2);
  return owner === undefined || repo === undefined ? undefined : { owner, repo };
}

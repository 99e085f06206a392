import type { RepositoryRef } from "../issue-ref.js";
import { pathOf, type GitHubClient } from "./client.js";
import { orUndefined } from "./errors.js";

/**
 * Whether somebody may write to a repository. GitHub tells `write` of those with the role maintain,
 * and the base permission of custom roles.
 *
 * @see https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user
 */
export async function mayWrite(
  github: GitHubClient,
  repository: RepositoryRef,
  login: string,
): Promise<boolean> {
  const answer = await orUndefined(
    github.rest.repos.getCollaboratorPermissionLevel({ ...pathOf(repository), username: login }),
  );
  return answer?.data.permission === "admin" || answer?.data.permission === "write";
}

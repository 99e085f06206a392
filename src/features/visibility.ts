import type { GitHubClient } from "../github/http/client.js";
import { hasStatus, isForbidden } from "../github/http/errors.js";
import { getRepository, type Visibility } from "../github/repository.js";
import type { RepositoryRef } from "../model/refs.js";

/** A higher rank is a narrower circle of readers. */
const RANK: Readonly<Record<Visibility, number>> = { public: 0, internal: 1, private: 2 };

/** Whether everybody can read a repository. One that the App cannot read counts as private. */
export async function isPublic(github: GitHubClient, repository: RepositoryRef): Promise<boolean> {
  try {
    return (await getRepository(github, repository)).visibility === "public";
  } catch (error) {
    if (hasStatus(error, 404) || isForbidden(error)) return false;
    throw error;
  }
}

/**
 * Whether the settings of one repository may be used in another one of the same owner: not those of an
 * internal or private repository in a public one, nor those of a private one in an internal one. The
 * App can read more than the people who read what it writes.
 *
 * @param place who can read the repository that they would be used in; `undefined` where the App cannot
 * @param other who can read the repository that they are in
 */
export function mayUseSettingsOf(
  place: Visibility | undefined,
  other: Visibility | undefined,
): boolean {
  if (other === undefined || other === "public") return other === "public";
  return place !== undefined && RANK[other] <= RANK[place];
}

import type { Outcome } from "../model/states.js";
import { isSameRepository, type RepositoryRef } from "../model/refs.js";
import { repoParams, type GitHubClient } from "./http/client.js";
import { hasStatus, isForbidden } from "./http/errors.js";
import { repositoryOfUrl } from "./repository.js";

/** The part of GitHub's issue object that says what became of it; a pull request is one, too. */
interface IssueData {
  readonly state: string;
  readonly state_reason?: string | null;
  readonly pull_request?: { readonly merged_at?: string | null };
}

/** What became of an issue or a pull request, by GitHub's issue object. */
function outcomeOf({ state, state_reason: reason, pull_request: pull }: IssueData): Outcome {
  if (pull?.merged_at) return "merged";
  if (state === "open") return "open";
  if (pull !== undefined) return "unmerged";
  return reason === "not_planned" || reason === "duplicate" ? "unplanned" : "completed";
}

/**
 * Reads what became of an issue or a pull request: `unknown` where there is none, where it was moved
 * to another repository, and where the App may not see it.
 */
export async function readOutcome(
  github: GitHubClient,
  repository: RepositoryRef,
  number: number,
): Promise<Outcome> {
  try {
    const { data } = await github.rest.issues.get({
      ...repoParams(repository),
      issue_number: number,
    });
    const place = repositoryOfUrl(data.repository_url);
    // What was moved may be where not everybody may look.
    return place && isSameRepository(place, repository) ? outcomeOf(data) : "unknown";
  } catch (error) {
    if (hasStatus(error, 404, 410) || isForbidden(error)) return "unknown";
    throw error;
  }
}

/**
 * What became of the hundred issues and pull requests of a repository that changed last, by number.
 *
 * @see https://docs.github.com/rest/issues/issues#list-repository-issues
 */
export async function latestOutcomes(
  github: GitHubClient,
  repository: RepositoryRef,
): Promise<ReadonlyMap<number, Outcome>> {
  const { data } = await github.rest.issues.listForRepo({
    ...repoParams(repository),
    state: "all",
    sort: "updated",
    direction: "desc",
    per_page: 100,
  });
  return new Map(data.map((issue) => [issue.number, outcomeOf(issue)]));
}

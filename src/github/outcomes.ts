import {
  isSameRepository,
  type RepositoryRef,
  type IssueOrPullRef,
  type Outcome,
} from "../model/refs.js";
import { repoParams, type GitHubClient } from "./http/client.js";
import { hasStatus, isForbidden, undefinedOn404 } from "./http/errors.js";
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

/** A merged pull request, as git sees it. */
export interface Merge {
  /** The branch that it was merged into. */
  readonly base: string;
  /** SHA of the merge commit, of the squashed one, or of the last rebased one. */
  readonly sha: string;
  /** SHA of its head. */
  readonly head: string;
}

/**
 * Reads where a pull request was merged; `undefined` for one that is not merged or cannot be read.
 *
 * @see https://docs.github.com/rest/pulls/pulls#get-a-pull-request
 */
export async function readMerge(
  github: GitHubClient,
  pull: IssueOrPullRef,
): Promise<Merge | undefined> {
  try {
    const { data } = await github.rest.pulls.get({
      ...repoParams(pull),
      pull_number: pull.number,
    });
    if (data.merged_at === null) return undefined;
    const { head, base } = data;
    return { base: base.ref, sha: data.merge_commit_sha ?? head.sha, head: head.sha };
  } catch (error) {
    if (hasStatus(error, 404) || isForbidden(error)) return undefined;
    throw error;
  }
}

/**
 * Whether the history of one commit contains another one; not where that is not in the repository.
 *
 * @see https://docs.github.com/rest/commits/commits#compare-two-commits
 */
export async function isContained(
  github: GitHubClient,
  repository: RepositoryRef,
  { tip, sha }: { readonly tip: string; readonly sha: string },
): Promise<boolean> {
  const answer = await undefinedOn404(
    github.rest.repos.compareCommitsWithBasehead({
      ...repoParams(repository),
      basehead: `${tip}...${sha}`,
    }),
  );
  const status = answer?.data.status;
  return status === "behind" || status === "identical";
}

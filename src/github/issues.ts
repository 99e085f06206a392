import { isSameRepository, type IssueRef, type RepositoryRef } from "../issue-ref.js";
import { issueFromRest } from "../issue/from-rest.js";
import type { Issue } from "../issue/issue.js";
import { pathOf, type GitHubClient } from "./client.js";
import { hasStatus } from "./errors.js";
import { repositoryOfUrl } from "./repository-url.js";

type IssueData = Awaited<ReturnType<GitHubClient["rest"]["issues"]["get"]>>["data"];

/** How many related issues GitHub counts; `undefined` where it does not say. */
export interface RelatedCounts {
  readonly subIssues: number | undefined;
  /** Those that are still open. */
  readonly blockedBy: number | undefined;
  /** Those that are closed, too. */
  readonly everBlockedBy: number | undefined;
}

/** What became of an issue: it is here, it is elsewhere, or there is none (any more). */
export type FoundIssue =
  | { readonly found: "here"; readonly issue: Issue; readonly counts: RelatedCounts }
  | { readonly found: "moved"; readonly to: IssueRef }
  | { readonly found: "nowhere" };

/**
 * Reads one issue. A pull request's number is `nowhere`, as are deleted issues (404, 410) and
 * repositories without issues. Renames and transfers, which GitHub answers with a redirect, are
 * `moved`.
 */
export async function findIssue(github: GitHubClient, ref: IssueRef): Promise<FoundIssue> {
  const data = await github.rest.issues
    .get({ ...pathOf(ref), issue_number: ref.number })
    .then((answer) => answer.data)
    .catch((error: unknown) => {
      if (hasStatus(error, 404, 410)) return undefined;
      throw error;
    });
  if (data === undefined || data.pull_request !== undefined) return { found: "nowhere" };
  const to = placeOf(data, ref);
  if (to !== undefined) return { found: "moved", to };
  const counts = {
    subIssues: data.sub_issues_summary?.total,
    blockedBy: data.issue_dependencies_summary?.blocked_by,
    everBlockedBy: data.issue_dependencies_summary?.total_blocked_by,
  };
  return { found: "here", issue: issueFromRest(data), counts };
}

/** Where GitHub's answer says that the issue is, if that is not where it was asked for. */
function placeOf(data: IssueData, ref: IssueRef): IssueRef | undefined {
  const { number, repository_url: url } = data;
  const repository = repositoryOfUrl(url);
  if (repository === undefined) return undefined;
  const same = isSameRepository(repository, ref) && number === ref.number;
  return same ? undefined : { installationId: ref.installationId, ...repository, number };
}

/** Numbers of the open issues that carry `label`, over all pages; pull requests left out. */
export async function openIssuesLabelled(
  github: GitHubClient,
  ref: RepositoryRef,
  label: string,
): Promise<readonly number[]> {
  const issues = await github.paginate(github.rest.issues.listForRepo, {
    ...pathOf(ref),
    labels: label,
    state: "open",
    per_page: 100,
  });
  return issues.filter((issue) => issue.pull_request === undefined).map((issue) => issue.number);
}

/** The latest 100 issues of a repository, open and closed, newest first; pull requests left out. */
export async function latestIssues(
  github: GitHubClient,
  ref: RepositoryRef,
): Promise<readonly Issue[]> {
  const { data } = await github.rest.issues.listForRepo({
    ...pathOf(ref),
    state: "all",
    sort: "created",
    direction: "desc",
    per_page: 100,
  });
  return data.filter((issue) => issue.pull_request === undefined).map((it) => issueFromRest(it));
}

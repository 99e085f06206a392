import { isSameRepository, type IssueRef } from "../issue-ref.js";
import type { RelatedIssue } from "../issue/dependencies.js";
import { pathOf, type GitHubClient } from "./client.js";
import { orUndefined } from "./errors.js";
import { repositoryOfUrl } from "./repository-url.js";

/** The part of GitHub's issue object that is read here. */
interface Listed {
  readonly number: number;
  readonly title: string;
  readonly state: string;
  readonly repository_url: string;
}

/**
 * The sub-issues of an issue, in their order, over all pages; none where GitHub does not know the
 * endpoint.
 *
 * @see https://docs.github.com/rest/issues/sub-issues
 */
export async function subIssues(
  github: GitHubClient,
  ref: IssueRef,
): Promise<readonly RelatedIssue[]> {
  const parameters = { ...pathOf(ref), issue_number: ref.number, per_page: 100 };
  const found = await orUndefined(github.paginate(github.rest.issues.listSubIssues, parameters));
  return (found ?? []).map((issue) => toRelated(issue, ref));
}

/**
 * The issues that block an issue, over all pages; none where GitHub does not know the endpoint.
 *
 * @see https://docs.github.com/rest/issues/issue-dependencies
 */
export async function blockingIssues(
  github: GitHubClient,
  ref: IssueRef,
): Promise<readonly RelatedIssue[]> {
  const parameters = { ...pathOf(ref), issue_number: ref.number, per_page: 100 };
  const found = await orUndefined(
    github.paginate(github.rest.issues.listDependenciesBlockedBy, parameters),
  );
  return (found ?? []).map((issue) => toRelated(issue, ref));
}

function toRelated(issue: Listed, ref: IssueRef): RelatedIssue {
  const place = repositoryOfUrl(issue.repository_url);
  const elsewhere = place !== undefined && !isSameRepository(place, ref);
  return {
    number: issue.number,
    title: issue.title,
    state: issue.state === "closed" ? "closed" : "open",
    ...(elsewhere && { repository: { owner: place.owner, name: place.repo } }),
  };
}

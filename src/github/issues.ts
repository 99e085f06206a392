import * as z from "zod";
import type { RelatedIssue } from "../issue/related.js";
import { issueFromRest, type Issue } from "../issue/issue.js";
import { isSameRepository, issueRef, type IssueRef, type RepositoryRef } from "../model/refs.js";
import { NO_CACHE, NO_RETRY, repoParams, type GitHubClient } from "./http/client.js";
import { undefinedOn404, undefinedWhereGone } from "./http/errors.js";
import { repositoryOfUrl } from "./repository.js";

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
  | {
      readonly found: "here";
      readonly issue: Issue;
      readonly counts: RelatedCounts;
      /** Node id. */
      readonly nodeId: string;
      /** When anything of it changed last, comments included: ISO 8601. */
      readonly updatedAt: string;
    }
  | { readonly found: "moved"; readonly to: IssueRef }
  | { readonly found: "nowhere" };

/**
 * Reads one issue. A pull request's number is `nowhere`, as are deleted issues (404, 410) and
 * repositories without issues. Renames and transfers, which GitHub answers with a redirect, are
 * `moved`.
 */
export async function findIssue(github: GitHubClient, ref: IssueRef): Promise<FoundIssue> {
  const data = await getIssue(github, ref);
  if (data === undefined || data.pull_request !== undefined) return { found: "nowhere" };
  const to = placeOf(data, ref);
  if (to !== undefined) return { found: "moved", to };
  const counts = {
    subIssues: data.sub_issues_summary?.total,
    blockedBy: data.issue_dependencies_summary?.blocked_by,
    everBlockedBy: data.issue_dependencies_summary?.total_blocked_by,
  };
  const { node_id: nodeId, updated_at: updatedAt } = data;
  return { found: "here", issue: issueFromRest(data), counts, nodeId, updatedAt };
}

/**
 * What an issue or pull request of a repository is called, and whether it is over: closed, and for a
 * pull request merged. `undefined` for one that is gone, or was moved to another repository.
 */
export async function findRelated(
  github: GitHubClient,
  ref: IssueRef,
): Promise<RelatedIssue | undefined> {
  const data = await getIssue(github, ref);
  if (data === undefined || placeOf(data, ref) !== undefined) return undefined;
  const { number, title, state, pull_request: pull } = data;
  const isOver = state === "closed" && (pull === undefined || typeof pull.merged_at === "string");
  return { number, title, state: isOver ? "closed" : "open" };
}

/** GitHub's answer; `undefined` where it says that there is none (any more). */
async function getIssue(
  github: GitHubClient,
  ref: IssueRef,
  options: Partial<typeof NO_CACHE> = {},
): Promise<IssueData | undefined> {
  const where = { ...repoParams(ref), issue_number: ref.number };
  return (await undefinedWhereGone(github.rest.issues.get({ ...where, ...options })))?.data;
}

/** Where GitHub's answer says that the issue is, if that is not where it was asked for. */
function placeOf(data: IssueData, ref: IssueRef): IssueRef | undefined {
  const { number, repository_url: url } = data;
  const repository = repositoryOfUrl(url);
  if (repository === undefined) return undefined;
  const same = isSameRepository(repository, ref) && number === ref.number;
  return same ? undefined : issueRef({ installationId: ref.installationId, ...repository }, number);
}

/** Numbers of the open issues that carry `label`, over all pages; pull requests left out. */
export async function openIssuesLabelled(
  github: GitHubClient,
  ref: RepositoryRef,
  label: string,
): Promise<readonly number[]> {
  const issues = await github.paginate(github.rest.issues.listForRepo, {
    ...repoParams(ref),
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
    ...repoParams(ref),
    state: "all",
    sort: "created",
    direction: "desc",
    per_page: 100,
  });
  return data
    .filter((issue) => issue.pull_request === undefined)
    .map((issue) => issueFromRest(issue));
}

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
  const parameters = { ...repoParams(ref), issue_number: ref.number, per_page: 100 };
  const found = await undefinedOn404(github.paginate(github.rest.issues.listSubIssues, parameters));
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
  const parameters = { ...repoParams(ref), issue_number: ref.number, per_page: 100 };
  const found = await undefinedOn404(
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

/** An issue as a search finds it. */
export interface IssueHit {
  readonly number: number;
  readonly labels: readonly string[];
  /** As GitHub gives it: UTC, ISO 8601. */
  readonly updatedAt: string;
}

const found = z.object({
  number: z.number(),
  updated_at: z.string(),
  labels: z.array(
    z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]),
  ),
});

/**
 * The open issues of a repository with any of `labels`: one request a hundred, a thousand at most.
 * The index may lag behind a little.
 *
 * @see https://docs.github.com/search-github/searching-on-github/searching-issues-and-pull-requests#search-by-label
 */
export async function openIssuesWithAny(
  github: GitHubClient,
  { owner, repo }: RepositoryRef,
  labels: readonly string[],
): Promise<readonly IssueHit[]> {
  const quoted = labels.map((label) => `"${label.replaceAll('"', '\\"')}"`).join(",");
  const issues: unknown[] = await github.paginate(github.rest.search.issuesAndPullRequests, {
    q: `repo:${owner}/${repo} is:issue is:open label:${quoted}`,
    per_page: 100,
  });
  return issues.map((issue) => {
    const { number, labels: names, updated_at: updatedAt } = found.parse(issue);
    return { number, labels: names, updatedAt };
  });
}

/** An issue of a list, as far as the dashboard needs it. */
export interface ListedIssue {
  readonly number: number;
  readonly title: string;
  readonly htmlUrl: string;
  readonly labels: readonly string[];
  /** Logins, first assignee first. */
  readonly assignees: readonly string[];
  /** ISO 8601, UTC; `undefined` while it is open. */
  readonly closedAt: string | undefined;
  /** When its milestone is due: ISO 8601, UTC. */
  readonly dueOn: string | undefined;
}

/**
 * The issues that carry `label`, the latest changes first; pull requests left out.
 *
 * @param state `closed` together with `since` (UTC, ISO 8601): those that changed after that, one page
 */
export async function listIssuesLabelled(
  github: GitHubClient,
  ref: RepositoryRef,
  label: string,
  closed?: { readonly since: string },
): Promise<readonly ListedIssue[]> {
  const parameters = {
    ...repoParams(ref),
    labels: label,
    per_page: 100,
    sort: "updated" as const,
    direction: "desc" as const,
  };
  const issues =
    closed === undefined
      ? await github.paginate(github.rest.issues.listForRepo, { ...parameters, state: "open" })
      : (
          await github.rest.issues.listForRepo({
            ...parameters,
            state: "closed",
            since: closed.since,
          })
        ).data;
  return issues
    .filter((issue) => issue.pull_request === undefined)
    .map(({ number, title, html_url: htmlUrl, labels, assignees, closed_at, milestone }) => ({
      number,
      title,
      htmlUrl,
      labels: labels.flatMap((entry) => (typeof entry === "string" ? entry : (entry.name ?? []))),
      assignees: (assignees ?? []).map(({ login }) => login),
      closedAt: closed_at ?? undefined,
      dueOn: milestone?.due_on ?? undefined,
    }));
}

/** An issue that an App opened. */
export interface OwnIssue {
  readonly number: number;
  readonly title: string;
  /** Markdown; empty where GitHub says `null`. */
  readonly body: string;
  readonly isOpen: boolean;
}

/**
 * All issues that `login` opened, open and closed, oldest first, over all pages; pull requests left out.
 *
 * @see https://docs.github.com/rest/issues/issues#list-repository-issues
 */
export async function issuesBy(
  github: GitHubClient,
  ref: RepositoryRef,
  login: string,
): Promise<readonly OwnIssue[]> {
  const issues = await github.paginate(github.rest.issues.listForRepo, {
    ...repoParams(ref),
    creator: login,
    state: "all",
    sort: "created",
    direction: "asc",
    per_page: 100,
  });
  return issues
    .filter((issue) => issue.pull_request === undefined && issue.user?.login === login)
    .map(toOwnIssue);
}

/**
 * An issue that `login` opened, as it is now, whatever is remembered of it; `undefined` where it is
 * gone, was moved, or is somebody else's.
 */
export async function readOwnIssue(
  github: GitHubClient,
  ref: IssueRef,
  login: string,
): Promise<OwnIssue | undefined> {
  const data = await getIssue(github, ref, NO_CACHE);
  if (data?.user?.login !== login || placeOf(data, ref) !== undefined) return undefined;
  return toOwnIssue(data);
}

function toOwnIssue({
  number,
  title,
  body,
  state,
}: Pick<IssueData, "number" | "title" | "body" | "state">): OwnIssue {
  return { number, title, body: body ?? "", isOpen: state === "open" };
}

/** Opens an issue; its number. */
export async function createIssue(
  github: GitHubClient,
  ref: RepositoryRef,
  issue: { readonly title: string; readonly body: string },
): Promise<number> {
  const { data } = await github.rest.issues.create({ ...repoParams(ref), ...issue, ...NO_RETRY });
  return data.number;
}

/** Changes what is given of an issue; fine where it is gone. */
export async function updateIssue(
  github: GitHubClient,
  ref: IssueRef,
  change: {
    readonly body?: string;
    readonly state?: "open" | "closed";
    readonly state_reason?: "not_planned" | "reopened";
  },
): Promise<void> {
  await undefinedOn404(
    github.rest.issues.update({ ...repoParams(ref), issue_number: ref.number, ...change }),
  );
}

import { repositoryKey, type IssueOrPullRef, type RepositoryRef } from "../model/refs.js";
import { NO_RETRY, repoParams, type GitHubClient } from "./http/client.js";
import { undefinedOn404 } from "./http/errors.js";

/** A plan's pull request. */
export interface PlanPull {
  readonly number: number;
  readonly state: "open" | "merged" | "closed";
  /**
   * SHA of the head: the branch's tip while open, what it was when closed. Empty where it is merged
   * and its head was not asked for.
   */
  readonly headSha: string;
  readonly htmlUrl: string;
  readonly title: string;
  /** Its description, with line feeds as line ends; empty where there is none. */
  readonly body: string;
  /** The plan's branch. */
  readonly branch: string;
  /** The branch that it is to be merged into; empty where it is merged and was not asked for. */
  readonly base: string;
  /** Logins. */
  readonly assignees: readonly string[];
  /** Logins, and teams by their slug, whose review is asked for. */
  readonly reviewers: readonly string[];
  /** Label names. */
  readonly labels: readonly string[];
}

/** All pull requests from `branch` of this repository: the open one first, then newest first. */
export async function pullsFromBranch(
  github: GitHubClient,
  ref: RepositoryRef,
  branch: string,
): Promise<readonly PlanPull[]> {
  const pulls = await github.paginate(github.rest.pulls.list, {
    ...repoParams(ref),
    head: `${ref.owner}:${branch}`,
    state: "all",
    per_page: 100,
  });
  return pulls
    .filter((pull) => pull.head.ref === branch && isOwn(pull.head.repo, ref))
    .map((pull) => toPlanPull(pull))
    .toSorted(
      (a, b) => Number(b.state === "open") - Number(a.state === "open") || b.number - a.number,
    );
}

/** What is read of GitHub's pull request object. */
interface PullData {
  readonly number: number;
  readonly state: string;
  readonly merged_at: string | null;
  readonly html_url: string;
  readonly title: string;
  readonly body: string | null;
  readonly base: { readonly ref: string };
  readonly head: { readonly ref: string; readonly sha: string };
  readonly assignees?: readonly { readonly login: string }[] | null;
  readonly requested_reviewers?: readonly { readonly login: string }[] | null;
  readonly requested_teams?: readonly { readonly slug: string }[] | null;
  readonly labels?: readonly { readonly name: string }[];
}

function toPlanPull(pull: PullData): PlanPull {
  return {
    number: pull.number,
    state: pull.merged_at === null ? (pull.state === "open" ? "open" : "closed") : "merged",
    headSha: pull.head.sha,
    htmlUrl: pull.html_url,
    title: pull.title,
    body: (pull.body ?? "").replaceAll(/\r\n?/g, "\n"),
    branch: pull.head.ref,
    base: pull.base.ref,
    assignees: (pull.assignees ?? []).map((assignee) => assignee.login),
    reviewers: [
      ...(pull.requested_reviewers ?? []).map(({ login }) => login),
      ...(pull.requested_teams ?? []).map(({ slug }) => slug),
    ],
    labels: (pull.labels ?? []).map(({ name }) => name),
  };
}

/**
 * A pull request by its number, if `author` opened it from a branch of this repository, and its body
 * says what it should.
 */
export async function ownPull(
  github: GitHubClient,
  ref: RepositoryRef,
  number: number,
  { author, isOurs }: { readonly author: string; readonly isOurs: (body: string) => boolean },
): Promise<PlanPull | undefined> {
  const answer = await undefinedOn404(
    github.rest.pulls.get({ ...repoParams(ref), pull_number: number }),
  );
  const pull = answer?.data;
  if (pull === undefined || pull.user?.login !== author || !isOwn(pull.head.repo, ref)) {
    return undefined;
  }
  return isOurs(pull.body ?? "") ? toPlanPull(pull) : undefined;
}

/**
 * Messages of the first hundred commits of a pull request, oldest first; none of one that is gone.
 *
 * @see https://docs.github.com/rest/pulls/pulls#list-commits-on-a-pull-request
 */
export async function pullMessages(
  github: GitHubClient,
  pull: IssueOrPullRef,
): Promise<readonly string[]> {
  const where = { ...repoParams(pull), pull_number: pull.number };
  const answer = await undefinedOn404(github.rest.pulls.listCommits({ ...where, per_page: 100 }));
  return answer?.data.map(({ commit }) => commit.message) ?? [];
}

/** The filter `head` names an owner, not a repository: a fork of the same owner passes it too. */
function isOwn(head: { readonly full_name: string } | null, ref: RepositoryRef): boolean {
  return head?.full_name.toLowerCase() === repositoryKey(ref);
}

/** What {@link openPull} is to open. */
export interface NewPull {
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  readonly draft: boolean;
}

/** Opens a pull request. Throws GitHub's 422 where one from that head is open already. */
export async function openPull(
  github: GitHubClient,
  ref: RepositoryRef,
  pull: NewPull,
): Promise<PlanPull> {
  const { data } = await github.rest.pulls.create({ ...repoParams(ref), ...pull, ...NO_RETRY });
  return toPlanPull(data);
}

/**
 * Asks people and teams for their review. Throws GitHub's 422 for everyone where one of them cannot
 * be asked.
 *
 * @param names logins, and teams as `organisation/slug`
 */
export async function requestReview(
  github: GitHubClient,
  ref: RepositoryRef,
  number: number,
  names: readonly string[],
): Promise<void> {
  await github.rest.pulls.requestReviewers({
    ...repoParams(ref),
    pull_number: number,
    reviewers: names.filter((name) => !name.includes("/")),
    team_reviewers: names.flatMap((name) => name.split("/")[1] ?? []),
  });
}

/** Gives a pull request another title. */
export async function retitlePull(
  github: GitHubClient,
  ref: RepositoryRef,
  number: number,
  title: string,
): Promise<void> {
  await github.rest.pulls.update({ ...repoParams(ref), pull_number: number, title });
}

/** Gives a pull request another description, Markdown. */
export async function describePull(
  github: GitHubClient,
  ref: RepositoryRef,
  number: number,
  body: string,
): Promise<void> {
  await github.rest.pulls.update({ ...repoParams(ref), pull_number: number, body });
}

/** Closes a pull request without merging it. */
export async function closePull(
  github: GitHubClient,
  ref: RepositoryRef,
  number: number,
): Promise<void> {
  await github.rest.pulls.update({ ...repoParams(ref), pull_number: number, state: "closed" });
}

/** Puts labels on a pull request; GitHub defines those that the repository lacks. */
export async function labelPull(
  github: GitHubClient,
  ref: RepositoryRef,
  number: number,
  labels: readonly string[],
): Promise<void> {
  await github.rest.issues.addLabels({
    ...repoParams(ref),
    issue_number: number,
    labels: [...labels],
  });
}

/** Assigns people to a pull request. GitHub leaves out, without a word, who cannot be assigned. */
export async function assignPull(
  github: GitHubClient,
  ref: IssueOrPullRef,
  number: number,
  assignees: readonly string[],
): Promise<void> {
  await github.rest.issues.addAssignees({
    ...repoParams(ref),
    issue_number: number,
    assignees: [...assignees],
  });
}

/** A pull request as far as checking it needs. */
export interface ProposedPull {
  readonly number: number;
  readonly open: boolean;
  readonly title: string;
  readonly body: string;
  /** Login; `ghost` where the account is gone. */
  readonly author: string;
  readonly htmlUrl: string;
  readonly headSha: string;
  /** The head's branch, where it is one of this repository and not of a fork. */
  readonly branch: string | undefined;
  /** Whether it is to be merged into the default branch. */
  readonly intoDefault: boolean;
}

/** Reads a pull request by its number; `undefined` where there is none. */
export async function proposedPull(
  github: GitHubClient,
  ref: IssueOrPullRef,
): Promise<ProposedPull | undefined> {
  const answer = await undefinedOn404(
    github.rest.pulls.get({ ...repoParams(ref), pull_number: ref.number }),
  );
  const pull = answer?.data;
  return (
    pull && {
      number: pull.number,
      open: pull.state === "open",
      title: pull.title,
      body: pull.body ?? "",
      author: pull.user?.login ?? "ghost",
      htmlUrl: pull.html_url,
      headSha: pull.head.sha,
      branch: isOwn(pull.head.repo, ref) ? pull.head.ref : undefined,
      intoDefault: pull.base.ref === pull.base.repo.default_branch,
    }
  );
}

/** A file that a pull request changes. */
export interface ChangedFile {
  readonly path: string;
  /** What it was called before, where it was renamed. */
  readonly before: string | undefined;
  readonly removed: boolean;
}

/** GitHub lists at most this many files of a pull request. */
const MAX_FILES = 3000;

/** Whether a list of {@link changedFiles} may lack some: GitHub cuts it, and does not say so. */
export function isCut(files: readonly ChangedFile[]): boolean {
  return files.length >= MAX_FILES;
}

/** The files that a pull request changes, over all pages; see {@link isCut}. */
export async function changedFiles(
  github: GitHubClient,
  ref: IssueOrPullRef,
): Promise<readonly ChangedFile[]> {
  const parameters = { ...repoParams(ref), pull_number: ref.number, per_page: 100 };
  const files = await undefinedOn404(github.paginate(github.rest.pulls.listFiles, parameters));
  return (files ?? []).map(({ filename: path, previous_filename: before, status }) => {
    return { path, before, removed: status === "removed" };
  });
}

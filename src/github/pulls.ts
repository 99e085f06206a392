import type { IssueRef, RepositoryRef } from "../issue-ref.js";
import { ONCE, pathOf, type GitHubClient } from "./client.js";

/** A plan's pull request. */
export interface PlanPull {
  readonly number: number;
  readonly state: "open" | "merged" | "closed";
  /** SHA of the head: the branch's tip while open, what it was when closed. */
  readonly headSha: string;
  readonly htmlUrl: string;
  /** Logins. */
  readonly assignees: readonly string[];
}

/** All pull requests from `branch` of this repository: the open one first, then newest first. */
export async function pullsFromBranch(
  github: GitHubClient,
  ref: RepositoryRef,
  branch: string,
): Promise<readonly PlanPull[]> {
  const pulls = await github.paginate(github.rest.pulls.list, {
    ...pathOf(ref),
    head: `${ref.owner}:${branch}`,
    state: "all",
    per_page: 100,
  });
  return pulls
    .filter((pull) => pull.head.ref === branch && isOwn(pull.head.repo, ref))
    .map((pull): PlanPull => ({
      number: pull.number,
      state: pull.merged_at === null ? (pull.state === "open" ? "open" : "closed") : "merged",
      headSha: pull.head.sha,
      htmlUrl: pull.html_url,
      assignees: (pull.assignees ?? []).map((assignee) => assignee.login),
    }))
    .toSorted(
      (one, other) =>
        Number(other.state === "open") - Number(one.state === "open") || other.number - one.number,
    );
}

/** The filter `head` names an owner, not a repository: a fork of the same owner passes it too. */
function isOwn(head: { readonly full_name: string } | null, ref: RepositoryRef): boolean {
  return head?.full_name.toLowerCase() === `${ref.owner}/${ref.repo}`.toLowerCase();
}

/** What {@link openPull} is to open. */
export interface NewPull {
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
}

/** Opens a pull request. Throws GitHub's 422 where one from that head is open already. */
export async function openPull(
  github: GitHubClient,
  ref: RepositoryRef,
  pull: NewPull,
): Promise<PlanPull> {
  const { data } = await github.rest.pulls.create({ ...pathOf(ref), ...pull, ...ONCE });
  return {
    number: data.number,
    state: "open",
    headSha: data.head.sha,
    htmlUrl: data.html_url,
    assignees: [],
  };
}

/** Assigns people to a pull request. GitHub leaves out, without a word, who cannot be assigned. */
export async function assignPull(
  github: GitHubClient,
  ref: IssueRef,
  number: number,
  assignees: readonly string[],
): Promise<void> {
  await github.rest.issues.addAssignees({
    ...pathOf(ref),
    issue_number: number,
    assignees: [...assignees],
  });
}

import type { GitHubClient } from "../github/client.js";
import { ownPull, pullsFromBranch, type PlanPull } from "../github/pulls.js";
import type { CrossReference } from "../github/timeline.js";
import type { IssueRef } from "../issue-ref.js";
import { readPullMarker } from "../view/pull-marker.js";
import { markedReferences } from "./marked-references.js";

/** Pull requests that say of themselves that they bring the plan, and are believed to. */
const MOST_MARKED = 5;

/** What is known before the plan's pull requests are looked for. */
interface Known {
  /** Login under which the App writes. */
  readonly bot: string;
  /** The plan's branch. */
  readonly branch: string;
  /** It is known that there is no such branch, and a new plan is asked for. */
  readonly noBranch: boolean;
  /** Number of the pull request that the status comment tells of. */
  readonly told: number | undefined;
  readonly references: readonly CrossReference[];
}

/**
 * The plan's pull request, as far as it takes no request to know it: the one that the status comment
 * tells of, once it is merged. The timeline says that of it, and names none of the App's that is
 * newer. The plan is on the default branch then, and what else comes from its branch is no proposal.
 */
export function mergedPull(
  ref: IssueRef,
  { bot, branch, told, references }: Known,
): PlanPull | undefined {
  const newest = markedReferences(references, ref, readPullMarker).find(
    ({ author }) => author === bot,
  );
  if (newest === undefined || newest.number !== told || newest.state !== "merged") return undefined;
  const { number, htmlUrl, title } = newest;
  return {
    number,
    state: "merged",
    headSha: "",
    htmlUrl,
    title,
    branch,
    base: "",
    assignees: [],
    reviewers: [],
    labels: [],
  };
}

/**
 * The plan's pull requests, the one that counts first. One from a branch of another name, because
 * the configuration changed since it was opened, is the one that the status comment tells of, else
 * one of the App's that refers to the issue as its plan.
 */
export async function readPulls(
  github: GitHubClient,
  ref: IssueRef,
  { bot, branch, noBranch, told, references }: Known,
): Promise<readonly PlanPull[]> {
  // Without a branch none is open, and what became of others is no matter to a new request.
  const fromBranch = noBranch ? [] : await pullsFromBranch(github, ref, branch);
  if (fromBranch.length > 0) return fromBranch;
  const marked = markedReferences(references, ref, readPullMarker).map(({ number }) => number);
  // Anybody can write the mark: the newest few are asked who opened them.
  for (const number of told === undefined ? marked.slice(0, MOST_MARKED) : [told]) {
    const pull = await ownPull(github, ref, number, bot);
    if (pull !== undefined) return [pull];
  }
  return [];
}

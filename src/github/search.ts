import { z } from "zod";
import type { RepositoryRef } from "../issue-ref.js";
import type { GitHubClient } from "./client.js";

/** An issue as a search finds it. */
export interface FoundIssue {
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
): Promise<readonly FoundIssue[]> {
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

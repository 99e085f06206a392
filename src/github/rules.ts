import { z } from "zod";
import type { RepositoryRef } from "../issue-ref.js";
import { pathOf, type GitHubClient } from "./client.js";
import { hasStatus, isForbidden } from "./errors.js";

const pullRule = z.object({
  type: z.literal("pull_request"),
  parameters: z.object({
    dismiss_stale_reviews_on_push: z.boolean().optional(),
    require_last_push_approval: z.boolean().optional(),
  }),
});

/**
 * Whether the rulesets of a branch take the approvals off a pull request into it when somebody
 * pushes. What classic branch protection does, an App without administration permission cannot read.
 *
 * @see https://docs.github.com/rest/repos/rules#get-rules-for-a-branch
 */
export async function pushesDismiss(
  github: GitHubClient,
  repository: RepositoryRef,
  branch: string,
): Promise<boolean> {
  const rules = await branchRules(github, repository, branch);
  return rules.some((rule) => {
    const parameters = pullRule.safeParse(rule).data?.parameters;
    return (
      parameters?.dismiss_stale_reviews_on_push === true ||
      parameters?.require_last_push_approval === true
    );
  });
}

/** None where GitHub does not know the endpoint, or the repository's plan has no rulesets. */
async function branchRules(
  github: GitHubClient,
  repository: RepositoryRef,
  branch: string,
): Promise<readonly unknown[]> {
  try {
    return await github.paginate(github.rest.repos.getBranchRules, {
      ...pathOf(repository),
      branch,
      per_page: 100,
    });
  } catch (error) {
    if (hasStatus(error, 404) || isForbidden(error)) return [];
    throw error;
  }
}

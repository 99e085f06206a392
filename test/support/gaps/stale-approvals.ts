import type { Json, PullJson } from "../json.js";
import type { Call } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";

/**
 * Gap: a push leaves the approvals of a pull request alone. Where the base branch is protected so, GitHub
 * dismisses them, and names as sender of `pull_request_review` who pushed.
 *
 * @see https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches#require-pull-request-reviews-before-merging
 */
export async function dismissStaleApprovals(
  site: Site,
  call: Call,
  repository: string,
  pull: PullJson,
): Promise<void> {
  const branch = encodeURIComponent(pull.base.ref);
  const protection = await site.upstream.get<{
    readonly required_pull_request_reviews?: { readonly dismiss_stale_reviews?: boolean } | null;
  }>(`/repos/${repository}/branches/${branch}/protection`);
  if (protection?.required_pull_request_reviews?.dismiss_stale_reviews !== true) return;
  const path = `/repos/${repository}/pulls/${pull.number}/reviews`;
  const reviews = await site.upstream.list<Json>(path);
  for (const { id, state } of reviews) {
    if (state !== "APPROVED") continue;
    const message = "Dismissed by a push.";
    await site.upstream.as(call, "PUT", `${path}/${String(id)}/dismissals`, { message });
  }
}

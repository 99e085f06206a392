import type { PullJson } from "../json.js";
import type { Call } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import type { CommitJson } from "./branches.js";
import { referencesIn } from "./references.js";

/**
 * Gap: closing keywords do nothing. Here `closes #1` in a commit message that comes to the default
 * branch, and in the body of a pull request that is merged into it, closes the issue.
 *
 * @see https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
 */
export async function closeByCommits(
  site: Site,
  call: Call,
  repository: string,
  commits: readonly CommitJson[],
): Promise<void> {
  for (const { commit } of commits) await closeNamed(site, call, repository, commit.message);
}

/** Closes what the body of a merged pull request says that it closes. */
export async function closeByPull(
  site: Site,
  call: Call,
  repository: string,
  pull: PullJson,
): Promise<void> {
  const { default_branch: trunk } = await site.repository(repository);
  if (pull.base.ref === trunk) await closeNamed(site, call, repository, pull.body ?? "");
}

async function closeNamed(site: Site, call: Call, repository: string, text: string) {
  for (const reference of referencesIn(text, repository, site.url)) {
    if (!reference.closes) continue;
    const issue = await site.rawIssue(reference.repository, reference.number);
    if (issue?.state !== "open") continue;
    const path = `/repos/${reference.repository}/issues/${reference.number}`;
    const closed = { state: "closed", state_reason: "completed" };
    await site.upstream.as(call, "PATCH", path, closed);
  }
}

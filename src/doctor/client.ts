import { SILENT } from "../github/http/client.js";
import type { AppCredentials } from "../environment/env.js";
import type { GitHubClient } from "../github/http/client.js";
import { createOctokit } from "../github/http/octokit.js";

/**
 * A client that is authenticated as the App itself, for one examination: what fails is not repeated.
 *
 * @param send what its requests go through
 */
export function createAppClient(
  { appId, privateKey }: Pick<AppCredentials, "appId" | "privateKey">,
  apiUrl: string,
  send: typeof fetch,
): GitHubClient {
  const { Octokit } = createOctokit(0);
  return new Octokit({
    auth: { appId, privateKey },
    baseUrl: apiUrl,
    request: { fetch: send },
    retry: { enabled: false },
    // What Octokit would say is a finding.
    log: SILENT,
  });
}

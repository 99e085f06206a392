import type { GitHubClient } from "./client.js";

/**
 * Ids of the installations of the App that are not suspended, over all pages.
 *
 * @param app a client that is authenticated as the App
 */
export async function activeInstallations(app: GitHubClient): Promise<readonly number[]> {
  const installations = await app.paginate(app.rest.apps.listInstallations, { per_page: 100 });
  return installations.filter(({ suspended_at: at }) => !at).map(({ id }) => id);
}

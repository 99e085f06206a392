import type { GitHubClient } from "./http/client.js";
import { undefinedOn404 } from "./http/errors.js";

/** The login under which the App writes: `<slug>[bot]`. Asked with the App's own credentials. */
export async function botLogin(github: GitHubClient): Promise<string> {
  const { data } = await github.rest.apps.getAuthenticated();
  const slug = data?.slug;
  if (slug === undefined) throw new Error("GitHub does not say what the App is called");
  return `${slug}[bot]`;
}

/**
 * Ids of the installations of the App that are not suspended, over all pages.
 *
 * @param app a client that is authenticated as the App
 */
export async function activeInstallations(app: GitHubClient): Promise<readonly number[]> {
  const installations = await app.paginate(app.rest.apps.listInstallations, { per_page: 100 });
  return installations.filter(({ suspended_at: at }) => !at).map(({ id }) => id);
}

/** How much of its requests an installation has left. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since the epoch: when it starts again. */
  readonly resetAt: number;
}

/**
 * Asks, which costs nothing.
 *
 * @returns `undefined` where there is no limit: an Enterprise Server with rate limits turned off
 * @see https://docs.github.com/rest/rate-limit/rate-limit
 */
export async function rateLimit(github: GitHubClient): Promise<RateLimit | undefined> {
  const core = (await undefinedOn404(github.rest.rateLimit.get()))?.data.resources.core;
  return core && { limit: core.limit, remaining: core.remaining, resetAt: core.reset * 1000 };
}

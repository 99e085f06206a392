import type { GitHubClient } from "./client.js";
import { orUndefined } from "./errors.js";

/** How much of its requests an installation has left. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since the epoch: when it starts anew. */
  readonly resetAt: number;
}

/**
 * Asks, which costs nothing.
 *
 * @returns `undefined` where there is no limit: an Enterprise Server with rate limits turned off
 * @see https://docs.github.com/rest/rate-limit/rate-limit
 */
export async function rateLimit(github: GitHubClient): Promise<RateLimit | undefined> {
  const core = (await orUndefined(github.rest.rateLimit.get()))?.data.resources.core;
  return core && { limit: core.limit, remaining: core.remaining, resetAt: core.reset * 1000 };
}

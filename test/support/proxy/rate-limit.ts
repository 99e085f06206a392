import { refusal, type Answer, type Call } from "./http.js";

/** An installation's primary rate limit. */
export interface RateLimitOptions {
  /** Requests in a window; GitHub gives an installation 5,000 at least. */
  readonly limit: number;
  /** An hour at GitHub. Windows end with a whole second. */
  readonly windowMs?: number;
}

/** Counts the requests of the installation, over all of its tokens. */
export interface RateLimit {
  /** The refusal, where nothing is left. */
  refuse(call: Call): Answer | undefined;
  /** Counts an answer, and puts GitHub's headers on it. 304 counts as nothing. */
  count(call: Call, answered: Answer): Answer;
}

const HOUR_MS = 3_600_000;

const POINTS = {
  "x-ratelimit-limit": "5000",
  "x-ratelimit-remaining": "4999",
  "x-ratelimit-used": "1",
  "x-ratelimit-resource": "graphql",
};

/**
 * Gap: the emulator counts by token, 304 too, and takes no setting for how much there is.
 *
 * @param counts whose requests count
 * @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function createRateLimit(
  { limit, windowMs = HOUR_MS }: RateLimitOptions,
  counts: (actor: string) => boolean,
  now: () => number = Date.now,
): RateLimit {
  let used = 0;
  let resetS = 0;

  function refresh(): void {
    if (now() < resetS * 1000) return;
    used = 0;
    resetS = Math.ceil((now() + windowMs) / 1000);
  }

  return {
    refuse(call) {
      refresh();
      if (!counts(call.actor) || call.path === "/rate_limit" || call.path === "/graphql")
        return undefined;
      if (used < limit) return undefined;
      return refusal(403, "API rate limit exceeded for installation.");
    },
    count(call, answered) {
      refresh();
      if (!counts(call.actor)) return answered;
      // GraphQL has a limit of its own, of points.
      if (call.path === "/graphql")
        return { ...answered, headers: { ...answered.headers, ...POINTS } };
      const isFree = answered.status === 304 || call.path === "/rate_limit";
      if (!isFree && used < limit) used += 1;
      const headers = {
        ...answered.headers,
        "x-ratelimit-limit": String(limit),
        "x-ratelimit-remaining": String(limit - used),
        "x-ratelimit-used": String(used),
        "x-ratelimit-reset": String(resetS),
        "x-ratelimit-resource": "core",
      };
      return { ...answered, headers };
    },
  };
}

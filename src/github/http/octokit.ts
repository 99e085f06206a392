import Bottleneck from "bottleneck";
import { ProbotOctokit } from "probot";
import type { RedisClient } from "../../storage/redis.js";

type OctokitOptions = NonNullable<ConstructorParameters<typeof ProbotOctokit>[0]>;

/** Answers that repeating the same request does not change. Octokit would repeat 409 and 429. */
const NOT_REPEATED = [400, 401, 403, 404, 409, 410, 422, 429, 451];

/**
 * In place of the limiters that have nothing to hold back: each would put a few milliseconds of timers
 * before every request. GitHub allows 100 requests at a time, and the gate keeps an installation far
 * below; no request is repeated here for a rate limit.
 */
const AT_ONCE = {
  key: () => ({
    schedule: <R>(_: object, send: (...args: unknown[]) => R, ...args: unknown[]): R =>
      send(...args),
  }),
};
const NEVER_AGAIN = {
  on: () => undefined,
  schedule: <R>(send: (...args: unknown[]) => R, ...args: unknown[]): R => send(...args),
};

/** GitHub allows 30 searches a minute. */
const SEARCH_SPACING_MS = 2000;

/** After how long Redis forgets the spacing of an installation that does nothing, in milliseconds. */
const UNUSED_MS = 120_000;

/** An Octokit whose writes keep a distance. */
export interface SpacedOctokit {
  readonly Octokit: typeof ProbotOctokit;
  /** Gives the distance up, for what is still to be written before the process ends. */
  readonly hurry: () => void;
  /** Lets go of what the distance is kept in; nothing is sent after that. */
  readonly close: () => void;
}

/** A Redis that replicas keep the distance in, together. */
export interface SharedSpacing {
  readonly client: RedisClient;
  readonly prefix: string;
  readonly onError: (error: unknown) => void;
}

/**
 * Probot's Octokit with our spacing of writes. Rate limits are not waited out here: the queue comes
 * back after the time that GitHub names, and the worker does something else in the meantime.
 *
 * @param writeSpacingMs milliseconds between writes of one installation; three times that between
 *   those that notify people, the proportion that GitHub's own guidance leads to
 */
export function createOctokit(writeSpacingMs: number, shared?: SharedSpacing): SpacedOctokit {
  const connection = shared === undefined ? undefined : connectionTo(shared);
  /** A replica that is killed leaves what it had under way behind for good: only time counts there. */
  const group = (name: string, minTime: number): Bottleneck.Group =>
    shared === undefined || connection === undefined
      ? new Bottleneck.Group({ id: name, maxConcurrent: 1, minTime })
      : new Bottleneck.Group({
          id: `{${shared.prefix}}:${name}`,
          minTime,
          connection,
          timeout: UNUSED_MS,
        });
  const groups = {
    write: group("write", writeSpacingMs),
    notifications: group("notifications", 3 * writeSpacingMs),
  };
  const limits = { onRateLimit: () => false, onSecondaryRateLimit: () => false };
  const throttle = {
    ...(writeSpacingMs === 0 ? { write: AT_ONCE, notifications: AT_ONCE } : groups),
    search: group("search", SEARCH_SPACING_MS),
    global: AT_ONCE,
    auth: AT_ONCE,
    retryLimiter: NEVER_AGAIN,
    ...limits,
  };
  return {
    Octokit: ProbotOctokit.defaults((options: OctokitOptions) => ({
      ...options,
      throttle: { ...options.throttle, ...throttle },
      retry: { doNotRetry: NOT_REPEATED, ...options.retry },
    })),
    hurry() {
      // What is in Redis is the other replicas' distance too.
      if (shared !== undefined) return;
      for (const limited of Object.values(groups)) {
        limited.updateSettings({ minTime: 0 });
        for (const { limiter } of limited.limiters()) limiter.updateSettings({ minTime: 0 });
      }
    },
    close: () => void connection?.disconnect(false),
  };
}

/** Bottleneck loads a Redis library even so, and does nothing with it: the client is given. */
function connectionTo({ client, onError }: SharedSpacing): Bottleneck.IORedisConnection {
  const connection = new Bottleneck.IORedisConnection({ client });
  connection.on("error", onError);
  return connection;
}

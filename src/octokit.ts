import Bottleneck from "bottleneck";
import { ProbotOctokit } from "probot";

type OctokitOptions = NonNullable<ConstructorParameters<typeof ProbotOctokit>[0]>;

/** Answers that repeating the same request does not change. Octokit would repeat 409 and 429. */
const NOT_REPEATED = [400, 401, 403, 404, 409, 410, 422, 429, 451];

/** An Octokit whose writes keep a distance. */
export interface SpacedOctokit {
  readonly Octokit: typeof ProbotOctokit;
  /** Gives the distance up, for what is still to be written before the process ends. */
  readonly hurry: () => void;
}

/**
 * Probot's Octokit with our spacing of writes. Rate limits are not waited out here: the queue comes
 * back after the time that GitHub names, and the worker does something else in the meantime.
 *
 * @param writeSpacingMs milliseconds between writes of one installation; three times that between
 *   those that notify people, the proportion that GitHub's own guidance leads to
 */
export function createOctokit(writeSpacingMs: number): SpacedOctokit {
  const groups = {
    write: spacing("octokit-write", writeSpacingMs),
    notifications: spacing("octokit-notifications", 3 * writeSpacingMs),
  };
  const limits = { onRateLimit: () => false, onSecondaryRateLimit: () => false };
  return {
    Octokit: ProbotOctokit.defaults((options: OctokitOptions) => ({
      ...options,
      throttle: { ...options.throttle, ...groups, ...limits },
      retry: { doNotRetry: NOT_REPEATED, ...options.retry },
    })),
    hurry() {
      for (const group of Object.values(groups)) {
        group.updateSettings({ minTime: 0 });
        for (const { limiter } of group.limiters()) limiter.updateSettings({ minTime: 0 });
      }
    },
  };
}

function spacing(id: string, minTime: number): Bottleneck.Group {
  return new Bottleneck.Group({ id, maxConcurrent: 1, minTime });
}

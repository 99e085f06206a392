import { ProbotOctokit } from "probot";
import { createWriteLimiter, isWrite, type SharedSpacing } from "./write-limiter.js";

type OctokitOptions = NonNullable<ConstructorParameters<typeof ProbotOctokit>[0]>;

/** Answers that the same request would get again. Octokit would retry 409 and 429. */
const NOT_RETRIED = [400, 401, 403, 404, 409, 410, 422, 429, 451];

/** An Octokit that keeps a time between writes. */
export interface SpacedOctokit {
  readonly Octokit: typeof ProbotOctokit;
  /** Gives the spacing up, for what is still to be written before the process ends. */
  readonly hurry: () => void;
}

/** What {@link createOctokit} may be given. */
interface OctokitParts {
  /** Where replicas share the spacing. */
  readonly shared?: SharedSpacing;
  /** Called with the milliseconds that a write waited for its turn. */
  readonly onWait?: (waitedMs: number) => void;
}

/**
 * Probot's Octokit with our write limiter in place of its throttling. Rate limits are not waited out
 * here: the queue retries after the time that GitHub names, and the worker does something else until
 * then.
 *
 * @param writeSpacingMs milliseconds between writes of one installation; see `createWriteLimiter`
 */
export function createOctokit(
  writeSpacingMs: number,
  { shared, onWait = () => undefined }: OctokitParts = {},
): SpacedOctokit {
  const limiter = createWriteLimiter(writeSpacingMs, shared);
  const Octokit = ProbotOctokit.plugin((octokit, options: OctokitOptions) => {
    const installation = installationOf(options.auth);
    octokit.hook.before("request", async ({ method, url }) => {
      const startedAt = performance.now();
      await limiter.wait({ method, url, installation });
      if (isWrite(method, url)) onWait(performance.now() - startedAt);
    });
  }).defaults((options: OctokitOptions) => ({
    ...options,
    throttle: { ...options.throttle, enabled: false },
    retry: { doNotRetry: NOT_RETRIED, ...options.retry },
  }));
  return { Octokit, hurry: limiter.hurry };
}

/** Probot says with the credentials whose client it is. */
function installationOf(auth: unknown): string {
  const { installationId } = { installationId: undefined, ...(typeof auth === "object" && auth) };
  return typeof installationId === "number" ? String(installationId) : "";
}

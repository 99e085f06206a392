import { ProbotOctokit } from "probot";
import { isSecondaryLimit } from "./errors.js";
import { isRehearsed } from "./rehearsal.js";
import { type SharedBudget, createWriteLimiter, type WriteTurn } from "./write-limiter.js";

type OctokitOptions = NonNullable<ConstructorParameters<typeof ProbotOctokit>[0]>;

/** Answers that the same request would get again. Octokit would retry 409 and 429. */
const NOT_RETRIED = [400, 401, 403, 404, 409, 410, 422, 429, 451];

/** An Octokit whose writes stay within GitHub's limits. */
export interface LimitedOctokit {
  readonly Octokit: typeof ProbotOctokit;
  /** Gives the limits up, for what is still to be written before the process ends. */
  readonly hurry: () => void;
}

/** What {@link createOctokit} may be given. */
interface OctokitParts {
  /** Where replicas share the limits. */
  readonly shared?: SharedBudget;
  /** Called before each write of an installation. */
  readonly onWrite?: (installation: string, turn: WriteTurn) => void;
}

/**
 * Probot's Octokit with our write limiter in place of its throttling. Rate limits are not waited out
 * here: the queue retries after the time that GitHub names, and the worker does something else until
 * then.
 *
 * @param secondMs what counts as a second of GitHub's limits; see `createWriteLimiter`
 */
export function createOctokit(
  secondMs: number,
  { shared, onWrite = () => undefined }: OctokitParts = {},
): LimitedOctokit {
  const limiter = createWriteLimiter(secondMs, shared);
  const Octokit = ProbotOctokit.plugin((octokit, options: OctokitOptions) => {
    const installation = installationOf(options.auth);
    octokit.hook.before("request", async ({ method, url, request }) => {
      if (isRehearsed(request)) return;
      const turn = await limiter.wait({ method, url, installation });
      if (turn !== undefined) onWrite(installation, turn);
    });
    octokit.hook.error("request", async (error) => {
      if (isSecondaryLimit(error)) await limiter.endBursts(installation);
      throw error;
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

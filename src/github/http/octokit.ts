import { createHash } from "node:crypto";
import { ProbotOctokit } from "probot";
import { isMapping } from "../../model/collections.js";
import { isSecondaryLimit } from "./errors.js";
import { wrapTransport, type Transported } from "./transport.js";
import { type SharedBudget, createWriteLimiter, type WriteTurn, isWrite } from "./write-limiter.js";

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

/** A request that would have changed something on GitHub. */
export interface RehearsedWrite {
  readonly method: string;
  /** With everything that the request names. */
  readonly path: string;
  readonly body: unknown;
}

/** Option of a request that is not sent: no limit of writes holds for it. */
const REHEARSED = "rehearsed";

/** Whether a request is one of a client that {@link rehearse} was called for. */
function isRehearsed(options: object | undefined): boolean {
  return options !== undefined && REHEARSED in options;
}

/**
 * From now on `github` sends no write. Each is handed to `onWrite`, and answered as GitHub does where it
 * goes well, so that whoever writes goes on to the next one. Reads are sent.
 */
export function rehearse(github: Transported, onWrite: (write: RehearsedWrite) => void): void {
  github.hook.before("request", (options) => {
    options.request = { ...options.request, [REHEARSED]: true };
  });
  // A pull request's head is the commit that was rehearsed last.
  let head = "";
  wrapTransport(github, (send) => async (input, init) => {
    const method = init?.method ?? "GET";
    const url = input instanceof Request ? input.url : String(input);
    if (!isWrite(method, url)) return send(input, init);
    const path = new URL(url).pathname;
    const body: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : undefined;
    onWrite({ method, path, body });
    if (method === "DELETE") return new Response(null, { status: 204 });
    const sha = createHash("sha1")
      .update(`${path} ${JSON.stringify(body)}`)
      .digest("hex");
    if (/\/git\/commits$|\/contents\//.test(path)) head = sha;
    return Response.json(answerTo(path, { body, sha, head }), {
      status: method === "POST" ? 201 : 200,
    });
  });
}

/** As much of GitHub's answer as Plansmith reads; number and id are 0, which GitHub gives to nothing. */
function answerTo(
  path: string,
  {
    body,
    sha,
    head: headSha,
  }: { readonly body: unknown; readonly sha: string; readonly head: string },
): unknown {
  if (path.endsWith("/labels")) return [];
  const [, owner = "", repo = ""] = /\/repos\/([^/]+)\/([^/]+)\//.exec(path) ?? [];
  const page = `https://github.com/${owner}/${repo}`;
  const commit = { sha, html_url: `${page}/commit/${sha}`, tree: { sha } };
  if (/\/git\/\w+/.test(path)) return commit;
  if (/\/contents\//.test(path)) return { content: { sha }, commit };
  if (!path.endsWith("/pulls")) return { id: 0, number: 0 };
  const { title, body: text, head, base } = isMapping(body) ? body : {};
  return {
    number: 0,
    html_url: `${page}/pull/0`,
    state: "open",
    merged_at: null,
    title,
    body: text,
    head: { ref: head, sha: headSha },
    base: { ref: base },
  };
}

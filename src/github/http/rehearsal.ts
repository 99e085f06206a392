import { createHash } from "node:crypto";
import { isMapping } from "../../model/collections.js";
import { isWrite } from "./write-limiter.js";
import { wrapTransport, type Transported } from "./transport.js";

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
export function isRehearsed(options: object | undefined): boolean {
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

import type { Octokit } from "@octokit/core";

/** What can be told to ask before it writes: any Octokit. */
export type Guardable = Pick<Octokit, "hook">;

function isFetch(value: unknown): value is typeof fetch {
  return typeof value === "function";
}

/**
 * Has `github` ask `mayWrite` right before every request that changes something, after all waiting
 * for its turn. Where `mayWrite` rejects, the request is not sent and fails with that error.
 */
export function guardWrites(github: Guardable, mayWrite: () => Promise<void>): void {
  github.hook.wrap("request", (request, options) => {
    if (options.method === "GET" || options.method === "HEAD") return request(options);
    const own: unknown = options.request?.fetch;
    const fetchIt = isFetch(own) ? own : fetch;
    const guarded: typeof fetch = async (input, init) => {
      await mayWrite();
      return fetchIt(input, init);
    };
    return request({ ...options, request: { ...options.request, fetch: guarded } });
  });
}

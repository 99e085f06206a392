import type { Octokit } from "@octokit/rest";
import { setTimeout as pause } from "node:timers/promises";
import { isGraphQL } from "./client.js";
import { isPassingRefusal } from "./errors.js";

/** What can be given another way to send its requests: any Octokit. */
export type Transported = Pick<Octokit, "hook">;

/** Sends a request, after all waiting for its turn. */
type Fetch = typeof fetch;

/** Has `github` send its requests through what `wrap` makes of how it sent them before. */
export function wrapTransport(github: Transported, wrap: (send: Fetch) => Fetch): void {
  github.hook.wrap("request", (request, options) => {
    const own: unknown = options.request?.fetch;
    const send = wrap(isFetch(own) ? own : fetch);
    // The hooks inside of this one have these options already, and take no others.
    options.request = { ...options.request, fetch: send };
    return request(options);
  });
}

/** After how many milliseconds a write is repeated that GitHub refused only for the moment. */
export const PASSING_REFUSAL_DELAYS_MS: readonly number[] = [2000, 5000];

/**
 * Has `github` repeat a write that GitHub refuses because it does not know yet what was made a moment ago.
 * Such a refusal has changed nothing, so a create is repeated too. The last refusal is the answer.
 *
 * Called after {@link wrapTransport}: each repetition waits for its turn, and asserts the lease, like the
 * first try.
 *
 * @param delaysMs milliseconds before each repetition
 */
export function repeatPassingRefusals(
  github: Transported,
  delaysMs: readonly number[],
  wait: (ms: number) => Promise<unknown> = pause,
): void {
  github.hook.wrap("request", async (request, options) => {
    const own = { ...options.request };
    for (const delayMs of delaysMs) {
      try {
        return await request(options);
      } catch (error) {
        if (!isPassingRefusal(error)) throw error;
        await wait(delayMs);
        // What hooks have put into it for the try before.
        options.request = own;
      }
    }
    return request(options);
  });
}

function isFetch(value: unknown): value is Fetch {
  return typeof value === "function";
}

/**
 * `fetch` that fails where an answer was cut off on its way: Octokit would give its beginning as a
 * text to whoever expects an object.
 */
export function rejectTruncatedJson(send: Fetch): Fetch {
  return async (input, init) => {
    const answer = await send(input, init);
    if (!answer.headers.get("content-type")?.includes("json")) return answer;
    const text = await answer.clone().text();
    if (text !== "") JSON.parse(text);
    return answer;
  };
}

/**
 * `fetch` whose requests end with `signal`. Its reason is to be an `AbortError`, as it is by default:
 * Octokit repeats any other failure.
 */
export function abortWith(send: Fetch, signal: AbortSignal): Fetch {
  return async (input, init = {}) => {
    signal.throwIfAborted();
    const both = init.signal ? AbortSignal.any([init.signal, signal]) : signal;
    return send(input, { ...init, signal: both });
  };
}

/** `fetch` that asks `mayWrite` right before every request that changes something. */
export function withWriteGuard(send: Fetch, mayWrite: () => Promise<void>): Fetch {
  return async (input, init) => {
    const method = init?.method ?? "GET";
    const isRead = method === "GET" || method === "HEAD" || isQuery(input);
    if (!isRead) await mayWrite();
    return send(input, init);
  };
}

/**
 * `fetch` for one run: what it has read, or not found, is not asked for again until it writes. What
 * two parts of a run look at is the same for both.
 *
 * @param answers what the run has read; empty when it starts
 */
export function dedupeReads(send: Fetch, answers: Map<string, Promise<Response>>): Fetch {
  return async (input, init) => {
    const method = init?.method ?? "GET";
    if (typeof input !== "string" || !(method === "GET" || isQuery(input))) {
      answers.clear();
      return send(input, init);
    }
    const query = typeof init?.body === "string" ? init.body : "";
    const key = `${new Headers(init?.headers).get("accept") ?? ""} ${input} ${query}`;
    const asked = answers.get(key) ?? send(input, init);
    answers.set(key, asked);
    const forget = (): void => {
      if (answers.get(key) === asked) answers.delete(key);
    };
    try {
      const answer = await asked;
      if (answer.status !== 200 && answer.status !== 404) forget();
      const copy = answer.clone();
      // Octokit sees by the address whether it was redirected; a copy may lack it.
      Object.defineProperty(copy, "url", { value: answer.url });
      return copy;
    } catch (error) {
      forget();
      throw error;
    }
  };
}

function isQuery(input: Parameters<Fetch>[0]): boolean {
  return typeof input === "string" && isGraphQL(input);
}

/** How long GitHub may take to answer a request, in milliseconds. */
const ANSWER_LIMIT_MS = 30_000;

/** `fetch` that gives up on a silent server: no request holds a worker for good. */
export function fetchWithTimeout(
  url: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  return fetch(url, { ...init, signal });
}

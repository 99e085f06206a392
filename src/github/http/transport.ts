import type { Octokit } from "@octokit/rest";
import { LRUCache } from "lru-cache";
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
    const first = answers.get(key) ?? send(input, init);
    answers.set(key, first);
    const forget = (): void => {
      if (answers.get(key) === first) answers.delete(key);
    };
    try {
      const answer = await first;
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

/** What is remembered in all, in bytes; GitHub's answers are far smaller than this. */
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_BYTES_EACH = 1024 * 1024;

/** An answer that GitHub may say to be still true. */
interface Known {
  readonly etag: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** What GitHub answered last, in memory, with a bound. */
export type KnownAnswers = LRUCache<string, Known>;

/** A memory for {@link conditionally}: what was not asked for longest goes first. */
export function createKnownAnswers(): KnownAnswers {
  return new LRUCache({
    maxSize: MAX_BYTES,
    maxEntrySize: MAX_BYTES_EACH,
    sizeCalculation: ({ body, headers }, key) =>
      2 * (body.length + key.length + JSON.stringify(headers).length),
  });
}

const SHA = /[0-9a-f]{40}/.source;

/** What is not asked for again, and for how long, in milliseconds. */
const KEPT: readonly { readonly address: RegExp; readonly ttl: number }[] = [
  // What is named by the hash of its content, or read at a commit, never changes.
  { address: new RegExp(`/git/(?:trees|blobs)/${SHA}(?:$|\\?)`), ttl: 0 },
  { address: new RegExp(`/contents(?:/[^?]*)?\\?ref=${SHA}$`), ttl: 0 },
  { address: new RegExp(`/compare/${SHA}\\.\\.\\.${SHA}$`), ttl: 0 },
  // Of a label, it is only asked whether there is one: if not, GitHub defines it where it is put on.
  { address: /\/repos\/[^/]+\/[^/]+\/labels\/[^/?]+$/, ttl: 60 * 60 * 1000 },
];

/**
 * `fetch` that reads with `If-None-Match` what it has read before, unless it is asked for `no-cache`. An answer of 304 does not count
 * against the rate limit; whoever asked gets what was answered then.
 * What is sure to be true still is not asked for again.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests
 * @param scope who asks: what one installation may see is not shown to another
 */
export function conditionally(
  fetchIt: typeof fetch,
  known: KnownAnswers,
  scope: string,
): typeof fetch {
  return async (input, init = {}) => {
    if ((init.method ?? "GET") !== "GET" || typeof input !== "string") return fetchIt(input, init);
    const headers = new Headers(init.headers);
    if (headers.get("cache-control") === "no-cache") return fetchIt(input, init);
    const key = [scope, headers.get("accept") ?? "", input].join(" ");
    const before = known.get(key);
    const kept = KEPT.find(({ address }) => address.test(input));
    if (before !== undefined && kept !== undefined) {
      return again(before, new Headers(), input);
    }
    if (before !== undefined) headers.set("if-none-match", before.etag);
    const answer = await fetchIt(input, { ...init, headers });
    if (answer.status === 304 && before !== undefined)
      return again(before, answer.headers, answer.url || input);
    const etag = answer.headers.get("etag");
    if (answer.status !== 200 || etag === null) return answer;
    const body = await answer.text();
    const answered = { etag, headers: [...answer.headers], body };
    known.set(key, answered, { ttl: kept?.ttl ?? 0 });
    return again(answered, answer.headers, answer.url || input);
  };
}

/** What was answered then, with what GitHub says of its limits now. */
function again({ headers, body }: Known, now: Headers, url: string): Response {
  const merged = new Headers(headers.map(([name, value]): [string, string] => [name, value]));
  for (const [name, value] of now) if (name.startsWith("x-ratelimit")) merged.set(name, value);
  // The text is not compressed any more.
  merged.delete("content-encoding");
  merged.delete("content-length");
  const response = new Response(body, { status: 200, headers: merged });
  // Octokit sees by the address whether it was redirected.
  Object.defineProperty(response, "url", { value: url });
  return response;
}

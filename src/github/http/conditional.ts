import { LRUCache } from "lru-cache";

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

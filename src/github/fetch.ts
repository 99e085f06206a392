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

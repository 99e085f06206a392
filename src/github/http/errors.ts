import * as z from "zod";
import { reasonOf, RetryError, TerminalError } from "../../model/errors.js";

/** Wait after a secondary rate limit that names no time (GitHub docs: "at least one minute"). */
const SECONDARY_LIMIT_MS = 60_000;

type Headers = Readonly<Record<string, string | number | undefined>>;

interface RequestFailure extends Error {
  readonly status: number;
  readonly request?: { readonly url: string };
  readonly response?: { readonly headers: Headers };
}

const fieldError = z
  .object({
    type: z.string().nullish(),
    message: z.string().nullish(),
    path: z.array(z.union([z.string(), z.number()])).nullish(),
  })
  .transform(({ type, message, path }) => ({
    type: type ?? undefined,
    message: message ?? "",
    path: path ?? undefined,
  }));

/** What is wrong with a field of an answer; `path` leads there from the root of the data. */
export type FieldError = z.infer<typeof fieldError>;

const graphqlFailure = z.object({
  name: z.literal("GraphqlResponseError"),
  errors: z.array(fieldError),
  data: z.unknown(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.undefined()])),
});

/** What GraphQL answers, with status 200, where a query fails in whole or in part. */
export type PartialAnswer = z.infer<typeof graphqlFailure>;

/** Reads {@link PartialAnswer} out of an error; `undefined` for any other error. */
export function partialAnswer(error: unknown): PartialAnswer | undefined {
  return graphqlFailure.safeParse(error).data;
}

/** GitHub does not show a field that was asked for: what is 403 in REST comes with status 200 then. */
export class ForbiddenFieldError extends Error {
  override readonly name = "ForbiddenFieldError";

  /** @param permission what it takes to see the field, such as `contents=read` */
  constructor(
    message: string,
    readonly permission: string,
  ) {
    super(message);
  }
}

/** Whether an error is an answer of GitHub's API with an error status. */
function isRequestFailure(error: unknown): error is RequestFailure {
  return error instanceof Error && "status" in error && typeof error.status === "number";
}

/** Whether GitHub answered `error` with one of `statuses`. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): boolean {
  return isRequestFailure(error) && statuses.includes(error.status);
}

/** Whether GitHub refused a call or a field for good (403), which is no rate limit. */
export function isForbidden(error: unknown): boolean {
  if (error instanceof ForbiddenFieldError) return true;
  return hasStatus(error, 403) && classifyFailure(error, 0) instanceof TerminalError;
}

/** GitHub has no code for these: the messages are from public reports. */
const PASSING = /Could not resolve to a node|Issue not found|No commits between/i;

/** The node of a team, by its id: `MDQ6VGVhb…` is base64 of `04:Team…`. */
const TEAM_NODE = /global id of '(?:T_|MDQ6VGVhb)/;

/**
 * Whether GitHub refused a write only because it does not know yet what was made a moment ago. A few seconds
 * later, the same request is taken. A team is not of that kind: the App may not see it.
 */
export function isPassingRefusal(error: unknown): boolean {
  const message = reasonOf(error);
  return hasStatus(error, 422) && PASSING.test(message) && !TEAM_NODE.test(message);
}

/**
 * What GitHub said, on one line, and which permission would have been enough where it says that.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#insufficient-permissions
 */
export function refusalOf(error: unknown): string {
  const message = reasonOf(error).replace(/ - https:\/\/\S+$/, "");
  const wanted = permissionFor(error);
  if (wanted === undefined || wanted === "") return message;
  return `${message} (the App lacks a permission: ${wanted.replaceAll("; ", " or ")})`;
}

/** The permission that would have been enough, where that is known. */
function permissionFor(error: unknown): string | undefined {
  if (error instanceof ForbiddenFieldError) {
    // Other reasons are rules of an organization: whose network it is, or who signed in how.
    return /not accessible by integration/i.test(error.message) ? error.permission : undefined;
  }
  if (!hasStatus(error, 403) || !isRequestFailure(error)) return undefined;
  const wanted = error.response?.headers["x-accepted-github-permissions"];
  return typeof wanted === "string" ? wanted : undefined;
}

/** The promise's value, or `undefined` where GitHub answers with one of these statuses. */
async function undefinedOn<T>(
  promise: Promise<T>,
  ...statuses: readonly number[]
): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (hasStatus(error, ...statuses)) return undefined;
    throw error;
  }
}

/** The promise's value, or `undefined` where GitHub answers 404. */
export function undefinedOn404<T>(promise: Promise<T>): Promise<T | undefined> {
  return undefinedOn(promise, 404);
}

/** The same, and `undefined` where what was there is gone: GitHub answers 410 then. */
export function undefinedWhereGone<T>(promise: Promise<T>): Promise<T | undefined> {
  return undefinedOn(promise, 404, 410);
}

/** The same, and `undefined` where the repository has no commit: GitHub answers 409 then. */
export function undefinedWhereEmpty<T>(promise: Promise<T>): Promise<T | undefined> {
  return undefinedOn(promise, 404, 409);
}

/**
 * What an error of GitHub's means for the run that met it. Rate limits become a {@link RetryError}
 * with the time GitHub names; what no retry can fix (permission missing, repository archived, gone
 * or blocked, App not installed any more) becomes a {@link TerminalError}; everything else is
 * returned as it is, to be retried. That goes for 404 too: something went away between reading and
 * writing, and the next run reads again.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 * @param now milliseconds since the epoch, for `X-RateLimit-Reset`
 */
export function classifyFailure(error: unknown, now: number): unknown {
  const partial = partialAnswer(error);
  if (partial?.errors.some(isRateLimit) === true) {
    const waitMs = namedWait(partial.headers) ?? resetWait(partial.headers, now);
    return new RetryError("GitHub's rate limit of GraphQL", waitMs, { cause: error });
  }
  if (error instanceof ForbiddenFieldError) {
    return new TerminalError(`GitHub refused: ${refusalOf(error)}`, { cause: error });
  }
  if (!isRequestFailure(error)) return error;
  const waitMs = rateLimitWait(error, now);
  if (waitMs !== undefined) {
    return new RetryError(`GitHub's rate limit: ${error.message}`, waitMs, { cause: error });
  }
  if ([403, 410, 451].includes(error.status) || isUninstalled(error)) {
    return new TerminalError(`GitHub refused (${error.status}): ${refusalOf(error)}`, {
      cause: error,
    });
  }
  return error;
}

/** The secondary limit may come with status 200, too, and no type of its own. */
function isRateLimit({ type, message }: FieldError): boolean {
  return type === "RATE_LIMITED" || /secondary rate limit/i.test(message);
}

/** No token is to be had for an installation that is gone. */
function isUninstalled(error: RequestFailure): boolean {
  return error.status === 404 && (error.request?.url.includes("/app/installations/") ?? false);
}

/** Milliseconds to wait that an answer names; `undefined` where it names none. */
function namedWait(headers: Headers): number | undefined {
  const retryAfter = Number(headers["retry-after"] || Number.NaN);
  return Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter * 1000 : undefined;
}

/** Milliseconds until the limit is reset, as the answer's headers say. */
function resetWait(headers: Headers, now: number): number {
  const resetMs = Number(headers["x-ratelimit-reset"] ?? Number.NaN) * 1000;
  // A second more, because GitHub's clock and ours differ.
  return Number.isFinite(resetMs) ? Math.max(0, resetMs - now) + 1000 : SECONDARY_LIMIT_MS;
}

/**
 * Whether GitHub says that too much was asked for at once, though there are requests left in the hour.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function isSecondaryLimit(error: unknown): boolean {
  if (!isRequestFailure(error) || rateLimitWait(error, 0) === undefined) return false;
  return String(error.response?.headers["x-ratelimit-remaining"]) !== "0";
}

function rateLimitWait(error: RequestFailure, now: number): number | undefined {
  if (error.status !== 403 && error.status !== 429) return undefined;
  const headers = error.response?.headers ?? {};
  const named = namedWait(headers);
  if (named !== undefined) return named;
  if (String(headers["x-ratelimit-remaining"]) === "0") return resetWait(headers, now);
  if (error.status === 429 || /secondary rate limit/i.test(error.message))
    return SECONDARY_LIMIT_MS;
  return undefined;
}

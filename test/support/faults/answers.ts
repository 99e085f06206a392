import { asObject } from "../json.js";
import { refusal, withBody, type Answer } from "../proxy/http.js";
import type { Fault } from "./fault.js";

/** 500 before GitHub acts. */
export const serverError: Fault = {
  name: "500",
  befall: () => ({ answer: refusal(500, "Server Error") }),
};

/** The page of a proxy in front of GitHub, which never saw the request. */
export const badGateway: Fault = {
  name: "502",
  befall: () => ({ answer: page(502, "Bad Gateway") }),
};

/** GitHub acts; a proxy in front of it answers 502 instead. */
export const badGatewayAfter: Fault = {
  name: "502 after",
  befall: () => ({ after: () => page(502, "Bad Gateway") }),
};

/** The JSON of the answer ends in its middle; GitHub acted. */
export const truncated: Fault = {
  name: "truncated",
  befall: () => ({
    after(answered) {
      const { body } = answered;
      return { ...answered, body: body.subarray(0, Math.floor(body.length / 2)) };
    },
  }),
};

/** How GitHub reports its secondary rate limit: 403 or 429, with `Retry-After` or without. */
interface SecondaryLimit {
  readonly status: 403 | 429;
  readonly retryAfterS?: number;
}

/**
 * The secondary rate limit; GitHub does not act.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
export function secondaryLimit({ status, retryAfterS }: SecondaryLimit): Fault {
  const told = refusal(
    status,
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
  );
  const wait = retryAfterS === undefined ? {} : { "retry-after": String(retryAfterS) };
  const instead = { ...told, headers: { ...told.headers, ...wait } };
  return { name: `secondary limit ${status}`, befall: () => ({ answer: instead }) };
}

function page(status: number, title: string): Answer {
  const html = `<html><head><title>${status} ${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  const empty = refusal(status, title);
  return {
    ...withBody(empty, null),
    headers: { "content-type": "text/html" },
    body: Buffer.from(html),
  };
}

/**
 * What was made a moment ago is not known everywhere at GitHub yet: a pull request of a new branch has no
 * commits, and one that is new cannot be resolved. GitHub does not act; a few seconds later it does.
 */
export const notKnownYet: Fault = {
  name: "not known yet",
  befall({ method, path, body }) {
    if (method !== "POST") return undefined;
    if (path.endsWith("/pulls")) {
      const { base, head } = asObject(body);
      const message = `No commits between ${String(base)} and ${String(head)}`;
      const error = { resource: "PullRequest", code: "custom", message };
      return { answer: refusal(422, "Validation Failed", [error]) };
    }
    if (path.endsWith("/requested_reviewers")) {
      const message = "Could not resolve to a node with the global id of 'PR_kwDOAQ'.";
      return { answer: refusal(422, message) };
    }
    const isLabel = /\/issues\/\d+\/labels$/.test(path);
    return isLabel ? { answer: refusal(422, "Issue not found") } : undefined;
  },
};

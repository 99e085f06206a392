import { subscribe } from "node:diagnostics_channel";
import { IncomingMessage, ServerResponse } from "node:http";

/** A year, in seconds. */
const YEAR_S = 31_536_000;

/**
 * Puts security headers on every answer of this process, those of Probot and errors included: no
 * one frames a page, guesses another type for it, or learns where its reader came from. Who came
 * over HTTPS, as the reverse proxy says, is to do so from now on.
 *
 * @param source what pages may load (`default-src` of the content security policy); no limit if left out
 * @see https://nodejs.org/api/diagnostics_channel.html#http
 */
export function setPageHeaders(source?: "'none'"): void {
  const policy = [...(source === undefined ? [] : [`default-src ${source}`]), ...ALWAYS].join("; ");
  subscribe("http.server.request.start", (message) => {
    const { request, response } = trustedParts(message);
    if (request === undefined || response === undefined) return;
    response.setHeader("content-security-policy", policy);
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "no-referrer");
    if (request.headers["x-forwarded-proto"] === "https") {
      response.setHeader("strict-transport-security", `max-age=${YEAR_S}`);
    }
  });
}

const ALWAYS = ["frame-ancestors 'none'", "base-uri 'none'"];

/** Request and response in a message that Node publishes, which has no type. */
function trustedParts(message: unknown): {
  readonly request?: IncomingMessage;
  readonly response?: ServerResponse;
} {
  if (typeof message !== "object" || message === null) return {};
  const { request, response } = { request: undefined, response: undefined, ...message };
  return {
    ...(isInstance(request, IncomingMessage) && { request }),
    ...(isInstance(response, ServerResponse) && { response }),
  };
}

function isInstance<T>(value: unknown, type: new (...args: never[]) => T): value is T {
  return value instanceof type;
}

import { createServer, IncomingMessage, type Server, ServerResponse } from "node:http";
import { once } from "node:events";
import type { Logger } from "pino";
import { subscribe } from "node:diagnostics_channel";
import { createHash, timingSafeEqual } from "node:crypto";
import { hasCode } from "../model/errors.js";

/** Answers a request, or says that it is none of its own. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<boolean> | boolean;

/** What is logged of a request besides its method and path. */
interface RequestFacts {
  /** Of a delivery: what came, and from where. */
  readonly event?: string;
  readonly action?: string | undefined;
  readonly repository?: string | undefined;
  /** Why it was refused. */
  readonly refused?: string;
}

const known = new WeakMap<ServerResponse, RequestFacts>();

/** Adds what is to be logged of a request when it is answered. */
export function describeRequest(response: ServerResponse, facts: RequestFacts): void {
  known.set(response, { ...known.get(response), ...facts });
}

/** Asked every few seconds by whatever watches the process. */
const PROBES = new Set(["/healthz", "/readyz", "/ping", "/metrics"]);

/** Paths of strangers may be long. */
const MAX_PATH = 200;

/**
 * Listens, and hands each request to the first handler that answers it; to none: 404. Each request is
 * one line in the log, without its query, headers and body.
 *
 * @throws where the port cannot be had
 */
export async function listen(
  { host, port }: { readonly host: string; readonly port: number },
  handlers: readonly Handler[],
  log: Logger,
): Promise<Server> {
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const handler of handlers) if (await handler(request, response)) return;
    response.writeHead(404).end();
  }

  const server = createServer((request, response) => {
    const startedAt = performance.now();
    response.on("close", () => logRequest(log, request, response, performance.now() - startedAt));
    respond(request, response).catch((error: unknown) => {
      log.error({ err: error }, "a request failed");
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  await openPort(server, { host, port });
  return server;
}

/**
 * Has a server listen.
 *
 * @throws where the port cannot be had
 */
export async function openPort(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const isTaken = hasCode(error, "EADDRINUSE");
    if (isTaken) throw new Error(`port ${port} is already in use; set PORT`, { cause: error });
    throw error;
  }
}

function logRequest(
  log: Logger,
  { method, url = "/", headers }: IncomingMessage,
  response: ServerResponse,
  ms: number,
): void {
  const path = (url.split("?")[0] ?? "").slice(0, MAX_PATH);
  const { statusCode: status } = response;
  const delivery = headers["x-github-delivery"];
  const { refused, ...facts } = known.get(response) ?? {};
  const line = {
    method,
    path,
    status,
    ms: Math.round(ms),
    ...(typeof delivery === "string" && { delivery: delivery.slice(0, MAX_PATH) }),
    ...facts,
  };
  if (PROBES.has(path)) log.debug(line, "probe");
  else if (!response.writableFinished) log.warn(line, "the client went away");
  else if (status >= 500) log.error(line, refusalMessage(refused));
  else if (refused !== undefined) log.warn(line, refusalMessage(refused));
  else log.info(line, facts.event === undefined ? "request" : "delivery");
}

function refusalMessage(refused: string | undefined): string {
  return refused === undefined ? "request failed" : `The delivery was refused: ${refused}`;
}

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

/** Compares two texts in the same time, whatever is given: a secret cannot be guessed bit by bit. */
export function timingSafeEqualText(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/** Whether a request brings `token` as its bearer token; never without a token. */
export function hasBearer({ headers }: IncomingMessage, token: string | undefined): boolean {
  return token !== undefined && timingSafeEqualText(headers.authorization ?? "", `Bearer ${token}`);
}

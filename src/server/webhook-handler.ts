import type { IncomingMessage, ServerResponse } from "node:http";
import type { WebhookEvent } from "../events/map.js";
import { QueueUnavailableError } from "../queue/queue.js";
import { signatureFits } from "./timing-safe.js";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/**
 * Biggest delivery, in bytes. GitHub sends none that is bigger.
 *
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap
 */
const MAX_BYTES = 25 * 1024 * 1024;

/** What is held of all deliveries that are still being read, in bytes. */
const MAX_BYTES_HELD = 4 * MAX_BYTES;

/** How long a delivery may take to come in, in milliseconds: GitHub itself waits ten seconds. */
const LONGEST_MS = 10_000;

/** Why a delivery is not taken. */
interface Refusal {
  readonly status: number;
  readonly reason: string;
}

const TOO_BIG: Refusal = { status: 413, reason: "it is bigger than GitHub's deliveries are" };
const TOO_MUCH: Refusal = { status: 503, reason: "too much is being delivered at once" };
const TOO_SLOW: Refusal = { status: 408, reason: "it took too long to come in" };
const UNSIGNED: Refusal = { status: 400, reason: "its headers tell no event or no signature" };
const FORGED: Refusal = {
  status: 400,
  reason: "the signature does not fit: is WEBHOOK_SECRET the secret of the App's webhook?",
};
const MALFORMED: Refusal = {
  status: 400,
  reason: "it is no JSON object: is the content type of the App's webhook application/json?",
};
const AWAY: Refusal = { status: 503, reason: "the queue is away" };

/**
 * Reads what is posted to `path` with a bound, and gives what GitHub signed to `take`; once that has
 * it, the delivery is answered. Everything else gets 4xx (503 where too much comes at once, or the
 * queue is away), and is told by its one line in the log of requests, without what it said.
 *
 * In place of Probot's middleware, which would check the signature and parse the body once more, and
 * make each delivery a client of its own, which nothing here uses.
 *
 * @returns a handler that says whether the request was its own, as Probot's server wants it
 * @throws what `take` throws
 */
export function webhookHandler(
  path: string,
  secret: string,
  take: (event: WebhookEvent) => Promise<void>,
): Handler {
  let held = 0;

  /** Reads the body, as much as may be; `undefined` where the sender went away. */
  function read(request: IncomingMessage): Promise<Buffer | Refusal | undefined> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const timer = setTimeout(() => end(TOO_SLOW), LONGEST_MS);
      const keep = (chunk: Buffer): void => {
        size += chunk.length;
        held += chunk.length;
        if (size > MAX_BYTES) end(TOO_BIG);
        else if (held > MAX_BYTES_HELD) end(TOO_MUCH);
        else chunks.push(chunk);
      };
      const whole = (): void => end(Buffer.concat(chunks));
      const gone = (): void => end(undefined);
      function end(result: Buffer | Refusal | undefined): void {
        clearTimeout(timer);
        held -= size;
        request.off("data", keep).off("end", whole).off("close", gone);
        // What still comes is thrown away, so that the sender gets to read the answer.
        request.resume();
        resolve(result);
      }
      request.on("data", keep).on("end", whole).on("close", gone).on("error", gone);
    });
  }

  return async (request, response) => {
    if (request.method !== "POST" || pathOf(request.url ?? "") !== path) return false;
    const { "x-github-event": name, "x-hub-signature-256": signature } = request.headers;
    if (typeof name !== "string" || typeof signature !== "string") {
      return refuse(response, UNSIGNED);
    }
    const tooBig = Number(request.headers["content-length"] ?? 0) > MAX_BYTES;
    const body = tooBig ? TOO_BIG : await read(request);
    if (body === undefined) return true;
    if (!Buffer.isBuffer(body)) return refuse(response, body);
    if (!signatureFits(secret, body, signature)) return refuse(response, FORGED);
    const payload = objectIn(body.toString("utf8"));
    if (payload === undefined) return refuse(response, MALFORMED);
    try {
      await take({ name, payload });
    } catch (error) {
      if (error instanceof QueueUnavailableError) return refuse(response, AWAY);
      throw error;
    }
    response.writeHead(200, { "content-type": "text/plain" }).end("ok\n");
    return true;
  };
}

/** However it is spelt: GitHub delivers to the address that people have given it. */
function pathOf(url: string): string | undefined {
  if (!URL.canParse(url, "http://localhost")) return undefined;
  return new URL(url, "http://localhost").pathname.replace(/\/+$/, "");
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Probot's log of requests shows `err`, of whatever shape, in its line. */
function refuse(response: ServerResponse, { status, reason }: Refusal): boolean {
  Object.assign(response, { err: { message: `The delivery was refused: ${reason}` } });
  const headers = { "content-type": "application/json" };
  response.writeHead(status, headers).end(JSON.stringify({ error: reason }));
  return true;
}

type Middleware = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/**
 * Takes deliveries at `/` too: the setup page tells GitHub the process's bare address.
 *
 * @param path where `middleware` takes deliveries
 */
export function webhooksAtRoot(
  path: string,
  middleware: Middleware,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    if (request.method !== "POST" || request.url !== "/") return false;
    request.url = path;
    return middleware(request, response);
  };
}

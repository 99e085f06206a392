import type { IncomingMessage, ServerResponse } from "node:http";
import { signatureFits } from "./same.js";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/**
 * Biggest delivery, in bytes. GitHub sends none that is bigger.
 *
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap
 */
const MOST_BYTES = 25 * 1024 * 1024;

/** What is held of all deliveries that are still being read, in bytes. */
const MOST_BYTES_HELD = 4 * MOST_BYTES;

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
const FORGED: Refusal = {
  status: 400,
  reason: "the signature does not fit: is WEBHOOK_SECRET the secret of the App's webhook?",
};
const MALFORMED: Refusal = { status: 400, reason: "it is no JSON object" };

/**
 * Stands before `middleware`, which works deliveries off: reads what is posted to `path` with a
 * bound, and lets only that pass which GitHub signed. Everything else gets 4xx (503 where too much
 * comes at once), and is told by its one line in the log of requests, without what it said.
 */
export function signedDeliveries(path: string, secret: string, middleware: Handler): Handler {
  let held = 0;

  /** Reads the body, as much as may be; `undefined` where the sender went away. */
  function read(request: IncomingMessage): Promise<Buffer | Refusal | undefined> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const timer = setTimeout(() => end(TOO_SLOW), LONGEST_MS);
      const take = (chunk: Buffer): void => {
        size += chunk.length;
        held += chunk.length;
        if (size > MOST_BYTES) end(TOO_BIG);
        else if (held > MOST_BYTES_HELD) end(TOO_MUCH);
        else chunks.push(chunk);
      };
      const whole = (): void => end(Buffer.concat(chunks));
      const gone = (): void => end(undefined);
      function end(result: Buffer | Refusal | undefined): void {
        clearTimeout(timer);
        held -= size;
        request.off("data", take).off("end", whole).off("close", gone);
        // What still comes is thrown away, so that the sender gets to read the answer.
        request.resume();
        resolve(result);
      }
      request.on("data", take).on("end", whole).on("close", gone).on("error", gone);
    });
  }

  return async (request, response) => {
    const isDelivery = request.method === "POST" && pathOf(request.url ?? "") === path;
    const signature = request.headers["x-hub-signature-256"];
    // Without a signature the middleware refuses it, by its headers alone.
    if (!isDelivery || typeof signature !== "string") return middleware(request, response);
    const tooBig = Number(request.headers["content-length"] ?? 0) > MOST_BYTES;
    const body = tooBig ? TOO_BIG : await read(request);
    if (body === undefined) return true;
    if (!Buffer.isBuffer(body)) return refuse(response, body);
    if (!signatureFits(secret, body, signature)) return refuse(response, FORGED);
    const text = body.toString("utf8");
    if (!isObject(text)) return refuse(response, MALFORMED);
    return middleware(Object.assign(request, { body: text }), response);
  };
}

/** As the middleware reads it, so that nothing gets past here under another spelling. */
function pathOf(url: string): string | undefined {
  if (!URL.canParse(url, "http://localhost")) return undefined;
  return new URL(url, "http://localhost").pathname.replace(/\/+$/, "");
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Probot's log of requests shows `err`, of whatever shape, in its line. */
function refuse(response: ServerResponse, { status, reason }: Refusal): boolean {
  Object.assign(response, { err: { message: `The delivery was refused: ${reason}` } });
  const headers = { "content-type": "application/json" };
  response.writeHead(status, headers).end(JSON.stringify({ error: reason }));
  return true;
}

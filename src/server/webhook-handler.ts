import { verify } from "@octokit/webhooks-methods";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Transform } from "node:stream";
import type { Logger } from "pino";
import getRawBody from "raw-body";
import { FORGED_REASON } from "../doctor/webhook.js";
import type { WebhookEvent } from "../events/map.js";
import { isMapping } from "../model/collections.js";
import { QueueUnavailableError } from "../queue/queue.js";
import { describeRequest, type Handler } from "./http-server.js";

/** What became of a delivery. */
type DeliveryOutcome =
  "accepted" | "forged" | "malformed" | "too_big" | "too_slow" | "overloaded" | "unavailable";

/**
 * Biggest delivery, in bytes. GitHub sends none that is bigger.
 *
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap
 */
const MAX_BYTES = 25 * 1024 * 1024;

/** Budget for all deliveries that are being read, in bytes. */
const MAX_BYTES_HELD = 4 * MAX_BYTES;

/** How long a delivery may take to come in, in milliseconds: GitHub itself waits ten seconds. */
const MAX_READ_MS = 10_000;

/** After this time, in milliseconds, a sender that sends less than so many bytes a second is refused. */
const SLOW_AFTER_MS = 3000;
const MIN_BYTES_A_SECOND = 16 * 1024;

/** How long a sender that is refused has to read the answer before the connection is closed, in milliseconds. */
const LINGER_MS = 500;

/** The longest name in a line of the log, in characters. */
const MAX_NAME = 150;

/** Why a delivery is refused. */
interface Refusal {
  readonly status: number;
  readonly outcome: DeliveryOutcome;
  readonly reason: string;
}

const TOO_BIG: Refusal = {
  status: 413,
  outcome: "too_big",
  reason: "it is bigger than GitHub's deliveries are",
};
const TOO_MUCH: Refusal = {
  status: 503,
  outcome: "overloaded",
  reason: "too much is being delivered at once",
};
const TOO_SLOW: Refusal = {
  status: 408,
  outcome: "too_slow",
  reason: "it took too long to come in",
};
const UNSIGNED: Refusal = {
  status: 400,
  outcome: "malformed",
  reason: "its headers lack the event or the signature",
};
const FORGED: Refusal = { status: 400, outcome: "forged", reason: FORGED_REASON };
const MALFORMED: Refusal = {
  status: 400,
  outcome: "malformed",
  reason: "it is not a JSON object: is the content type of the App's webhook application/json?",
};
const UNAVAILABLE: Refusal = {
  status: 503,
  outcome: "unavailable",
  reason: "the queue is unavailable",
};

/** A body that could not be read; `undefined`: the sender went away. */
class BodyError extends Error {
  readonly refusal: Refusal | undefined;

  constructor(refusal: Refusal | undefined) {
    super(refusal?.reason ?? "the sender went away");
    this.refusal = refusal;
  }
}

/** What {@link webhookHandler} needs. */
interface WebhookOptions {
  /** Where deliveries come. */
  readonly path: string;
  readonly secret: string;
  /** Stores the event. */
  readonly handleEvent: (event: WebhookEvent) => Promise<void>;
  /** Called with every delivery: the event that its header names, and what became of it. */
  readonly onDelivery: (event: string, outcome: DeliveryOutcome) => void;
}

/**
 * Handles deliveries to `path`: reads them within bounds, checks GitHub's signature, and answers once
 * `handleEvent` has stored the event. Everything else is refused with 4xx, or 503 where too much comes
 * at once or the queue is unavailable; the log of requests says why, without the content.
 *
 * In place of Probot's middleware, which would check the signature and parse the body again, and make
 * a client for each delivery, which nothing here uses.
 *
 * @returns a handler that says whether the request was its own, as Probot's server wants it
 * @throws what `handleEvent` throws
 */
export function webhookHandler({ path, secret, handleEvent, onDelivery }: WebhookOptions): Handler {
  const readBody = createBodyReader();
  return async (request, response) => {
    if (request.method !== "POST" || pathOf(request.url ?? "") !== path) return false;
    const { "x-github-event": name, "x-hub-signature-256": signature } = request.headers;
    const event = typeof name === "string" ? name : "";
    const refuse = (refusal: Refusal): boolean => {
      onDelivery(event, refusal.outcome);
      describeRequest(response, { event: event.slice(0, MAX_NAME), refused: refusal.reason });
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ error: refusal.reason });
      response.writeHead(refusal.status, headers).end(body);
      return true;
    };
    if (typeof name !== "string" || typeof signature !== "string") {
      return refuse(UNSIGNED);
    }
    let body: string;
    try {
      body = await readBody(request);
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      if (error.refusal === undefined) return true;
      closeAfter(request, response);
      return refuse(error.refusal);
    }
    if (body === "" || !(await verify(secret, body, signature))) return refuse(FORGED);
    const payload = parseObject(body);
    if (payload === undefined) return refuse(MALFORMED);
    describeRequest(response, { event: name, ...placeOf(payload) });
    try {
      await handleEvent({ name, payload });
    } catch (error) {
      if (error instanceof QueueUnavailableError) return refuse(UNAVAILABLE);
      throw error;
    }
    onDelivery(event, "accepted");
    response.writeHead(200, { "content-type": "text/plain" }).end("ok\n");
    return true;
  };
}

/** What comes after a refused body is not waited for: the connection is closed. */
function closeAfter({ socket }: IncomingMessage, response: ServerResponse): void {
  response.setHeader("connection", "close");
  response.on("finish", () => setTimeout(() => socket.destroy(), LINGER_MS).unref());
}

/** What is logged of a delivery: its action, and the repository that it is about. */
function placeOf(payload: object): { action?: string; repository?: string } {
  const action: unknown = Reflect.get(payload, "action");
  const repository: unknown = Reflect.get(payload, "repository");
  const fullName: unknown =
    typeof repository === "object" && repository !== null
      ? Reflect.get(repository, "full_name")
      : undefined;
  return {
    ...(typeof action === "string" && { action: action.slice(0, MAX_NAME) }),
    ...(typeof fullName === "string" && { repository: fullName.slice(0, MAX_NAME) }),
  };
}

/** A body that is being read. */
interface Incoming {
  size: number;
  /** Refuses it, and lets go of it. */
  readonly end: (refusal: Refusal) => void;
}

/**
 * Makes what reads the bodies of requests as text, each at most {@link MAX_BYTES} and
 * {@link MAX_READ_MS} long, and no slower than {@link MIN_BYTES_A_SECOND}. All that are being read at the
 * same time have one budget: when it is used up, the one that has been sending for longest is refused.
 *
 * @throws BodyError
 */
function createBodyReader(): (request: IncomingMessage) => Promise<string> {
  const reading = new Set<Incoming>();
  let held = 0;
  const letGo = (body: Incoming): void => {
    reading.delete(body);
    held -= body.size;
    body.size = 0;
  };
  return async (request) => {
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        own.size += chunk.length;
        held += chunk.length;
        for (const oldest of reading) {
          if (held <= MAX_BYTES_HELD) break;
          oldest.end(TOO_MUCH);
        }
        if (!counted.destroyed) done(null, chunk);
      },
    });
    const own: Incoming = {
      size: 0,
      end(refusal) {
        letGo(own);
        counted.destroy(new BodyError(refusal));
      },
    };
    reading.add(own);
    // Without it, an error after the reading has ended would end the process.
    counted.on("error", () => undefined);
    const timer = setTimeout(() => own.end(TOO_SLOW), MAX_READ_MS);
    const start = Date.now();
    let sizeBefore = 0;
    const pace = setInterval(() => {
      const isSlow = own.size - sizeBefore < MIN_BYTES_A_SECOND;
      sizeBefore = own.size;
      if (isSlow && Date.now() - start >= SLOW_AFTER_MS) own.end(TOO_SLOW);
    }, 1000);
    const onGone = (): void => {
      if (!request.readableEnded) counted.destroy(new BodyError(undefined));
    };
    request.on("close", onGone).on("error", onGone).pipe(counted);
    const length = request.headers["content-length"];
    try {
      const body = await getRawBody(counted, { limit: MAX_BYTES, ...(length && { length }) });
      return body.toString("utf8");
    } catch (error) {
      throw toBodyError(error);
    } finally {
      clearTimeout(timer);
      clearInterval(pace);
      letGo(own);
      // What still comes is thrown away, so that the sender gets to read the answer.
      request.unpipe(counted).off("close", onGone).resume();
      counted.destroy();
    }
  };
}

function toBodyError(error: unknown): unknown {
  if (!(error instanceof Error) || !("type" in error)) return error;
  return new BodyError(error.type === "entity.too.large" ? TOO_BIG : undefined);
}

/** The normalized path: GitHub delivers to the address as people have written it. */
function pathOf(url: string): string | undefined {
  if (!URL.canParse(url, "http://localhost")) return undefined;
  return new URL(url, "http://localhost").pathname.replace(/\/+$/, "");
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMapping(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes deliveries at `/` too: an earlier setup page gave GitHub the bare address of the process.
 *
 * @param path where `deliveries` takes them
 */
export function webhooksAtRoot(path: string, deliveries: Handler): Handler {
  return async (request, response) => {
    if (request.method !== "POST" || request.url !== "/") return false;
    request.url = path;
    return deliveries(request, response);
  };
}

/**
 * Forwards deliveries from a smee channel to this process, for machines that GitHub cannot reach.
 * Where the channel cannot be had it says so and goes on: the rest of the process works.
 *
 * @returns what ends the forwarding
 */
export async function startWebhookProxy(
  source: string,
  target: string,
  log: Logger,
): Promise<() => Promise<void>> {
  // Most processes have no proxy, and do without the package.
  const { SmeeClient } = await import("smee-client");
  // The channel's address is as good as a password to what goes through it: it is not logged.
  const logger = {
    info: () => log.debug("webhook proxy: forwarded or connected"),
    error: () => log.warn("webhook proxy: connection trouble"),
  };
  const client = new SmeeClient({ source, target, logger });
  client.start().catch(() => {
    log.warn("WEBHOOK_PROXY_URL cannot be reached; deliveries come directly only");
  });
  return () => client.stop();
}

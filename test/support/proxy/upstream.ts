import { Agent, request } from "node:http";
import { trusted } from "../json.js";
import { isOk, bodyOf, type Answer, type Call } from "./http.js";
import type { Authorize } from "./tokens.js";

/** Calls to the emulator behind the proxy. */
export interface Upstream {
  /** Passes a call on as it is, on behalf of whoever made it. */
  forward(call: Call): Promise<Answer>;
  /** A further call on behalf of whoever made `call`; an error status throws. */
  as(call: Call, method: string, path: string, body?: unknown): Promise<Answer>;
  /** Reads as an owner; `undefined` for 404, any other error throws. */
  get<T>(path: string): Promise<T | undefined>;
  /** Many writes, in order, with one wait for their webhooks; the first error status throws. */
  batch(calls: readonly BatchCall[]): Promise<readonly Answer[]>;
  /** Reads all pages of a list as an owner. */
  list<T>(path: string): Promise<T[]>;
  close(): void;
}

/** A write among many. */
interface BatchCall {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: unknown;
}

/** What is sent to the emulator. */
interface Sent {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** Headers that belong to one connection, not to the message. */
const HOP_BY_HOP = new Set([
  "connection",
  "host",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "accept-encoding",
  "expect",
  // The proxy's own business, see `etags.ts`.
  "if-none-match",
]);

/** What the calls need. */
interface UpstreamOptions {
  /** Gives a token of an owner. */
  readonly adminToken: () => string;
  readonly authorize: Authorize;
  /** Awaited after every write, so that the emulator's webhooks have come in by then. */
  readonly settle: () => Promise<void>;
}

/** @param origin of the emulator */
export function createUpstream(
  origin: string,
  { adminToken, authorize, settle }: UpstreamOptions,
): Upstream {
  const agent = new Agent({ keepAlive: true });
  /** Answers to reads since the last write: around one request of the App, the gaps read the same. */
  const known = new Map<string, Promise<Answer>>();
  let writing = 0;

  async function send(sent: Sent): Promise<Answer> {
    if (sent.method === "GET") return read(sent);
    const answered = await write(sent);
    await settle();
    return answered;
  }

  async function read(sent: Sent): Promise<Answer> {
    if (writing > 0) return exchange(agent, origin, sent);
    const { authorization, accept } = sent.headers;
    const key = JSON.stringify([sent.target, authorization, accept]);
    const answered = known.get(key) ?? exchange(agent, origin, sent);
    known.set(key, answered);
    answered.catch(() => known.delete(key));
    return answered;
  }

  /** Whatever is read while something is written may be old or new, and is not kept. */
  async function write(sent: Sent): Promise<Answer> {
    writing += 1;
    known.clear();
    try {
      return await exchange(agent, origin, sent);
    } finally {
      writing -= 1;
      known.clear();
    }
  }

  async function authorized(call: Call): Promise<{ authorization?: string }> {
    const { authorization } = call.headers;
    return authorization === undefined ? {} : { authorization: await authorize(authorization) };
  }

  async function get<T>(path: string): Promise<T | undefined> {
    const headers = { authorization: `Bearer ${adminToken()}` };
    const answered = await read({ method: "GET", target: path, headers });
    if (answered.status === 404) return undefined;
    return bodyOf<T>(orThrow(answered, `GET ${path}`));
  }

  return {
    async forward(call) {
      const query = call.query.size > 0 ? `?${call.query.toString()}` : "";
      const headers = { ...call.headers, ...(await authorized(call)) };
      return send({
        method: call.method,
        target: `${call.path}${query}`,
        headers,
        body: call.body,
      });
    },
    async as(call, method, path, body) {
      const headers = await authorized(call);
      return orThrow(await send({ method, target: path, headers, body }), `${method} ${path}`);
    },
    get,
    async batch(calls) {
      const answers: Answer[] = [];
      for (const { method, path, authorization, body } of calls) {
        const headers = { authorization: await authorize(authorization) };
        const answered = await write({ method, target: path, headers, body });
        answers.push(orThrow(answered, `${method} ${path}`));
      }
      await settle();
      return answers;
    },
    async list<T>(path: string) {
      const items: T[] = [];
      for (let number = 1; ; number += 1) {
        const joint = path.includes("?") ? "&" : "?";
        const found = await get<T[]>(`${path}${joint}per_page=100&page=${number}`);
        items.push(...(found ?? []));
        if ((found ?? []).length < 100) return items;
      }
    },
    close: () => agent.destroy(),
  };
}

function orThrow(answered: Answer, what: string): Answer {
  if (isOk(answered)) return answered;
  const error = new Error(`${what}: ${answered.status} ${answered.body.toString("utf8")}`);
  throw Object.assign(error, { answered });
}

/** The emulator's answer in an error that {@link Upstream} threw. */
export function answerIn(error: unknown): Answer | undefined {
  return error instanceof Error && "answered" in error
    ? trusted<Answer>(error.answered)
    : undefined;
}

function exchange(agent: Agent, origin: string, sent: Sent): Promise<Answer> {
  const { method, target, headers, body } = sent;
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const kept = Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)),
  );
  if (payload !== undefined) {
    kept["content-type"] ??= "application/json";
    kept["content-length"] = String(payload.length);
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(`${origin}${target}`, { agent, method, headers: kept }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const pairs = Object.entries(incoming.headers)
          .filter(([name]) => !HOP_BY_HOP.has(name))
          .map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]);
        resolve({
          status: incoming.statusCode ?? 502,
          headers: trusted<Record<string, string>>(Object.fromEntries(pairs)),
          body: Buffer.concat(chunks),
        });
      });
    });
    outgoing.on("error", (error) => {
      // The emulator closed an idle connection just as it was taken up again.
      const isIdle = outgoing.reusedSocket && "code" in error && error.code === "ECONNRESET";
      if (isIdle) resolve(exchange(agent, origin, sent));
      else reject(error);
    });
    outgoing.end(payload);
  });
}

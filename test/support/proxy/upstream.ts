import type { Emulator, Sent } from "../emulator.js";
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
}

/** A write among many. */
interface BatchCall {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: unknown;
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

/** Calls to `emulator`. */
export function createUpstream(
  emulator: Emulator,
  { adminToken, authorize, settle }: UpstreamOptions,
): Upstream {
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
    if (writing > 0) return emulator.exchange(withoutHops(sent));
    const { authorization, accept } = sent.headers;
    const key = JSON.stringify([sent.target, authorization, accept]);
    const answered = known.get(key) ?? emulator.exchange(withoutHops(sent));
    known.set(key, answered);
    answered.catch(() => known.delete(key));
    return answered;
  }

  /** Whatever is read while something is written may be old or new, and is not kept. */
  async function write(sent: Sent): Promise<Answer> {
    writing += 1;
    known.clear();
    try {
      return await emulator.exchange(withoutHops(sent));
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

/** A request without the headers that belong to another connection. */
function withoutHops(sent: Sent): Sent {
  const kept = Object.entries(sent.headers).filter(([name]) => !HOP_BY_HOP.has(name));
  return { ...sent, headers: Object.fromEntries(kept) };
}

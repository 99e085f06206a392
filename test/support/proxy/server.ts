import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { portOf } from "../free-port.js";
import { asObject, trusted } from "../json.js";
import { conditional } from "./etags.js";
import { refusal, type Answer, type Call } from "./http.js";
import {
  TEST_AGENT,
  type AfterAnswer,
  type Interceptor,
  type LoggedRequest,
  type SeenRequest,
} from "./intercept.js";
import type { RateLimit } from "./rate-limit.js";

/** What the server asks of the rest. */
export interface Backend {
  /** Who makes a request; `undefined` for an unknown token. */
  actorOf(authorization: string | undefined): string | undefined;
  isApp(actor: string): boolean;
  readonly limit: RateLimit;
  /** Refuses what the App's installation may not do. */
  refuse(call: Call): Promise<Answer | undefined>;
  /** Answers an API request. */
  handle(call: Call, write: boolean): Promise<Answer>;
}

/** The proxy's HTTP side. */
export interface ProxyServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly relayUrl: string;
  readonly requests: readonly LoggedRequest[];
  readonly interceptors: Set<Interceptor>;
  /** A request as over the network, without one. Redirects are followed as they are, by any method. */
  readonly fetch: typeof fetch;
  /** The backend may come after the address is known. */
  serve(backend: Backend): void;
  close(): Promise<void>;
}

/** A request, however it came. */
interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const RELAY_PATH = "/_relay";
const GRAPHQL_PATH = "/graphql";

/** A port that outlives what answers at it: one GitHub after the other has the same address. */
export interface Address {
  /** Without a slash at the end. */
  readonly url: string;
  /** Who answers from now on; nobody (503) where it is `undefined`. */
  serve(listener: RequestListener | undefined): void;
  /** Lets the process end though it is open. */
  unref(): void;
  close(): Promise<void>;
}

/** Listens on a free port of the loopback interface. */
export async function openAddress(): Promise<Address> {
  let listener: RequestListener | undefined;
  const server = createServer((incoming, outgoing) => {
    if (listener === undefined) send(outgoing, refusal(503, "Nobody is here"));
    else listener(incoming, outgoing);
  });
  const url = `http://127.0.0.1:${await start(server)}`;
  return {
    url,
    serve(to) {
      listener = to;
    },
    unref() {
      server.unref();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Listens at an address of somebody else's, who closes it, or on a free port. */
export async function listen(given?: Address): Promise<ProxyServer> {
  const requests: LoggedRequest[] = [];
  const interceptors = new Set<Interceptor>();
  const counts = { app: { requests: 0, writes: 0 }, people: { requests: 0, writes: 0 } };
  let backend: Backend | undefined;

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const text = await bodyText(incoming);
    const url = new URL(incoming.url ?? "/", "http://proxy");
    const { method = "GET" } = incoming;
    const answered = await answer({ method, url, headers: headersOf(incoming), text });
    if (answered === "drop") return void outgoing.destroy();
    send(outgoing, answered);
  }

  async function answer(sent: Asked): Promise<Answer | "drop"> {
    const asked = withoutServerPath(sent);
    if (backend === undefined) return refusal(503, "Starting");
    const actor = backend.actorOf(asked.headers["authorization"]);
    if (actor === undefined) return refusal(401, "Bad credentials");
    const seen = see(asked, actor);
    const line = logged(seen);
    requests.push(line);
    const answered = await intercepted(seen, backend);
    if (answered === "drop") return "drop";
    const final = backend.limit.count(seen, conditional(seen, answered));
    line.status = final.status;
    return final;
  }

  function see({ method, url, headers, text }: Asked, actor: string): SeenRequest {
    const write = isWrite(method, url.pathname);
    const byApp = backend?.isApp(actor) ?? false;
    const count = byApp ? counts.app : counts.people;
    count.requests += 1;
    if (write) count.writes += 1;
    const body = text === "" ? undefined : parsed(text);
    return {
      method,
      path: url.pathname,
      operation: url.pathname === GRAPHQL_PATH ? operationOf(body) : "",
      query: url.searchParams,
      headers,
      body,
      actor,
      byApp,
      byTest: headers["user-agent"]?.startsWith(TEST_AGENT) ?? false,
      write,
      number: count.requests,
      writeNumber: write ? count.writes : undefined,
    };
  }

  async function intercepted(seen: SeenRequest, to: Backend): Promise<Answer | "drop"> {
    const afterwards: AfterAnswer[] = [];
    let instead: Answer | undefined;
    for (const interceptor of interceptors) {
      const verdict = await interceptor(seen);
      if (verdict === "drop") return "drop";
      if (verdict === "drop-after") afterwards.push(() => "drop");
      else if (verdict?.after !== undefined) afterwards.push(verdict.after);
      if (typeof verdict === "object") instead ??= verdict.answer;
    }
    let answered =
      instead ??
      to.limit.refuse(seen) ??
      (await to.refuse(seen)) ??
      (await to.handle(seen, seen.write));
    for (const after of afterwards) {
      const changed = await after(answered);
      if (changed === "drop") return "drop";
      if (changed !== undefined) answered = changed;
    }
    return answered;
  }

  const fetchHere: typeof fetch = async (input, init = {}) => {
    const text = typeof init.body === "string" ? init.body : "";
    const headers = Object.fromEntries(new Headers(init.headers));
    const asked = new URL(input instanceof Request ? input.url : input);
    const answered = await answer({ method: init.method ?? "GET", url: asked, headers, text });
    if (answered === "drop") throw new TypeError("fetch failed");
    const { status } = answered;
    const { location } = answered.headers;
    const isLed = location !== undefined && status >= 300 && status < 400;
    if (isLed && init.redirect !== "manual") return fetchHere(new URL(location, asked), init);
    const body = status === 204 || status === 304 ? null : new Uint8Array(answered.body);
    const response = new Response(body, { status, headers: answered.headers });
    Object.defineProperty(response, "url", { value: asked.href });
    return response;
  };

  const address = given ?? (await openAddress());
  const { url } = address;
  address.serve((incoming, outgoing) => {
    void respond(incoming, outgoing).catch((error: unknown) => {
      send(outgoing, refusal(500, error instanceof Error ? (error.stack ?? "") : String(error)));
    });
  });
  return {
    url,
    relayUrl: `${url}${RELAY_PATH}`,
    requests,
    interceptors,
    fetch: fetchHere,
    serve(to) {
      backend = to;
    },
    async close() {
      address.serve(undefined);
      if (given === undefined) await address.close();
    },
  };
}

/**
 * An Enterprise Server has its REST API below `/api/v3`, and GraphQL at `/api/graphql`; here they are at
 * both places.
 *
 * @see https://docs.github.com/enterprise-server@latest/graphql/guides/forming-calls-with-graphql
 */
function withoutServerPath(asked: Asked): Asked {
  const [, path] = /^\/api(?:\/v3)?(\/.*)$/.exec(asked.url.pathname) ?? [];
  if (path === undefined || (path !== "/graphql" && !asked.url.pathname.startsWith("/api/v3/")))
    return asked;
  const url = new URL(asked.url);
  url.pathname = path;
  return { ...asked, url };
}

function logged(seen: SeenRequest): LoggedRequest {
  const { number, method, path, operation, query, actor, byApp, write } = seen;
  const search = query.size > 0 ? `?${query.toString()}` : "";
  return { number, method, path, search, operation, actor, byApp, write, status: 0 };
}

function operationOf(body: unknown): string {
  const { query } = asObject(body);
  const text = typeof query === "string" ? query : "";
  return /^\s*(?:query|mutation)\s+(\w+)/.exec(text)?.[1] ?? "";
}

function isWrite(method: string, path: string): boolean {
  const isRead = ["GET", "HEAD", "OPTIONS"].includes(method) || path === GRAPHQL_PATH;
  return !isRead && !path.endsWith("/access_tokens");
}

/** A body that is no JSON is passed on as a text, and refused by the emulator. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function start(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(portOf(server)));
  });
}

async function bodyText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(trusted<Buffer>(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

function headersOf(incoming: IncomingMessage): Record<string, string> {
  const pairs = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : (value ?? ""),
  ]);
  return trusted<Record<string, string>>(Object.fromEntries(pairs));
}

function send(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  if (outgoing.destroyed || outgoing.headersSent) return;
  const length = status === 304 ? {} : { "content-length": body.length };
  outgoing.writeHead(status, { ...headers, ...length });
  outgoing.end(body);
}

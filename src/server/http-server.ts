import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { Logger } from "pino";

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
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
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
  else if (status >= 500) log.error(line, message(refused));
  else if (refused !== undefined) log.warn(line, message(refused));
  else log.info(line, facts.event === undefined ? "request" : "delivery");
}

function message(refused: string | undefined): string {
  return refused === undefined ? "request failed" : `The delivery was refused: ${refused}`;
}

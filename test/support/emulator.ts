import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createEmulator } from "emulate";
import { freePort, portOf } from "./free-port.js";
import { asObject, trusted } from "./json.js";
import type { Answer } from "./proxy/http.js";
import type { seedOf } from "./seed.js";

const ATTEMPTS = 5;

/** What is sent to the emulator. */
export interface Sent {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** The emulator, as the proxy in front of it sees it. */
export interface Emulator {
  /** Where it listens. */
  readonly origin: string;
  /** Has it answer a request without a connection: half of the time of one over HTTP is HTTP. */
  readonly exchange: (sent: Sent) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/**
 * Starts the emulator on a free port. It shows its address in answers (`baseUrl`) and never where
 * it listens, so the port is chosen here; another process may be quicker, hence the attempts.
 */
export async function startEmulator(
  baseUrl: string,
  seed: ReturnType<typeof seedOf>,
): Promise<Emulator> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      const emulator = await createEmulator({ service: "github", port, baseUrl, seed });
      const origin = `http://127.0.0.1:${port}`;
      const server = await serverAt(origin, port);
      return { origin, exchange: (sent) => exchange(server, sent), close: () => emulator.close() };
    } catch (error) {
      const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
      if (!taken || attempt === ATTEMPTS) throw error;
    }
  }
}

/** The emulator does not give its server away; Node's diagnostics channel shows it with a request. */
async function serverAt(origin: string, port: number): Promise<Server> {
  let found: Server | undefined;
  function onRequest(message: unknown): void {
    const server = trusted<Server>(asObject(message)["server"]);
    if (portOf(server) === port) found = server;
  }
  subscribe("http.server.request.start", onRequest);
  try {
    const answered = await fetch(`${origin}/meta`, { headers: { connection: "close" } });
    await answered.arrayBuffer();
  } finally {
    unsubscribe("http.server.request.start", onRequest);
  }
  if (found === undefined) throw new Error("the emulator's server is not known");
  return found;
}

/** Hands the server a request, of which it reads and writes no more than what is here. */
function exchange(server: Server, { method, target, headers, body }: Sent): Promise<Answer> {
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const json = payload === undefined ? {} : { "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const incoming = {
      method,
      url: target,
      headers: { host: "127.0.0.1", ...json, ...headers },
      async *[Symbol.asyncIterator]() {
        if (payload !== undefined) yield payload;
      },
    };
    const chunks: Buffer[] = [];
    const sent: Record<string, string> = { date: new Date().toUTCString() };
    const outgoing = {
      statusCode: 200,
      statusMessage: "",
      setHeader(name: string, value: string) {
        sent[name.toLowerCase()] = value;
      },
      write: (chunk: Uint8Array) => chunks.push(Buffer.from(chunk)) > 0,
      end(chunk?: Uint8Array | string) {
        if (chunk !== undefined) chunks.push(Buffer.from(chunk));
        resolve({ status: outgoing.statusCode, headers: sent, body: Buffer.concat(chunks) });
      },
      destroy: (error?: Error) => reject(error ?? new Error("the emulator gave no answer")),
    };
    server.emit("request", trusted<IncomingMessage>(incoming), trusted<ServerResponse>(outgoing));
  });
}

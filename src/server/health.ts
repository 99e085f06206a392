import type { ServerResponse } from "node:http";
import type { Finding } from "../doctor/finding.js";
import type { QueueStats } from "../queue/queue.js";
import type { Handler } from "./http-server.js";
import type { Setup } from "./self-check.js";
import { hasBearer } from "./timing-safe.js";

/** What readiness is judged by. */
interface Health {
  /** Whether the process was told to stop. */
  readonly stopping: boolean;
  /** `undefined`: the queue is away, and no delivery can be taken. */
  readonly queue: QueueStats | undefined;
  /** Why it is away. */
  readonly problem?: string | undefined;
  readonly setup: Setup;
}

/** What {@link healthHandler} needs. */
interface HealthOptions {
  readonly health: () => Promise<Health>;
  readonly findings: () => Promise<readonly Finding[]>;
  /** What `GET /readyz?verbose` is to be asked with; without it there is no such page. */
  readonly token: string | undefined;
}

/**
 * Answers `/healthz` (the process is alive), `/readyz` (it takes deliveries, and its credentials are
 * right) and `/ping`. They tell counts and nothing about repositories. To whoever brings `token` as a
 * bearer token, `/readyz?verbose` also says what is wrong with the setup.
 *
 * @returns a handler that says whether the request was its own
 */
export function healthHandler({ health, findings, token }: HealthOptions): Handler {
  return async (request, response) => {
    const { url = "/" } = request;
    if (!URL.canParse(url, "http://health")) return false;
    const { pathname, searchParams } = new URL(url, "http://health");
    if (request.method !== "GET" && request.method !== "HEAD") return false;
    if (pathname === "/healthz") answer(response, 200, { status: "alive" });
    else if (pathname === "/ping") {
      response.writeHead(200, { "content-type": "text/plain" }).end("PONG");
    } else if (pathname === "/readyz") {
      const now = await health();
      const isReady = !now.stopping && now.queue !== undefined && now.setup === "right";
      const isVerbose = searchParams.has("verbose") && hasBearer(request, token);
      const more = isVerbose ? { findings: await findings() } : {};
      answer(response, isReady ? 200 : 503, {
        status: word(now),
        queue: now.queue,
        problem: now.problem,
        ...more,
      });
    } else return false;
    return true;
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { "content-type": "application/json", "cache-control": "no-store" })
    .end(JSON.stringify(body));
}

function word({ stopping, queue, setup }: Health): string {
  if (stopping) return "stopping";
  if (setup === "checking") return "checking";
  if (setup === "wrong") return "misconfigured";
  if (queue === undefined) return "no queue";
  return queue.failing > 0 ? "degraded" : "ready";
}

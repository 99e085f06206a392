import type { IncomingMessage, ServerResponse } from "node:http";
import type { QueueStats } from "./queue/queue.js";

/** What readiness is judged by. */
export interface Health {
  /** Whether the process was told to stop. */
  readonly stopping: boolean;
  readonly queue: QueueStats;
}

/**
 * Answers `GET /healthz` (the process is alive) and `GET /readyz` (it takes deliveries). They tell
 * counts and nothing about repositories.
 *
 * @returns a handler that says whether the request was its own, as Probot's server wants it
 */
export function healthHandler(
  health: () => Health,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const path = request.url?.split("?")[0];
    if (request.method !== "GET" || (path !== "/healthz" && path !== "/readyz")) return false;
    const { stopping, queue } = health();
    const ready = path === "/healthz" || !stopping;
    const body = path === "/healthz" ? { status: "alive" } : { status: word(ready, queue), queue };
    response
      .writeHead(ready ? 200 : 503, {
        "content-type": "application/json",
        "cache-control": "no-store",
      })
      .end(JSON.stringify(body));
    return true;
  };
}

function word(ready: boolean, queue: QueueStats): string {
  if (!ready) return "stopping";
  return queue.failing > 0 ? "degraded" : "ready";
}

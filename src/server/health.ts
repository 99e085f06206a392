import type { IncomingMessage, ServerResponse } from "node:http";
import type { QueueStats } from "../queue/queue.js";

/** What readiness is judged by. */
export interface Health {
  /** Whether the process was told to stop. */
  readonly stopping: boolean;
  /** `undefined`: the queue is away, and no delivery can be taken. */
  readonly queue: QueueStats | undefined;
  /** Why it is away. */
  readonly problem?: string | undefined;
}

/**
 * Answers `GET /healthz` (the process is alive) and `GET /readyz` (it takes deliveries). They tell
 * counts and nothing about repositories.
 *
 * @returns a handler that says whether the request was its own, as Probot's server wants it
 */
export function healthHandler(
  health: () => Promise<Health>,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const path = request.url?.split("?")[0];
    if (request.method !== "GET" || (path !== "/healthz" && path !== "/readyz")) return false;
    if (path === "/healthz") answer(response, 200, { status: "alive" });
    else {
      const { stopping, queue, problem } = await health();
      const ready = !stopping && queue !== undefined;
      answer(response, ready ? 200 : 503, { status: word(stopping, queue), queue, problem });
    }
    return true;
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { "content-type": "application/json", "cache-control": "no-store" })
    .end(JSON.stringify(body));
}

function word(stopping: boolean, queue: QueueStats | undefined): string {
  if (stopping) return "stopping";
  if (queue === undefined) return "no queue";
  return queue.failing > 0 ? "degraded" : "ready";
}

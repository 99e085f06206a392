import type { IncomingMessage, ServerResponse } from "node:http";
import { Counter, Gauge, Registry } from "prom-client";
import { DeferError, TerminalError } from "../model/errors.js";
import type { QueueStats } from "../queue/queue.js";
import { timingSafeEqualText } from "./timing-safe.js";

/** What the process counts. Nothing of it names a repository or a person. */
export interface Metrics {
  /** Does a run of an item of the queue, and counts how it ends. */
  readonly counted: (run: () => Promise<void>) => Promise<void>;
  /** In the format that Prometheus reads. */
  readonly text: () => Promise<string>;
}

/** @param stats of the queue; rejects while it is away */
export function createMetrics(stats: () => Promise<QueueStats>): Metrics {
  const register = new Registry();
  const registers = [register];
  const runs = new Counter({
    name: "plansmith_runs_total",
    help: "Runs of items of the queue, by how they ended",
    labelNames: ["how"],
    registers,
  });
  const items = new Gauge({
    name: "plansmith_queue_items",
    help: "Items of the queue: waiting, running, failing, and stuck, which have failed for a day",
    labelNames: ["state"],
    registers,
  });
  const up = new Gauge({
    name: "plansmith_queue_up",
    help: "1 while the queue answers, 0 while it is away",
    registers,
  });
  return {
    async counted(run) {
      try {
        await run();
        runs.inc({ how: "done" });
      } catch (error) {
        runs.inc({ how: nameOf(error) });
        throw error;
      }
    },
    async text() {
      const counted = await stats().catch(() => undefined);
      up.set(counted === undefined ? 0 : 1);
      for (const [state, count] of Object.entries(counted ?? {}))
        items.set({ state }, Number(count));
      return register.metrics();
    },
  };
}

function nameOf(error: unknown): string {
  if (error instanceof DeferError) return "put off";
  return error instanceof TerminalError ? "gave up" : "failed";
}

/**
 * Answers `GET /metrics` to whoever brings `token` as a bearer token; to all others, and without a
 * token, there is no such page.
 */
export function metricsHandler(
  metrics: Metrics,
  token: string | undefined,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    if (token === undefined || request.method !== "GET") return false;
    if (request.url?.split("?")[0] !== "/metrics") return false;
    if (!timingSafeEqualText(request.headers.authorization ?? "", `Bearer ${token}`)) return false;
    response
      .writeHead(200, {
        "content-type": Registry.PROMETHEUS_CONTENT_TYPE,
        "cache-control": "no-store",
      })
      .end(await metrics.text());
    return true;
  };
}

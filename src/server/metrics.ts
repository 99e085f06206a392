import type { IncomingMessage, ServerResponse } from "node:http";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { DeferError, RetryError } from "../model/errors.js";
import type { QueueStats } from "../queue/queue.js";
import { timingSafeEqualText } from "./timing-safe.js";

/** What the process counts. Nothing of it names a repository or a person. */
export interface Metrics {
  /** Does a run of an item of the queue, and counts its result and how long it took. */
  readonly measure: (run: () => Promise<void>) => Promise<void>;
  /** Counts a write that waits because something else keeps undoing it. */
  readonly countBrake: (action: string) => void;
  /** In the format that Prometheus reads. */
  readonly text: () => Promise<string>;
}

/** How a run ends: `requeue` is no failure, the item comes again at the time that it was given. */
type Result = "success" | "error" | "requeue";

/** Upper bounds of the histogram, in seconds: from one cached read to the limit of a run. */
const DURATION_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

/**
 * The names and labels are those of controller-runtime, for dashboards that people have already.
 *
 * @param stats of the queue; rejects while it is unavailable
 */
export function createMetrics(stats: () => Promise<QueueStats>): Metrics {
  const register = new Registry();
  const registers = [register];
  const total = new Counter<"result">({
    name: "plansmith_reconcile_total",
    help: "Runs of items of the queue, by result",
    labelNames: ["result"],
    registers,
  });
  const duration = new Histogram({
    name: "plansmith_reconcile_duration_seconds",
    help: "How long runs of items of the queue take; those that found no free place left out",
    buckets: DURATION_BUCKETS,
    registers,
  });
  const braked = new Counter<"action">({
    name: "plansmith_braked_writes_total",
    help: "Writes that wait because something else keeps undoing them, by kind",
    labelNames: ["action"],
    registers,
  });
  const items = new Gauge({
    name: "plansmith_queue_items",
    help: "Items of the queue: waiting, running, failing, stuck (failed for a day), and poisoned (set aside)",
    labelNames: ["state"],
    registers,
  });
  const up = new Gauge({
    name: "plansmith_queue_up",
    help: "1 while the queue answers, 0 while it is unavailable",
    registers,
  });
  return {
    async measure(run) {
      const end = duration.startTimer();
      try {
        await run();
        total.inc({ result: "success" satisfies Result });
        end();
      } catch (error) {
        total.inc({ result: resultOf(error) });
        if (!(error instanceof DeferError)) end();
        throw error;
      }
    },
    countBrake: (action) => braked.inc({ action }),
    async text() {
      const counts = await stats().catch(() => undefined);
      up.set(counts === undefined ? 0 : 1);
      for (const [state, count] of Object.entries(counts ?? {}))
        items.set({ state }, Number(count));
      return register.metrics();
    },
  };
}

function resultOf(error: unknown): Result {
  return error instanceof DeferError || error instanceof RetryError ? "requeue" : "error";
}

/**
 * Answers `GET /metrics` to whoever brings `token` as a bearer token. For everybody else, and without
 * a token, there is no such page.
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

import { LRUCache } from "lru-cache";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { EVENT_NAMES } from "../events/map.js";
import type { WriteTurn } from "../github/http/write-limiter.js";
import { DeferError, RetryError } from "../model/errors.js";
import type { QueueStats } from "../queue/queue.js";
import { type Handler, hasBearer } from "./http-server.js";

/** Installations whose limits are remembered: those that asked last. */
const MAX_REMEMBERED = 1000;

/** Installations that are shown. */
const MAX_SHOWN = 100;

/** How much of its hour an installation has left. */
interface Limit {
  readonly installation: string;
  readonly left: number;
}

/** What installations have left of one of their limits, within bounds. */
interface Limits {
  /** @param resetMs milliseconds since the epoch: when all of the limit is there again */
  readonly note: (installation: string, left: number, resetMs: number) => void;
  /** Those with the least left first; not those whose hour is over. */
  readonly lowest: () => readonly Limit[];
}

/**
 * Notes what GitHub says of the limit of requests in the headers of an answer. Searches and GraphQL
 * have limits of their own, which are left out.
 */
function noteHeaders(limits: Limits, installation: string, headers: Headers): void {
  const left = headers.get("x-ratelimit-remaining");
  const reset = headers.get("x-ratelimit-reset");
  const resource = headers.get("x-ratelimit-resource") ?? "core";
  if (left === null || reset === null || resource !== "core") return;
  limits.note(installation, Number(left), Number(reset) * 1000);
}

/** @param now milliseconds since the epoch */
function createLimits(now: () => number): Limits {
  const known = new LRUCache<string, Limit & { readonly resetMs: number }>({
    max: MAX_REMEMBERED,
  });
  return {
    note(installation, left, resetMs) {
      if (Number.isFinite(left) && resetMs > now())
        known.set(installation, { installation, left, resetMs });
    },
    lowest: () =>
      [...known.values()]
        .filter(({ resetMs }) => resetMs > now())
        .toSorted((a, b) => a.left - b.left)
        .slice(0, MAX_SHOWN),
  };
}

/** What the process counts. Nothing of it names a repository or a person, and no label grows without bound. */
export interface Metrics {
  /** Does a run of an item of the queue, and counts its result and how long it took. */
  readonly measure: (run: () => Promise<void>) => Promise<void>;
  /** Counts a write that waits because something else keeps undoing it. */
  readonly countBrake: (action: string) => void;
  /** Counts a delivery: the event that its header names, and what became of it. */
  readonly countDelivery: (event: string, outcome: string) => void;
  /** `fetch` that counts what GitHub is asked, and what it answers. */
  readonly counted: (send: typeof fetch) => typeof fetch;
  /** `fetch` that notes how many requests an installation has left. */
  readonly watched: (send: typeof fetch, installationId: number) => typeof fetch;
  /** Notes a write: how long it waited for its turn, and what its installation may still write. */
  readonly noteWrite: (installation: string, turn: WriteTurn) => void;
  /** In the format that Prometheus reads. */
  readonly text: () => Promise<string>;
}

/** What {@link createMetrics} needs. */
interface MetricsOptions {
  /** Of the queue; rejects while it is unavailable. */
  readonly stats: () => Promise<QueueStats>;
  /** Of Plansmith. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** How a run ends: `requeue` is no failure, the item comes again at the time that it was given. */
type Result = "success" | "error" | "requeue";

/** Upper bounds of the histogram, in seconds: from one cached read to the limit of a run. */
const DURATION_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

/** Upper bounds of how long a write waits, in seconds: from not at all to a queue of hundreds of writes. */
const WAIT_BUCKETS = [0.01, 0.5, 1, 3, 10, 30, 60, 300];

/** After it, what an installation wrote counts no more, in milliseconds. */
const HOUR_MS = 60 * 60 * 1000;

/** The event or the endpoint of what a stranger sends, or of what is not known. */
const OTHER = "other";

/** Events that GitHub sends besides those that are subscribed to. */
const EVENTS: ReadonlySet<string> = new Set([...EVENT_NAMES, "ping", "meta"]);

/** The names and labels are those of controller-runtime, for dashboards that people have already. */
export function createMetrics({ stats, version, now }: MetricsOptions): Metrics {
  const register = new Registry();
  const registers = [register];
  const total = new Counter<"result">({
    name: "plansmith_reconcile_total",
    help: "Runs of items of the queue, by result",
    labelNames: ["result"],
    registers,
  });
  const duration = new Histogram<"result">({
    name: "plansmith_reconcile_duration_seconds",
    help: "How long runs of items of the queue take, by result; those that found no free place left out",
    labelNames: ["result"],
    buckets: DURATION_BUCKETS,
    registers,
  });
  const braked = new Counter<"action">({
    name: "plansmith_braked_writes_total",
    help: "Writes that wait because something else keeps undoing them, by kind",
    labelNames: ["action"],
    registers,
  });
  const deliveries = new Counter<"event" | "outcome">({
    name: "plansmith_webhook_deliveries_total",
    help: "Deliveries of webhooks, by event and outcome",
    labelNames: ["event", "outcome"],
    registers,
  });
  const requests = new Counter<"method" | "endpoint" | "status">({
    name: "plansmith_github_requests_total",
    help: "Requests to GitHub, by endpoint and status; the status is none where GitHub did not answer",
    labelNames: ["method", "endpoint", "status"],
    registers,
  });
  const requestLimits = createLimits(now);
  const remaining = new Gauge<"installation">({
    name: "plansmith_github_rate_limit_remaining",
    help: "Requests that an installation has left in its hour; the 100 installations with the fewest",
    labelNames: ["installation"],
    registers,
  });
  const writeWait = new Histogram({
    name: "plansmith_write_wait_seconds",
    help: "How long writes wait for the write budget of their installation",
    buckets: WAIT_BUCKETS,
    registers,
  });
  const writeLimits = createLimits(now);
  const writeBudget = new Gauge<"installation">({
    name: "plansmith_write_budget_remaining",
    help: "Writes that create something which an installation has left in its hour, at its last write; the 100 installations with the fewest",
    labelNames: ["installation"],
    registers,
  });
  const items = new Gauge<"state">({
    name: "plansmith_queue_items",
    help: "Items of the queue: waiting, running, failing, stuck (failed for a day), and poisoned (set aside)",
    labelNames: ["state"],
    registers,
  });
  const age = new Gauge({
    name: "plansmith_queue_oldest_item_age_seconds",
    help: "For how long the item that has waited longest for a worker has been due",
    registers,
  });
  const up = new Gauge({
    name: "plansmith_queue_up",
    help: "1 while the queue answers, 0 while it is unavailable",
    registers,
  });
  new Gauge<"version" | "node_version">({
    name: "plansmith_build_info",
    help: "1, with the versions of Plansmith and of Node",
    labelNames: ["version", "node_version"],
    registers,
  }).set({ version, node_version: process.versions.node }, 1);

  return {
    async measure(run) {
      const end = duration.startTimer();
      let result: Result = "success";
      let isTimed = true;
      try {
        await run();
      } catch (error) {
        result = resultOf(error);
        isTimed = !(error instanceof DeferError);
        throw error;
      } finally {
        total.inc({ result });
        if (isTimed) end({ result });
      }
    },
    countBrake: (action) => braked.inc({ action }),
    countDelivery: (event, outcome) =>
      deliveries.inc({ event: EVENTS.has(event) ? event : OTHER, outcome }),
    counted: (send) => async (input, init) => {
      const method = init?.method ?? "GET";
      const endpoint = endpointOf(input instanceof Request ? input.url : String(input)) ?? OTHER;
      let status = "none";
      try {
        const answer = await send(input, init);
        status = String(answer.status);
        return answer;
      } finally {
        requests.inc({ method, endpoint, status });
      }
    },
    watched: (send, installationId) => async (input, init) => {
      const answer = await send(input, init);
      noteHeaders(requestLimits, String(installationId), answer.headers);
      return answer;
    },
    noteWrite(installation, { waitedMs, left }) {
      writeWait.observe(waitedMs / 1000);
      writeLimits.note(installation, left, now() + HOUR_MS);
    },
    async text() {
      const counts = await stats().catch(() => undefined);
      up.set(counts === undefined ? 0 : 1);
      if (counts !== undefined) {
        const { longestWaitMs, ...states } = counts;
        age.set(longestWaitMs / 1000);
        for (const [state, count] of Object.entries(states)) items.set({ state }, count);
      }
      show(remaining, requestLimits);
      show(writeBudget, writeLimits);
      return register.metrics();
    },
  };
}

function show(gauge: Gauge<"installation">, limits: Limits): void {
  gauge.reset();
  for (const { installation, left } of limits.lowest()) gauge.set({ installation }, left);
}

function resultOf(error: unknown): Result {
  return error instanceof DeferError || error instanceof RetryError ? "requeue" : "error";
}

/**
 * Answers `GET /metrics` to whoever brings `token` as a bearer token. For everybody else, and without
 * a token, there is no such page.
 */
export function metricsHandler(metrics: Metrics, token: string | undefined): Handler {
  return async (request, response) => {
    if (request.method !== "GET" || request.url?.split("?")[0] !== "/metrics") return false;
    if (!hasBearer(request, token)) return false;
    response
      .writeHead(200, {
        "content-type": Registry.PROMETHEUS_CONTENT_TYPE,
        "cache-control": "no-store",
      })
      .end(await metrics.text());
    return true;
  };
}

/** Words of GitHub's paths that are no names and no numbers. */
const WORDS: ReadonlySet<string> = new Set(
  [
    "access_tokens annotations app app-manifests assignees blobs blocked_by branches check-runs collaborators",
    "comments commits compare config contents conversions deliveries dependencies files git graphql hook",
    "installation installations issues labels matching-refs permission pulls rate_limit reactions ref refs",
    "replies repos repositories requested_reviewers reviews rules search sub_issues timeline trees",
  ].flatMap((line) => line.split(" ")),
);

/** What follows these words is a name, which may hold slashes. */
const BEFORE_A_NAME: ReadonlySet<string> = new Set(
  "branches compare contents labels matching-refs ref refs".split(" "),
);

/** No path of GitHub's API has more parts that are not part of a name. */
const MAX_PARTS = 10;

/**
 * The endpoint of a request: its path with `*` in place of every name and number, so that there are
 * only as many as GitHub has. `undefined` where it is none that Plansmith knows.
 *
 * @param address of the request
 */
export function endpointOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { pathname } = new URL(address);
  // An Enterprise Server has its API below a path.
  const parts = pathname
    .replace(/^\/api(?:\/v3)?(?=\/)/, "")
    .split("/")
    .slice(1);
  const isOfRepository = parts[0] === "repos";
  const shown: string[] = [];
  for (const [index, part] of parts.entries()) {
    const isName = isOfRepository && (index === 1 || index === 2);
    shown.push(!isName && WORDS.has(part) ? part : "*");
    if (!isName && BEFORE_A_NAME.has(part) && index + 1 < parts.length) {
      shown.push("*");
      break;
    }
  }
  if (shown[0] === "*" || shown.length > MAX_PARTS) return undefined;
  return `/${shown.join("/")}`;
}

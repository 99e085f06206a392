import type { Logger } from "pino";
import type { Examination } from "../doctor/doctor.js";
import type { Finding } from "../doctor/finding.js";
import type { ServerResponse } from "node:http";
import type { QueueStats } from "../queue/queue.js";
import { type Handler, hasBearer } from "./http-server.js";

/** Whether the process is set up so that it can work. */
type Setup = "checking" | "right" | "wrong";

/** The examination that a process makes of itself. */
export interface SelfCheck {
  readonly setup: () => Setup;
  /** What is found now, or was a few seconds ago. */
  readonly findings: () => Promise<readonly Finding[]>;
  /** To be called where something hints that the setup is wrong. */
  readonly suspect: () => void;
  readonly stop: () => void;
}

/** How often a process looks again, in milliseconds: while it does not work, and while it does. */
const RETRY_MS = 5000;
const EVERY_MS = 5 * 60_000;

/** A finding is not older than this, in milliseconds. Strangers may cause no more requests. */
const FRESH_MS = 10_000;

/** What {@link startSelfCheck} needs. */
interface SelfCheckOptions {
  readonly examine: () => Promise<Examination>;
  readonly log: Logger;
  /** Called with the first examination. */
  readonly onStart: (first: Examination) => void;
}

/**
 * Examines the process at its start and from time to time, and logs what is found when it is new.
 * Once the setup was right, an outage of GitHub does not make it wrong.
 */
export function startSelfCheck({ examine, log, onStart }: SelfCheckOptions): SelfCheck {
  let last: { readonly examination: Examination; readonly at: number } | undefined;
  let running: Promise<Examination> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let setup: Setup = "checking";
  let reported = new Set<string>();
  let isStopped = false;
  /** When it looks again, by `performance.now`. */
  let nextAt = Infinity;

  async function look(): Promise<Examination> {
    const examination = await examine();
    if (isStopped) return examination;
    if (last === undefined) onStart(examination);
    last = { examination, at: performance.now() };
    const isOutage = examination.app === undefined && isUnreachable(examination);
    if (!(isOutage && setup === "right")) setup = examination.isBroken ? "wrong" : "right";
    report(examination.findings);
    plan(setup === "right" ? EVERY_MS : RETRY_MS);
    return examination;
  }

  function report(findings: readonly Finding[]): void {
    const now = new Set<string>();
    for (const { check, level, message, fix } of findings) {
      if (level === "ok") continue;
      now.add(message);
      if (reported.has(message)) continue;
      if (level === "error") log.error({ check, fix }, message);
      else log.warn({ check, fix }, message);
    }
    if (reported.size > 0 && now.size === 0) log.info("everything that was wrong is right now");
    reported = now;
  }

  function plan(ms: number): void {
    clearTimeout(timer);
    nextAt = performance.now() + ms;
    timer = setTimeout(() => void again(), ms);
    timer.unref();
  }

  function again(): Promise<Examination> {
    running ??= look().finally(() => {
      running = undefined;
    });
    return running;
  }

  const isFresh = (): boolean => last !== undefined && performance.now() - last.at < FRESH_MS;

  void again();
  return {
    setup: () => setup,
    async findings() {
      const examination = isFresh() ? last?.examination : await again();
      return examination?.findings ?? [];
    },
    suspect() {
      if (isStopped || running !== undefined) return;
      // GitHub's log shows a delivery some time after it was answered. Whoever goes on hinting does not
      // put it off.
      const ms = isFresh() ? FRESH_MS : RETRY_MS;
      if (performance.now() + ms < nextAt) plan(ms);
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

function isUnreachable({ findings }: Examination): boolean {
  return findings.every(
    ({ check, level }) => level !== "error" || check === "address" || check === "redis",
  );
}

/** What readiness is judged by. */
interface Health {
  /** Whether the process was asked to stop. */
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
 * right) and `/ping`. They show counts and nothing about repositories. To whoever brings `token` as a
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

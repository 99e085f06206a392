import type { Server as HttpServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { Probot, Server } from "probot";
import { createComputePool, type ComputePool } from "../compute/pool.js";
import { createEventHandler } from "../events/map.js";
import { isAboutSettings } from "../features/configuration/cache.js";
import { botLogin } from "../github/app.js";
import { createOctokit } from "../github/http/octokit.js";
import { fetchWithTimeout } from "../github/http/transport.js";
import { asNew, type WorkItem } from "../model/refs.js";
import type { Recovery } from "../recovery/recovery.js";
import type { Enqueue } from "../recovery/sweep.js";
import type { AppCredentials, Env } from "../environment/env.js";
import { healthHandler } from "./health.js";
import { createMetrics, metricsHandler } from "./metrics.js";
import { once } from "./once.js";
import { openStorage } from "./storage.js";
import { webhookHandler, webhooksAtRoot } from "./webhook-handler.js";

/** The time that running work gets to end, in milliseconds: with the rest, less than ten seconds. */
const DRAIN_MS = 8000;

/** The time that open connections get to end after that, in milliseconds. */
const CLOSE_MS = 500;

/** Where GitHub delivers webhooks to: Probot's default. */
const WEBHOOK_PATH = "/api/github/webhooks";

/** A running bot. */
export interface RunningServer {
  /** Takes no more work, lets what runs end, and closes the port. */
  readonly stop: () => Promise<void>;
}

/** Parts that a test puts in place of the usual ones. */
interface ReplacedParts {
  /** What requests to GitHub go through. */
  readonly send?: typeof fetch;
  /** What reads and renders text from outside; it is closed with the server. */
  readonly pool?: ComputePool;
}

function startPool(log: Logger): ComputePool {
  return createComputePool({
    onError: (error) => log.error({ err: error }, "a worker ended"),
  });
}

/**
 * Wires the parts together and starts taking webhooks. Rejects where the port cannot be had.
 */
export async function startServer(
  env: Env,
  app: AppCredentials,
  log: Logger,
  { send = fetchWithTimeout, pool = startPool(log) }: ReplacedParts = {},
): Promise<RunningServer> {
  const place = env.redis && { address: env.redis, prefix: env.redisPrefix };
  const storage = await openStorage(place, log);
  const { queue } = storage;
  const enqueue: Enqueue = (item, options) => queue.enqueue(item, options);
  const enqueueSoon = async (item: WorkItem, isReplay = false): Promise<void> => {
    if (isAboutSettings(item)) await storage.settingsChanges.tell(item.installationId);
    await enqueue(isReplay ? item : asNew(item), { delayMs: env.settleMs, isReplay });
  };
  const octokit = createOctokit(env.writeSpacingMs, storage.spacing);
  let startWorking: (() => Promise<Recovery>) | undefined;
  let stopping = false;

  const server = new Server({
    host: env.host,
    port: env.port,
    webhookPath: WEBHOOK_PATH,
    log,
    // They belong to the setup page.
    enableStaticFiles: false,
    request: { fetch: send },
    Probot: Probot.defaults({
      appId: app.appId,
      privateKey: app.privateKey,
      secret: app.webhookSecret,
      baseUrl: env.githubApiUrl,
      Octokit: octokit.Octokit,
    }),
  });
  server.addHandler(
    healthHandler(async () => ({ stopping, queue: await queue.stats().catch(() => undefined) })),
  );
  const metrics = createMetrics(() => queue.stats());
  server.addHandler(metricsHandler(metrics, env.metricsToken));
  await server.load((probot) => {
    const bot = once(async () => botLogin(await probot.auth()));
    const parts = { compute: pool.compute, bot: bot.known };
    const handleEvent = createEventHandler({ ...parts, enqueueSoon: (item) => enqueueSoon(item) });
    const replayEvent = createEventHandler({
      ...parts,
      enqueueSoon: (item) => enqueueSoon(item, true),
    });
    const deliveries = webhookHandler(WEBHOOK_PATH, app.webhookSecret, handleEvent);
    // Probot's server asks for it when it starts, and puts it first.
    probot.getNodeMiddleware = () => Promise.resolve(deliveries);
    server.addHandler(webhooksAtRoot(WEBHOOK_PATH, deliveries));
    startWorking = async () => {
      const { startWork } = await import("./work.js");
      return startWork({
        probot,
        storage,
        pool,
        bot,
        enqueueSoon,
        enqueue,
        replayEvent,
        metrics,
        requestPercent: env.issueRequestPercent,
        dashboardSpacingMs: env.dashboardSpacingMs,
        log,
      });
    };
  });
  const http = await server.start();
  const recovery = startWorking?.();
  storage.onReconnect(() => void recovery?.then((started) => started.afterOutage()));
  const stopProxy =
    env.webhookProxyUrl === undefined
      ? undefined
      : (await import("./webhook-proxy.js")).startWebhookProxy(
          env.webhookProxyUrl,
          ownAddress(http),
          log,
        );

  return {
    async stop() {
      stopping = true;
      (await recovery)?.stop();
      await stopProxy?.();
      const closed = server.stop();
      octokit.hurry();
      await queue.close({ drainMs: DRAIN_MS });
      storage.close();
      await pool.close();
      await Promise.race([closed, sleep(CLOSE_MS)]);
      // A client that connected and says nothing would keep the process for good.
      http.closeAllConnections();
    },
  };
}

/** Where this process takes deliveries, as it reaches itself. */
function ownAddress(http: HttpServer): string {
  const address = http.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return `http://localhost:${port}${WEBHOOK_PATH}`;
}

import type { Server as HttpServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { Probot } from "probot";
import { createComputePool, type ComputePool } from "../compute/pool.js";
import { createEventHandler } from "../events/handle.js";
import { createConfigurationCache, isAboutSettings } from "../features/configuration/read.js";
import { botLogin } from "../github/app.js";
import { createOctokit } from "../github/http/octokit.js";
import { fetchWithTimeout, PASSING_REFUSAL_DELAYS_MS } from "../github/http/transport.js";
import { asNew } from "../model/hints.js";
import type { RepositoryRef, WorkItem } from "../model/refs.js";
import { QueueUnavailableError } from "../queue/queue.js";
import type { Enqueue } from "../recovery/sweep.js";
import type { AppCredentials, Env } from "../environment/env.js";
import { createAppClient } from "../doctor/app.js";
import { examine } from "../doctor/doctor.js";
import { WEBHOOK_PATH } from "../doctor/webhook.js";
import { packageVersion } from "../model/package.js";
import { listen } from "./http-server.js";
import { startSelfCheck, type SelfCheck, healthHandler } from "./health.js";
import { createMetrics, metricsHandler } from "./metrics.js";
import { openStorage } from "./storage.js";
import { startWebhookProxy, webhookHandler, webhooksAtRoot } from "./webhook-handler.js";

/** The time that running work gets to end, in milliseconds: with the rest, less than ten seconds. */
const DRAIN_MS = 8000;

/** The time that open connections get to end after that, in milliseconds. */
const CLOSE_MS = 500;

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
  /** After how many milliseconds a write is repeated that GitHub refused only for the moment. */
  readonly passingRefusalDelaysMs?: readonly number[];
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
  {
    send = fetchWithTimeout,
    pool = startPool(log),
    passingRefusalDelaysMs = PASSING_REFUSAL_DELAYS_MS,
  }: ReplacedParts = {},
): Promise<RunningServer> {
  const redis = env.redis && { address: env.redis, prefix: env.redisPrefix };
  const storage = await openStorage({ redis, stateFile: env.stateFile, appId: app.appId }, log);
  const { queue } = storage;
  const enqueue: Enqueue = (item, options) => queue.enqueue(item, options);
  const enqueueSoon = async (item: WorkItem, isReplay = false, isUrgent = false): Promise<void> => {
    if (isAboutSettings(item)) await storage.settingsChanges.announce(item.installationId);
    const delayMs = isUrgent ? 0 : env.settleMs;
    await enqueue(isReplay ? item : asNew(item), { delayMs, isReplay });
  };
  const configurations = createConfigurationCache(
    storage.settingsChanges,
    pool.compute,
    env.dryRun,
  );
  const metrics = createMetrics({
    stats: () => queue.stats(),
    version: packageVersion(),
    now: Date.now,
  });
  const octokit = createOctokit(env.writeSpacingMs, {
    ...(storage.writeBudget && { shared: storage.writeBudget }),
    onWrite: metrics.noteWrite,
  });
  const countedSend = metrics.counted(send);
  let stopping = false;

  const probot = new Probot({
    appId: app.appId,
    privateKey: app.privateKey,
    secret: app.webhookSecret,
    baseUrl: env.githubApiUrl,
    Octokit: octokit.Octokit,
    log,
    request: { fetch: countedSend },
  });
  await probot.ready();
  const bot = once(async () => botLogin(await probot.auth()));
  const parts = {
    compute: pool.compute,
    bot: bot.known,
    requestLabel: (repository: RepositoryRef) =>
      configurations.guess(repository).labels.request || "",
  };
  const handleEvent = createEventHandler({
    ...parts,
    enqueueSoon: (item, isUrgent) => enqueueSoon(item, false, isUrgent),
  });
  const replayEvent = createEventHandler({
    ...parts,
    enqueueSoon: (item) => enqueueSoon(item, true),
  });
  let selfCheck: SelfCheck | undefined;
  let verifiedAt: number | undefined;
  const deliveries = webhookHandler({
    path: WEBHOOK_PATH,
    secret: app.webhookSecret,
    handleEvent,
    onDelivery(event, outcome) {
      metrics.countDelivery(event, outcome);
      if (outcome === "forged") selfCheck?.suspect();
      else if (outcome === "accepted") verifiedAt = Date.now();
    },
  });
  const handlers = [
    deliveries,
    healthHandler({
      async health() {
        const setup = selfCheck?.setup() ?? "checking";
        try {
          return { stopping, queue: await queue.stats(), setup };
        } catch (error) {
          // Its own words hold nothing of what is stored.
          const problem = error instanceof QueueUnavailableError ? error.message : undefined;
          return { stopping, queue: undefined, problem, setup };
        }
      },
      findings: async () => (await selfCheck?.findings()) ?? [],
      token: env.metricsToken,
    }),
    metricsHandler(metrics, env.metricsToken),
    webhooksAtRoot(WEBHOOK_PATH, deliveries),
  ];
  const http = await listen(env, handlers, log);
  const asApp = createAppClient(app, env.githubApiUrl, countedSend);
  selfCheck = startSelfCheck({
    examine: () =>
      examine({
        appId: app.appId,
        apiUrl: env.githubApiUrl,
        webhookSecret: app.webhookSecret,
        webhookProxyUrl: env.webhookProxyUrl,
        polls: env.polls,
        github: asApp,
        redis: storage.redisFacts,
        verifiedAt: () => verifiedAt,
        now: Date.now,
      }),
    log,
    onStart({ app: known, webhook }) {
      const queueIn = env.redis === undefined ? "memory" : "redis";
      const facts = { version: packageVersion(), app: known?.slug, webhook, queue: queueIn };
      log.info(facts, "Plansmith is running");
      if (env.dryRun) log.warn("DRY_RUN is set: nothing is written to GitHub");
    },
  });
  // It imports everything that reads and writes plans.
  const recovery = import("./worker.js").then(({ startWork }) =>
    startWork({
      probot,
      storage,
      pool,
      configurations,
      bot: bot.get,
      enqueueSoon,
      enqueue,
      handleLogged: (event, { isCareful, isReplay }) =>
        (isReplay ? replayEvent : handleEvent)(event, isCareful),
      polls: env.polls,
      metrics,
      dryRun: env.dryRun,
      requestPercent: env.issueRequestPercent,
      dashboardSpacingMs: env.dashboardSpacingMs,
      passingRefusalDelaysMs,
      onboarding: env.onboarding,
      log,
    }),
  );
  storage.onLoss(() => void recovery.then((started) => started.afterOutage()));
  const stopProxy =
    env.webhookProxyUrl === undefined
      ? undefined
      : await startWebhookProxy(env.webhookProxyUrl, ownAddress(http), log);

  return {
    async stop() {
      stopping = true;
      selfCheck.stop();
      (await recovery).stop();
      await stopProxy?.();
      const closed = new Promise((resolve) => http.close(resolve));
      octokit.hurry();
      await queue.close({ drainMs: DRAIN_MS });
      storage.close();
      await pool.close();
      await Promise.race([closed, sleep(CLOSE_MS)]);
      // A client that connected and says nothing would keep the process for good.
      http.closeAllConnections();
      log.info("Plansmith has stopped");
    },
  };
}

/** Where this process takes deliveries, as it reaches itself. */
function ownAddress(http: HttpServer): string {
  const address = http.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return `http://localhost:${port}${WEBHOOK_PATH}`;
}

/** A value that is asked for once, and asked for again only where that failed. */
interface Once<T> {
  readonly get: () => Promise<T>;
  /** The value, where it has been got. */
  readonly known: () => T | undefined;
}

/** Asks for a value when it is first needed, and keeps it. A failure is not kept. */
function once<T>(ask: () => Promise<T>): Once<T> {
  let pending: Promise<T> | undefined;
  let known: T | undefined;
  return {
    get() {
      pending ??= ask().then(
        (value) => {
          known = value;
          return value;
        },
        (error: unknown) => {
          pending = undefined;
          throw error;
        },
      );
      return pending;
    },
    known: () => known,
  };
}

import type { Server as HttpServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { Probot, Server } from "probot";
import { registerApp } from "./app.js";
import type { AppCredentials, Env } from "./env.js";
import { TerminalError } from "./errors.js";
import { fetchWithTimeout } from "./fetch.js";
import { botLogin } from "./github/app.js";
import { healthHandler } from "./health.js";
import { workKey, type WorkItem } from "./issue-ref.js";
import { createOctokit } from "./octokit.js";
import { once } from "./once.js";
import { builtinTemplates } from "./plan/template.js";
import { createInProcessQueue } from "./queue/in-process.js";
import type { Failure } from "./queue/queue.js";
import { startWebhookProxy } from "./webhook-proxy.js";
import { webhooksAtRoot } from "./webhook-root.js";
import { workOff } from "./worker.js";

/**
 * Items that are worked off at the same time. Most of that time is spent waiting for the spacing of
 * an installation's writes, so that there are enough for other installations beside a busy one.
 */
const CONCURRENCY = 100;

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

/** Wires the parts together and starts taking webhooks. Rejects where the port cannot be had. */
export async function startServer(
  env: Env,
  app: AppCredentials,
  log: Logger,
): Promise<RunningServer> {
  const queue = createInProcessQueue<WorkItem>({
    keyOf: workKey,
    onFailure: (failure) => reportFailure(log, failure),
    random: Math.random,
  });
  const schedule = (item: WorkItem): Promise<void> => queue.add(item);
  const { Octokit, hurry } = createOctokit(env.writeSpacingMs);
  let stopping = false;

  const server = new Server({
    host: env.host,
    port: env.port,
    webhookPath: WEBHOOK_PATH,
    log,
    request: { fetch: fetchWithTimeout },
    Probot: Probot.defaults({
      appId: app.appId,
      privateKey: app.privateKey,
      secret: app.webhookSecret,
      baseUrl: env.githubApiUrl,
      Octokit,
    }),
  });
  server.addHandler(healthHandler(() => ({ stopping, queue: queue.stats() })));
  await server.load(async (probot) => {
    server.addHandler(webhooksAtRoot(WEBHOOK_PATH, await probot.getNodeMiddleware()));
    const bot = once(async () => botLogin(await probot.auth()));
    registerApp(probot, { schedule, bot: bot.known });
    const context = {
      clientOf: (installationId: number) => probot.auth(installationId),
      bot: bot.get,
      schedule,
      templates: builtinTemplates(),
      now: () => new Date(),
      log,
    };
    queue.work((item, attempt) => workOff(context, item, attempt), { concurrency: CONCURRENCY });
  });
  const http = await server.start();
  const stopProxy =
    env.webhookProxyUrl === undefined
      ? undefined
      : startWebhookProxy(env.webhookProxyUrl, ownAddress(http), log);

  return {
    async stop() {
      stopping = true;
      await stopProxy?.();
      const closed = server.stop();
      hurry();
      await queue.close({ drainMs: DRAIN_MS });
      const { running, waiting } = queue.stats();
      if (running + waiting > 0) log.warn({ running, waiting }, "stopped with work left");
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

function reportFailure(log: Logger, { item, error, attempt, retryInMs }: Failure<WorkItem>): void {
  const facts = { item: workKey(item), attempt, retryInMs, err: error };
  if (error instanceof TerminalError) log.error(facts, "gave up on this");
  else log.warn(facts, "failed; it is tried again");
}

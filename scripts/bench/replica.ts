import { Octokit } from "@octokit/rest";
import { pino } from "pino";
import { createComputePool } from "../../src/compute/pool.js";
import { createKnownAnswers } from "../../src/github/http/transport.js";
import { createInstallationLimiter } from "../../src/server/installation-limits.js";
import { runItem } from "../../src/server/worker.js";
import { readRedisUrl } from "../../src/storage/redis.js";
import { openStorage } from "../../src/server/storage.js";
import { createSharedContext } from "../../src/server/shared-context.js";

/** The settings of the process. */
export interface ReplicaOptions {
  readonly redisUrl: string;
  readonly githubUrl: string;
  readonly concurrency: number;
}

/** Works the queue off as the App does, without webhooks: a process of its own. */
const { redisUrl, githubUrl, concurrency } = JSON.parse(process.argv[2] ?? "") as ReplicaOptions;
const log = pino({ level: "warn" });
const storage = await openStorage(
  { redis: { address: readRedisUrl(redisUrl), prefix: "bench" }, stateFile: undefined, appId: 1 },
  log,
);
const nothing = (): Promise<void> => Promise.resolve();
const quiet = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const pool = createComputePool({
  onError: (error) => log.error(error),
  program: new URL("../../dist/compute-worker.js", import.meta.url),
});
const shared = createSharedContext({
  storage,
  compute: pool.compute,
  enqueue: nothing,
  enqueueSoon: nothing,
  waitForConsistency: nothing,
  log,
});
const context = Object.assign(shared, {
  clientOf: () => Promise.resolve(new Octokit({ baseUrl: githubUrl, auth: "bench", log: quiet })),
  computeFor: pool.watched,
  limiter: createInstallationLimiter(Date.now),
  knownAnswers: createKnownAnswers(),
  bot: () => Promise.resolve("plansmith[bot]"),
  enqueue: nothing,
  requestCounts: storage.requestCounts,
  requestPercent: 10,
  dryRun: false,
  passingRefusalDelaysMs: [],
  watched: (send: typeof fetch) => send,
});
storage.queue.work((item, run) => runItem(context, item, run), { concurrency });
process.stdout.write("working\n");
// It ends with the process that started it.
process.stdin.resume().once("end", () => process.exit());

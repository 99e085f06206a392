import { Octokit } from "@octokit/rest";
import { pino } from "pino";
import { createComputePool } from "../../src/compute/pool.js";
import { createAnsweredComments } from "../../src/features/commands/answered.js";
import { createConfigurationCache } from "../../src/features/configuration/cache.js";
import { createDriftCache } from "../../src/features/drift/cache.js";
import { createKnownAnswers } from "../../src/github/http/conditional.js";
import { builtinTemplates } from "../../src/plan/template/template.js";
import { createInstallationLimiter } from "../../src/queue/installation-limiter.js";
import { runItem } from "../../src/server/worker.js";
import { readRedisUrl } from "../../src/storage/redis.js";
import { openStorage } from "../../src/server/storage.js";

/** What the process is told. */
export interface ReplicaOptions {
  readonly redisUrl: string;
  readonly githubUrl: string;
  readonly concurrency: number;
}

/** Works the queue off as the App does, without webhooks: a process of its own. */
const { redisUrl, githubUrl, concurrency } = JSON.parse(process.argv[2] ?? "") as ReplicaOptions;
const log = pino({ level: "warn" });
const storage = await openStorage({ address: readRedisUrl(redisUrl), prefix: "bench" }, log);
const nothing = (): Promise<void> => Promise.resolve();
const quiet = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const pool = createComputePool({
  onError: (error) => log.error(error),
  program: new URL("../../dist/compute-worker.js", import.meta.url),
});
const context = {
  compute: pool.compute,
  clientOf: () => Promise.resolve(new Octokit({ baseUrl: githubUrl, auth: "bench", log: quiet })),
  limiter: createInstallationLimiter(Date.now),
  knownAnswers: createKnownAnswers(),
  configurations: createConfigurationCache(storage.settingsChanges, pool.compute),
  referrers: storage.referrers,
  driftCache: createDriftCache(),
  answered: createAnsweredComments(),
  bot: () => Promise.resolve("plansmith[bot]"),
  enqueueSoon: nothing,
  enqueue: nothing,
  waitForConsistency: nothing,
  templates: builtinTemplates(),
  now: () => new Date(),
  log,
};
storage.queue.work((item, run) => runItem(context, item, run), { concurrency });
process.stdout.write("working\n");
// It ends with the process that started it.
process.stdin.resume().once("end", () => process.exit());

import { Octokit } from "@octokit/rest";
import { pino } from "pino";
import { createGate } from "../../src/gate.js";
import { createKnownAnswers } from "../../src/github/conditional.js";
import { builtinTemplates } from "../../src/plan/template.js";
import { createAnsweredComments } from "../../src/reconcile/answered.js";
import { createConfigurations } from "../../src/reconcile/configurations.js";
import { createLastLooks } from "../../src/reconcile/last-looks.js";
import { readRedisUrl } from "../../src/redis.js";
import { runItem } from "../../src/run-item.js";
import { openStorage } from "../../src/storage.js";

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
const context = {
  clientOf: () => Promise.resolve(new Octokit({ baseUrl: githubUrl, auth: "bench", log: quiet })),
  gate: createGate(Date.now),
  known: createKnownAnswers(),
  configurations: createConfigurations(storage.news),
  referrers: storage.referrers,
  lastLooks: createLastLooks(),
  answered: createAnsweredComments(),
  bot: () => Promise.resolve("plansmith[bot]"),
  schedule: nothing,
  add: nothing,
  settle: nothing,
  templates: builtinTemplates(),
  now: () => new Date(),
  log,
};
storage.queue.work((item, run) => runItem(context, item, run), { concurrency });
process.stdout.write("working\n");
// It ends with the process that started it.
process.stdin.resume().once("end", () => process.exit());

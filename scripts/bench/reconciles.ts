import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { issueRef } from "../../src/model/refs.js";
import { readRedisUrl } from "../../src/storage/redis.js";
import { openStorage } from "../../src/server/storage.js";
import { hasRedis, startRedis, type TestRedis } from "../../test/support/redis.js";
import { connected } from "./connected.js";
import { startPlainGitHub, type PlainGitHub } from "./plain-github.js";
import type { ReplicaOptions } from "./replica.js";
import { atLeast, reported, shown, type Measured, type Plot } from "./row.js";

const DELAY_MS = 100;
const INSTALLATIONS = 60;
/** Looks of one process at a time: few enough that four processes leave the processor room. */
const CONCURRENCY = 6;
const LOOKS_EACH = 180;
const PROCESSES = [1, 2, 4] as const;
const BOUNDS: Readonly<Record<number, number>> = { 2: 1.8, 4: 3.4 };
const PATIENCE_MS = 60_000;

/** Looks a second of one, two and four processes on one Redis, while GitHub takes its time. */
export async function measureReconciles(): Promise<Measured> {
  if (!hasRedis) {
    return { rows: [], missing: ["There is no redis-server here: replicas were not measured."] };
  }
  const github = await startPlainGitHub(DELAY_MS);
  const redis = await startRedis(["--appendfsync", "everysec"]);
  try {
    const rates: number[] = [];
    for (const processes of PROCESSES) rates.push(await looksASecond(processes, github, redis));
    const [one = 1] = rates;
    const about = `GitHub answering in ${DELAY_MS} ms, ${INSTALLATIONS} installations, ${CONCURRENCY} at a time each`;
    const rows = PROCESSES.map((processes, index) => {
      const rate = rates[index] ?? 0;
      const bound = BOUNDS[processes];
      const what = `reconciles a second of ${processes} process${processes === 1 ? "" : "es"}`;
      return bound === undefined
        ? reported(`${what} (${about})`, shown(rate))
        : atLeast(`${what}, in those of one (${shown(rate)} a second)`, rate / one, bound);
    });
    const plot: Plot = {
      name: "reconciles",
      title: "Reconciles a second, by processes on one Redis",
      x: "processes",
      y: "reconciles a second",
      series: [
        { name: "measured", points: PROCESSES.map((count, at) => [count, rates[at] ?? 0]) },
        { name: "one, times processes", points: PROCESSES.map((count) => [count, count * one]) },
      ],
    };
    return { rows, plots: [plot] };
  } finally {
    await redis.close();
    await github.close();
  }
}

async function looksASecond(
  processes: number,
  github: PlainGitHub,
  redis: TestRedis,
): Promise<number> {
  const options = { redisUrl: redis.url, githubUrl: github.url, concurrency: CONCURRENCY };
  const replicas = await Promise.all(
    Array.from({ length: processes }, () => startReplica(options)),
  );
  try {
    await looks(10 * processes * CONCURRENCY, github, redis);
    return await looks(LOOKS_EACH * processes, github, redis);
  } finally {
    await Promise.all(replicas.map((replica) => end(replica)));
  }
}

/** Has so many issues looked at; how many a second that was. */
async function looks(count: number, github: PlainGitHub, redis: TestRedis): Promise<number> {
  const log = pino({ level: "silent" });
  const storage = await openStorage(
    {
      redis: { address: readRedisUrl(redis.url), prefix: "bench" },
      stateFile: undefined,
      appId: 1,
    },
    log,
  );
  await github.asked();
  try {
    await connected(storage.queue);
    const items = Array.from({ length: count }, (_, at) => {
      const installationId = 1 + (at % INSTALLATIONS);
      return issueRef({ installationId, owner: `owner-${installationId}`, repo: "garden" }, 1 + at);
    });
    await Promise.all(items.map((item) => storage.queue.enqueue(item)));
    const until = Date.now() + PATIENCE_MS;
    let seen = 0;
    let [first, last] = [Number.POSITIVE_INFINITY, 0];
    while (seen < count) {
      if (Date.now() > until) throw new Error(`${seen} of ${count} looks in ${PATIENCE_MS} ms`);
      await sleep(200);
      const asked = await github.asked();
      if (asked.looks === 0) continue;
      seen += asked.looks;
      [first, last] = [Math.min(first, asked.first), Math.max(last, asked.last)];
    }
    return (count * 1000) / (last - first);
  } finally {
    await storage.queue.close({ drainMs: 0 });
    storage.close();
  }
}

async function startReplica(options: ReplicaOptions): Promise<ChildProcess> {
  const script = fileURLToPath(new URL("./replica.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  if (child.stdout !== null) await once(child.stdout, "data");
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, "close");
  child.kill("SIGKILL");
  await gone;
}

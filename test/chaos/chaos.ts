import { setTimeout as sleep } from "node:timers/promises";
import { resetAfter } from "../support/faults/network.js";
import { chance, isCreate, only } from "../support/faults/fault.js";
import { dice } from "../support/faults/dice.js";
import { injectFaults } from "../support/faults/inject.js";
import { staleLists } from "../support/faults/stale.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import { startRedis, type TestRedis } from "../support/redis.js";
import { actAsPeople, type Deeds } from "./people.js";
import { startReplicas, type Replicas } from "./replicas.js";
import { judge } from "./verdict.js";

/** How to disturb, and for how long. */
export interface ChaosOptions {
  /** The same one rolls the same dice; the machine's pace does the rest. */
  readonly seed: number;
  /** One process with the queue in its memory, or two replicas on a Redis that restarts twice. */
  readonly queue: "memory" | "Redis";
  readonly issues: number;
  /** How long people open issues and processes die, in milliseconds. */
  readonly durationMs: number;
  /** How long it may take to come to rest after that, in milliseconds. */
  readonly restMs: number;
}

/** What happened, and what is wrong in the end. */
export interface ChaosReport {
  readonly counts: Readonly<Record<string, number>>;
  /** A line each; none where every issue is as it should be. */
  readonly problems: readonly string[];
  /** Everything that the processes wrote. */
  readonly output: string;
}

/** The share of creates whose answers are lost, and how far lists lag behind. */
const LOST_ANSWERS = 0.05;
const STALE_MS = 1500;

/** Between two kills, and before a start, at least and at most, in milliseconds. */
const KILL_EVERY_MS = [400, 2400] as const;
const PAUSE_MS = [0, 2000] as const;
const REDIS_AWAY_MS = [200, 2500] as const;

const ENV = { SETTLE_MS: "300", WRITE_SPACING_MS: "10", LOG_LEVEL: "info" };

/** Plays one story of many disturbances to its end. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, queue } = options;
  const github = await startGitHub({
    users: ["ada", "grace"],
    rateLimit: { limit: 1_000_000 },
  });
  const redis = queue === "Redis" ? await startRedis() : undefined;
  const roll = dice(seed);
  try {
    const replicas = await startReplicas(github, {
      count: redis === undefined ? 1 : 2,
      env: { ...ENV, ...(redis && { REDIS_URL: redis.url }) },
      roll: () => roll("route"),
    });
    try {
      return await play(options, { github, redis, replicas });
    } finally {
      await replicas.close();
    }
  } finally {
    await redis?.close();
    await github.close();
  }
}

interface Stage {
  readonly github: EmbeddedGitHub;
  readonly redis: TestRedis | undefined;
  readonly replicas: Replicas;
}

async function play(options: ChaosOptions, stage: Stage): Promise<ChaosReport> {
  const { seed, durationMs, issues, restMs } = options;
  const { github, redis, replicas } = stage;
  const roll = dice(seed);
  const between = (what: string, [least, most]: readonly [number, number]): number =>
    least + roll(what) * (most - least);
  const faults = injectFaults(github, {
    seed,
    faults: [only(isCreate, chance(LOST_ANSWERS, resetAfter)), staleLists(STALE_MS)],
  });
  const until = Date.now() + durationMs;

  async function killReplicas(): Promise<void> {
    while (Date.now() < until) {
      await sleep(between("kill", KILL_EVERY_MS));
      await replicas.kill(roll("victim"), between("pause", PAUSE_MS));
    }
  }

  async function restartRedis(): Promise<void> {
    for (const share of [0.4, 0.75]) {
      await sleep(Math.max(until - (1 - share) * durationMs - Date.now(), 0));
      await redis?.stop();
      await sleep(between("away", REDIS_AWAY_MS));
      await redis?.start();
    }
  }

  const [deeds] = await Promise.all([
    actAsPeople(github, { durationMs, issues, roll }),
    killReplicas(),
    restartRedis(),
  ]);
  await replicas.allUp();
  const end = Date.now();
  // Answers get lost and lists lag behind until all is quiet for the first time.
  while (Date.now() < end + restMs / 2 && (await replicas.busy()) > 0) await sleep(500);
  faults.stop();
  const problems = await comeToRest(stage, deeds, end + restMs);
  const own = github.requests.filter(({ byApp }) => byApp);
  return {
    counts: {
      issues: deeds.issues.length,
      merged: deeds.merged,
      ticked: deeds.ticked,
      kills: replicas.counts.kills,
      restarts: replicas.counts.restarts,
      "Redis restarts": redis === undefined ? 0 : 2,
      requests: own.length,
      writes: own.filter(({ write }) => write).length,
      "answers lost": faults.counts.get(resetAfter.name) ?? 0,
      deliveries: github.deliveries.log.length,
      "deliveries failed": github.deliveries.log.filter(({ status }) => status !== "OK").length,
      "seconds to rest": Math.round((Date.now() - end) / 1000),
    },
    problems,
    output: replicas.output(),
  };
}

/** Waits until nobody has anything to do and all is well, or the time is over; what is wrong then. */
async function comeToRest(
  { github, replicas }: Stage,
  { issues }: Deeds,
  limit: number,
): Promise<readonly string[]> {
  for (;;) {
    const busy = await replicas.busy();
    const late = Date.now() >= limit;
    if (busy === 0 || late) {
      const problems = await judge(github, issues);
      if (problems.length === 0 && busy === 0) return [];
      if (late) return [...problems, `${busy} items wait or run`];
    }
    await sleep(1000);
  }
}

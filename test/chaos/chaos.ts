import { setTimeout as sleep } from "node:timers/promises";
import { resetAfter } from "../support/faults/network.js";
import { chance, isCreate, only } from "../support/faults/fault.js";
import { dice } from "../support/faults/dice.js";
import { injectFaults } from "../support/faults/inject.js";
import { staleLists } from "../support/faults/stale.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import { startRedis, type TestRedis } from "../support/redis.js";
import { actAsPeople } from "./people.js";
import { startReplicas, type Replicas } from "./replicas.js";
import { comeToRest, tally, untilQuiet, type Report } from "./rest.js";

/** How to disturb, and for how long. */
export interface ChaosOptions {
  /** The same one rolls the same dice; the machine's pace does the rest. */
  readonly seed: number;
  /** One process with the queue in its memory, or two replicas on a Redis that restarts twice. */
  readonly queue: "memory" | "Redis";
  readonly issues: number;
  /** How long people open issues and processes die, in milliseconds. */
  readonly durationMs: number;
  /** The longest time without a kill, in milliseconds. Half of all are shorter than an eighth of it. */
  readonly longestLullMs: number;
  /** It goes on until so many were killed, however long that takes. */
  readonly leastKills: number;
  /** How long it may take to come to rest after that, in milliseconds. */
  readonly restMs: number;
}

/** The share of creates whose answers are lost, and how far lists lag behind. */
const LOST_ANSWERS = 0.05;
const STALE_MS = 1500;

/** A kill waits so long for somebody to be at work, in milliseconds: on a busy machine a start takes seconds. */
const AT_WORK_MS = 8000;

/** Between two kills, at least, in milliseconds. */
const SHORTEST_LULL_MS = 100;

/** Before a start, and while Redis is away, at least and at most, in milliseconds. */
const PAUSE_MS = [0, 2000] as const;
const REDIS_AWAY_MS = [200, 2500] as const;

const ENV = { SETTLE_MS: "300", WRITE_SPACING_MS: "10", LOG_LEVEL: "info" };

/** Plays one story of many disturbances to its end. */
export async function runChaos(options: ChaosOptions): Promise<Report> {
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

async function play(options: ChaosOptions, stage: Stage): Promise<Report> {
  const { seed, durationMs, issues, restMs } = options;
  const { github, redis, replicas } = stage;
  const roll = dice(seed);
  const between = (what: string, [least, most]: readonly [number, number]): number =>
    least + roll(what) * (most - least);
  /** Every second or so, with a longer time now and then in which work gets done. */
  const lull = (): number => {
    const shorter = roll("kill") ** 3;
    return SHORTEST_LULL_MS + shorter * (options.longestLullMs - SHORTEST_LULL_MS);
  };
  const faults = injectFaults(github, {
    seed,
    faults: [only(isCreate, chance(LOST_ANSWERS, resetAfter)), staleLists(STALE_MS)],
  });
  let writes = 0;
  const stopCounting = github.intercept(({ writeNumber = writes }) => {
    writes = writeNumber;
  });
  const until = Date.now() + durationMs;

  async function killReplicas(): Promise<void> {
    while (Date.now() < until || replicas.counts.kills < options.leastKills) {
      const before = writes;
      await sleep(lull());
      const late = Date.now() + AT_WORK_MS;
      while (writes === before && Date.now() < late) await sleep(10);
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
  stopCounting();
  await replicas.allUp();
  const end = Date.now();
  // Answers get lost and lists lag behind until all is quiet for the first time.
  await untilQuiet(replicas, end + restMs / 2);
  faults.stop();
  const problems = await comeToRest(stage, deeds, end + restMs);
  return {
    counts: {
      ...tally(github, deeds, end),
      kills: replicas.counts.kills,
      restarts: replicas.counts.restarts,
      "Redis restarts": redis === undefined ? 0 : 2,
      "answers lost": faults.counts.get(resetAfter.name) ?? 0,
    },
    problems,
    output: replicas.output(),
  };
}

import { afterAll, beforeAll, describe, expect, test } from "#jest";
import { hasRedis } from "../support/redis.js";
import { runChaos, type ChaosOptions } from "./chaos.js";

/** The short form of `npm run test:chaos`: starting processes again takes most of its time. */
const SHORT = {
  issues: 5,
  durationMs: 4000,
  restMs: 120_000,
  longestLullMs: 1500,
  leastKills: 2,
};

/** Coming to rest included, on a machine that is busy with other things. */
const TIMEOUT_MS = 240_000;

/** What is wrong in the end. */
async function play(options: Pick<ChaosOptions, "seed" | "queue">): Promise<readonly string[]> {
  const { counts, problems, output } = await runChaos({ ...SHORT, ...options });
  const told = Object.entries(counts).map(([what, count]) => `${what} ${count}`);
  process.stderr.write(`chaos, ${options.queue}, seed ${options.seed}: ${told.join(", ")}\n`);
  if (problems.length > 0) process.stderr.write(output);
  return problems;
}

// Most of the time is spent waiting: both go on at the same time.
let stories: Readonly<Record<ChaosOptions["queue"], Promise<readonly string[]>>>;

beforeAll(() => {
  stories = {
    Redis: hasRedis ? play({ seed: 2, queue: "Redis" }) : Promise.resolve([]),
    memory: play({ seed: 4, queue: "memory" }),
  };
  // The one that is waited for second may fail first.
  for (const story of Object.values(stories)) story.catch(() => undefined);
});

afterAll(() => Promise.allSettled(Object.values(stories)));

(hasRedis ? describe : describe.skip)("two replicas on Redis that die, and Redis with them", () => {
  test(
    "each issue has its one plan and a true comment in the end",
    async () => expect(await stories.Redis).toEqual([]),
    TIMEOUT_MS,
  );
});

describe("one process that dies, its queue in memory", () => {
  test(
    "each issue has its one plan and a true comment in the end",
    async () => expect(await stories.memory).toEqual([]),
    TIMEOUT_MS,
  );
});

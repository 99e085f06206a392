import { Queue } from "bullmq";
import { createRedisQueue } from "../../src/queue/redis.js";
import { connectRedis, readRedisUrl } from "../../src/storage/redis.js";
import { hasRedis, startRedis } from "../../test/support/redis.js";
import { connected } from "./connected.js";
import { atLeast, shown, type Measured } from "./row.js";

const ITEMS = 5000;
const AT_ONCE = 100;
const ROUNDS = 3;

/** Items that the queue on Redis takes a second, beside BullMQ's own `add`. */
export async function measureQueue(): Promise<Measured> {
  if (!hasRedis) {
    return { rows: [], missing: ["There is no redis-server here: its queue was not measured."] };
  }
  const redis = await startRedis(["--appendfsync", "everysec"]);
  const address = readRedisUrl(redis.url);
  const nothing = (): void => undefined;
  const own = createRedisQueue<string>({
    keyOf: (item) => item,
    onFailure: nothing,
    random: Math.random,
    onError: nothing,
    prefix: "own",
    connect: (use) => connectRedis(address, use, nothing),
  });
  const connection = connectRedis(address, "prompt", nothing);
  const bare = new Queue("bare", { connection });
  bare.on("error", nothing);
  try {
    await connected(own);
    const best = [0, 0];
    for (let round = 0; round < ROUNDS; round += 1) {
      const adds = [
        (at: number) => own.enqueue(`${round}-${at}`, { delayMs: 1000 }),
        (at: number) => bare.add("item", { item: `${round}-${at}` }, { delay: 1000 }),
      ];
      for (const [index, add] of adds.entries()) {
        best[index] = Math.max(best[index] ?? 0, await perSecond(add));
      }
    }
    const [mine = 0, theirs = 1] = best;
    const times = `${shown(Math.round(mine))} / ${shown(Math.round(theirs))} a second`;
    return {
      rows: [
        atLeast(
          `items added on Redis, in those of BullMQ's own add (${times})`,
          mine / theirs,
          0.7,
        ),
      ],
    };
  } finally {
    await own.close({ drainMs: 0 });
    await bare.close();
    connection.disconnect();
    await redis.close();
  }
}

async function perSecond(add: (at: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const start = performance.now();
  const loop = async (): Promise<void> => {
    while (next < ITEMS) await add(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, loop));
  return (ITEMS * 1000) / (performance.now() - start);
}

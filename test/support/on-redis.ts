import { afterAll, beforeAll, describe } from "#jest";
import { connectRedis, readRedisUrl, type RedisClient } from "../../src/storage/redis.js";
import { hasRedis, startRedis, type TestRedis } from "./redis.js";

/**
 * `describe` with a Redis of its own and a client for it; skipped where no Redis can be started.
 *
 * @param tests defines the tests; the client is there once they run
 */
export function describeOnRedis(name: string, tests: (client: () => RedisClient) => void): void {
  (hasRedis ? describe : describe.skip)(name, () => {
    let redis: TestRedis;
    let client: RedisClient;

    beforeAll(async () => {
      redis = await startRedis();
      client = connectRedis(readRedisUrl(redis.url), "patient", () => undefined);
    });

    afterAll(async () => {
      client.disconnect();
      await redis.close();
    });

    tests(() => client);
  });
}

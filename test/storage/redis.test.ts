import { describe, expect, test } from "#jest";
import { databaseOf, readRedisUrl } from "../../src/storage/redis.js";

describe("the address of Redis", () => {
  test.each(["redis://localhost:6379", "rediss://user:p%40ss@redis.example:6380/2"])(
    "%s is left to ioredis",
    (url) => {
      expect(readRedisUrl(url)).toEqual({ kind: "server", url });
    },
  );

  test.each([
    ["redis://localhost", 0],
    ["redis://localhost/", 0],
    ["rediss://user:secret@localhost:6380/12", 12],
    ["redis+sentinel://one,two/main/3", 3],
    ["redis+cluster://one,two", undefined],
  ])("%s names database %s", (url, database) => {
    expect(databaseOf(readRedisUrl(url))).toBe(database);
  });

  test("sentinels, with the name of their master", () => {
    expect(readRedisUrl("redis+sentinel://user:p%40ss@one:26380,[::1],two/main/3")).toEqual({
      kind: "sentinel",
      nodes: [
        { host: "one", port: 26_380 },
        { host: "::1", port: 26_379 },
        { host: "two", port: 26_379 },
      ],
      options: {
        username: "user",
        password: "p@ss",
        name: "main",
        db: 3,
        enableTLSForSentinelMode: false,
      },
    });
  });

  test("a sentinel without the number of a database means the first", () => {
    expect(readRedisUrl("redis+sentinel://one/main")).toMatchObject({
      options: { name: "main", db: 0 },
    });
  });

  test("a cluster, with TLS and a password alone", () => {
    expect(readRedisUrl("rediss+cluster://:secret@one:7000,two:7001")).toEqual({
      kind: "cluster",
      nodes: [
        { host: "one", port: 7000 },
        { host: "two", port: 7001 },
      ],
      options: { password: "secret", tls: {} },
    });
  });

  test.each([
    "",
    "http://localhost",
    "redis://",
    "redis+sentinel://one:26379",
    "redis+cluster://one/0",
    "redis+cluster://one:port",
    "redis+sentinel:///main",
  ])("%j is refused, in words that name no secret", (url) => {
    expect(() => readRedisUrl(url)).toThrow(/must look like redis:\/\//);
    const secret = url.replace("//", "//:hunter2@");
    expect(() => readRedisUrl(secret)).not.toThrow(/hunter2/);
  });
});

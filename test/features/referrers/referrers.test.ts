import { beforeEach, describe, expect, test } from "#jest";
import {
  createInMemoryReferrers,
  createRedisReferrers,
  type Referrers,
} from "../../../src/features/referrers/index.js";
import { issueRef, type IssueRef } from "../../../src/model/refs.js";
import { describeOnRedis } from "../../support/on-redis.js";

const HOUR_MS = 60 * 60 * 1000;
const repository = { installationId: 7, owner: "octo", repo: "api" };
const issue = (number: number): IssueRef => issueRef(repository, number);

let now = 0;
let referrers: Referrers;

function contract(make: () => Referrers): void {
  beforeEach(() => {
    now = 1_000_000_000_000;
    referrers = make();
  });

  test("nothing is known before all status comments were read", async () => {
    await referrers.note(issue(3), [45]);
    expect(await referrers.find(repository, [45])).toBeUndefined();
    await referrers.complete(repository);
    expect(await referrers.find(repository, [45])).toEqual([3]);
    expect(await referrers.find(repository, [46])).toEqual([]);
    expect(await referrers.find({ ...repository, repo: "web" }, [45])).toBeUndefined();
    expect(await referrers.find({ ...repository, installationId: 8 }, [45])).toBeUndefined();
  });

  test("what is noted while they are read, before or after is known with them, each issue once", async () => {
    await referrers.complete(repository);
    await referrers.note(issue(3), [45, 46]);
    await referrers.note({ ...issue(5), owner: "OCTO" }, [46]);
    await referrers.note(issue(6), []);
    await referrers.complete(repository);
    await referrers.note(issue(3), [47]);
    const found = await referrers.find(repository, [46, 47, 45]);
    expect(found?.toSorted()).toEqual([3, 5]);
    expect(await referrers.find(repository, [47])).toEqual([3]);
  });

  test("what nobody has noted for long goes with the next reading", async () => {
    await referrers.note(issue(3), [45]);
    now += HOUR_MS;
    await referrers.complete(repository);
    expect(await referrers.find(repository, [45])).toEqual([3]);
    now += 2 * HOUR_MS;
    await referrers.complete(repository);
    expect(await referrers.find(repository, [45])).toEqual([]);
  });

  test("more than is remembered is not known", async () => {
    await referrers.complete(repository);
    const many = Array.from({ length: 10_000 }, (_, index) => index + 1);
    await referrers.note(issue(3), many);
    expect(await referrers.find(repository, [45])).toBeUndefined();
    await referrers.complete(repository);
    expect(await referrers.find(repository, [45])).toBeUndefined();
  });
}

describe("who refers to what, in the memory of a process", () => {
  contract(() => createInMemoryReferrers(() => now));

  test("is known for an hour", async () => {
    await referrers.complete(repository);
    now += HOUR_MS - 1;
    expect(await referrers.find(repository, [45])).toEqual([]);
    now += 1;
    expect(await referrers.find(repository, [45])).toBeUndefined();
  });
});

describeOnRedis("who refers to what, in Redis", (client) => {
  let made = 0;
  const inRedis = (): Referrers => createRedisReferrers(client(), `referrers-${made}`, () => now);

  contract(() => {
    made += 1;
    return inRedis();
  });

  test("is the same for all replicas, for an hour", async () => {
    const other = inRedis();
    await referrers.complete(repository);
    await other.note(issue(3), [45]);
    expect(await referrers.find(repository, [45])).toEqual([3]);
    const keys = await client().keys(`{referrers-${made}}*`);
    const times = await Promise.all(keys.map((key) => client().pttl(key)));
    expect(Math.min(...times)).toBeGreaterThan(HOUR_MS - 60_000);
    expect(Math.min(...times)).toBeLessThanOrEqual(HOUR_MS);
    expect(Math.max(...times)).toBeGreaterThan(2 * HOUR_MS);
  });
});

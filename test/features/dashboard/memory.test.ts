import { describe, expect, test } from "#jest";
import {
  createDashboardCache,
  createInMemoryDashboards,
  createRedisDashboards,
  type Dashboards,
} from "../../../src/features/dashboard/memory.js";
import { describeOnRedis } from "../../support/on-redis.js";

const repository = { installationId: 7, owner: "octo", repo: "api" };

function contract(make: () => Dashboards): void {
  test("two installations of one repository know nothing of each other", async () => {
    const dashboards = make();
    await dashboards.note(repository, 12);
    expect(await dashboards.find({ ...repository, owner: "OCTO" })).toBe(12);
    expect(await dashboards.find({ ...repository, installationId: 8 })).toBeUndefined();
    expect(await dashboards.find({ ...repository, repo: "web" })).toBeUndefined();
    await dashboards.note(repository, undefined);
    expect(await dashboards.find(repository)).toBeUndefined();
  });
}

describe("in memory", () => contract(createInMemoryDashboards));
describeOnRedis("on Redis", (client) => contract(() => createRedisDashboards(client(), "test")));

test("what was read for one installation is not shown to another", () => {
  const cache = createDashboardCache();
  cache.setPlans(repository, { since: "2026-11-28T00:00:00Z", plans: new Map() });
  cache.setLookedAt(repository, 5);
  expect(cache.plans({ ...repository, installationId: 8 })).toBeUndefined();
  expect(cache.lookedAt({ ...repository, installationId: 8 })).toBeUndefined();
  expect(cache.lookedAt(repository)).toBe(5);
});

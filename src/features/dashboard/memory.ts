import { LRUCache } from "lru-cache";
import type { PlanSummary } from "../../model/metadata.js";
import { installedKey, type RepositoryRef } from "../../model/refs.js";
import type { RedisClient } from "../../storage/redis.js";

/** For how long a dashboard is known, in milliseconds: each sweep of its repository looks for it again. */
const KNOWN_MS = 24 * 60 * 60 * 1000;

const MAX_REPOSITORIES = 10_000;

/**
 * Which repositories have a dashboard, and the number of its issue. Without it, each run would have to
 * look for the issue among all that the App opened.
 */
export interface Dashboards {
  readonly find: (repository: RepositoryRef) => Promise<number | undefined>;
  /** Notes the number of a dashboard that is open; `undefined` for none. */
  readonly note: (repository: RepositoryRef, number: number | undefined) => Promise<void>;
}

/** What a process that is alone remembers. */
export function createInMemoryDashboards(): Dashboards {
  const known = new LRUCache<string, number>({ max: MAX_REPOSITORIES });
  return {
    find: (repository) => Promise.resolve(known.get(installedKey(repository))),
    note(repository, number) {
      if (number === undefined) known.delete(installedKey(repository));
      else known.set(installedKey(repository), number);
      return Promise.resolve();
    },
  };
}

/** What all replicas with the same `prefix` remember together. */
export function createRedisDashboards(client: RedisClient, prefix: string): Dashboards {
  const keyOf = (repository: RepositoryRef): string =>
    `{${prefix}}:dashboard:${installedKey(repository)}`;
  return {
    async find(repository) {
      const number = Number(await client.get(keyOf(repository)));
      return Number.isSafeInteger(number) && number > 0 ? number : undefined;
    },
    async note(repository, number) {
      if (number === undefined) await client.del(keyOf(repository));
      else await client.set(keyOf(repository), String(number), "PX", KNOWN_MS);
    },
  };
}

/** What a status comment says of its plan, as far as the dashboard needs it. */
export interface KnownPlan {
  readonly pull: number | undefined;
  readonly summary: PlanSummary | undefined;
  readonly progress: { readonly done: number; readonly total: number } | undefined;
  readonly since: number | undefined;
  readonly movedAt: number | undefined;
}

/** What was read of a repository's status comments. */
export interface KnownPlans {
  /** What changed at this time or later is not in it for sure: UTC, ISO 8601. */
  readonly since: string;
  /** By issue; `undefined` where it has no status comment. */
  readonly plans: ReadonlyMap<number, KnownPlan | undefined>;
}

/** Plans that are remembered in the memory of a process, of all repositories. */
const MAX_PLANS = 50_000;

/**
 * The plans of repositories with a dashboard, and when each dashboard was looked at last. With it, a
 * look at 300 plans costs a request for what changed; without it, one for each of them
 * (`npm run bench`, group counts).
 */
export interface DashboardCache {
  readonly plans: (repository: RepositoryRef) => KnownPlans | undefined;
  readonly setPlans: (repository: RepositoryRef, known: KnownPlans) => void;
  /** Milliseconds since 1970; `undefined` where this process has not looked yet. */
  readonly lookedAt: (repository: RepositoryRef) => number | undefined;
  readonly setLookedAt: (repository: RepositoryRef, at: number) => void;
}

/** An empty cache. */
export function createDashboardCache(): DashboardCache {
  const plans = new LRUCache<string, KnownPlans>({
    maxSize: MAX_PLANS,
    sizeCalculation: (known) => 1 + known.plans.size,
  });
  const looks = new LRUCache<string, number>({ max: MAX_REPOSITORIES });
  return {
    plans: (repository) => plans.get(installedKey(repository)),
    setPlans: (repository, known) => void plans.set(installedKey(repository), known),
    lookedAt: (repository) => looks.get(installedKey(repository)),
    setLookedAt: (repository, at) => void looks.set(installedKey(repository), at),
  };
}

import { LRUCache } from "lru-cache";
import { DeferError, RetryError } from "../model/errors.js";
import { workKey, type WorkItem } from "../model/refs.js";
import type { RedisClient } from "../storage/redis.js";

/** GitHub counts an installation's requests by the hour, in milliseconds. */
const HOUR_MS = 60 * 60 * 1000;

/**
 * An installation's requests an hour until GitHub says how many it has.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#primary-rate-limit-for-github-app-installations
 */
const DEFAULT_LIMIT = 5000;

/** Items whose requests are remembered in the memory of a process. */
const MAX_ITEMS = 50_000;

/** How many requests each item has made in an hour. */
export interface RequestCounts {
  readonly get: (key: string) => Promise<number>;
  readonly add: (key: string, count: number) => Promise<void>;
}

/** What a process that is alone has counted. */
export function createInMemoryRequestCounts(): RequestCounts {
  const counts = new LRUCache<string, number>({ max: MAX_ITEMS, ttl: HOUR_MS });
  return {
    get: (key) => Promise.resolve(counts.get(key) ?? 0),
    add(key, count) {
      counts.set(key, (counts.get(key) ?? 0) + count);
      return Promise.resolve();
    },
  };
}

/** What all replicas with the same `prefix` have counted together. */
export function createRedisRequestCounts(client: RedisClient, prefix: string): RequestCounts {
  const of = (key: string): string => `{${prefix}}:requests:${key}`;
  return {
    async get(key) {
      const count = Number(await client.get(of(key)));
      return Number.isFinite(count) ? count : 0;
    },
    async add(key, count) {
      await client.incrby(of(key), count);
      await client.pexpire(of(key), HOUR_MS);
    },
  };
}

/** The requests of one run, counted with those of the runs before it in the same hour. */
export interface RequestAccount {
  /** `fetch` that counts what GitHub counts; calls `onSpent` when the share is used up. */
  readonly counted: (send: typeof fetch) => typeof fetch;
  /** Remembers what the run has used. */
  readonly close: () => Promise<void>;
}

/** What {@link openAccount} needs. */
interface AccountOptions {
  readonly counts: RequestCounts;
  /** The share of an installation's requests that one item may use in an hour, in percent. */
  readonly percent: number;
  readonly now: () => number;
  /** Called once, with the milliseconds after which the item may go on: the next hour. */
  readonly onSpent: (afterMs: number) => void;
}

/**
 * The account of an item that is about one issue, pull request or commit: no single one, however
 * unlucky or hostile, uses more than a share of what its installation has. What is about whole
 * repositories has none.
 */
export async function openAccount(
  item: WorkItem,
  { counts, percent, now, onSpent }: AccountOptions,
): Promise<RequestAccount | undefined> {
  if (!SINGLE.has(item.kind)) return undefined;
  const hour = Math.floor(now() / HOUR_MS);
  const key = `${hour}:${workKey(item)}`;
  const before = await counts.get(key);
  let used = 0;
  let limit = DEFAULT_LIMIT;
  let isSpent = false;
  return {
    counted: (send) => async (input, init) => {
      const answer = await send(input, init);
      // GitHub does not count these.
      if (answer.status !== 304) used += 1;
      const stated = Number(answer.headers.get("x-ratelimit-limit") ?? Number.NaN);
      // The limit of GraphQL is another one.
      if (stated > 0 && answer.headers.get("x-ratelimit-resource") !== "graphql") limit = stated;
      if (!isSpent && before + used >= (limit * percent) / 100) {
        isSpent = true;
        onSpent((hour + 1) * HOUR_MS - now());
      }
      return answer;
    },
    close: () => (used === 0 ? Promise.resolve() : counts.add(key, used)),
  };
}

const SINGLE: ReadonlySet<WorkItem["kind"]> = new Set(["issue", "pull", "commit", "group"]);

/** Items of one installation that are worked off at the same time; its writes are spaced anyway. */
const PLACES = 10;

/** A wait of more than this goes back to the queue, in milliseconds. */
const SHORT_WAIT_MS = 2000;

/**
 * How long an item is put off at least, and at most from when its installation has its turn, in
 * milliseconds: runs may take much less time from now on than they did, and then nobody would be
 * there to take the free places.
 */
const SHORTEST_MS = 500;
const LONGEST_MS = 15_000;

/** Lets the items of each installation in, a few at a time, so that none takes all the workers. */
export interface InstallationLimiter {
  /**
   * Does `work`, unless its installation has enough going on or waits for its rate limit.
   *
   * @throws DeferError where it is not its turn, with a time at which it may be
   */
  enter<R>(installationId: number, work: () => Promise<R>): Promise<R>;
}

interface Installation {
  inside: number;
  /** Milliseconds since the epoch: until when GitHub asked for patience. */
  closedUntil: number;
  /** Milliseconds since the epoch: when the next place is likely to be free. */
  nextPlace: number;
  /** How long its items usually take, in milliseconds. */
  usualMs: number;
}

/** @param now milliseconds since the epoch */
export function createInstallationLimiter(now: () => number): InstallationLimiter {
  const installations = new Map<number, Installation>();

  function putOff(of: Installation, from: number): DeferError {
    const apartMs = of.usualMs / PLACES;
    const next = Math.max(of.nextPlace, from) + apartMs;
    // A long line is laid over the same stretch again and again: did its end come all at once, most
    // of it would be put off once more, and the places would be empty until then.
    of.nextPlace = next > from + LONGEST_MS ? from + apartMs : next;
    return new DeferError("not its turn", Math.max(of.nextPlace - now(), SHORTEST_MS));
  }

  return {
    async enter(installationId, work) {
      const of = installations.get(installationId) ?? newInstallation();
      installations.set(installationId, of);
      if (of.closedUntil > now()) throw putOff(of, of.closedUntil);
      if (of.inside >= PLACES) throw putOff(of, now());
      of.inside += 1;
      const start = now();
      try {
        return await work();
      } catch (error) {
        if (error instanceof RetryError && error.afterMs > SHORT_WAIT_MS) {
          of.closedUntil = Math.max(of.closedUntil, now() + error.afterMs);
        }
        throw error;
      } finally {
        of.inside -= 1;
        of.usualMs = of.usualMs * 0.8 + (now() - start) * 0.2;
        forget(installations, now());
      }
    },
  };
}

/** Keeps the table small: an installation that nothing is known of any more is as good as new. */
function forget(installations: Map<number, Installation>, now: number): void {
  if (installations.size < 1000) return;
  for (const [id, { inside, closedUntil, nextPlace }] of installations) {
    if (inside === 0 && closedUntil < now && nextPlace < now) installations.delete(id);
  }
}

function newInstallation(): Installation {
  return { inside: 0, closedUntil: 0, nextPlace: 0, usualMs: 1000 };
}

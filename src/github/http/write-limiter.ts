import { isGraphQL } from "./client.js";
import type { RedisClient } from "../../storage/redis.js";

/** GitHub allows 30 searches a minute. */
const SEARCH_SPACING_MS = 2000;

/** Installations whose slots are kept in memory before those that have passed are dropped. */
const MAX_KEYS = 1000;

/** Writes that notify people come this many times further apart: GitHub's guidance leads to it. */
const NOTIFICATION_FACTOR = 3;

/**
 * Writes that notify people. An update of a comment is none.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
 */
const NOTIFYING =
  /^\/repos\/[^/]+\/[^/]+\/(?:issues|pulls|(?:issues|pulls|commits)\/[^/]+\/comments(?:\/[^/]+\/replies)?|pulls\/[^/]+\/(?:merge|requested_reviewers|reviews))$/;

/** Requests for tokens: none of them counts as a write. */
const TOKENS = /^\/app\/installations\/[^/]+\/access_tokens$/;

/** A request before it is sent. */
interface PlannedRequest {
  readonly method: string;
  /** Path or address; parts of it may still be names in braces. */
  readonly url: string;
  /** Whose limit it counts against; empty for the App itself. */
  readonly installation: string;
}

/** Whether a request changes something on GitHub: neither a read nor a request for a token. */
export function isWrite(method: string, url: string): boolean {
  if (method === "GET" || method === "HEAD" || isGraphQL(url)) return false;
  return !TOKENS.test(new URL(url, "http://localhost").pathname);
}

/** Keeps a time between the writes of each installation, and between searches. */
export interface WriteLimiter {
  /** Resolves when the request may be sent. */
  readonly wait: (request: PlannedRequest) => Promise<void>;
  /** Gives the spacing up, for what is still to be written before the process ends. */
  readonly hurry: () => void;
}

/** A Redis in which replicas share the spacing. */
export interface SharedSpacing {
  readonly client: RedisClient;
  /** Start of all keys; replicas with the same one share the spacing. */
  readonly prefix: string;
}

/** Reserves the next free slot of `key`, `spacingMs` after the one before; in how many ms it is. */
type Reserve = (key: string, spacingMs: number) => Promise<number>;

/**
 * A slot is reserved and then waited for, so a replica that is killed leaves its slots empty and
 * blocks nobody.
 *
 * @param spacingMs milliseconds between writes of one installation; three times that between those
 *   that notify people
 * @param shared where replicas share the spacing; in the memory of this process without it
 */
export function createWriteLimiter(spacingMs: number, shared?: SharedSpacing): WriteLimiter {
  const reserve = shared === undefined ? inMemorySlots() : redisSlots(shared);
  const sleeping = new Set<() => void>();
  let hurrying = false;

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        sleeping.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      sleeping.add(wake);
    });
  }

  async function space(kind: string, installation: string, ms: number): Promise<void> {
    if (ms === 0 || hurrying) return;
    const delayMs = await reserve(`${kind}:${installation}`, ms);
    // `hurry` may have been called meanwhile.
    if (delayMs > 0 && !isHurrying()) await sleep(delayMs);
  }

  const isHurrying = (): boolean => hurrying;

  return {
    async wait({ method, url, installation }) {
      const { pathname } = new URL(url, "http://localhost");
      if (method === "GET" || method === "HEAD") {
        if (pathname.startsWith("/search/")) await space("search", installation, SEARCH_SPACING_MS);
        return;
      }
      if (!isWrite(method, url)) return;
      await space("write", installation, spacingMs);
      if (NOTIFYING.test(pathname))
        await space("notification", installation, NOTIFICATION_FACTOR * spacingMs);
    },
    hurry() {
      // The slots in Redis are the other replicas', too.
      if (shared !== undefined) return;
      hurrying = true;
      for (const wake of sleeping) wake();
    },
  };
}

function inMemorySlots(): Reserve {
  /** Milliseconds since the epoch: the next free slot. */
  const next = new Map<string, number>();
  return (key, spacingMs) => {
    const now = Date.now();
    const slot = Math.max(now, next.get(key) ?? 0);
    next.set(key, slot + spacingMs);
    if (next.size > MAX_KEYS) for (const [old, at] of next) if (at < now) next.delete(old);
    return Promise.resolve(slot - now);
  };
}

/** By the clock of Redis, so that those of the replicas do not matter. */
const RESERVE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local slot = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
local free = slot + tonumber(ARGV[1])
redis.call('SET', KEYS[1], string.format('%d', free), 'PX', string.format('%d', free - now))
return slot - now
`;

function redisSlots({ client, prefix }: SharedSpacing): Reserve {
  return async (key, spacingMs) =>
    Number(await client.eval(RESERVE, 1, `{${prefix}}:spacing:${key}`, spacingMs));
}

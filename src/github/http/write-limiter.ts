import { RetryError } from "../../model/errors.js";
import type { RedisClient } from "../../storage/redis.js";
import { isGraphQL } from "./client.js";

/** Writes that may come at once, and those of them that notify people. */
const BURST = 10;
const NOTIFYING_BURST = 3;

/** A write is earned in one second, one that notifies people in three. */
const NOTIFYING_FACTOR = 3;

/**
 * Requests that create content in an hour, and its seconds. The 80 of a minute are never reached: the
 * bucket gives 70.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const CREATED_AN_HOUR = 500;
const HOUR = 3600;

/** A longer wait is none for a run: its item comes again. In milliseconds; half of what a run may take. */
const MAX_WAIT_MS = 5 * 60 * 1000;

/** Installations that are kept in memory before those with nothing to remember are dropped. */
const MAX_INSTALLATIONS = 1000;

/** What decides which limits a write counts against. */
export interface WriteKind {
  /** People get a message of it. */
  readonly notifies: boolean;
  /** GitHub counts it as content that is created. */
  readonly creates: boolean;
}

/** When a write may be sent. */
interface Reservation {
  /** In so many milliseconds. */
  readonly delayMs: number;
  /** Whether that time is the write's own. If not, it is too far away: ask again then. */
  readonly isReserved: boolean;
  /** Writes that create something which the installation has left in its hour. */
  readonly left: number;
}

/**
 * What each installation may write: a bucket of {@link BURST} writes, one for those that notify people,
 * and a window for those that create something. A time is reserved and then waited for, so a
 * replica that is killed leaves its times empty and blocks nobody.
 */
export interface WriteBudget {
  readonly reserve: (installation: string, kind: WriteKind) => Promise<Reservation>;
  /** GitHub has reported a secondary rate limit: there are no bursts for an hour. */
  readonly endBursts: (installation: string) => Promise<void>;
}

/** A Redis in which replicas share the budget. */
export interface SharedBudget {
  readonly client: RedisClient;
  /** Start of all keys; replicas with the same one share the budget. */
  readonly prefix: string;
}

/** All times are milliseconds since the epoch. */
interface Installation {
  /** When the bucket is full again. */
  full: number;
  notifyingFull: number;
  /** Writes of the last hour that create something, oldest first. */
  readonly created: number[];
  burstsFrom: number;
}

/** How fast a budget is earned. */
interface Pace {
  /** What counts as a second of the limits, in milliseconds: 1000 as GitHub has them. */
  readonly secondMs: number;
  /** How many may come at once; {@link BURST} by default. */
  readonly burst?: number;
}

/** @param now milliseconds since the epoch */
export function createInMemoryBudget(
  { secondMs, burst: most = BURST }: Pace,
  now: () => number,
): WriteBudget {
  const installations = new Map<string, Installation>();
  const hour = HOUR * secondMs;

  function installation(name: string): Installation {
    const known = installations.get(name);
    if (known !== undefined) return known;
    if (installations.size >= MAX_INSTALLATIONS) forget();
    const created = { full: 0, notifyingFull: 0, created: [], burstsFrom: 0 };
    installations.set(name, created);
    return created;
  }

  function forget(): void {
    for (const [name, { full, notifyingFull, created, burstsFrom }] of installations) {
      const last = Math.max(full, notifyingFull, burstsFrom, (created.at(-1) ?? 0) + hour);
      if (last <= now()) installations.delete(name);
    }
  }

  return {
    reserve(name, { notifies, creates }) {
      const of = installation(name);
      const time = now();
      const { created } = of;
      while (created[0] !== undefined && created[0] <= time - hour) created.shift();
      const isSlow = time < of.burstsFrom;
      const ahead = (burst: number): number => (isSlow ? 0 : burst - 1);
      const slow = NOTIFYING_FACTOR * secondMs;
      let slot = Math.max(time, of.full - ahead(most) * secondMs);
      if (notifies) slot = Math.max(slot, of.notifyingFull - ahead(NOTIFYING_BURST) * slow);
      if (creates) {
        const nth = (count: number): number => created.at(-count) ?? -Infinity;
        slot = Math.max(slot, nth(1), nth(CREATED_AN_HOUR) + hour);
      }
      const delayMs = slot - time;
      const isReserved = delayMs <= MAX_WAIT_MS;
      if (isReserved) {
        of.full = Math.max(of.full, slot) + secondMs;
        if (notifies) of.notifyingFull = Math.max(of.notifyingFull, slot) + slow;
        if (creates) created.push(slot);
      }
      const left = Math.max(0, CREATED_AN_HOUR - created.length);
      return Promise.resolve({ delayMs, isReserved, left });
    },
    endBursts(name) {
      installation(name).burstsFrom = now() + hour;
      return Promise.resolve();
    },
  };
}

/** The same in one step, by the clock of Redis, so that those of the replicas do not matter. */
const RESERVE = `
local second, notifies, creates = tonumber(ARGV[2]), ARGV[3] == '1', ARGV[4] == '1'
local clock = redis.call('TIME')
local now = tonumber(ARGV[1]) or clock[1] * 1000 + math.floor(clock[2] / 1000)
local hour = ${HOUR} * second
local function get(field) return tonumber(redis.call('HGET', KEYS[1], field) or '0') end
local function created(index) return tonumber(redis.call('LINDEX', KEYS[2], index) or '-inf') end
while created(-1) > -math.huge and created(-1) <= now - hour do redis.call('RPOP', KEYS[2]) end
local slow = ${NOTIFYING_FACTOR} * second
local full, notifyingFull = get('full'), get('notifying')
local burst, notifyingBurst = tonumber(ARGV[5]) - 1, ${NOTIFYING_BURST - 1}
if now < get('burstsFrom') then burst, notifyingBurst = 0, 0 end
local slot = math.max(now, full - burst * second)
if notifies then slot = math.max(slot, notifyingFull - notifyingBurst * slow) end
if creates then
  slot = math.max(slot, created(0), created(${CREATED_AN_HOUR - 1}) + hour)
end
local reserved = slot - now <= ${MAX_WAIT_MS}
if reserved then
  redis.call('HSET', KEYS[1], 'full', string.format('%d', math.max(full, slot) + second))
  if notifies then
    redis.call('HSET', KEYS[1], 'notifying', string.format('%d', math.max(notifyingFull, slot) + slow))
  end
  if creates then redis.call('LPUSH', KEYS[2], string.format('%d', slot)) end
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, hour + ${MAX_WAIT_MS}) end
end
return { slot - now, reserved and 1 or 0, math.max(0, ${CREATED_AN_HOUR} - redis.call('LLEN', KEYS[2])) }
`;

const END_BURSTS = `
local clock = redis.call('TIME')
local now = tonumber(ARGV[1]) or clock[1] * 1000 + math.floor(clock[2] / 1000)
local hour = ${HOUR} * tonumber(ARGV[2])
redis.call('HSET', KEYS[1], 'burstsFrom', string.format('%d', now + hour))
redis.call('PEXPIRE', KEYS[1], hour + ${MAX_WAIT_MS})
`;

/** @param now milliseconds since the epoch, in place of the clock of Redis */
export function createRedisBudget(
  { secondMs, burst = BURST }: Pace,
  { client, prefix }: SharedBudget,
  now: () => number | "" = () => "",
): WriteBudget {
  const key = (installation: string): string => `{${prefix}}:writes:${installation}`;
  return {
    async reserve(installation, { notifies, creates }) {
      const own = key(installation);
      const [delayMs, reserved, left] = reply(
        await client.eval(
          RESERVE,
          2,
          own,
          `${own}:created`,
          now(),
          secondMs,
          notifies ? 1 : 0,
          creates ? 1 : 0,
          burst,
        ),
      );
      return { delayMs, isReserved: reserved === 1, left };
    },
    async endBursts(installation) {
      await client.eval(END_BURSTS, 1, key(installation), now(), secondMs);
    },
  };
}

function reply(answer: unknown): readonly [number, number, number] {
  const [first, second, third] = Array.isArray(answer) ? answer.map(Number) : [];
  return [first ?? 0, second ?? 0, third ?? 0];
}

/** GitHub allows 30 searches a minute: one in two seconds. */
const SEARCHES = { secondMs: 2000, burst: 1 };

/**
 * Writes that notify people. An update of a comment is none.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
 */
const NOTIFYING =
  /^\/repos\/[^/]+\/[^/]+\/(?:issues|pulls|(?:issues|pulls|commits)\/[^/]+\/comments(?:\/[^/]+\/replies)?|pulls\/[^/]+\/(?:merge|requested_reviewers|reviews))$/;

/**
 * What is no content, though it is made by a `POST`: Git objects that no branch shows yet, and what
 * is put on something that is there. GitHub does not say what it counts: see docs/github-contract.md.
 */
const NO_CONTENT =
  /^\/repos\/[^/]+\/[^/]+\/(?:git\/(?:blobs|trees|commits)|issues\/[^/]+\/(?:labels|assignees)|pulls\/[^/]+\/requested_reviewers)$/;

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
  return !TOKENS.test(pathOf(url));
}

function kindOf(method: string, path: string): WriteKind {
  const makes = method === "POST" || method === "PUT";
  return { notifies: NOTIFYING.test(path), creates: makes && !NO_CONTENT.test(path) };
}

/** What is known of a write before it is sent. */
export interface WriteTurn {
  /** How long it waited, in milliseconds. */
  readonly waitedMs: number;
  /** Writes that create something which its installation has left in its hour. */
  readonly left: number;
}

/** Keeps the writes of each installation, and its searches, within GitHub's limits. */
export interface WriteLimiter {
  /**
   * Resolves when the request may be sent; `undefined` where no limit of ours holds for it.
   *
   * @throws RetryError where that takes too long for a run to wait
   */
  readonly wait: (request: PlannedRequest) => Promise<WriteTurn | undefined>;
  /** GitHub has reported a secondary rate limit: the installation's writes come without bursts for an hour. */
  readonly endBursts: (installation: string) => Promise<void>;
  /** Gives the limits up, for what is still to be written before the process ends. */
  readonly hurry: () => void;
}

/**
 * @param secondMs what counts as a second of GitHub's limits, in milliseconds; 0: there are none
 * @param shared where replicas share the limits; in the memory of this process without it
 */
export function createWriteLimiter(secondMs: number, shared?: SharedBudget): WriteLimiter {
  const budgetOf = (pace: { readonly secondMs: number; readonly burst?: number }) =>
    shared === undefined ? createInMemoryBudget(pace, Date.now) : createRedisBudget(pace, shared);
  const writes = budgetOf({ secondMs });
  const searches = budgetOf(SEARCHES);
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

  async function waitUntil({ delayMs, isReserved }: { delayMs: number; isReserved: boolean }) {
    if (isHurrying()) return;
    if (!isReserved) throw new RetryError("GitHub's limit of what is created in an hour", delayMs);
    if (delayMs > 0) await sleep(delayMs);
  }

  // It may change while somebody waits, whatever the compiler thinks.
  const isHurrying = (): boolean => hurrying;

  return {
    async wait({ method, url, installation }) {
      const path = pathOf(url);
      if (hurrying) return undefined;
      if (method === "GET" && path.startsWith("/search/")) {
        const kind = { notifies: false, creates: false };
        await waitUntil(await searches.reserve(`${installation}:search`, kind));
      }
      if (secondMs === 0 || !isWrite(method, url)) return undefined;
      const startedAt = performance.now();
      const reservation = await writes.reserve(installation, kindOf(method, path));
      await waitUntil(reservation);
      return { waitedMs: performance.now() - startedAt, left: reservation.left };
    },
    endBursts: (installation) => writes.endBursts(installation),
    hurry() {
      // The budget in Redis is the other replicas', too.
      if (shared !== undefined) return;
      hurrying = true;
      for (const wake of sleeping) wake();
    },
  };
}

function pathOf(url: string): string {
  return new URL(url, "http://localhost").pathname;
}

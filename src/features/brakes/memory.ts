import { LRUCache } from "lru-cache";
import { workKey, type IssueRef } from "../../model/refs.js";
import type { RedisClient } from "../../storage/redis.js";
import { FORGOTTEN_MS, isForgotten, pressBrake, type Brake } from "./rules.js";

/** Issues whose brakes are remembered in the memory of a process. */
const MAX_ISSUES = 10_000;

/** What `Brakes.press` finds. */
interface Pressed {
  /** Whether the correction is made now. */
  readonly free: boolean;
  /** When it may be made again: milliseconds since 1970. */
  readonly until: number;
  /** Whether this is the first time that it has to wait. */
  readonly first: boolean;
}

/**
 * How often the bot put the same thing right on an issue. It is kept where the queue is, never on
 * GitHub: what is fought over there may be the comment.
 */
export interface Brakes {
  /** The corrections of an issue that had to wait and are not forgotten. */
  readonly contested: (issue: IssueRef) => Promise<readonly string[]>;
  /** Asks whether a correction is made now, and counts it if so. */
  readonly press: (issue: IssueRef, correction: string) => Promise<Pressed>;
}

type Stored = Readonly<Record<string, Brake>>;

/** What a process that is alone remembers. */
export function createInMemoryBrakes(now: () => number): Brakes {
  const known = new LRUCache<string, Stored>({ max: MAX_ISSUES, ttl: FORGOTTEN_MS });
  return brakesOn(
    {
      get: (key) => Promise.resolve(known.get(key) ?? {}),
      set: (key, correction, brake) => {
        known.set(key, { ...known.get(key), [correction]: brake });
        return Promise.resolve();
      },
    },
    now,
  );
}

/** What all replicas with the same `prefix` remember together. */
export function createRedisBrakes(client: RedisClient, prefix: string, now: () => number): Brakes {
  const of = (key: string): string => `{${prefix}}:brakes:${key}`;
  return brakesOn(
    {
      async get(key) {
        const fields = Object.entries(await client.hgetall(of(key)));
        return Object.fromEntries(
          fields.flatMap(([correction, text]) => {
            const brake = readBrake(text);
            return brake === undefined ? [] : [[correction, brake]];
          }),
        );
      },
      async set(key, correction, brake) {
        await client.hset(of(key), correction, writeBrake(brake));
        await client.pexpire(of(key), FORGOTTEN_MS);
      },
    },
    now,
  );
}

/** Keeps brakes by issue and correction. An issue has one run at a time: nothing comes in between. */
interface BrakeStore {
  readonly get: (key: string) => Promise<Stored>;
  readonly set: (key: string, correction: string, brake: Brake) => Promise<void>;
}

function brakesOn(store: BrakeStore, now: () => number): Brakes {
  return {
    async contested(issue) {
      const brakes = Object.entries(await store.get(workKey(issue)));
      return brakes.flatMap(([correction, brake]) =>
        brake.waits > 0 && !isForgotten(brake, now()) ? [correction] : [],
      );
    },
    async press(issue, correction) {
      const key = workKey(issue);
      const before = (await store.get(key))[correction];
      const { brake, free } = pressBrake(before, now());
      if (brake !== before) await store.set(key, correction, brake);
      return { free, until: brake.until, first: brake.waits === 1 && before?.waits === 0 };
    },
  };
}

/** `<waits> <until> <times>`; a text that is none of that is as good as nothing. */
function writeBrake({ times, waits, until }: Brake): string {
  return [waits, until, ...times].join(" ");
}

function readBrake(text: string): Brake | undefined {
  const [waits, until, ...times] = text.split(" ").map(Number);
  const all = [waits, until, ...times];
  if (waits === undefined || until === undefined || !all.every(Number.isFinite)) return undefined;
  return { waits, until, times };
}

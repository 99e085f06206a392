import * as z from "zod";
import type { Kept } from "../storage/state-file.js";
import { MAX_POISONED, MAX_STRIKES } from "./queue.js";

/** Which keys have strikes, and which are set aside, for a queue in memory. */
export interface Strikes {
  /** Strikes of a key so far. */
  readonly of: (key: string) => number;
  /** Notes a strike; whether the key has as many as set it aside. */
  readonly add: (key: string) => boolean;
  /** Takes one back. */
  readonly takeBack: (key: string) => void;
  /** The key has none any more. */
  readonly forget: (key: string) => void;
  /** Sets a key aside. Of more than {@link MAX_POISONED}, the oldest is forgotten. */
  readonly setAside: (key: string) => void;
  readonly isSetAside: (key: string) => boolean;
  /** The key is set aside no more. */
  readonly release: (key: string) => void;
  /** How many keys are set aside. */
  readonly count: () => number;
}

const stored = z.object({
  strikes: z.record(z.string(), z.int().positive()),
  aside: z.array(z.string()),
});

/** @param kept what the process before has noted, and what this one notes */
export function createStrikes(kept: Kept): Strikes {
  const before = stored.safeParse(kept.read()).data;
  const strikes = new Map(Object.entries(before?.strikes ?? {}));
  const aside = new Set(before?.aside);

  function save(): void {
    for (const all of [strikes, aside]) {
      const [oldest] = all.keys();
      if (all.size > MAX_POISONED && oldest !== undefined) all.delete(oldest);
    }
    kept.write({ strikes: Object.fromEntries(strikes), aside: [...aside] });
  }

  const own: Strikes = {
    of: (key) => strikes.get(key) ?? 0,
    add(key) {
      const count = own.of(key) + 1;
      strikes.set(key, count);
      save();
      return count >= MAX_STRIKES;
    },
    takeBack(key) {
      const count = own.of(key) - 1;
      if (count > 0) strikes.set(key, count);
      else strikes.delete(key);
      save();
    },
    forget(key) {
      if (strikes.delete(key)) save();
    },
    setAside(key) {
      aside.add(key);
      save();
    },
    isSetAside: (key) => aside.has(key),
    release(key) {
      if (aside.delete(key)) save();
    },
    count: () => aside.size,
  };
  return own;
}

import * as z from "zod";
import type { StatePart } from "../storage/state-file.js";
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

/** Each entry by itself: one that is wrong takes no other with it. */
const stored = z.object({
  strikes: z.record(z.string(), z.unknown()).catch({}),
  setAside: z.array(z.unknown()).catch([]),
});

const count = z.int().positive();

/** @param state what the process before has noted, and where this one notes it */
export function createStrikes(state: StatePart): Strikes {
  const before = stored.safeParse(state.read()).data;
  const strikes = new Map(
    Object.entries(before?.strikes ?? {}).flatMap(([key, value]): [string, number][] => {
      const { data } = count.safeParse(value);
      return data === undefined ? [] : [[key, data]];
    }),
  );
  const aside = new Set(before?.setAside.filter((key) => typeof key === "string"));
  trim();

  /** The oldest ones are forgotten. */
  function trim(): void {
    for (const all of [strikes, aside]) {
      for (const key of [...all.keys()].slice(0, -MAX_POISONED)) all.delete(key);
    }
  }

  function save(): void {
    trim();
    state.write({ strikes: Object.fromEntries(strikes), setAside: [...aside] });
  }

  const own: Strikes = {
    of: (key) => strikes.get(key) ?? 0,
    add(key) {
      const sum = own.of(key) + 1;
      strikes.set(key, sum);
      save();
      return sum >= MAX_STRIKES;
    },
    takeBack(key) {
      const left = own.of(key) - 1;
      if (left > 0) strikes.set(key, left);
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

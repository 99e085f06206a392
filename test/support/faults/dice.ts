import { createHash } from "node:crypto";

/** Throws for an occasion: a number from 0 up to 1. */
export type Dice = (occasion: string) => number;

/**
 * Dice that fall the same way whenever the seed is the same. The nth throw for an occasion depends
 * on nothing but seed, occasion and n, so that requests that come in another order, as they do from
 * run to run, still meet the same fate.
 */
export function dice(seed: number): Dice {
  const throws = new Map<string, number>();
  return (occasion) => {
    const number = (throws.get(occasion) ?? 0) + 1;
    throws.set(occasion, number);
    const digest = createHash("sha256").update(`${seed} ${number} ${occasion}`).digest();
    return digest.readUInt32BE() / 2 ** 32;
  };
}

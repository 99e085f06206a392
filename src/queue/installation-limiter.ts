import { DeferError, RetryError } from "../model/errors.js";

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

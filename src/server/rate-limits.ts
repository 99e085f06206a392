import { LRUCache } from "lru-cache";

/** Installations whose limits are remembered: those that asked last. */
const MAX_REMEMBERED = 1000;

/** Installations that are shown. */
const MAX_SHOWN = 100;

/** How much of its hour an installation has left. */
interface Limit {
  readonly installation: string;
  readonly left: number;
}

/** What installations have left of one of their limits, within bounds. */
export interface Limits {
  /** @param resetMs milliseconds since the epoch: when all of the limit is there again */
  readonly note: (installation: string, left: number, resetMs: number) => void;
  /** Those with the least left first; not those whose hour is over. */
  readonly lowest: () => readonly Limit[];
}

/**
 * Notes what GitHub says of the limit of requests in the headers of an answer. Searches and GraphQL
 * have limits of their own, which are left out.
 */
export function noteHeaders(limits: Limits, installation: string, headers: Headers): void {
  const left = headers.get("x-ratelimit-remaining");
  const reset = headers.get("x-ratelimit-reset");
  const resource = headers.get("x-ratelimit-resource") ?? "core";
  if (left === null || reset === null || resource !== "core") return;
  limits.note(installation, Number(left), Number(reset) * 1000);
}

/** @param now milliseconds since the epoch */
export function createLimits(now: () => number): Limits {
  const known = new LRUCache<string, Limit & { readonly resetMs: number }>({
    max: MAX_REMEMBERED,
  });
  return {
    note(installation, left, resetMs) {
      if (Number.isFinite(left) && resetMs > now())
        known.set(installation, { installation, left, resetMs });
    },
    lowest: () =>
      [...known.values()]
        .filter(({ resetMs }) => resetMs > now())
        .toSorted((a, b) => a.left - b.left)
        .slice(0, MAX_SHOWN),
  };
}

import { LRUCache } from "lru-cache";

/** Installations whose limits are remembered: those that asked last. */
const MAX_REMEMBERED = 1000;

/** Installations that are shown. */
const MAX_SHOWN = 100;

/** How many requests of its hour an installation has left. */
interface RateLimit {
  readonly installationId: number;
  readonly left: number;
}

/** What GitHub last said of the limits of installations, within bounds. */
export interface RateLimits {
  /** Reads the headers of an answer to a request of an installation. */
  readonly note: (installationId: number, headers: Headers) => void;
  /** Those with the fewest requests left first; not those whose hour is over. */
  readonly lowest: () => readonly RateLimit[];
}

/** @param now milliseconds since the epoch */
export function createRateLimits(now: () => number): RateLimits {
  const known = new LRUCache<number, RateLimit & { readonly resetMs: number }>({
    max: MAX_REMEMBERED,
  });
  return {
    note(installationId, headers) {
      const left = headers.get("x-ratelimit-remaining");
      const reset = headers.get("x-ratelimit-reset");
      // Searches and GraphQL have limits of their own.
      const resource = headers.get("x-ratelimit-resource") ?? "core";
      if (left === null || reset === null || resource !== "core") return;
      const limit = { installationId, left: Number(left), resetMs: Number(reset) * 1000 };
      if (Number.isFinite(limit.left) && limit.resetMs > now()) known.set(installationId, limit);
    },
    lowest: () =>
      [...known.values()]
        .filter(({ resetMs }) => resetMs > now())
        .toSorted((a, b) => a.left - b.left)
        .slice(0, MAX_SHOWN),
  };
}

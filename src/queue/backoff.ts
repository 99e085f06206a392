import { RetryError, TerminalError } from "../errors.js";

/** GitHub's limits are filled again within the hour. */
const LONGEST_WAIT_MS = 60 * 60 * 1000;

/** How long a run that failed waits: twice as long each time. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** From a second to a quarter of an hour. */
const BACKOFF: Backoff = { firstMs: 1000, longestMs: 15 * 60 * 1000 };

/** After so many milliseconds of failures, an item is stuck: see `WorkQueue`. */
export const STUCK_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Milliseconds until an item whose run failed is to run again; `undefined`: never.
 *
 * @param attempt how often it has failed in a row, this time included; at least 1
 * @param random from 0 (inclusive) to 1 (exclusive); spreads retries over a quarter of the delay
 */
export function retryDelay(
  error: unknown,
  attempt: number,
  random: number,
  { firstMs, longestMs }: Backoff = BACKOFF,
): number | undefined {
  if (error instanceof TerminalError) return undefined;
  const backoff = Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 1, 20));
  const spread = backoff * (0.75 + random / 4);
  if (!(error instanceof RetryError)) return spread;
  // Whoever met the same limit comes back spread over a while, not all at once.
  return Math.min(LONGEST_WAIT_MS, Math.max(error.afterMs, 0) + spread);
}

import { RetryError, TerminalError } from "../errors.js";

const FIRST_MS = 1000;
/** GitHub's limits are filled again within the hour. */
const LONGEST_WAIT_MS = 60 * 60 * 1000;

const LONGEST_MS = 15 * 60 * 1000;

/**
 * Milliseconds until an item whose run failed is to run again; `undefined`: never.
 *
 * @param attempt how often it has failed in a row, this time included; at least 1
 * @param random from 0 (inclusive) to 1 (exclusive); spreads retries over half of the delay
 */
export function retryDelay(error: unknown, attempt: number, random: number): number | undefined {
  if (error instanceof TerminalError) return undefined;
  const backoff = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 20));
  const spread = backoff * (0.75 + random / 4);
  if (!(error instanceof RetryError)) return spread;
  // Whoever met the same limit comes back spread over a while, not all at once.
  return Math.min(LONGEST_WAIT_MS, Math.max(error.afterMs, 0) + spread);
}

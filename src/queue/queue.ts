import { RetryError, TerminalError } from "../model/errors.js";

/** How many items are where. */
export interface QueueStats {
  /** Waiting for a worker, or for their time. */
  readonly waiting: number;
  readonly running: number;
  /** Items whose last run failed, and that are to run again. */
  readonly failing: number;
  /** Those of them that have failed for a day. */
  readonly stuck: number;
}

/**
 * Remembers which items still need a look. Items with equal keys are one item.
 *
 * 1. Never two runs of one key at a time, on however many replicas.
 * 2. Any number of `add`s before a run starts make one run; during a run, exactly one more after it.
 * 3. A slow key holds nobody else up, as long as there are workers.
 * 4. A run that fails comes again, with exponential backoff and jitter, after the time that a
 *    `RetryError` names; `TerminalError` ends it; `DeferError` puts it off and is no failure.
 * 5. What has failed for a day is stuck: it is still tried, and an `add` does not wait for the backoff.
 * 6. What items say beyond their key is gathered: a run has what all of them say that it answers, and
 *    one that fails or is put off has it again. A run may have what the one before it had, too.
 * 7. A process that dies leaves its items to the other replicas, where there are any.
 */
export interface WorkQueue<T> {
  /**
   * Resolves when the item is safe. An earlier time wins over a later one, but not over a backoff.
   *
   * @throws QueueAwayError where the item could not be stored
   */
  add(item: T, options?: AddOptions): Promise<void>;
  /** Starts working. Called once. */
  work(handler: Handler<T>, options: { readonly concurrency: number }): void;
  /** Starts no more runs, gives those that run up to `drainMs` to end, and the rest back. */
  close(options: { readonly drainMs: number }): Promise<void>;
  /** @throws QueueAwayError where nobody can tell */
  stats(): Promise<QueueStats>;
}

/** When an item is to run. */
export interface AddOptions {
  /** Milliseconds from now; 0 unless told. */
  readonly delayMs?: number;
  /** Whether everything else goes first. */
  readonly low?: boolean;
}

/**
 * Works off one item.
 */
export type Handler<T> = (item: T, run: Run) => Promise<void>;

/** One run of a handler. */
export interface Run {
  /** 1 for the first run, one more for each run in a row that failed. */
  readonly attempt: number;
  /**
   * Makes sure that this run is still the one of its key: one that stood still for too long was
   * given to somebody else. To be asked before every write. While nobody can tell, it waits.
   *
   * @throws RunLostError where it is not
   */
  readonly assertLease: () => Promise<void>;
}

/** A run that failed, and when it comes again; `undefined`: never. */
export interface Failure<T> {
  readonly item: T;
  readonly error: unknown;
  readonly attempt: number;
  readonly retryInMs: number | undefined;
  /** Whether it has failed for a day. */
  readonly stuck: boolean;
}

/** How items of one key come together in one run. */
export interface MergeItems<T> {
  /** What the item says beyond its key, each as a text. */
  readonly hintsOf: (item: T) => readonly string[];
  /** The item as one that says this, whatever it said itself. */
  readonly withHints: (item: T, said: readonly string[]) => T;
}

/** One item that says what both say, the older one first. */
export function mergeItems<T>(gather: MergeItems<T> | undefined, one: T, other: T): T {
  if (gather === undefined) return other;
  return gather.withHints(other, [...new Set([...gather.hintsOf(one), ...gather.hintsOf(other)])]);
}

/** What every queue is built with. */
export interface QueueOptions<T> {
  readonly keyOf: (item: T) => string;
  /** What an item says beyond its key; where left out, the newest of a key stands for all. */
  readonly gather?: MergeItems<T>;
  /** Told of every run that failed. */
  readonly onFailure: (failure: Failure<T>) => void;
  /** A number from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly backoff?: Backoff;
  /** Milliseconds of failures after which an item is stuck: a day, unless told. */
  readonly stuckAfterMs?: number;
}

/** What the queue is stored in does not answer. GitHub is told 503 and notes the delivery as failed. */
export class QueueAwayError extends Error {
  override readonly name = "QueueAwayError";
}

/** The run is not the one of its key any more: it must write nothing. */
export class LeaseLostError extends Error {
  override readonly name = "RunLostError";
}

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

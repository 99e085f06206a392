/** How many items are where. */
export interface QueueStats {
  /** Waiting for a worker, or for their time. */
  readonly waiting: number;
  readonly running: number;
  /** Waiting items whose last run failed. */
  readonly failing: number;
}

/**
 * Remembers which items still need a look. Items with equal keys are one item.
 *
 * 1. Never two runs of one key at a time.
 * 2. Any number of `add`s before a run starts make one run; during a run, exactly one more after it.
 * 3. A slow key holds nobody else up, as long as there are workers.
 * 4. A run that fails comes again, with exponential backoff and jitter, after the time that a
 *    `RetryError` names; `TerminalError` ends it.
 */
export interface WorkQueue<T> {
  /** Resolves when the item is safe. An earlier time wins over a later one, but not over a backoff. */
  add(item: T, options?: { readonly delayMs?: number }): Promise<void>;
  /** Starts working. Called once. */
  work(handler: Handler<T>, options: { readonly concurrency: number }): void;
  /** Starts no more runs, and gives those that run up to `drainMs` to end. */
  close(options: { readonly drainMs: number }): Promise<void>;
  stats(): QueueStats;
}

/**
 * Works off one item.
 *
 * @param attempt 1 for the first run, one more for each run in a row that failed
 */
export type Handler<T> = (item: T, attempt: number) => Promise<void>;

/** A run that failed, and when it comes again; `undefined`: never. */
export interface Failure<T> {
  readonly item: T;
  readonly error: unknown;
  readonly attempt: number;
  readonly retryInMs: number | undefined;
}

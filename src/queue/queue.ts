import * as z from "zod";
import { ComputeError } from "../model/compute.js";
import { RetryError, TerminalError } from "../model/errors.js";
import type { StatePart } from "../storage/state-file.js";

/** How many items are where. */
export interface QueueStats {
  /** Waiting for a worker, or for their time. */
  readonly waiting: number;
  readonly running: number;
  /** Items whose last run failed, and that are to run again. */
  readonly failing: number;
  /** Those of them that have failed for a day. */
  readonly stuck: number;
  /** Items that are set aside: see {@link WorkQueue}. */
  readonly poisoned: number;
  /** For how many milliseconds the item that has waited longest for a worker has been due; 0 where none waits. */
  readonly longestWaitMs: number;
}

/**
 * The items that still need to be processed. Items with equal keys are one item.
 *
 * 1. Never two runs of one key at a time, on however many replicas.
 * 2. All calls of `enqueue` before a run starts make one run; during a run, exactly one more after it.
 * 3. A slow key delays no other key, as long as there are free workers.
 * 4. A run that fails is retried with exponential backoff and jitter, not before the time that a
 *    `RetryError` names; `TerminalError` ends it; `DeferError` delays it and is no failure.
 * 5. What has failed for a day is stuck: it is still retried, and `enqueue` overrides the backoff.
 * 6. Hints are merged: a run has the hints of all items that it stands for, and has them again after
 *    it failed or was deferred. A run may also have hints of the run before it.
 * 7. An item whose run ends with a `ComputeError` is tried once more. After the second one it is set
 *    aside: nothing runs it but a call of `enqueue` that is no replay. A run that succeeds clears its count.
 *    A run that ends with its process while {@link Run.countTry} holds counts the same, and what is set
 *    aside stays so in the next process.
 * 8. A process that dies leaves its items to the other replicas, where there are any.
 */
export interface WorkQueue<T> {
  /**
   * Resolves when the item is stored. An earlier time wins over a later one, but not over a backoff.
   *
   * @throws QueueUnavailableError where the item could not be stored
   */
  enqueue(item: T, options?: EnqueueOptions): Promise<void>;
  /** Starts to process items. Called once. */
  work(handler: Handler<T>, options: { readonly concurrency: number }): void;
  /** Starts no more runs, waits up to `drainMs` for those that run, and releases the rest. */
  close(options: { readonly drainMs: number }): Promise<void>;
  /** @throws QueueUnavailableError where the queue does not answer */
  stats(): Promise<QueueStats>;
}

/** When an item is to run. */
export interface EnqueueOptions {
  /** Milliseconds from now; 0 by default. */
  readonly delayMs?: number;
  /** `low`: everything else goes first. */
  readonly priority?: Priority;
  /** Nothing new is known of it: what is set aside stays so. */
  readonly isReplay?: boolean;
}

/** The order of items that are due. */
export type Priority = "normal" | "low";

/** Processes one item. */
export type Handler<T> = (item: T, run: Run) => Promise<void>;

/** One run of a handler. */
export interface Run {
  /** 1 for the first run, one more for each run in a row that failed. */
  readonly attempt: number;
  /** Whether another `ComputeError` sets the item aside. */
  readonly isLastTry: boolean;
  /** Whether all tries ended with their process: the item is to be reported, and not to be tried. */
  readonly isSpent: boolean;
  /**
   * To be called before what the process may not survive: counts the try as if it had failed. The
   * function that it gives takes that back, and is to be called when the process has survived it.
   */
  readonly countTry: () => Promise<() => Promise<void>>;
  /**
   * Makes sure that this run still holds the lease of its key: after a long standstill another worker
   * has it. To be called before every write. Waits while the queue does not answer.
   *
   * @throws LeaseLostError where another worker has it
   */
  readonly assertLease: () => Promise<void>;
}

/** The try of one run: all tasks for which {@link Run.countTry} holds are one. */
export interface CountedTry {
  readonly countTry: Run["countTry"];
  /** The process ends in order, whatever still runs: nothing holds any more. */
  readonly release: () => Promise<void>;
}

/**
 * @param add counts the try, when the first task begins
 * @param takeBack takes it back, when none holds any more
 */
export function createCountedTry(
  add: () => Promise<unknown>,
  takeBack: () => Promise<unknown>,
): CountedTry {
  let tasks = 0;

  async function leave(left: number): Promise<void> {
    const isOver = tasks > 0 && left <= 0;
    tasks = Math.max(left, 0);
    if (isOver) await takeBack();
  }

  return {
    async countTry() {
      tasks += 1;
      if (tasks === 1) await add();
      return () => leave(tasks - 1);
    },
    release: () => leave(0),
  };
}

/** A run that failed, and when it is retried; `undefined`: never. */
export interface Failure<T> {
  readonly item: T;
  readonly error: unknown;
  readonly attempt: number;
  readonly retryInMs: number | undefined;
  /** Whether it has failed for a day. */
  readonly stuck: boolean;
  /** Whether it is set aside by that. */
  readonly poisoned: boolean;
}

/** How the hints of items with one key are merged. */
export interface Merging<T> {
  /** What the item says beyond its key, each as a text. */
  readonly hintsOf: (item: T) => readonly string[];
  /** The item with these hints in place of its own. */
  readonly withHints: (item: T, hints: readonly string[]) => T;
}

/** The newer item with the hints of both, the older ones first. */
export function mergeItems<T>(merging: Merging<T> | undefined, older: T, newer: T): T {
  if (merging === undefined) return newer;
  const hints = new Set([...merging.hintsOf(older), ...merging.hintsOf(newer)]);
  return merging.withHints(newer, [...hints]);
}

/** What every queue is built with. */
export interface QueueOptions<T> {
  readonly keyOf: (item: T) => string;
  /** How hints are merged; where left out, the newest item of a key stands for all. */
  readonly merging?: Merging<T>;
  /** Called after every run that failed. */
  readonly onFailure: (failure: Failure<T>) => void;
  /** A number from 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  readonly backoff?: Backoff;
  /** Milliseconds of failures after which an item is stuck; a day by default. */
  readonly stuckAfterMs?: number;
}

/** The queue's storage does not answer. GitHub gets 503 and marks the delivery as failed. */
export class QueueUnavailableError extends Error {
  override readonly name = "QueueUnavailableError";
}

/** The run does not hold the lease of its key any more: it must write nothing. */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";
}

/** Runs of one item that may end with a `ComputeError` before it is set aside. */
export const MAX_STRIKES = 2;

/** Items that are remembered to be set aside: the latest ones. */
export const MAX_POISONED = 10_000;

/** Whether a run ended because a text could not be worked with. */
export function isStrike(error: unknown): boolean {
  return error instanceof ComputeError;
}

/** GitHub's limits are reset within the hour, in milliseconds. */
const MAX_RETRY_MS = 60 * 60 * 1000;

/** The delay of a retry doubles with each failure, from `firstMs` to `maxMs`. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** From a second to a quarter of an hour. */
const BACKOFF: Backoff = { firstMs: 1000, maxMs: 15 * 60 * 1000 };

/** After so many milliseconds of failures, an item is stuck: see `WorkQueue`. */
export const STUCK_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Milliseconds until an item whose run failed is retried; `undefined`: never.
 *
 * @param attempt number of failures in a row, this one included; at least 1
 * @param random from 0 (inclusive) to 1 (exclusive); spreads retries over a quarter of the delay
 */
export function retryDelay(
  error: unknown,
  attempt: number,
  random: number,
  { firstMs, maxMs }: Backoff = BACKOFF,
): number | undefined {
  if (error instanceof TerminalError) return undefined;
  const backoff = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 20));
  const delay = backoff * (0.75 + random / 4);
  if (!(error instanceof RetryError)) return delay;
  // Items that met the same limit are retried spread over a while, not all at once.
  return Math.min(MAX_RETRY_MS, Math.max(error.afterMs, 0) + delay);
}

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

import { setTimeout as sleep } from "node:timers/promises";

/** How long and for what to wait. */
export interface WaitOptions {
  /** 10 seconds by default. */
  readonly timeoutMs?: number;
  /** For the error's message. */
  readonly what?: string;
}

const PAUSE_MS = 15;

/** What is left of a type when everything falsy is gone. */
type Truthy<T> = Exclude<T, undefined | null | false | 0 | "">;

/**
 * Asks `look` again and again until it gives something other than `undefined`, `null`, `false`,
 * `0` and the empty text, and gives that. An error in `look` counts as not yet.
 *
 * @throws when the time is over, with the last error of `look` as its cause
 */
export async function waitFor<T>(
  look: () => Promise<T> | T,
  { timeoutMs = 10_000, what = "the condition" }: WaitOptions = {},
): Promise<Truthy<T>> {
  const until = Date.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const found = await look();
      if (isTruthy(found)) return found;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (Date.now() >= until) throw new Error(`waited ${timeoutMs} ms for ${what}`, { cause });
    await sleep(PAUSE_MS);
  }
}

function isTruthy<T>(value: T): value is Truthy<T> {
  return Boolean(value);
}

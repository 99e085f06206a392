import { addEventHandler } from "jest-circus";

/** How long a test or a hook may take that says nothing else. */
const LIMIT_MS = 180_000;

// Tests may stop the clock.
const { setTimeout, clearTimeout } = globalThis;

type Work = (...args: never[]) => unknown;

/**
 * Has every test and hook fail that takes too long. By itself the runner would wait for it forever.
 */
export function limitTime(): void {
  addEventHandler((event, { currentDescribeBlock }) => {
    const added =
      event.name === "add_test"
        ? currentDescribeBlock.tests.at(-1)
        : event.name === "add_hook"
          ? currentDescribeBlock.hooks.at(-1)
          : undefined;
    if (added?.fn) added.fn = within(added.fn, added.timeout ?? LIMIT_MS);
  });
}

/** `work`, which fails where it has not ended after `limitMs`. */
export function within(work: Work, limitMs: number): () => Promise<void> {
  return async () => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done after ${limitMs} ms`)), limitMs);
    });
    try {
      await Promise.race([work(), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

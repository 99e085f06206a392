import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { RetryError, TerminalError } from "../../src/errors.js";
import { createInProcessQueue } from "../../src/queue/in-process.js";
import type { Failure, WorkQueue } from "../../src/queue/queue.js";

/** Runs that a test ends by hand. */
function gate(): { wait: () => Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { wait: () => opened, open: () => open() };
}

describe("the in-process queue", () => {
  let failures: Failure<string>[];
  let queue: WorkQueue<string>;

  beforeEach(() => {
    jest.useFakeTimers();
    failures = [];
    queue = createInProcessQueue<string>({
      keyOf: (item) => item.toLowerCase(),
      onFailure: (failure) => failures.push(failure),
      random: () => 0.5,
    });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  async function settle(ms = 0): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
  }

  test("many adds before a run make one run", async () => {
    const runs: string[] = [];
    await Promise.all([queue.add("a"), queue.add("A"), queue.add("a"), queue.add("b")]);
    queue.work(async (item) => void runs.push(item), { concurrency: 1 });
    await settle();
    expect(runs.map((item) => item.toLowerCase())).toEqual(["a", "b"]);
    expect(queue.stats()).toEqual({ waiting: 0, running: 0, failing: 0 });
  });

  test("adds during a run make exactly one more run, never two at a time", async () => {
    const first = gate();
    let running = 0;
    let most = 0;
    let runs = 0;
    queue.work(
      async () => {
        running += 1;
        runs += 1;
        most = Math.max(most, running);
        if (runs === 1) await first.wait();
        running -= 1;
      },
      { concurrency: 5 },
    );
    await queue.add("a");
    await settle();
    await queue.add("a");
    await queue.add("A");
    await settle();
    expect(runs).toBe(1);
    first.open();
    await settle();
    expect({ runs, most }).toEqual({ runs: 2, most: 1 });
  });

  test("a slow key holds nobody else up", async () => {
    const slow = gate();
    const done: string[] = [];
    queue.work(
      async (item) => {
        if (item === "slow") await slow.wait();
        done.push(item);
      },
      { concurrency: 2 },
    );
    await queue.add("slow");
    await queue.add("x");
    await queue.add("y");
    await settle();
    expect(done).toEqual(["x", "y"]);
    slow.open();
    await settle();
    expect(done).toEqual(["x", "y", "slow"]);
  });

  test("a run that fails comes again after longer and longer, and a new add does not hurry it", async () => {
    const at: number[] = [];
    const start = Date.now();
    queue.work(
      async () => {
        at.push(Date.now() - start);
        if (at.length < 4) throw new Error("GitHub is away");
      },
      { concurrency: 1 },
    );
    await queue.add("a");
    await settle();
    expect(queue.stats()).toEqual({ waiting: 1, running: 0, failing: 1 });
    await queue.add("a");
    await settle(60_000);
    expect(at).toEqual([0, 875, 875 + 1750, 875 + 1750 + 3500]);
    expect(failures.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(queue.stats()).toEqual({ waiting: 0, running: 0, failing: 0 });
  });

  test("a rate limit is waited out", async () => {
    let runs = 0;
    queue.work(
      async () => {
        runs += 1;
        if (runs === 1) throw new RetryError("rate limit", 30_000);
      },
      { concurrency: 1 },
    );
    await queue.add("a");
    await settle(30_000);
    expect(runs).toBe(1);
    await settle(1000);
    expect(runs).toBe(2);
  });

  test("a terminal error ends it; the next add starts anew", async () => {
    let runs = 0;
    queue.work(
      async () => {
        runs += 1;
        if (runs === 1) throw new TerminalError("archived");
      },
      { concurrency: 1 },
    );
    await queue.add("a");
    await settle(24 * 60 * 60 * 1000);
    expect(runs).toBe(1);
    expect(failures).toEqual([expect.objectContaining({ attempt: 1, retryInMs: undefined })]);
    await queue.add("a");
    await settle();
    expect(runs).toBe(2);
  });

  test("what is added while a run ends in a terminal error runs all the same", async () => {
    const first = gate();
    let runs = 0;
    queue.work(
      async () => {
        runs += 1;
        if (runs > 1) return;
        await first.wait();
        throw new TerminalError("gone");
      },
      { concurrency: 1 },
    );
    await queue.add("a");
    await settle();
    await queue.add("a");
    first.open();
    await settle();
    expect(runs).toBe(2);
  });

  test("a delay is kept, and an earlier time wins over a later one", async () => {
    let runs = 0;
    queue.work(async () => void (runs += 1), { concurrency: 1 });
    await queue.add("a", { delayMs: 1000 });
    await queue.add("a", { delayMs: 5000 });
    await settle(999);
    expect(runs).toBe(0);
    await settle(1);
    expect(runs).toBe(1);
    await settle(10_000);
    expect(runs).toBe(1);
  });

  test("closing starts no more runs and waits for those that run, up to the drain time", async () => {
    const slow = gate();
    const done: string[] = [];
    queue.work(
      async (item) => {
        if (item === "slow") await slow.wait();
        done.push(item);
      },
      { concurrency: 1 },
    );
    await queue.add("slow");
    await queue.add("next");
    await settle();
    let closed = false;
    const closing = queue.close({ drainMs: 8000 }).then(() => {
      closed = true;
    });
    await expect(queue.add("late")).rejects.toThrow("closed");
    slow.open();
    await settle();
    await closing;
    expect({ closed, done }).toEqual({ closed: true, done: ["slow"] });
  });

  test("a run that does not end is left behind after the drain time", async () => {
    queue.work(() => new Promise(() => undefined), { concurrency: 1 });
    await queue.add("stuck");
    let closed = false;
    void queue.close({ drainMs: 8000 }).then(() => {
      closed = true;
    });
    await settle(7999);
    expect(closed).toBe(false);
    await settle(1);
    expect(closed).toBe(true);
  });
});

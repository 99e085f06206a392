import { MessageChannel } from "node:worker_threads";
import { Tinypool } from "tinypool";
import { ComputeError, type Compute, type Task } from "../model/compute.js";
import type { Computed, Order } from "./tasks.js";
import { hasCode } from "../model/errors.js";

/** How long a task may take, in milliseconds. */
const DEADLINE_MS = 2000;

/**
 * How much longer for each KiB of text that it is given: a plan of 1 MiB with 14,400 items takes 10 s
 * of a processor, and is valid. No body on GitHub is longer than 64 KiB, which makes it 1.3 s.
 */
const DEADLINE_MS_PER_KIB = 20;

/** Workers at most: while one is kept busy by a hostile text, another goes on. */
const MAX_WORKERS = 2;

/**
 * After so many milliseconds without a task a worker ends. A worker takes 40 MiB or more, and a tenth of
 * a second to start.
 */
const IDLE_MS = 20_000;

/**
 * How big a worker lets its young objects grow, in MiB. Measured while 60 plans are opened at once: a
 * worker takes 84 MiB in place of 118, and no more of a processor. To exceed it ends nothing.
 */
const YOUNG_MIB = 6;

/**
 * After so many milliseconds a task is one that the process may not survive: to exhaust its memory takes
 * longer, and hardly any other task takes as long.
 */
const LONG_MS = 250;

/** After so many milliseconds another task is done beside one: a busy machine alone starts no worker. */
const BESIDE_MS = 1000;

/** Called when a task takes long; what it gives is called when the task is over. */
type OnLong = () => Promise<() => Promise<void>>;

/** Workers that do tasks, each with a deadline. */
export interface ComputePool {
  readonly compute: Compute;
  /**
   * {@link compute}, which calls `onLong` when a task has kept a worker for {@link LONG_MS}, and what that
   * gives when the process has survived the task.
   */
  readonly watched: (onLong: OnLong) => Compute;
  /** Ends the workers, with whatever they do. */
  readonly close: () => Promise<void>;
}

/** How a pool differs from the usual one. */
export interface PoolOptions {
  /** Called where a worker ends that has no task. */
  readonly onError: (error: unknown) => void;
  /** The program of a worker; the one that is built beside this one by default. */
  readonly program?: URL;
  readonly deadlineMs?: number;
}

/**
 * Starts workers for tasks. One task is done at a time, since a worker costs more memory than it saves
 * time; while one takes long, another is done beside it. A task's time counts from when a worker has
 * begun with it. A worker that takes too long is terminated, and another one takes its place. No limit
 * of all of its memory is set: to exhaust one can end the whole process. That no task needs much is for
 * the limits of what goes in and comes out.
 */
export function createComputePool({
  onError,
  program = new URL("./compute-worker.js", import.meta.url),
  deadlineMs = DEADLINE_MS,
}: PoolOptions): ComputePool {
  const pool = new Tinypool({
    filename: program.href,
    name: "runOrder",
    minThreads: 0,
    idleTimeout: IDLE_MS,
    maxThreads: MAX_WORKERS,
    concurrentTasksPerWorker: 1,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    // What the process was started with is not for its workers.
    execArgv: [],
  });
  pool.on("error", (error) => {
    onError(error);
    // It could not be started, perhaps because its file was replaced. What waits for it would wait for good.
    pool.cancelPendingTasks();
  });
  const turns = createTurns();
  let isClosed = false;

  function watched(onLong: OnLong | undefined): Compute {
    return async <Args extends readonly unknown[], Result>(
      task: Task<Args, Result>,
      ...args: Args
    ): Promise<Result> => {
      const turn = await turns.take();
      if (isClosed) {
        turn.end();
        throw new Error(`${task.name}: the workers have been ended`);
      }
      const { port1: begun, port2: worker } = new MessageChannel();
      const limitMs = deadlineMs + (lengthOf(args) / 1024) * DEADLINE_MS_PER_KIB;
      const late = new AbortController();
      let timer: NodeJS.Timeout | undefined;
      let longTimer: NodeJS.Timeout | undefined;
      let besideTimer: NodeJS.Timeout | undefined;
      let long: ReturnType<OnLong> | undefined;
      begun.once("message", () => {
        timer = setTimeout(() => late.abort(), limitMs);
        longTimer = setTimeout(() => {
          long = onLong?.();
        }, LONG_MS);
        besideTimer = setTimeout(turn.isLong, BESIDE_MS);
      });
      try {
        const order: Order = { name: task.name, args, begun: worker };
        const options = { signal: late.signal, transferList: [worker] };
        const computed: Computed<Result> = await pool.run(order, options);
        if ("value" in computed) return computed.value;
        throw Object.assign(new Error(computed.message), {
          name: computed.name,
          stack: computed.stack,
        });
      } catch (error) {
        if (late.signal.aborted) {
          throw new ComputeError(task.name, `it took longer than ${Math.round(limitMs)} ms`);
        }
        if (isWorkersEnd(error)) {
          throw new ComputeError(task.name, "it ended the worker", { cause: error });
        }
        throw error;
      } finally {
        clearTimeout(timer);
        clearTimeout(longTimer);
        clearTimeout(besideTimer);
        begun.close();
        turn.end();
        await (
          await long
        )?.();
      }
    };
  }

  async function close(): Promise<void> {
    isClosed = true;
    await pool.destroy();
  }

  return { compute: watched(undefined), watched, close };
}

/** The turn of a task. */
interface Turn {
  /** Says that it takes long: another task may go on beside it. */
  readonly isLong: () => void;
  readonly end: () => void;
}

/** Gives tasks their turns in order: one at a time, and one more for each that takes long. */
function createTurns(): { readonly take: () => Promise<Turn> } {
  const waiting: (() => void)[] = [];
  let running = 0;
  let long = 0;
  function next(): void {
    while (running <= long && running < MAX_WORKERS) {
      const begin = waiting.shift();
      if (begin === undefined) return;
      running += 1;
      begin();
    }
  }
  async function take(): Promise<Turn> {
    await new Promise<void>((begin) => {
      waiting.push(begin);
      next();
    });
    let isLong = false;
    return {
      isLong: () => {
        isLong = true;
        long += 1;
        next();
      },
      end: () => {
        running -= 1;
        if (isLong) long -= 1;
        next();
      },
    };
  }
  return { take };
}

/** Characters of all texts in plain data. */
function lengthOf(data: unknown): number {
  if (typeof data === "string") return data.length;
  if (data instanceof Uint8Array) return data.length;
  if (typeof data !== "object" || data === null) return 0;
  const parts = data instanceof Map || data instanceof Set ? [...data] : Object.values(data);
  return parts.reduce<number>((sum, part) => sum + lengthOf(part), 0);
}

/** Whether an error says that a worker ran out of memory. */
function isWorkersEnd(error: unknown): boolean {
  return hasCode(error, "ERR_WORKER_OUT_OF_MEMORY");
}

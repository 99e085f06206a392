import type { Logger } from "pino";
import type { GitHubClient } from "../github/http/client.js";
import { LISTED_AFTER_MS, parseProgress, readLog, type LogProgress } from "./delivery-log.js";
import type { RecoveryMemory } from "./memory.js";
import { sweepAll, type Enqueue } from "./sweep.js";

const MINUTE_MS = 60_000;

/** How often the log is read, all issues are swept, and it is looked whether it is time. */
const LOG_EVERY_MS = 5 * MINUTE_MS;
const SWEEP_EVERY_MS = 6 * 60 * MINUTE_MS;
const LOOK_EVERY_MS = MINUTE_MS / 4;

/** Replicas that start together sweep once. */
const TOGETHER_MS = 2000;

/** What was answered so long before a start may have been in the memory that is gone. */
const MAY_BE_LOST_MS = 10 * MINUTE_MS;

/** The sweep at the start takes at most so long, and repositories are at most so far apart. */
const FIRST_SWEEP_MS = 10 * MINUTE_MS;
const APART_MS = 1000;

/** What recovering needs. */
export interface RecoverContext {
  /** A client that is authenticated as the App. */
  readonly app: () => Promise<GitHubClient>;
  readonly clientOf: (installationId: number) => Promise<GitHubClient>;
  readonly memory: RecoveryMemory;
  /** Names of the events that say anything. */
  readonly events: readonly string[];
  /** Takes what a delivery says as if it came now. */
  readonly take: (event: { readonly name: string; readonly payload: unknown }) => Promise<void>;
  readonly add: Enqueue;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What goes on in the background. */
export interface Recovery {
  /** To be called when the queue was away, and may have lost what it was told last. */
  readonly afterOutage: () => void;
  readonly stop: () => void;
}

/** A start, or the end of an outage: before it, deliveries failed, or were lost with what took them. */
interface Trouble {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whether what was answered may be lost even where the log was read before, and nobody knows yet. */
  unknown: boolean;
  /** Whether the log was read since. */
  read: boolean;
}

/**
 * Finds what was lost, at the start and from time to time: deliveries that failed or that a process
 * died with, in GitHub's log; and what even that does not hold, by the labels of the issues.
 */
export function startRecovery(context: RecoverContext): Recovery {
  const { memory, now } = context;
  let trouble: Trouble | undefined = { at: now(), unknown: false, read: false };
  let swept = false;
  let busy = false;

  /** After trouble the log is read whatever other replicas do, and again when it shows everything. */
  async function read(): Promise<void> {
    const met = trouble;
    const isOver = met !== undefined && now() >= met.at + LISTED_AFTER_MS;
    const claimed = await memory.claim("log", LOG_EVERY_MS);
    if (!claimed && (met === undefined || (met.read && !isOver))) return;
    await readDeliveries(context, met);
    if (met !== undefined) met.read = true;
    if (trouble === met && isOver) trouble = undefined;
  }

  async function sweepIfDue(): Promise<void> {
    if (!swept && (await memory.claim("sweep-now", TOGETHER_MS))) {
      await memory.claim("sweep", SWEEP_EVERY_MS);
      await sweep(context, FIRST_SWEEP_MS);
    } else if (swept && (await memory.claim("sweep", SWEEP_EVERY_MS))) {
      await sweep(context, SWEEP_EVERY_MS * 0.9);
    }
    swept = true;
  }

  async function look(): Promise<void> {
    if (busy) return;
    busy = true;
    // Each for itself: what one cannot find, the other may.
    await attempt(read, "could not read GitHub's log of deliveries; it is tried again");
    await attempt(sweepIfDue, "could not sweep all repositories; it is tried again");
    busy = false;
  }

  async function attempt(task: () => Promise<void>, failure: string): Promise<void> {
    try {
      await task();
    } catch (error) {
      context.log.warn({ err: error }, failure);
    }
  }

  void look();
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return {
    afterOutage() {
      trouble = { at: now(), unknown: true, read: false };
      void look();
    },
    stop: () => clearInterval(timer),
  };
}

async function readDeliveries(context: RecoverContext, met: Trouble | undefined): Promise<void> {
  const { app, events, take, memory, log, now } = context;
  const known = parseProgress(await memory.read());
  const lost =
    met !== undefined && (met.unknown || known === undefined)
      ? { from: met.at - MAY_BE_LOST_MS, to: met.at + LISTED_AFTER_MS }
      : undefined;
  const keep = async (reached: LogProgress): Promise<void> => {
    await memory.write(JSON.stringify(reached));
    // It is part of what is known, for whoever goes on.
    if (met !== undefined) met.unknown = false;
  };
  const pass = { app: await app(), events, take, keep, now: now(), lost };
  const { taken, requests, unread } = await readLog(pass, known);
  log.info({ taken, requests, left: unread.length }, "read GitHub's log of deliveries");
}

async function sweep(context: RecoverContext, spreadMs: number): Promise<void> {
  const { app, clientOf, add, log } = context;
  const repositories = await sweepAll(
    { app: await app(), clientOf, add },
    { spreadMs, apartMs: APART_MS },
  );
  log.info({ repositories }, "sweeping all repositories");
}

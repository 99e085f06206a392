import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import type { GitHubClient } from "../github/http/client.js";
import {
  LISTED_AFTER_MS,
  MAX_POLL_REQUESTS,
  MAX_REQUESTS,
  readLog,
  type LogContext,
  type LoggedEvent,
  type LogProgress,
  type RecoveryMemory,
} from "./delivery-log.js";
import { sweepAll, type Enqueue } from "./sweep.js";

const MINUTE_MS = 60_000;

/** How often the log is read, how often everything is swept, and how often both are checked for. */
const LOG_EVERY_MS = 5 * MINUTE_MS;
const SWEEP_EVERY_MS = 6 * 60 * MINUTE_MS;
const CHECK_EVERY_MS = MINUTE_MS / 4;

/** A log that is polled is read at each check; replicas take turns. */
const POLL_CLAIM_MS = CHECK_EVERY_MS - 1000;

/**
 * An App has 5,000 requests of its own an hour, and the log leaves a fifth of them to everything else:
 * milliseconds for each request.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
const MS_A_REQUEST = (60 * MINUTE_MS) / (5000 * 0.8);

/** A process that catches up does three passes at once, and two more in each hour. */
const CATCH_UP = { msARequest: 3 * MS_A_REQUEST, maxAheadMs: 60 * MINUTE_MS };

/** A process that polls makes up for each pass before the next one. */
const POLL = { msARequest: MS_A_REQUEST, maxAheadMs: 0 };

/** Deliveries that a polling process remembers: more than two passes that overlap share. */
const MAX_POLLED = 10_000;

/** Replicas that start within this time sweep once, in milliseconds. */
const START_WINDOW_MS = 2000;

/** What was answered so long before a start may have been in the memory that is gone. */
const MAY_BE_LOST_MS = 10 * MINUTE_MS;

/** The sweep at the start is spread over at most so long, with at most so much between repositories. */
const FIRST_SWEEP_MS = 10 * MINUTE_MS;
const MAX_SPACING_MS = 1000;

/** What recovery needs. */
export interface RecoveryContext {
  /** A client that is authenticated as the App. */
  readonly app: () => Promise<GitHubClient>;
  readonly clientOf: (installationId: number) => Promise<GitHubClient>;
  readonly memory: RecoveryMemory;
  /** Names of the events that name work. */
  readonly events: readonly string[];
  /**
   * Handles an event of the log, without reading its texts where `isCareful`. What is no replay is
   * handled as if it was delivered now: where the log is polled, that is what happened since the start.
   */
  readonly handleEvent: (
    event: { readonly name: string; readonly payload: unknown },
    how: { readonly isCareful: boolean; readonly isReplay: boolean },
  ) => Promise<void>;
  readonly enqueue: Enqueue;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Whether nothing is delivered here: then the log is read all the time. */
  readonly polls?: boolean;
}

/** The recovery that runs in the background. */
export interface Recovery {
  /** To be called after the queue was unavailable, and may have lost its last items. */
  readonly afterOutage: () => void;
  readonly stop: () => void;
}

/** A start, or the end of an outage: before it, deliveries failed, or were lost with their queue. */
interface Outage {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whether answered deliveries may be lost that an earlier pass has seen, and no progress says so yet. */
  unknown: boolean;
  /** Whether the log was read since. */
  read: boolean;
}

/**
 * Recovers lost events, at the start and regularly: deliveries that failed or that a process died
 * with, by GitHub's delivery log; and what is not in the log, by the labels of the issues.
 */
export function startRecovery(context: RecoveryContext): Recovery {
  const { memory, now } = context;
  const startedAt = now();
  const polled =
    context.polls === true ? new LRUCache<string, true>({ max: MAX_POLLED }) : undefined;
  const known = polled && {
    has: (id: string) => polled.has(id),
    add: (id: string) => polled.set(id, true),
  };
  const { msARequest, maxAheadMs } = polled === undefined ? CATCH_UP : POLL;
  /** Milliseconds since the epoch: when the requests of the last passes are made up for. */
  let paidAt = 0;
  /** Whether the last pass left something: then the next one does not wait for its turn. */
  let isBehind = false;
  let outage: Outage | undefined = { at: startedAt, unknown: memory.losesQueue, read: false };
  let swept = false;
  let busy = false;

  /**
   * After an outage the log is read whatever other replicas do, and again when it shows everything.
   * What is left then is read by one replica at a time, as fast as the App's rate limit allows.
   */
  async function readLogIfDue(): Promise<void> {
    const current = outage;
    const isOver = current !== undefined && now() >= current.at + LISTED_AFTER_MS;
    const isAhead = paidAt - now() > maxAheadMs;
    if (known !== undefined && isAhead) return;
    const claimed = await memory.claim("log", known === undefined ? LOG_EVERY_MS : POLL_CLAIM_MS);
    const isDue = claimed || isOver || current?.read === false;
    if (!isDue && !(isBehind && !isAhead && (await memory.claim("log-rest", POLL_CLAIM_MS))))
      return;
    const maxRequests = known !== undefined || isAhead ? MAX_POLL_REQUESTS : MAX_REQUESTS;
    const pass = { requests: 0, maxRequests };
    try {
      isBehind = await readDeliveries({ ...context, startedAt }, current, known, pass);
    } finally {
      paidAt = Math.max(paidAt, now()) + pass.requests * msARequest;
    }
    if (current !== undefined) current.read = true;
    if (outage === current && isOver) outage = undefined;
  }

  async function sweepIfDue(): Promise<void> {
    if (!swept && (await memory.claim("sweep-now", START_WINDOW_MS))) {
      await memory.claim("sweep", SWEEP_EVERY_MS);
      await sweep(context, FIRST_SWEEP_MS);
    } else if (swept && (await memory.claim("sweep", SWEEP_EVERY_MS))) {
      await sweep(context, SWEEP_EVERY_MS * 0.9);
    }
    swept = true;
  }

  async function check(): Promise<void> {
    if (busy) return;
    busy = true;
    // Independent of each other: one may succeed where the other fails.
    await attempt(readLogIfDue, "could not read GitHub's delivery log; will be retried");
    await attempt(sweepIfDue, "could not sweep all repositories; will be retried");
    busy = false;
  }

  async function attempt(task: () => Promise<void>, failure: string): Promise<void> {
    try {
      await task();
    } catch (error) {
      context.log.warn({ err: error }, failure);
    }
  }

  void check();
  const timer = setInterval(() => void check(), CHECK_EVERY_MS);
  return {
    afterOutage() {
      outage = { at: now(), unknown: true, read: false };
      void check();
    },
    stop: () => clearInterval(timer),
  };
}

/**
 * @param pass counts its requests, also where it fails
 * @returns whether something is left for the next pass
 */
async function readDeliveries(
  context: RecoveryContext & { readonly startedAt: number },
  outage: Outage | undefined,
  polled: LogContext["polled"],
  pass: { requests: number; readonly maxRequests: number },
): Promise<boolean> {
  const { app, events, handleEvent, memory, log, now } = context;
  const known = await memory.read();
  const lost =
    outage !== undefined && (outage.unknown || known === undefined)
      ? { from: outage.at - MAY_BE_LOST_MS, to: outage.at + LISTED_AFTER_MS }
      : undefined;
  const saveProgress = async (reached: LogProgress): Promise<void> => {
    await memory.write(reached);
    // The saved progress has the lost interval now: whoever continues knows it.
    if (outage !== undefined) outage.unknown = false;
  };
  const part = {
    app: await app(),
    events,
    handleEvent: (event: LoggedEvent, isCareful: boolean) =>
      handleEvent(event, {
        isCareful,
        isReplay: polled === undefined || event.at < context.startedAt,
      }),
    saveProgress,
    now: now(),
    lost,
    maxRequests: pass.maxRequests,
    onRequest() {
      pass.requests += 1;
    },
    ...(polled && { polled }),
  };
  const { taken, unread, gap } = await readLog(part, known);
  const left = unread.length + (gap === undefined ? 0 : 1);
  const facts = { handled: taken, requests: pass.requests, left };
  if (polled === undefined || taken > 0) log.info(facts, "read GitHub's delivery log");
  return left > 0;
}

async function sweep(context: RecoveryContext, spreadMs: number): Promise<void> {
  const { app, clientOf, enqueue, log } = context;
  const repositories = await sweepAll(
    { app: await app(), clientOf, enqueue },
    { spreadMs, maxSpacingMs: MAX_SPACING_MS },
  );
  log.info({ repositories }, "enqueued the sweep of all repositories");
}

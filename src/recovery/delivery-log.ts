import * as z from "zod";
import { listDeliveries, readDelivery, type Delivery } from "../github/app.js";
import type { GitHubClient } from "../github/http/client.js";
import type { RedisClient } from "../storage/redis.js";
import { createStatePart, type StatePart } from "../storage/state-file.js";

/** Requests of one pass over the log, at most; the next pass continues. */
export const MAX_REQUESTS = 600;
/** How many of them may list deliveries. */
const MAX_PAGES = 300;

/** The same where the log is read all the time, so that what is new comes next, and where few are left. */
export const MAX_POLL_REQUESTS = 60;

/** GitHub keeps deliveries for three days, in milliseconds: older progress is of no use. */
const RETENTION_MS = 3 * 24 * 60 * 60 * 1000;

/** Two passes overlap by this, in milliseconds. */
const OVERLAP_MS = 60_000;

/** After so many milliseconds the log shows a delivery: GitHub waits ten seconds for its answer, and lists lag. */
export const LISTED_AFTER_MS = 12_000;

/** Deliveries that are remembered because a process may have ended with them. */
const MAX_CAREFUL = 1000;

/** Deliveries that are read at the same time. */
const MAX_CONCURRENT_READS = 5;

/** A part of the log that is still to be listed. */
const gap = z.object({ cursor: z.string(), since: z.number() });

/** A time interval, in milliseconds since the epoch. */
const interval = z.object({ from: z.number(), to: z.number() });

/** How far the log has been read; times in milliseconds since the epoch. */
const progress = z.object({
  since: z.number(),
  gap: gap.optional(),
  /** Deliveries of this interval are handled again though they were answered; see {@link LogContext}. */
  lost: interval.optional(),
  /** Ids of deliveries that are still to be read, the most important ones first. */
  unread: z.array(z.union([z.string(), z.int().transform(String)])),
  /** Ids of those that were being handled when this was saved: the process may have ended with one. */
  begun: z.array(z.string()).optional(),
  /** Ids of those that a process may have ended with: they are handled without reading their texts. */
  careful: z.array(z.string()).optional(),
});

/** How far the log has been read. */
export type LogProgress = z.infer<typeof progress>;

/** Parses saved progress; `undefined` where the text is something else. */
export function parseProgress(text: string | undefined): LogProgress | undefined {
  try {
    return progress.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}

/** An event that the log has. */
export interface LoggedEvent {
  readonly name: string;
  readonly payload: unknown;
  /** When it was delivered, or should have been, in milliseconds since the epoch. */
  readonly at: number;
}

/** What a pass over the log needs. */
export interface LogContext {
  /** A client that is authenticated as the App. */
  readonly app: GitHubClient;
  /** Names of the events that name work. */
  readonly events: readonly string[];
  /** Handles an event of the log; without reading its texts where `isCareful`. */
  readonly handleEvent: (event: LoggedEvent, isCareful: boolean) => Promise<void>;
  /** Called many times during a pass: an interrupted pass is continued from there. */
  readonly saveProgress: (reached: LogProgress) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /**
   * Deliveries of this interval may be lost though they were answered: they were in a memory that is
   * gone. A pass that begins after its end sees all of them; before, the log may lag behind.
   */
  readonly lost: LogProgress["lost"];
  /**
   * Where nothing is delivered and the log is all there is: knows the deliveries that were handled
   * before. Each one that it does not know is handled, answered or not.
   */
  readonly polled?: {
    readonly has: (id: string) => boolean;
    readonly add: (id: string) => unknown;
  };
  /** Requests of the pass, at most; {@link MAX_REQUESTS} by default. One delivery is read in any case. */
  readonly maxRequests?: number;
  /** Called before each request. */
  readonly onRequest?: () => void;
}

/**
 * One pass over GitHub's log of deliveries: failed deliveries are handled now, oldest first.
 *
 * @param known what the previous pass returned; without it, the whole log is read
 * @see https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries
 */
export async function readLog(
  context: LogContext,
  known: LogProgress | undefined,
): Promise<LogProgress & { readonly taken: number }> {
  const { now } = context;
  const lost = unionOf(known?.lost, context.lost);
  const since = Math.max(Math.min(known?.since ?? 0, lost?.from ?? now), now - RETENTION_MS);
  const fresh = await list(context, { cursor: undefined, since }, MAX_PAGES);
  const older =
    known?.gap === undefined
      ? { deliveries: [], gap: undefined, pages: 0 }
      : await list(context, known.gap, MAX_PAGES - fresh.pages);
  const { polled } = context;
  const listedNow = [...fresh.deliveries, ...older.deliveries];
  const wanted = wantedOf(context, listedNow, { lost, isFirst: (known?.since ?? 0) === 0 });
  const old = known?.unread ?? [];
  const all = [...new Set(polled === undefined ? [...old, ...wanted] : [...wanted, ...old])];
  const pages = fresh.pages + older.pages;
  const most = Math.max((context.maxRequests ?? MAX_REQUESTS) - pages, 1);
  const due = all.slice(0, most);
  const careful = new Set([...(known?.careful ?? []), ...(known?.begun ?? [])]);
  const listed = {
    since: now - OVERLAP_MS,
    gap: fresh.gap ?? older.gap,
    lost: lost && now < lost.to ? { ...lost, from: now - LISTED_AFTER_MS } : undefined,
    careful: [...careful].slice(-MAX_CAREFUL),
  };
  for (let start = 0; start < due.length; start += MAX_CONCURRENT_READS) {
    const begun = due.slice(start, start + MAX_CONCURRENT_READS);
    const unread = all.slice(start);
    await context.saveProgress({ ...listed, unread, begun });
    try {
      await Promise.all(begun.map((id) => handleOne(context, id, careful.has(id))));
    } catch (error) {
      // The process has survived it.
      await context.saveProgress({ ...listed, unread });
      throw error;
    }
  }
  const reached = { ...listed, unread: all.slice(due.length) };
  await context.saveProgress(reached);
  return { ...reached, taken: due.length };
}

/** The smallest interval that covers both. */
function unionOf(a: LogProgress["lost"], b: LogProgress["lost"]): LogProgress["lost"] {
  if (a === undefined || b === undefined) return a ?? b;
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}

interface Listed {
  readonly deliveries: readonly Delivery[];
  readonly gap: LogProgress["gap"];
  readonly pages: number;
}

/** Lists from a page back to a time, at most `maxPages` pages. */
async function list(
  { app, onRequest }: LogContext,
  from: { readonly cursor: string | undefined; readonly since: number },
  maxPages: number,
): Promise<Listed> {
  const deliveries: Delivery[] = [];
  let { cursor } = from;
  for (let pages = 0; pages < maxPages;) {
    onRequest?.();
    const page = await listDeliveries(app, cursor);
    pages += 1;
    deliveries.push(...page.deliveries.filter(({ at }) => at >= from.since));
    const reached = page.deliveries.some(({ at }) => at < from.since);
    if (reached || page.next === undefined) return { deliveries, gap: undefined, pages };
    cursor = page.next;
  }
  return {
    deliveries,
    gap: cursor === undefined ? undefined : { cursor, since: from.since },
    pages: maxPages,
  };
}

/**
 * Ids of deliveries to handle: failed ones, oldest first; then answered ones that may be lost, newest
 * first, because a process that dies has most likely processed all but the last. Events that were
 * redelivered with success are left out.
 *
 * Where the log is all there is, in the order in which they came; newest first in the first pass of a
 * process that knows of no other, as most of the log was handled before it started.
 */
function wantedOf(
  { events, polled }: Pick<LogContext, "events" | "polled">,
  deliveries: readonly Delivery[],
  { lost, isFirst }: { readonly lost: LogProgress["lost"]; readonly isFirst: boolean },
): readonly string[] {
  const arrived = new Set(deliveries.filter(({ ok }) => ok).map(({ guid }) => guid));
  // They are listed newest first. Times end with the second.
  const relevant = deliveries
    .filter(({ event, hasInstallation }) => hasInstallation && events.includes(event))
    .toReversed()
    .toSorted((a, b) => a.at - b.at);
  if (polled !== undefined) {
    const unseen = relevant.flatMap(({ id }) => (polled.has(id) ? [] : id));
    return isFirst ? unseen.toReversed() : unseen;
  }
  const failed = relevant.filter(({ ok, guid }) => !ok && !arrived.has(guid));
  const answered = relevant.filter(
    ({ ok, at }) => ok && lost !== undefined && at >= lost.from && at <= lost.to,
  );
  return [...failed, ...answered.toReversed()].map(({ id }) => id);
}

async function handleOne(
  { app, handleEvent, polled, onRequest }: LogContext,
  id: string,
  isCareful: boolean,
): Promise<void> {
  onRequest?.();
  const delivery = await readDelivery(app, id);
  if (delivery !== undefined) await handleEvent(delivery, isCareful);
  polled?.add(id);
}

/** What replicas share to recover lost events. */
export interface RecoveryMemory {
  /** Whether the queue beside it ends with the process, and may end with items in it. */
  readonly losesQueue: boolean;
  /** Whether this process is to do `task` now: true for one replica, and not again for `forMs` milliseconds. */
  readonly claim: (task: string, forMs: number) => Promise<boolean>;
  /** What was written last; `undefined` where there is nothing: then the queue beside it is new, too. */
  readonly read: () => Promise<LogProgress | undefined>;
  readonly write: (reached: LogProgress) => Promise<void>;
}

/** Ids of deliveries that a process may have ended with. */
const suspects = z.array(z.string()).catch([]);

/**
 * For a single process: gone with it, but for the deliveries that it may have ended with.
 *
 * @param state where these are noted; by default in memory, too
 */
export function createInMemoryMemory(
  now: () => number,
  state: StatePart = createStatePart(),
): RecoveryMemory {
  const claimed = new Map<string, number>();
  let noted = suspects.parse(state.read());
  // Nothing is read yet, but there are deliveries to be careful with.
  let written: LogProgress | undefined =
    noted.length === 0 ? undefined : { since: 0, unread: [], careful: noted };
  return {
    losesQueue: true,
    claim(task, forMs) {
      const free = (claimed.get(task) ?? 0) <= now();
      if (free) claimed.set(task, now() + forMs);
      return Promise.resolve(free);
    },
    read: () => Promise.resolve(written),
    write(reached) {
      written = reached;
      const { careful = [], begun = [] } = reached;
      const found = [...new Set([...careful, ...begun])];
      if (found.join() !== noted.join()) state.write(found);
      noted = found;
      return Promise.resolve();
    },
  };
}

/** In Redis, for all replicas with the same `prefix`. */
export function createRedisMemory(client: RedisClient, prefix: string): RecoveryMemory {
  const key = (name: string): string => `{${prefix}}:recover:${name}`;
  return {
    losesQueue: false,
    async claim(task, forMs) {
      return (await client.set(key(task), "claimed", "PX", forMs, "NX")) === "OK";
    },
    async read() {
      return parseProgress((await client.get(key("log"))) ?? undefined);
    },
    async write(reached) {
      await client.set(key("log"), JSON.stringify(reached), "PX", RETENTION_MS);
    },
  };
}

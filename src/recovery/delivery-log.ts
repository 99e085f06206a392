import * as z from "zod";
import { listDeliveries, readDelivery, type Delivery } from "../github/deliveries.js";
import type { GitHubClient } from "../github/http/client.js";

/** Requests of one pass over the log, at most; what is left is for the next. */
const MAX_REQUESTS = 600;
/** Those of them that list. */
const MAX_PAGES = 300;

/** GitHub keeps deliveries for three days, in milliseconds. */
const KEPT_MS = 3 * 24 * 60 * 60 * 1000;

/** What failed so shortly before a pass is looked for by the next one too, in milliseconds. */
const OVERLAP_MS = 60_000;

/** After so many milliseconds the log shows a delivery: GitHub waits ten seconds for its answer, and lists lag. */
export const LISTED_AFTER_MS = 12_000;

/** Deliveries that are read at the same time. */
const AT_ONCE = 5;

/** A stretch of the log that is still to be listed. */
const gap = z.object({ cursor: z.string(), since: z.number() });

/** A stretch of time, in milliseconds since the epoch. */
const stretch = z.object({ from: z.number(), to: z.number() });

/** How far the log has been read; times in milliseconds since the epoch. */
const progress = z.object({
  since: z.number(),
  gap: gap.optional(),
  /** What is still to be looked at though it was answered; see {@link LogContext}. */
  lost: stretch.optional(),
  /** Ids of deliveries that are still to be read, those first that matter most. */
  unread: z.array(z.union([z.string(), z.int().transform(String)])),
});

/** How far the log has been read. */
export type LogProgress = z.infer<typeof progress>;

/** Reads what {@link readLog} returned and somebody kept; nothing where it is something else. */
export function parseProgress(text: string | undefined): LogProgress | undefined {
  try {
    return progress.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}

/** What a pass over the log needs. */
export interface LogContext {
  /** A client that is authenticated as the App. */
  readonly app: GitHubClient;
  /** Names of the events that say anything. */
  readonly events: readonly string[];
  /** Takes what a delivery says as if it came now. */
  readonly take: (event: { readonly name: string; readonly payload: unknown }) => Promise<void>;
  /** Told again and again how far the pass is: one that breaks off is gone on with from there. */
  readonly keep: (reached: LogProgress) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /**
   * What was sent in that time may be lost though it was answered: it was in a memory that is gone.
   * A pass that begins after its end sees all of it; until then, the log may not show the last yet.
   */
  readonly lost: LogProgress["lost"];
}

/**
 * One pass over GitHub's log of deliveries: what failed is taken now, oldest first.
 *
 * @param known what the pass before this one returned; without it, the whole log is read
 * @see https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries
 */
export async function readLog(
  context: LogContext,
  known: LogProgress | undefined,
): Promise<LogProgress & { readonly taken: number; readonly requests: number }> {
  const { now } = context;
  const lost = joined(known?.lost, context.lost);
  const since = Math.max(Math.min(known?.since ?? 0, lost?.from ?? now), now - KEPT_MS);
  const fresh = await list(context, { cursor: undefined, since }, MAX_PAGES);
  const older =
    known?.gap === undefined
      ? { deliveries: [], gap: undefined, pages: 0 }
      : await list(context, known.gap, MAX_PAGES - fresh.pages);
  const wanted = wantedOf([...fresh.deliveries, ...older.deliveries], context.events, lost);
  const all = [...new Set([...(known?.unread ?? []), ...wanted])];
  const pages = fresh.pages + older.pages;
  const due = all.slice(0, MAX_REQUESTS - pages);
  const listed = {
    since: now - OVERLAP_MS,
    gap: fresh.gap ?? older.gap,
    lost: lost && now < lost.to ? { ...lost, from: now - LISTED_AFTER_MS } : undefined,
  };
  for (let start = 0; start < due.length; start += AT_ONCE) {
    await context.keep({ ...listed, unread: all.slice(start) });
    await Promise.all(due.slice(start, start + AT_ONCE).map((id) => takeOne(context, id)));
  }
  const reached = { ...listed, unread: all.slice(due.length) };
  await context.keep(reached);
  return { ...reached, taken: due.length, requests: pages + due.length };
}

/** The stretch that holds both. */
function joined(one: LogProgress["lost"], other: LogProgress["lost"]): LogProgress["lost"] {
  if (one === undefined || other === undefined) return one ?? other;
  return { from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) };
}

interface Listed {
  readonly deliveries: readonly Delivery[];
  readonly gap: LogProgress["gap"];
  readonly pages: number;
}

/** Lists from a page to a time, as far as `most` pages go. */
async function list(
  { app }: LogContext,
  from: { readonly cursor: string | undefined; readonly since: number },
  most: number,
): Promise<Listed> {
  const deliveries: Delivery[] = [];
  let { cursor } = from;
  for (let pages = 0; pages < most;) {
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
    pages: most,
  };
}

/**
 * Ids of deliveries to take: what failed, oldest first; then what was answered, newest first, for a
 * process that dies has most likely worked off all but the last. An event that was delivered again
 * with success is none.
 */
function wantedOf(
  deliveries: readonly Delivery[],
  events: readonly string[],
  lost: LogProgress["lost"],
): readonly string[] {
  const arrived = new Set(deliveries.filter(({ ok }) => ok).map(({ guid }) => guid));
  // They are listed newest first. Times end with the second.
  const telling = deliveries
    .filter(({ event, hasInstallation }) => hasInstallation && events.includes(event))
    .toReversed()
    .toSorted((one, other) => one.at - other.at);
  const failed = telling.filter(({ ok, guid }) => !ok && !arrived.has(guid));
  const answered = telling.filter(
    ({ ok, at }) => ok && lost !== undefined && at >= lost.from && at <= lost.to,
  );
  return [...failed, ...answered.toReversed()].map(({ id }) => id);
}

async function takeOne({ app, take }: LogContext, id: string): Promise<void> {
  const delivery = await readDelivery(app, id);
  if (delivery !== undefined) await take(delivery);
}

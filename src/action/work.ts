import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { ComputePool } from "../compute/pool.js";
import { createEventHandler } from "../events/handle.js";
import type { WebhookEvent } from "../events/map.js";
import { isAboutSettings } from "../features/configuration/read.js";
import { createKnownAnswers, PASSING_REFUSAL_DELAYS_MS } from "../github/http/transport.js";
import { isWrite } from "../github/http/write-limiter.js";
import { pullsFromBranch } from "../github/pulls.js";
import type { Compute } from "../model/compute.js";
import { isMapping } from "../model/collections.js";
import { DeferError, reasonOf, RetryError, TerminalError } from "../model/errors.js";
import { asNew, hintsOf, withHints } from "../model/hints.js";
import { issueRef, workKey, type RepositoryName, type WorkItem } from "../model/refs.js";
import { issueOfBranch } from "../plan/identity.js";
import { createInMemoryQueue } from "../queue/in-memory.js";
import {
  createInstallationLimiter,
  createInMemoryRequestCounts,
} from "../server/installation-limits.js";
import type { Run } from "../queue/queue.js";
import { adviceOn } from "../reconcile/reconcile.js";
import { assertRequestsLeft, type Enqueue } from "../recovery/sweep.js";
import { createInMemoryRunStorage, createSharedContext } from "../server/shared-context.js";
import { runItem, type WorkerContext } from "../server/worker.js";
import { type Connection, ownPullEvent, repositoryOf } from "./inputs.js";
import { writtenBranch, type RunOutcome, type Write } from "./report.js";

/** A run waits for at most so long for what is to come later, in milliseconds: it pays by the minute. */
const MAX_WAIT_MS = 90_000;

/** Tries of an item within a run. The next event, or the schedule, tries again. */
const MAX_ATTEMPTS = 5;

/** Looks at an issue after one that wrote something, at most. */
const MAX_LOOKS = 3;

/** Items at the same time: waiting for GitHub takes most of the time. */
const CONCURRENCY = 5;

/** The share of the token's requests of an hour that one issue may use in a run, in percent. */
const REQUEST_PERCENT = 25;

/** Time between failures, in milliseconds. */
const BACKOFF = { firstMs: 1000, maxMs: 8000 };

/** How often it is asked whether anything is left to do, in milliseconds. */
const POLL_MS = 20;

/** What {@link workOff} needs. */
interface WorkParts {
  readonly connection: Connection;
  readonly pool: ComputePool;
  readonly repository: RepositoryName;
  readonly log: Logger;
}

/**
 * Does what an event, or somebody, asks for, by the queue and the worker of the App, until nothing is
 * left to do. There are no webhooks of what the run itself does, so an issue is looked at again until
 * a look writes nothing, and pull requests that the run opens or pushes to are checked by it.
 *
 * @param isSweep whether all plans are looked at: nothing is done then where few requests are left
 */
export async function workOff(
  { connection, pool, repository, log }: WorkParts,
  request: WebhookEvent | readonly WorkItem[],
  isSweep: boolean,
): Promise<RunOutcome> {
  // Most events name nothing, whoever the run is. To ask for that takes a request.
  if ("name" in request && !(await namesAnything(request, pool.compute))) return NOTHING;
  const bot = await connection.bot();
  const looked = new Map<string, WorkItem>();
  const writes: (Write & { readonly item: WorkItem })[] = [];
  const failures = new Map<string, RunOutcome["failures"][number]>();
  const later = new Map<string, RunOutcome["later"][number]>();
  const looks = new Map<string, number>();

  const queue = createInMemoryQueue<WorkItem>({
    keyOf: workKey,
    merging: { hintsOf, withHints },
    backoff: BACKOFF,
    random: Math.random,
    onFailure({ item, error, retryInMs, attempt }) {
      log.info({ item: workKey(item), attempt, retryInMs, err: error }, "failed");
      if (retryInMs !== undefined) return;
      const reason = reasonOf(error).replace(/\.?$/, ".");
      failures.set(workKey(item), { item, reason: `${reason}${adviceOn(reason, bot)}` });
    },
  });
  const postpone = (item: WorkItem, reason: string): void => {
    later.set(workKey(item), { item, reason });
  };
  const enqueue: Enqueue = async (item, options) => {
    if ((options.delayMs ?? 0) <= MAX_WAIT_MS) await queue.enqueue(item, options);
    else postpone(item, "it is not to be looked at yet");
  };
  const storage = createInMemoryRunStorage(Date.now);
  const enqueueSoon = async (item: WorkItem): Promise<void> => {
    if (isAboutSettings(item)) await storage.settingsChanges.announce(item.installationId);
    await queue.enqueue(asNew(item));
  };
  const handleEvent = createEventHandler({
    compute: pool.compute,
    bot: () => bot,
    enqueueSoon,
    requestLabel: noRequestLabel,
  });
  const context: Omit<WorkerContext, "watched"> = Object.assign(
    createSharedContext({ storage, compute: pool.compute, enqueue, enqueueSoon, log }),
    {
      clientOf: () => Promise.resolve(connection.client()),
      bot: () => Promise.resolve(bot),
      enqueue,
      computeFor: pool.watched,
      limiter: createInstallationLimiter(Date.now),
      knownAnswers: createKnownAnswers(),
      requestCounts: createInMemoryRequestCounts(),
      requestPercent: REQUEST_PERCENT,
      dryRun: false,
      passingRefusalDelaysMs: PASSING_REFUSAL_DELAYS_MS,
    },
  );

  async function handle(item: WorkItem, run: Run): Promise<void> {
    looked.set(workKey(item), looked.get(workKey(item)) ?? item);
    const own: Write[] = [];
    const watched: WorkerContext["watched"] = (send) => recorded(send, (write) => own.push(write));
    try {
      await runItem({ ...context, watched }, item, run);
    } catch (error) {
      if (!endsHere(item, error, run.attempt)) throw error;
    } finally {
      writes.push(...own.map((write) => ({ ...write, item })));
    }
    await followUp(item, own);
  }

  /** Whether what an item met leaves it to a later run. */
  function endsHere(item: WorkItem, error: unknown, attempt: number): boolean {
    const isWait = error instanceof DeferError || error instanceof RetryError;
    if (isWait && error.afterMs > MAX_WAIT_MS) {
      postpone(item, error.message);
      return true;
    }
    if (error instanceof DeferError || error instanceof TerminalError) return false;
    if (attempt >= MAX_ATTEMPTS) throw new TerminalError(reasonOf(error), { cause: error });
    return false;
  }

  async function followUp(item: WorkItem, own: readonly Write[]): Promise<void> {
    if (own.length === 0) return;
    const key = workKey(item);
    const count = looks.get(key) ?? 0;
    looks.set(key, count + 1);
    if (item.kind === "issue" && count < MAX_LOOKS)
      await queue.enqueue(issueRef(item, item.number));
    for (const write of own) {
      for (const event of await ownEvents(write)) await handleEvent(event);
    }
  }

  /** The webhooks of a write, as far as they name something: of pull requests, without those of new plans. */
  async function ownEvents(write: Write): Promise<readonly WebhookEvent[]> {
    const where = { repository, bot };
    const { number, body } = write;
    if (number !== undefined && write.method === "POST" && write.path.endsWith("/pulls")) {
      const pull = { number, head: { ref: textIn(body["head"]) }, body: textIn(body["body"]) };
      return [ownPullEvent("opened", pull, where)];
    }
    const branch = writtenBranch(write);
    if (branch === undefined || issueOfBranch(branch) !== undefined) return [];
    const pulls = await pullsFromBranch(connection.client(), repositoryOf(repository), branch);
    return pulls
      .filter(({ state }) => state === "open")
      .map((pull) => ownPullEvent("synchronize", { ...pull, head: { ref: branch } }, where));
  }

  if (isSweep) {
    const refused = await fewRequestsLeft(connection);
    if (refused !== undefined) {
      for (const item of "name" in request ? [] : request) postpone(item, refused);
      return { looked: [], writes, failures: [], later: [...later.values()] };
    }
  }
  queue.work(handle, { concurrency: CONCURRENCY });
  if ("name" in request) await handleEvent(request);
  else await Promise.all(request.map((item) => enqueueSoon(item)));
  await drained(queue);
  await queue.close({ drainMs: 0 });
  return {
    looked: [...looked.values()],
    writes,
    failures: [...failures.values()],
    later: [...later.values()],
  };
}

const NOTHING: RunOutcome = { looked: [], writes: [], failures: [], later: [] };

/** There is no burst of events to wait for within a run. */
const noRequestLabel = (): string => "";

async function namesAnything(event: WebhookEvent, compute: Compute): Promise<boolean> {
  let found = false;
  const enqueueSoon = (): Promise<void> => {
    found = true;
    return Promise.resolve();
  };
  await createEventHandler({
    compute,
    bot: () => undefined,
    enqueueSoon,
    requestLabel: noRequestLabel,
  })(event);
  return found;
}

async function fewRequestsLeft({ client }: Connection): Promise<string | undefined> {
  try {
    await assertRequestsLeft(client(), Date.now());
    return undefined;
  } catch (error) {
    if (error instanceof DeferError) return error.message;
    throw error;
  }
}

/** Resolves when nothing runs or waits. */
async function drained(queue: {
  stats(): Promise<{ readonly waiting: number; readonly running: number }>;
}): Promise<void> {
  for (;;) {
    const { waiting, running } = await queue.stats();
    if (waiting + running === 0) return;
    await sleep(POLL_MS);
  }
}

/** `fetch` that reports each write that GitHub has carried out. */
function recorded(send: typeof fetch, onWrite: (write: Write) => void): typeof fetch {
  return async (input, init = {}) => {
    const answer = await send(input, init);
    const method = init.method ?? "GET";
    const { pathname: path } = new URL(input instanceof Request ? input.url : input);
    if (!answer.ok || !isWrite(method, path)) return answer;
    const number = answer.status === 201 ? numberIn(await parsed(answer.clone())) : undefined;
    onWrite({ method, path, body: sentIn(init.body), ...(number !== undefined && { number }) });
    return answer;
  };
}

async function parsed(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}

function numberIn(value: unknown): number | undefined {
  if (typeof value !== "object" || value === null || !("number" in value)) return undefined;
  return typeof value.number === "number" ? value.number : undefined;
}

function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function sentIn(body: unknown): Write["body"] {
  if (typeof body !== "string") return {};
  const sent: unknown = JSON.parse(body);
  return isMapping(sent) ? sent : {};
}

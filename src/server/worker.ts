import type { Logger } from "pino";
import type { Probot } from "probot";
import { setTimeout as sleep } from "node:timers/promises";
import type { ComputePool } from "../compute/pool.js";
import { EVENT_NAMES } from "../events/map.js";
import { checkCommit, checkGroup, checkPull } from "../features/checks/pull.js";
import type { ConfigurationCache } from "../features/configuration/read.js";
import type { RunContext, SharedContext } from "../features/context.js";
import { updateDashboard } from "../features/dashboard/run.js";
import { onboard } from "../features/onboarding/run.js";
import { referringIssues, trackedIssues } from "../features/referrers/find.js";
import { reportSetAside } from "../features/set-aside.js";
import type { GitHubClient } from "../github/http/client.js";
import {
  conditionally,
  type KnownAnswers,
  createKnownAnswers,
  abortWith,
  dedupeReads,
  rejectTruncatedJson,
  repeatPassingRefusals,
  withWriteGuard,
  wrapTransport,
  type Transported,
} from "../github/http/transport.js";
import { classifyFailure } from "../github/http/errors.js";
import { rehearse } from "../github/http/octokit.js";
import { installedRepositories } from "../github/repository.js";
import { ComputeError, type Compute } from "../model/compute.js";
import { DeferError, TerminalError } from "../model/errors.js";
import { mayRevive } from "../model/hints.js";
import { repositoryItem, workKey, type WorkItem } from "../model/refs.js";
import {
  type InstallationLimiter,
  createInstallationLimiter,
  openAccount,
  type RequestCounts,
} from "./installation-limits.js";
import { LeaseLostError, type Run } from "../queue/queue.js";
import { reconcile } from "../reconcile/reconcile.js";
import { startRecovery, type Recovery, type RecoveryContext } from "../recovery/recovery.js";
import { sweepRepository, type Enqueue } from "../recovery/sweep.js";
import type { Metrics } from "./metrics.js";
import { createSharedContext } from "./shared-context.js";
import type { Storage } from "./storage.js";

/** No run takes longer, in milliseconds: one that hangs would block its issue for good. */
const MAX_RUN_MS = 10 * 60 * 1000;

/** Starts to wait, and calls `expire` when the time is over; returns what ends the waiting before. */
export type Deadline = (expire: () => void) => () => void;

const longestRun: Deadline = (expire) => {
  const timer = setTimeout(expire, MAX_RUN_MS);
  return () => clearTimeout(timer);
};

/** What processing items of the queue needs. */
export interface WorkerContext extends SharedContext {
  /** A new client of the installation each time. */
  readonly clientOf: (installationId: number) => Promise<GitHubClient & Transported>;
  /** Login under which the App writes. */
  readonly bot: () => Promise<string>;
  /** Puts an item into the queue. */
  readonly enqueue: Enqueue;
  /** What computes for one run: `onLong` is called when a task takes long, see `ComputePool.watched`. */
  readonly computeFor: (onLong: Run["countTry"]) => Compute;
  readonly limiter: InstallationLimiter;
  readonly knownAnswers: KnownAnswers;
  readonly requestCounts: RequestCounts;
  /** Sees what GitHub answers to an installation. */
  readonly watched: (send: typeof fetch, installationId: number) => typeof fetch;
  /** Whether the process writes nothing to GitHub. */
  readonly dryRun: boolean;
  /** The share of an installation's requests that one issue may use in an hour, in percent. */
  readonly requestPercent: number;
  /** After how many milliseconds a write is repeated that GitHub refused only for the moment. */
  readonly passingRefusalDelaysMs: readonly number[];
}

/**
 * Processes one item of the queue when its installation has a free place. A run that takes too long
 * is aborted: its requests end, and it writes nothing any more.
 *
 * @param deadline of the run: ten minutes by default
 * @throws DeferError where the installation has no free place, or the item has used its share of requests
 * @throws LeaseLostError where the run took too long, or another one has taken its item over
 * @throws TerminalError, RetryError or anything else that the queue tries again after
 */
export async function runItem(
  context: WorkerContext,
  item: WorkItem,
  run: Run,
  deadline = longestRun,
): Promise<void> {
  const { installationId } = item;
  await context.limiter.enter(installationId, async () => {
    const controller = new AbortController();
    const { signal } = controller;
    let stopDeadline = (): void => undefined;
    let end: (error: Error) => void = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      end = (error) => {
        reject(error);
        controller.abort();
      };
      stopDeadline = deadline(() => end(new LeaseLostError("the run took too long")));
    });
    // It may end before anybody waits for it.
    ended.catch(() => undefined);
    const account = await openAccount(item, {
      counts: context.requestCounts,
      percent: context.requestPercent,
      now: () => context.now().getTime(),
      onSpent(afterMs) {
        context.log.warn(
          { item: workKey(item), percent: context.requestPercent, afterMs },
          "has used its share of the installation's requests: it goes on in the next hour",
        );
        end(new DeferError("its share of requests is used up", afterMs));
      },
    });
    const assertLease = (): Promise<void> =>
      signal.aborted
        ? Promise.reject(new LeaseLostError("the run took too long"))
        : run.assertLease();
    const work = async (): Promise<void> => {
      const [github, bot] = await Promise.all([context.clientOf(installationId), context.bot()]);
      wrapRequests(github, {
        scope: String(installationId),
        counted: (send) => {
          const watched = context.watched(send, installationId);
          return account?.counted(watched) ?? watched;
        },
        knownAnswers: context.knownAnswers,
        assertLease,
        signal,
      });
      repeatPassingRefusals(github, context.passingRefusalDelaysMs, (ms) =>
        sleep(ms, undefined, { signal }),
      );
      const goDry = (): void => startRehearsal(context, github, item);
      if (context.dryRun) goDry();
      const { attempt, isLastTry } = run;
      const isReplay = !mayRevive(item);
      const enqueueSoon = (next: WorkItem): Promise<void> => context.enqueueSoon(next, isReplay);
      const compute = context.computeFor(run.countTry);
      const own = { github, bot, attempt, signal, rehearse: goDry };
      const runContext = { ...context, ...own, enqueueSoon, compute };
      try {
        if (run.isSpent) throw new ComputeError("what it says", "it ended the process each time");
        await processItem(runContext, item);
      } catch (error) {
        if ((isLastTry || run.isSpent) && error instanceof ComputeError)
          await reportSetAside(runContext, item, error);
        throw error;
      }
    };
    try {
      await Promise.race([work(), ended]);
    } catch (error) {
      throw classifyFailure(error, context.now().getTime());
    } finally {
      stopDeadline();
      await account?.close();
    }
  });
}

function startRehearsal({ log }: SharedContext, github: Transported, item: WorkItem): void {
  rehearse(github, (write) => {
    log.info({ item: workKey(item), ...write }, "dry run: would write to GitHub");
  });
}

/** Gives the client of one run its write guard, its deadline, and its memory of what was read. */
function wrapRequests(
  github: Transported,
  run: {
    readonly scope: string;
    /** Counts what is really sent. */
    readonly counted: (send: typeof fetch) => typeof fetch;
    readonly knownAnswers: KnownAnswers;
    readonly assertLease: () => Promise<void>;
    readonly signal: AbortSignal;
  },
): void {
  const answers = new Map<string, Promise<Response>>();
  wrapTransport(github, (send) => {
    const complete = rejectTruncatedJson(abortWith(run.counted(send), run.signal));
    const read = conditionally(complete, run.knownAnswers, run.scope);
    return dedupeReads(withWriteGuard(read, run.assertLease), answers);
  });
}

/**
 * Processes one item: reconciles an issue, checks a pull request or a commit, or enqueues the issues
 * of a repository, or all repositories that use its configuration.
 *
 * @throws TerminalError where trying again does not help; anything else is to be tried again
 */
export async function processItem(
  context: RunContext & Pick<WorkerContext, "enqueue">,
  item: WorkItem,
): Promise<void> {
  const { github, enqueueSoon } = context;
  const enqueueAll = (items: readonly WorkItem[]): Promise<unknown> =>
    Promise.all(items.map((next) => enqueueSoon(next)));
  switch (item.kind) {
    case "issue": {
      const moved = await reconcile(context, item);
      if (moved !== undefined) await enqueueSoon(moved);
      return;
    }
    case "repository":
      await enqueueAll(await trackedIssues(context, item));
      return;
    case "pull":
      return checkPull(context, item);
    case "group":
      return checkGroup(context, item);
    case "commit":
      return checkCommit(context, item);
    case "dependents": {
      const { installationId } = item;
      const found = await installedRepositories(github);
      await enqueueAll(found.map((name) => repositoryItem({ installationId, ...name })));
      return;
    }
    case "referrers":
      await enqueueAll(await referringIssues(context, item));
      return;
    case "dashboard":
      return updateDashboard(context, item);
    case "onboarding":
      return onboard(context, item);
    case "sweep":
      return sweepRepository(context, item);
    default:
      return assertNever(item);
  }
}

/** Every kind has its case, or this does not compile. A newer replica may have stored another kind. */
function assertNever(item: never): never {
  throw new TerminalError(`unknown kind of work item: ${JSON.stringify(item)}`);
}

/**
 * Items that are processed at the same time. Most of that time is spent waiting, for GitHub and for
 * the write budget of an installation; the installation limiter admits only a few of each.
 */
const CONCURRENCY = 200;

/** What {@link startWork} needs. */
export interface WorkParts {
  readonly probot: Probot;
  readonly storage: Storage;
  readonly pool: ComputePool;
  readonly configurations: ConfigurationCache;
  /** Login under which the App writes. */
  readonly bot: () => Promise<string>;
  /** Puts an item into the queue as an event does: it waits until a burst of events is over. */
  readonly enqueueSoon: (item: WorkItem, isReplay?: boolean) => Promise<void>;
  /** Puts an item into the queue. */
  readonly enqueue: Enqueue;
  /** Handles an event of the delivery log. */
  readonly handleLogged: RecoveryContext["handleEvent"];
  readonly metrics: Metrics;
  /** Time between two looks at a dashboard, in milliseconds. */
  readonly dashboardSpacingMs: number;
  /** Whether the process writes nothing to GitHub. */
  readonly dryRun: boolean;
  /** Whether a repository to which the App is added may get an onboarding issue. */
  readonly onboarding: boolean;
  /** The share of an installation's requests that one issue may use in an hour, in percent. */
  readonly requestPercent: number;
  /** After how many milliseconds a write is repeated that GitHub refused only for the moment. */
  readonly passingRefusalDelaysMs: readonly number[];
  /** Whether events are read from GitHub's log of deliveries alone. */
  readonly polls: boolean;
  readonly log: Logger;
}

/**
 * Starts to process the queue, and to recover what is missing in it. The server loads this after it
 * has started to take deliveries: it imports everything that reads and writes plans.
 */
export function startWork(parts: WorkParts): Recovery {
  const { probot, storage, pool, bot, enqueueSoon, enqueue, handleLogged, metrics, log } = parts;
  const { requestPercent, dashboardSpacingMs, passingRefusalDelaysMs, onboarding } = parts;
  const clientOf = (installationId: number): ReturnType<typeof probot.auth> =>
    probot.auth(installationId);
  const context: WorkerContext = Object.assign(
    createSharedContext({
      storage,
      compute: pool.compute,
      configurations: parts.configurations,
      enqueue,
      enqueueSoon,
      log,
      onBrake: metrics.countBrake,
      dashboardSpacingMs,
      onboarding,
    }),
    {
      clientOf,
      computeFor: pool.watched,
      limiter: createInstallationLimiter(Date.now),
      knownAnswers: createKnownAnswers(),
      bot,
      enqueue,
      requestCounts: storage.requestCounts,
      requestPercent,
      dryRun: parts.dryRun,
      passingRefusalDelaysMs,
      watched: metrics.watched,
    },
  );
  storage.queue.work((item, run) => metrics.measure(() => runItem(context, item, run)), {
    concurrency: CONCURRENCY,
  });
  return startRecovery({
    app: () => probot.auth(),
    clientOf,
    memory: storage.memory,
    events: EVENT_NAMES,
    handleEvent: handleLogged,
    enqueue,
    log,
    now: Date.now,
    polls: parts.polls,
  });
}

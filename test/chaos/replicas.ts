import { setTimeout as sleep } from "node:timers/promises";
import { startBot, type RunningBot } from "../support/bot.js";
import type { EmbeddedGitHub } from "../support/github.js";

/** A start may have to wait for Redis, and for a busy machine, in milliseconds. */
const READY_MS = 60_000;

const WEBHOOK_PATH = "/api/github/webhooks";

/** The App's processes, of which any may be away at any time. */
export interface Replicas {
  /** How often one was killed, and how often one was started again. */
  readonly counts: { readonly kills: number; readonly restarts: number };
  /** Those that stand. */
  readonly standing: () => readonly RunningBot[];
  /**
   * Kills one of those that stand (`SIGKILL`), if any, and starts it again after `pauseMs`.
   *
   * @param which a number from 0 up to 1
   * @returns resolves when it is dead
   */
  readonly kill: (which: number, pauseMs: number) => Promise<void>;
  /** How many items wait or run, as soon as all webhooks are delivered. */
  readonly busy: () => Promise<number>;
  /** Resolves when all stand; throws where one could not be started. */
  readonly allUp: () => Promise<void>;
  /** Everything that all of them wrote, the dead too. */
  readonly output: () => string;
  /** Ends them for good. */
  readonly close: () => Promise<void>;
}

/**
 * Starts `count` replicas, over which deliveries are spread by chance: what goes to one that is away
 * fails, as it does behind a load balancer that has not noticed yet.
 *
 * @param roll a number from 0 up to 1
 */
export async function startReplicas(
  github: EmbeddedGitHub,
  options: {
    readonly count: number;
    readonly env: Readonly<Record<string, string>>;
    readonly roll: () => number;
  },
): Promise<Replicas> {
  const { count, env, roll } = options;
  const counts = { kills: 0, restarts: 0 };
  const slots: { bot: RunningBot | undefined; starting: Promise<void> }[] = [];
  const past: string[] = [];
  let closed = false;

  const start = (): Promise<RunningBot> => startBot(github, { env, readyMs: READY_MS });

  async function startAgain(slot: (typeof slots)[number], pauseMs: number): Promise<void> {
    await sleep(pauseMs);
    if (closed) return;
    slot.bot = await start();
    counts.restarts += 1;
  }

  for (let index = 0; index < count; index += 1) {
    slots.push({ bot: await start(), starting: Promise.resolve() });
  }
  github.deliveries.route = () => {
    const { bot } = slots[Math.floor(roll() * count)] ?? {};
    return bot && `${bot.url}${WEBHOOK_PATH}`;
  };

  return {
    counts,
    standing: () => slots.flatMap(({ bot }) => bot ?? []),
    async kill(which, pauseMs) {
      const all = slots.filter(({ bot }) => bot !== undefined);
      const slot = all[Math.floor(which * all.length)];
      const victim = slot?.bot;
      if (slot === undefined || victim === undefined) return;
      counts.kills += 1;
      await victim.kill();
      slot.bot = undefined;
      past.push(victim.output());
      slot.starting = startAgain(slot, pauseMs);
      // `allUp` and `close` report it; until then it is nobody's.
      slot.starting.catch(() => undefined);
    },
    async busy() {
      await github.deliveries.idle();
      const items = await Promise.all(slots.map(({ bot }) => itemsOf(bot)));
      return Math.max(...items);
    },
    async allUp() {
      await Promise.all(slots.map(({ starting }) => starting));
    },
    output: () => [...past, ...slots.map(({ bot }) => bot?.output() ?? "")].join("\n"),
    async close() {
      closed = true;
      await Promise.allSettled(slots.map(({ starting }) => starting));
      await Promise.all(slots.flatMap(({ bot }) => bot?.kill() ?? []));
    },
  };
}

/** How many items wait or run; while nobody knows, at least one does. */
async function itemsOf(bot: RunningBot | undefined): Promise<number> {
  if (bot === undefined) return 1;
  const answer = await fetch(`${bot.url}/readyz`);
  const { queue } = (await answer.json()) as { queue?: { waiting: number; running: number } };
  return queue === undefined ? 1 : queue.waiting + queue.running;
}

import {
  badGateway,
  badGatewayAfter,
  secondaryLimit,
  serverError,
  truncated,
} from "../support/faults/answers.js";
import { dice } from "../support/faults/dice.js";
import { disturbDeliveries } from "../support/faults/deliveries.js";
import { atMost, chance, type Fault } from "../support/faults/fault.js";
import { injectFaults } from "../support/faults/inject.js";
import { resetAfter, resetBefore, slow, timeOut } from "../support/faults/network.js";
import { lostRace } from "../support/faults/race.js";
import { staleLists } from "../support/faults/stale.js";
import { startGitHub } from "../support/github.js";
import { actAsPeople } from "./people.js";
import { startReplicas } from "./replicas.js";
import { comeToRest, tally, untilQuiet, type Report } from "./rest.js";

/** How to disturb, and for how long. */
export interface FaultOptions {
  /** The same one rolls the same dice; the machine's pace does the rest. */
  readonly seed: number;
  readonly issues: number;
  /** How long people open issues, in milliseconds. */
  readonly durationMs: number;
  /** How long it may take to come to rest after that, in milliseconds. */
  readonly restMs: number;
  /** How often at most a rate limit names no time: each time, everything waits for a minute. */
  readonly timeless: number;
}

/** The share of requests that fail, and of those that are slow. */
const FAILING = 0.2;
const SLOW = 0.2;
const STALE_MS = 1500;

/** Everything that GitHub, and what is between, can do to a request. */
function failures(timeless: number): readonly Fault[] {
  return [
    resetBefore,
    resetAfter,
    timeOut(500),
    serverError,
    badGateway,
    badGatewayAfter,
    truncated,
    lostRace,
    secondaryLimit({ status: 403, retryAfterS: 1 }),
    secondaryLimit({ status: 429, retryAfterS: 1 }),
    atMost(timeless, secondaryLimit({ status: 403 })),
    atMost(timeless, secondaryLimit({ status: 429 })),
  ];
}

/** What becomes of deliveries. */
const DELIVERIES = { dropped: 0.1, doubled: 0.2, shuffled: true };

const ENV = { SETTLE_MS: "100", WRITE_SPACING_MS: "0", LOG_LEVEL: "info" };

/** Plays one story in which every fifth request fails, and webhooks get lost, doubled and shuffled. */
export async function runFaults(options: FaultOptions): Promise<Report> {
  const { seed, issues, durationMs, restMs } = options;
  const github = await startGitHub({ users: ["ada", "grace"], rateLimit: { limit: 1_000_000 } });
  try {
    const replicas = await startReplicas(github, { count: 1, env: ENV, roll: () => 0 });
    try {
      const faults = injectFaults(github, {
        seed,
        faults: [
          staleLists(STALE_MS),
          chance(SLOW, slow({ minMs: 0, maxMs: 300 })),
          chance(FAILING, oneThatApplies(failures(options.timeless))),
        ],
      });
      const deliver = disturbDeliveries(github.deliveries, { seed, ...DELIVERIES });
      const deeds = await actAsPeople(github, { durationMs, issues, roll: dice(seed) });
      const end = Date.now();
      await untilQuiet(replicas, end + restMs * 0.6);
      faults.stop();
      deliver();
      // A start finds in GitHub's log what was never delivered.
      await replicas.kill(0, 0);
      await replicas.allUp();
      const problems = await comeToRest({ github, replicas }, deeds, end + restMs);
      return {
        counts: { ...tally(github, deeds, end), ...Object.fromEntries(faults.counts) },
        problems,
        output: replicas.output(),
      };
    } finally {
      await replicas.close();
    }
  } finally {
    await github.close();
  }
}

/** One of the faults happens; where it would not befall the request, the next one in the list. */
function oneThatApplies(faults: readonly Fault[]): Fault {
  return {
    name: "failures",
    async befall(request, roll) {
      const first = Math.floor(roll() * faults.length);
      for (const fault of [...faults.slice(first), ...faults.slice(0, first)]) {
        const verdict = await fault.befall(request, roll);
        if (verdict !== undefined) return verdict;
      }
      return undefined;
    },
  };
}

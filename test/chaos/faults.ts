import { setTimeout as sleep } from "node:timers/promises";
import {
  badGateway,
  badGatewayAfter,
  secondaryLimit,
  serverError,
  truncated,
} from "../support/faults/answers.js";
import { dice } from "../support/faults/dice.js";
import { disturbDeliveries } from "../support/faults/deliveries.js";
import { chance, oneOf, type Fault } from "../support/faults/fault.js";
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
}

/** The share of requests that fail, and of those that are slow. */
const FAILING = 0.2;
const SLOW = 0.2;
const STALE_MS = 1500;

/** Everything that GitHub, and what is between, can do to a request. */
const FAILURES: readonly Fault[] = [
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
];

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
          chance(FAILING, oneOf(FAILURES)),
        ],
      });
      const deliver = disturbDeliveries(github.deliveries, { seed, ...DELIVERIES });
      const deeds = await actAsPeople(github, { durationMs, issues, roll: dice(seed) });
      const end = Date.now();
      // A start finds in GitHub's log what was never delivered, faults or not.
      deliver();
      await sleep(500);
      await replicas.kill(0, 0);
      await replicas.allUp();
      await untilQuiet(replicas, end + restMs * 0.6);
      faults.stop();
      const problems = await comeToRest({ github, replicas }, deeds, end + restMs);
      const befallen = [...faults.counts.values()].reduce((sum, count) => sum + count, 0);
      return {
        counts: { ...tally(github, deeds, end), faults: befallen },
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

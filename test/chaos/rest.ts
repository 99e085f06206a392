import { setTimeout as sleep } from "node:timers/promises";
import type { EmbeddedGitHub } from "../support/github.js";
import type { Deeds } from "./people.js";
import type { Replicas } from "./replicas.js";
import { judge } from "./verdict.js";

/** What happened, and what is wrong in the end. */
export interface Report {
  readonly counts: Readonly<Record<string, number>>;
  /** A line each; none where every issue is as it should be. */
  readonly problems: readonly string[];
  /** Everything that the processes wrote. */
  readonly output: string;
}

/** Waits until nobody has anything to do for the first time, or the time is over. */
export async function untilQuiet(replicas: Replicas, limit: number): Promise<void> {
  while (Date.now() < limit && (await replicas.busy()) > 0) await sleep(500);
}

/** Waits until nobody has anything to do and all is well, or the time is over; what is wrong then. */
export async function comeToRest(
  { github, replicas }: { readonly github: EmbeddedGitHub; readonly replicas: Replicas },
  deeds: Deeds,
  limit: number,
): Promise<readonly string[]> {
  for (;;) {
    const busy = await replicas.busy();
    const late = Date.now() >= limit;
    if (busy === 0 || late) {
      const problems = await judge(github, deeds);
      if (problems.length === 0 && busy === 0) return [];
      if (late) return [...problems, `${busy} items wait or run`];
    }
    await sleep(500);
  }
}

/**
 * What people and the App did.
 *
 * @param end when people had done everything, in milliseconds since the epoch
 */
export function tally(
  github: EmbeddedGitHub,
  deeds: Deeds,
  end: number,
): Readonly<Record<string, number>> {
  const own = github.requests.filter(({ byApp }) => byApp);
  const { log } = github.deliveries;
  return {
    issues: deeds.issues.length,
    merged: deeds.merged,
    ticked: deeds.edits.length,
    requests: own.length,
    writes: own.filter(({ write }) => write).length,
    deliveries: log.length,
    "deliveries failed": log.filter(({ status }) => status !== "OK").length,
    "seconds to rest": Math.round((Date.now() - end) / 1000),
  };
}

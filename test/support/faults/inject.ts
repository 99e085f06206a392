import type { EmbeddedGitHub } from "../github.js";
import { dice } from "./dice.js";
import type { Fault } from "./fault.js";

/** What happened so far. */
export interface Injected {
  /** How often each fault was asked for a verdict and gave one, by its name. */
  readonly counts: ReadonlyMap<string, number>;
  /** Ends it; requests under way still meet their fate. */
  readonly stop: () => void;
}

/** Shas differ from run to run. */
const SHA = /\b[0-9a-f]{40}\b/g;

/**
 * Puts faults between the App and GitHub; requests of tests are spared. A request may meet several:
 * those in the list are independent of each other.
 *
 * @param seed the same one gives the same faults again
 */
export function injectFaults(
  github: Pick<EmbeddedGitHub, "intercept">,
  { seed, faults }: { readonly seed: number; readonly faults: readonly Fault[] },
): Injected {
  const throwDice = dice(seed);
  const counts = new Map<string, number>();
  const stops = faults.map((fault, index) =>
    github.intercept(async (request) => {
      if (request.byTest) return undefined;
      // All queries have one path: what they ask for distinguishes them.
      const asked = request.path === "/graphql" ? JSON.stringify(request.body) : "";
      const target = `${request.method} ${request.path} ${asked}`.trimEnd();
      const occasion = `${index} ${target.replaceAll(SHA, "<sha>")}`;
      const verdict = await fault.befall(request, () => throwDice(occasion));
      if (verdict !== undefined) counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1);
      return verdict;
    }),
  );
  return {
    counts,
    stop() {
      for (const stop of stops) stop();
    },
  };
}

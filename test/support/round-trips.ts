import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import type { EmbeddedGitHub } from "./github.js";

/** After so many milliseconds and turns of the event loop without a request, none comes before an answer does. */
const QUIET_MS = 100;
const QUIET_TURNS = 30;

/** Whether a request in a wave changes nothing: queries of GraphQL change nothing, either. */
export function isRead(request: string): boolean {
  return request.startsWith("GET ") || request === "POST /graphql";
}

/** What an App in this process asked GitHub, as it waited for the answers. */
export interface RoundTrips {
  /** Requests that were under way at the same time, one list after the other. */
  readonly waves: readonly (readonly string[])[];
  /** Answers as they come again. */
  readonly stop: () => void;
}

/**
 * Answers the requests of an App in this process in waves: each request is held until the App asks for
 * nothing more without an answer. So what is counted is what had to wait for what, whatever the
 * machine is busy with. Writes count as one of a wave like reads.
 */
export function countRoundTrips(github: EmbeddedGitHub): RoundTrips {
  const waves: string[][] = [];
  let held: string[] = [];
  let release: Promise<void> | undefined;

  async function whenQuiet(): Promise<void> {
    for (let before = -1; held.length !== before;) {
      before = held.length;
      await sleep(QUIET_MS);
      for (let turns = 0; turns < QUIET_TURNS; turns += 1) await turn();
    }
    waves.push(held);
    held = [];
    release = undefined;
  }

  const stop = github.intercept(async ({ byApp, byTest, method, path }) => {
    if (!byApp || byTest || path.startsWith("/app")) return;
    held.push(`${method} ${path}`);
    release ??= whenQuiet();
    await release;
  });
  return { waves, stop };
}

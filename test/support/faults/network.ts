import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "./fault.js";

/** The connection is reset before GitHub acts. */
export const resetBefore: Fault = { name: "reset before", befall: () => "drop" };

/** GitHub acts, and its answer is lost. */
export const resetAfter: Fault = { name: "reset after", befall: () => "drop-after" };

/** Nothing comes back for `ms`, then the connection breaks. GitHub may have acted, or not. */
export function timeOut(ms: number): Fault {
  return {
    name: "time-out",
    async befall(_request, roll) {
      if (roll() < 0.5) return { after: () => dropIn(ms) };
      return dropIn(ms);
    },
  };
}

/** GitHub acts at once, and answers late. */
export function slow({ minMs, maxMs }: { readonly minMs: number; readonly maxMs: number }): Fault {
  return {
    name: "slow answer",
    befall(_request, roll) {
      const ms = minMs + roll() * (maxMs - minMs);
      return { after: () => pause(ms) };
    },
  };
}

async function dropIn(ms: number): Promise<"drop"> {
  await pause(ms);
  return "drop";
}

/** Waits, and keeps no process alive. */
async function pause(ms: number): Promise<void> {
  await sleep(ms, undefined, { ref: false });
}

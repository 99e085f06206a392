import type { Action, Snapshot } from "../../src/features/snapshot.js";
import { after } from "./after.js";
import { world, type Facts } from "./snapshots.js";

/** More writes than any world needs. */
const MOST_WRITES = 20;

/** What was written, and what the world was like in the end. */
export interface Run {
  readonly types: readonly string[];
  readonly end: Snapshot;
}

/** All that is written from a world until there is nothing left to write. */
export function runToRest(start: Facts, next: (world: Snapshot) => Action | undefined): Run {
  const types: string[] = [];
  let end = world(start);
  for (let action = next(end); action !== undefined; action = next(end)) {
    types.push(action.type);
    if (types.length > MOST_WRITES) throw new Error(`no end: ${types.join(", ")}`);
    end = after(end, action);
  }
  return { types, end };
}

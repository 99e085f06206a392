import { playHistory } from "./history.js";
import { setStage, type Stage } from "./stage.js";
import type { Step } from "./steps.js";

/** After so many histories the stage is set again: an old GitHub is a slow one. */
const EVERY = 5;

/** Plays histories one after the other. */
export interface Player {
  /** How many were played. */
  readonly played: () => number;
  /** Plays one; what is wrong in the end. */
  readonly play: (steps: readonly Step[]) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** A player who has played nothing. */
export function createPlayer(): Player {
  let stage: Stage | undefined;
  let played = 0;
  return {
    played: () => played,
    async play(steps) {
      if (stage === undefined || played % EVERY === 0) {
        await stage?.close();
        stage = await setStage();
      }
      played += 1;
      return playHistory(stage, steps);
    },
    async close() {
      await stage?.close();
    },
  };
}

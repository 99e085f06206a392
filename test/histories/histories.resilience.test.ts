import { afterAll, expect, test } from "#jest";
import * as fc from "fast-check";
import { isLong } from "../support/runs.js";
import { createPlayer } from "./player.js";
import { histories } from "./steps.js";

const player = createPlayer();
afterAll(player.close);

// 50 with npm run test:long; 500, with other seeds, with npm run test:histories.
test("random histories lose nothing, double nothing, and come to rest", async () => {
  await fc.assert(
    fc.asyncProperty(histories(30), async (steps) => {
      expect(await player.play(steps)).toEqual([]);
    }),
    { numRuns: isLong ? 50 : 8, seed: 5, endOnFailure: true },
  );
}, 300_000);

import { afterAll, expect, test } from "#jest";
import * as fc from "fast-check";
import { createPlayer } from "./player.js";
import { histories } from "./steps.js";

const player = createPlayer();
afterAll(player.close);

// 500, with other seeds: npm run test:histories.
test("50 random histories lose nothing, double nothing, and come to rest", async () => {
  await fc.assert(
    fc.asyncProperty(histories(30), async (steps) => {
      expect(await player.play(steps)).toEqual([]);
    }),
    { numRuns: 50, seed: 5, endOnFailure: true },
  );
}, 300_000);

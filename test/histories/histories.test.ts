import { afterAll, beforeAll, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { playHistory } from "./history.js";
import { setStage, type Stage } from "./stage.js";
import { histories } from "./steps.js";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

// 500, with other seeds: npm run test:histories.
test("50 random histories lose nothing, double nothing, and come to rest", async () => {
  await fc.assert(
    fc.asyncProperty(histories(30), async (steps) => {
      expect(await playHistory(stage, steps)).toEqual([]);
    }),
    { numRuns: 50, seed: 5, endOnFailure: true },
  );
}, 300_000);

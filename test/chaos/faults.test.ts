import { expect, test } from "@jest/globals";
import { runFaults } from "./faults.js";

/** The short form of `npm run test:chaos -- --only faults`. */
const SHORT = { seed: 3, issues: 5, durationMs: 2000, restMs: 120_000, timeless: 0 };

test("every fifth request fails, webhooks get lost, doubled and shuffled: the right world in the end, no edit lost", async () => {
  const { counts, problems, output } = await runFaults(SHORT);
  const told = Object.entries(counts).map(([what, count]) => `${what} ${count}`);
  process.stderr.write(`faults, seed ${SHORT.seed}: ${told.join(", ")}\n`);
  if (problems.length > 0) process.stderr.write(output);
  expect(problems).toEqual([]);
}, 200_000);

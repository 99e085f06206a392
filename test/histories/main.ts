import { parseArgs } from "node:util";
import * as fc from "fast-check";
import { playHistory } from "./history.js";
import { setStage } from "./stage.js";
import { histories, type Step } from "./steps.js";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    runs: { type: "string", default: "500" },
    /** Where the failing history is, as a failure tells it. */
    path: { type: "string", default: "" },
    steps: { type: "string", default: "30" },
  },
});

/** After so many histories the stage is set anew: an old GitHub is a slow one. */
const EVERY = 50;

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const seed = Number(values.seed);
say(`seed ${seed}`);

let stage = await setStage();
let played = 0;

async function isFine(steps: readonly Step[]): Promise<boolean> {
  if (played > 0 && played % EVERY === 0) {
    await stage.close();
    stage = await setStage();
    say(`${played} played`);
  }
  played += 1;
  const problems = await playHistory(stage, steps);
  for (const problem of problems) say(`WRONG ${problem}`);
  return problems.length === 0;
}

const property = fc.asyncProperty(histories(Number(values.steps)), isFine);
const parameters = { seed, path: values.path, numRuns: Number(values.runs), endOnFailure: true };
const result = await fc.check(property, parameters);
await stage.close();
for (const { name, roll } of result.counterexample?.[0] ?? []) say(`  ${name} (${roll})`);
if (result.failed) {
  say(`failed: replay with --seed ${seed} --path ${result.counterexamplePath}`);
  if (result.errorInstance instanceof Error) say(result.errorInstance.stack ?? "");
  process.exitCode = 1;
} else say(`${result.numRuns} histories: nothing lost, nothing double, all at rest`);

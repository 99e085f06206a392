import { parseArgs } from "node:util";
import * as fc from "fast-check";
import { createPlayer } from "./player.js";
import { histories, type Step } from "./steps.js";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    runs: { type: "string", default: "500" },
    /** Where the failing history is, as a failure shows it. */
    path: { type: "string", default: "" },
    steps: { type: "string", default: "30" },
  },
});

/** How often it is said how far it is. */
const EVERY = 50;

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const seed = Number(values.seed);
say(`seed ${seed}`);

const player = createPlayer();

async function isFine(steps: readonly Step[]): Promise<boolean> {
  const problems = await player.play(steps);
  if (player.played() % EVERY === 0) say(`${player.played()} played`);
  for (const problem of problems) say(`WRONG ${problem}`);
  return problems.length === 0;
}

const property = fc.asyncProperty(histories(Number(values.steps)), isFine);
const parameters = { seed, path: values.path, numRuns: Number(values.runs), endOnFailure: true };
const result = await fc.check(property, parameters);
await player.close();
for (const { name, roll } of result.counterexample?.[0] ?? []) say(`  ${name} (${roll})`);
if (result.failed) {
  say(`failed: replay with --seed ${seed} --path ${result.counterexamplePath}`);
  if (result.errorInstance instanceof Error) say(result.errorInstance.stack ?? "");
  process.exitCode = 1;
} else say(`${result.numRuns} histories: nothing lost, nothing double, all at rest`);

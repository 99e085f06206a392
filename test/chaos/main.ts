import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runChaos } from "./chaos.js";
import { runFaults } from "./faults.js";
import type { Report } from "./rest.js";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
    issues: { type: "string", default: "200" },
    /** Of disturbance, for each of the two. */
    seconds: { type: "string", default: "150" },
    /** `Redis`, `memory` or `faults` alone: one that dies, or one whose requests fail. */
    only: { type: "string" },
  },
});

/** Both together, with the disturbances, take ten minutes at most. */
const REST_MS = 140_000;

/** One kill in two comes within a second. */
const KILLS = { longestLullMs: 8000, leastKills: 3 };

/** By itself this takes five minutes at most. */
const FAULTS = { issues: 50, durationMs: 60_000, restMs: 240_000, timeless: 1 };

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

const seed = Number(values.seed);
const common = {
  seed,
  issues: Number(values.issues),
  durationMs: Number(values.seconds) * 1000,
  restMs: REST_MS,
};

/** The stories by name, each with what is said of it. */
const stories = {
  Redis: ["2 replicas on Redis that die", () => runChaos({ ...common, queue: "Redis", ...KILLS })],
  memory: [
    "1 process that dies, its queue in memory",
    () => runChaos({ ...common, queue: "memory", ...KILLS }),
  ],
  faults: ["every fifth request fails", () => runFaults({ ...FAULTS, seed })],
} as const satisfies Readonly<Record<string, readonly [string, () => Promise<Report>]>>;

async function run(what: string, play: () => Promise<Report>): Promise<boolean> {
  const { counts, problems, output } = await play();
  say(`${what}:`);
  for (const [name, count] of Object.entries(counts)) say(`  ${name.padEnd(18)} ${count}`);
  for (const problem of problems) say(`  WRONG ${problem}`);
  if (problems.length === 0) return true;
  const log = join(await mkdtemp(join(tmpdir(), "plansmith-chaos-")), "output.log");
  await writeFile(log, output);
  say(`  what the processes wrote: ${log}`);
  return false;
}

say(`seed ${seed}`);
let well = true;
for (const [name, [what, play]] of Object.entries(stories)) {
  if (values.only === undefined ? name !== "faults" : name === values.only) {
    well = (await run(what, play)) && well;
  }
}
process.exitCode = well ? 0 : 1;

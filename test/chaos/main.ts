import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runChaos, type ChaosOptions } from "./chaos.js";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
    issues: { type: "string", default: "200" },
    /** Of disturbance, for each of the two. */
    seconds: { type: "string", default: "150" },
    /** `Redis` or `memory` alone. */
    queue: { type: "string" },
  },
});

/** Both together, with the disturbances, take ten minutes at most. */
const REST_MS = 140_000;

/** One kill in two comes within a second. */
const LONGEST_LULL_MS = 8000;

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

async function run(queue: ChaosOptions["queue"]): Promise<boolean> {
  const seed = Number(values.seed);
  const durationMs = Number(values.seconds) * 1000;
  const { counts, problems, output } = await runChaos({
    seed,
    queue,
    issues: Number(values.issues),
    durationMs,
    longestLullMs: LONGEST_LULL_MS,
    restMs: REST_MS,
  });
  say(`${queue === "Redis" ? "2 replicas on Redis" : "1 process, its queue in memory"}:`);
  for (const [what, count] of Object.entries(counts)) say(`  ${what.padEnd(18)} ${count}`);
  for (const problem of problems) say(`  WRONG ${problem}`);
  if (problems.length === 0) return true;
  const log = join(await mkdtemp(join(tmpdir(), "plansmith-chaos-")), "output.log");
  await writeFile(log, output);
  say(`  what the processes wrote: ${log}`);
  return false;
}

say(`seed ${values.seed}`);
const queues = (["Redis", "memory"] as const).filter(
  (queue) => values.queue === undefined || values.queue.toLowerCase() === queue.toLowerCase(),
);
let well = true;
for (const queue of queues) well = (await run(queue)) && well;
process.exitCode = well ? 0 : 1;

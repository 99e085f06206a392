import { Argument, Command, CommanderError } from "commander";
import { GROUPS } from "./groups.js";
import { writePage, writeResults } from "./report.js";
import { machine, readResults, type Result } from "./results.js";
import type { Measured } from "./row.js";
import { printTable } from "./table.js";

const RESULTS = "bench/results.json";

const program = new Command("npm run bench --")
  .description("Measures what Plansmith costs; all of it, or what is named.")
  .addArgument(new Argument("[name...]", "what to measure").choices(Object.keys(GROUPS)))
  .option("--json <file>", "where to write the figures", RESULTS)
  .addHelpText(
    "after",
    "\nWrites docs/performance.md too, unless the figures go to a file of their own. " +
      "A bound that does not hold is no failure.",
  )
  .exitOverride()
  .action(bench);

async function bench(names: readonly string[], options: { readonly json: string }): Promise<void> {
  const asked = Object.entries(GROUPS).filter(
    ([name]) => names.length === 0 || names.includes(name),
  );
  const command = ["npm run bench", ...(names.length === 0 ? [] : ["--", ...names])].join(" ");
  const on = await machine();
  const results: Record<string, Result> = { ...(await readResults(options.json)) };
  for (const [name, measure] of asked) {
    process.stderr.write(`${name} …`);
    const start = performance.now();
    const measured = await attempt(name, measure);
    const seconds = (performance.now() - start) / 1000;
    process.stderr.write(` ${seconds.toFixed(0)} s\n`);
    const result: Result = {
      ...measured,
      command,
      at: new Date().toISOString(),
      seconds: Math.round(seconds),
      machine: on,
    };
    results[name] = result;
    // What was measured is kept, whatever comes.
    await writeResults(results, options.json);
    // A file of its own may hold few groups, and the page would lose all others.
    if (options.json === RESULTS) await writePage(results);
  }
  printTable(asked.flatMap(([name]) => results[name] ?? []));
}

/** One group that fails takes nothing from the others. */
async function attempt(
  name: string,
  measure: () => Measured | Promise<Measured>,
): Promise<Measured> {
  try {
    return await measure();
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(
      `\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return { rows: [], missing: [`${name} could not be measured: ${String(error)}`] };
  }
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}

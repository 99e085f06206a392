import { execFileSync } from "node:child_process";
import nodeModule from "node:module";
import { execPath, versions } from "node:process";
import { atMost, reported, shown, type Measured, type Row } from "./row.js";

const STARTS = 15;

/**
 * How soon the command line answers, in starts of Node.js itself. The bounds are for versions that
 * keep compiled code between starts (22.1 and later); the first start, which fills it, counts not.
 */
export function measureCliStart(): Measured {
  const commands = {
    bare: ["-e", "0"],
    version: ["dist/cli.js", "--version"],
    progress: ["dist/cli.js", "progress", "docs/examples/issue-plan.md"],
  };
  const best = { bare: Infinity, version: Infinity, progress: Infinity };
  for (const args of Object.values(commands)) timeOf(args);
  // In turn, so that what else the machine does falls on all of them.
  for (let start = 0; start < STARTS; start += 1) {
    best.bare = Math.min(best.bare, timeOf(commands.bare));
    best.version = Math.min(best.version, timeOf(commands.version));
    best.progress = Math.min(best.progress, timeOf(commands.progress));
  }
  const row = (command: string, time: number, bound: number): Row => {
    const what = `\`plansmith ${command}\` in starts of Node.js ${versions.node} (${shown(time)} / ${shown(best.bare)} ms)`;
    return "enableCompileCache" in nodeModule
      ? atMost(what, time / best.bare, bound)
      : reported(what, shown(time / best.bare));
  };
  return {
    rows: [row("--version", best.version, 1.5), row("progress", best.progress, 3)],
  };
}

/** Milliseconds of one run. */
function timeOf(args: readonly string[]): number {
  const before = performance.now();
  execFileSync(execPath, args, { stdio: "ignore" });
  return performance.now() - before;
}

import { buildSync } from "esbuild";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import nodeModule from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath, versions } from "node:process";
import { atMost, reported, shown, type Measured, type Row } from "./row.js";

const STARTS = 15;

const PLAN = "docs/examples/issue-plan.md";

/** What a small team writes by hand, in half a KiB. */
const SHORT_PLAN = `# Plan: Limit requests

**Status:** in progress

## Goal

No client takes the service down for the others.

## Steps

- [x] Read the limit from the configuration
- [x] Count the requests of each client
- [ ] Answer 429 with \`Retry-After\`
- [ ] Describe the limit in the API documentation

## Acceptance criteria

- [ ] A client over its limit gets 429
- [ ] A new limit counts without a restart
`;

/** Nothing but the parser, and the plan parsed once: no program that reads Markdown is faster. */
const BARE_PARSE = `
import { readFileSync } from "node:fs";
import nodeModule from "node:module";
import { join } from "node:path";
nodeModule.enableCompileCache?.(join(import.meta.dirname, "cache"));
const { parse } = await import("./parse.mjs");
parse(readFileSync(process.argv[2], "utf8"));
`;
const PARSE = `
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
export const parse = (text) =>
  fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
`;

/**
 * How soon the command line answers, in starts of Node.js itself. The bounds are for versions that
 * keep compiled code between starts (22.1 and later); the first start, which fills it, counts not.
 */
export function measureCliStart(): Measured {
  const folder = mkdtempSync(join(tmpdir(), "plansmith-bench-"));
  try {
    return measureIn(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measureIn(folder: string): Measured {
  buildSync({
    stdin: { contents: PARSE, resolveDir: "." },
    bundle: true,
    format: "esm",
    platform: "node",
    outfile: join(folder, "parse.mjs"),
  });
  writeFileSync(join(folder, "main.mjs"), BARE_PARSE);
  const shortPlan = join(folder, "plan.md");
  writeFileSync(shortPlan, SHORT_PLAN);
  const commands = {
    bare: ["-e", "0"],
    version: ["dist/cli.js", "--version"],
    short: ["dist/cli.js", "progress", shortPlan],
    progress: ["dist/cli.js", "progress", PLAN],
    parse: [join(folder, "main.mjs"), PLAN],
  };
  const best = {
    bare: Infinity,
    version: Infinity,
    short: Infinity,
    progress: Infinity,
    parse: Infinity,
  };
  for (const args of Object.values(commands)) timeOf(args);
  // In turn, so that what else the machine does falls on all of them.
  for (let start = 0; start < STARTS; start += 1) {
    best.bare = Math.min(best.bare, timeOf(commands.bare));
    best.version = Math.min(best.version, timeOf(commands.version));
    best.short = Math.min(best.short, timeOf(commands.short));
    best.progress = Math.min(best.progress, timeOf(commands.progress));
    best.parse = Math.min(best.parse, timeOf(commands.parse));
  }
  const row = (command: string, time: number, bound: number, file = ""): Row => {
    const what = `\`plansmith ${command}\`${file} in starts of Node.js ${versions.node} (${shown(time)} / ${shown(best.bare)} ms)`;
    return "enableCompileCache" in nodeModule
      ? atMost(what, time / best.bare, bound)
      : reported(what, shown(time / best.bare));
  };
  return {
    rows: [
      row("--version", best.version, 1.5),
      row("progress", best.short, 3, " of a plan of half a KiB"),
      row("progress", best.progress, 3, " of a completed plan of 6 KiB"),
      reported(
        `loading micromark and parsing that plan with it alone, in starts of Node.js ${versions.node}: the least that \`progress\` can take`,
        shown(best.parse / best.bare),
      ),
    ],
  };
}

/** Milliseconds of one run of Node.js. */
export function timeOf(args: readonly string[]): number {
  const before = performance.now();
  execFileSync(execPath, args, { stdio: "ignore" });
  return performance.now() - before;
}

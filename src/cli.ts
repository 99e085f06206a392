#!/usr/bin/env node

import nodeModule from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { nodeProblem } from "./environment/node-version.js";

/**
 * Keeps the compiled code of what is loaded from here on for the next start, in a folder of the
 * user's own: what lies in the common one for temporary files could be somebody else's. Node.js has
 * this since 22.1, and does without where the folder cannot be written.
 */
function enableCompileCache(): void {
  const enable: unknown = Reflect.get(nodeModule, "enableCompileCache");
  if (typeof enable !== "function") return;
  const own = process.env["NODE_COMPILE_CACHE"] || cacheFolder();
  if (own !== undefined) enable(own);
}

/** `undefined` for a user whom the system does not know, as in a container: there is no home. */
function cacheFolder(): string | undefined {
  try {
    return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "plansmith");
  } catch {
    return undefined;
  }
}

async function main(args: readonly string[]): Promise<number> {
  if (args.length === 1 && args[0] === "--version") {
    // What scripts ask most often needs no parser of options.
    const { packageVersion } = await import("./model/package.js");
    process.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  const { runCli } = await import("./cli/run.js");
  const { processIo } = await import("./cli/process-io.js");
  return runCli(args, processIo());
}

const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  enableCompileCache();
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 2);
  });
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
}

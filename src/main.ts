#!/usr/bin/env node

import { nodeProblem } from "./environment/node-version.js";

// Before anything else is loaded: an older Node.js may not even understand it.
const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  const { startProcess } = await import("./server/start.js");
  await startProcess();
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}

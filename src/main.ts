#!/usr/bin/env node

import { loadEnvFile } from "./environment/env-file.js";
import { EnvError, readEnv } from "./environment/env.js";
import { createLog } from "./server/log.js";
import { setPageHeaders } from "./server/page-headers.js";
import { startServer } from "./server/server.js";

try {
  loadEnvFile(process.env);
  const polls = process.argv.slice(2).includes("--poll");
  const env = readEnv({ ...process.env, ...(polls && { WEBHOOKS: "poll" }) });
  const log = createLog(env.logLevel);
  setPageHeaders(env.app === undefined ? undefined : "'none'");
  const server =
    env.app === undefined
      ? await (
          await import("./server/setup/setup.js")
        ).startSetup(env, {
          tell: (text) => process.stdout.write(text),
          organization: process.env["GH_ORG"] || undefined,
        })
      : await startServer(env, env.app, log);
  const stop = (): void => {
    void server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${error instanceof EnvError ? reason : `Plansmith stopped: ${reason}`}\n`);
  process.exit(1);
}

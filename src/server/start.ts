import { setFlagsFromString } from "node:v8";
import { loadEnvFile } from "../environment/files.js";
import { EnvError, readEnv } from "../environment/env.js";
import { reasonOf } from "../model/errors.js";
import { createLog } from "./log.js";
import { setPageHeaders } from "./http-server.js";
import { startServer } from "./server.js";

/**
 * By how much the heap may grow between two collections of all its garbage, in percent of what is in use,
 * here and in the workers. By itself V8 lets it grow to three times that, and gives nothing back. With 40,
 * the process took 192 MiB in place of 241 while 60 plans were opened at once, for the same time of a
 * processor; 25 keeps 300 plans below 220 MiB (`npm run bench -- plans`). It costs pauses: one answer in
 * a hundred takes 13 to 16 ms at 200 to 500 deliveries a second, where it took 9 to 11 with 60.
 */
const HEAP_GROWTH = 25;

/**
 * Starts the process: the App, or the setup page where there is none yet. It ends with 0 on `SIGTERM`
 * and `SIGINT`, and with 1 and a line that says why where it cannot start.
 */
export async function startProcess(): Promise<void> {
  try {
    setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`);
    loadEnvFile(process.env);
    const polls = process.argv.slice(2).includes("--poll");
    const env = readEnv({ ...process.env, ...(polls && { WEBHOOKS: "poll" }) });
    const log = createLog(env.logLevel);
    setPageHeaders(env.app === undefined ? undefined : "'none'");
    const server =
      env.app === undefined
        ? await (
            await import("./setup/setup.js")
          ).startSetup(env, {
            print: (text) => process.stdout.write(text),
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
    const reason = reasonOf(error);
    process.stderr.write(
      `${error instanceof EnvError ? reason : `Plansmith stopped: ${reason}`}\n`,
    );
    process.exit(1);
  }
}

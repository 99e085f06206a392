import { loadEnvFile } from "../environment/env-file.js";
import { EnvError, readEnv } from "../environment/env.js";
import { reasonOf } from "../model/errors.js";
import { createLog } from "./log.js";
import { setPageHeaders } from "./page-headers.js";
import { startServer } from "./server.js";

/**
 * Starts the process: the App, or the setup page where there is none yet. It ends with 0 on `SIGTERM`
 * and `SIGINT`, and with 1 and a line that says why where it cannot start.
 */
export async function startProcess(): Promise<void> {
  try {
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
    const reason = reasonOf(error);
    process.stderr.write(
      `${error instanceof EnvError ? reason : `Plansmith stopped: ${reason}`}\n`,
    );
    process.exit(1);
  }
}

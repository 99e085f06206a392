import { createLog } from "../../src/server/log.js";
import { readEnv } from "../../src/environment/env.js";
import { startServer } from "../../src/server/server.js";
import { appEnv, WEBHOOK_PATH, type RunningBot } from "./bot.js";
import { computeOnCopies } from "./cloning-compute.js";
import { freePort } from "./free-port.js";
import type { EmbeddedGitHub } from "./github.js";

/**
 * Starts the App in this process, all of it but `main.ts`: it listens on a port of its own, and its
 * requests take the short way to `github`. A process of its own costs a start, code that is not yet
 * compiled, and twice HTTP for each request. It can be stopped, and not killed.
 *
 * @param variables added to, or instead of, the variables that the App is started with
 * @throws where it cannot start, because its port was taken, say
 */
export async function startLocalBot(
  github: EmbeddedGitHub,
  variables: Readonly<Record<string, string>> = {},
): Promise<RunningBot> {
  const port = await freePort();
  const env = readEnv({ ...appEnv(github, port), ...variables });
  if (env.app === undefined) throw new Error("the App has no credentials");
  let written = "";
  const log = createLog(env.logLevel, {
    write(line) {
      written += line;
    },
  });
  const server = await startServer(env, env.app, log, {
    send: github.fetch,
    passingRefusalDelaysMs: [1, 1],
    pool: {
      compute: computeOnCopies,
      watched: () => computeOnCopies,
      close: () => Promise.resolve(),
    },
  });
  const url = `http://127.0.0.1:${port}`;
  github.webhookTarget = `${url}${WEBHOOK_PATH}`;
  let stopped: Promise<number> | undefined;
  const { promise: exited, resolve: exit } = withResolvers();
  return {
    url,
    webhookUrl: github.webhookTarget,
    pid: process.pid,
    kill: () => Promise.reject(new Error("only a process of its own can be killed: `playProcess`")),
    stop() {
      stopped ??= server.stop().then(() => {
        exit(0);
        return 0;
      });
      return stopped;
    },
    output: () => written,
    exited,
    unref: () => undefined,
  };
}

function withResolvers(): { promise: Promise<number>; resolve: (code: number) => void } {
  let resolve: (code: number) => void = () => undefined;
  const promise = new Promise<number>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

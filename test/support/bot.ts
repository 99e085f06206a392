import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port.js";
import type { EmbeddedGitHub } from "./github.js";

/** The App's process. */
export interface RunningBot {
  /** Where it listens. */
  readonly url: string;
  /** Where it takes webhooks. */
  readonly webhookUrl: string;
  readonly pid: number;
  /** Sends a signal, `SIGKILL` by default, and waits until the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Asks it to end, and gives its exit code; after 12 s it is killed, which counts as -1. */
  stop(): Promise<number>;
  /** Everything that it has written so far. */
  output(): string;
  /** The exit code; -1 where a signal ended it. */
  readonly exited: Promise<number>;
  /** Lets the process that started it end before it. It ends then, too. */
  unref(): void;
}

/** What the App has to know of GitHub, and GitHub of it. */
export type BotTarget = Pick<
  EmbeddedGitHub,
  "url" | "appId" | "privateKey" | "webhookSecret" | "webhookTarget"
>;

/** How to start the App. */
export interface BotOptions {
  /** Added to, or instead of, what the process is given. */
  readonly env?: Readonly<Record<string, string>>;
  /** Program and arguments; the built App by default. */
  readonly command?: readonly [string, ...string[]];
  /** 30 seconds by default: a busy machine takes long to start one. */
  readonly readyMs?: number;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** The built App as `npm start` starts it, which ends when the process that started it does. */
const BUILT_APP = [
  process.execPath,
  "--max-semi-space-size=4",
  "--import",
  new URL("end-with-starter.js", import.meta.url).href,
  "dist/main.js",
] as const;
const STOP_LIMIT_MS = 12_000;
const ATTEMPTS = 3;
/** Where the App takes webhooks. */
export const WEBHOOK_PATH = "/api/github/webhooks";

/**
 * Starts the App as in production, against `github`, waits until it is ready, and sends GitHub's
 * webhooks to it.
 *
 * @throws when it ends or is not ready in time, with what it wrote
 */
export async function startBot(github: BotTarget, options: BotOptions = {}): Promise<RunningBot> {
  for (let attempt = 1; ; attempt += 1) {
    const bot = await spawnBot(github, options);
    if (await isReady(bot, options.readyMs ?? 30_000)) {
      github.webhookTarget = bot.webhookUrl;
      return bot;
    }
    await bot.kill();
    // Another process may take the free port first.
    const isTaken =
      bot.output().includes("is already in use") && options.env?.["PORT"] === undefined;
    if (!isTaken || attempt === ATTEMPTS) {
      throw new Error(`the App did not get ready:\n${bot.output()}`);
    }
  }
}

/** What the App finds in its environment. */
export function appEnv(github: BotTarget, port: number): Record<string, string> {
  return {
    APP_ID: String(github.appId),
    PRIVATE_KEY: github.privateKey,
    WEBHOOK_SECRET: github.webhookSecret,
    GITHUB_API_URL: github.url,
    HOST: "127.0.0.1",
    PORT: String(port),
    LOG_LEVEL: "debug",
    WRITE_SPACING_MS: "0",
    SETTLE_MS: "0",
    DASHBOARD_SPACING_MS: "0",
    STATE_FILE: "off",
  };
}

async function spawnBot(github: BotTarget, options: BotOptions): Promise<RunningBot> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [program, ...args] = options.command ?? BUILT_APP;
  const child = spawn(program, args, {
    cwd: ROOT,
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"] ?? "",
      ...appEnv(github, port),
      ...options.env,
    },
  });
  return follow(child, url);
}

function follow(child: ChildProcessWithoutNullStreams, url: string): RunningBot {
  let written = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      written += text;
    });
  }
  const exited = once(child, "close").then(([code]) => (typeof code === "number" ? code : -1));
  // A program that cannot be started shows in `exited` and `output`, not by an uncaught error.
  child.on("error", (error) => {
    written += String(error);
  });

  async function kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    child.kill(signal);
    await exited;
  }

  return {
    url,
    webhookUrl: `${url}${WEBHOOK_PATH}`,
    pid: child.pid ?? -1,
    kill,
    async stop() {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
      const code = await exited;
      clearTimeout(timer);
      return code;
    },
    output: () => written,
    exited,
    unref() {
      child.unref();
      // Pipes are sockets.
      for (const pipe of child.stdio) (pipe as Socket | undefined)?.unref();
    },
  };
}

async function isReady(bot: RunningBot, limitMs: number): Promise<boolean> {
  const ended = bot.exited.then(() => true);
  const until = Date.now() + limitMs;
  while (Date.now() < until) {
    const answered = await fetch(`${bot.url}/readyz`).catch(() => undefined);
    await answered?.arrayBuffer();
    if (answered?.status === 200) return true;
    if (await Promise.race([ended, sleep(20, false)])) return false;
  }
  return false;
}

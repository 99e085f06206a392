import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "./free-port.js";

/** Whether a Redis server can be started here. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

/** A real Redis of the test's own, with its data in a directory that goes away with it. */
export interface TestRedis {
  readonly port: number;
  readonly url: string;
  /** Stops it as an operator would: what it holds is on disk. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it for good and leaves nothing behind. */
  close(): Promise<void>;
}

/** Starts `redis-server` on a free port, with every write on disk before it is answered. */
export function startRedis(args: readonly string[] = []): Promise<TestRedis> {
  const durable = ["--save", "", "--appendonly", "yes", "--appendfsync", "always"];
  return startServer((port, directory) =>
    Promise.resolve(["--port", String(port), "--dir", directory, ...durable, ...args]),
  );
}

/** Starts a sentinel that knows `master` by the name `main`. */
export function startSentinel(master: TestRedis): Promise<TestRedis> {
  return startServer(async (port, directory) => {
    const file = join(directory, "sentinel.conf");
    const lines = [
      `port ${port}`,
      `dir ${directory}`,
      `sentinel monitor main 127.0.0.1 ${master.port} 1`,
    ];
    await writeFile(file, `${lines.join("\n")}\n`);
    return [file, "--sentinel"];
  });
}

async function startServer(
  argumentsFor: (port: number, directory: string) => Promise<readonly string[]>,
): Promise<TestRedis> {
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), "plansmith-redis-"));
  const given = await argumentsFor(port, directory);
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    server = spawn("redis-server", given, { stdio: "ignore" });
    const client = new Redis(port, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    client.on("error", () => undefined);
    await client.ping();
    client.disconnect();
  }

  async function stop(): Promise<void> {
    const stopping = server;
    server = undefined;
    if (stopping === undefined) return;
    const gone = new Promise((resolve) => stopping.once("exit", resolve));
    stopping.kill("SIGTERM");
    await gone;
  }

  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    start,
    stop,
    async close() {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

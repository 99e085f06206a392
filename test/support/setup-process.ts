import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "./free-port.js";
import { waitFor } from "./wait-for.js";

/** The program without an App, in a folder of its own that holds nothing of the project. */
interface SetupProcess {
  readonly url: string;
  /** The link that the terminal shows. */
  readonly link: string;
  readonly output: () => string;
  /** Ends it as Ctrl+C does; the exit code. */
  readonly stop: () => Promise<number | null>;
}

/** A folder that processes start in. */
export interface SetupFolder {
  readonly path: string;
  /** Starts the program and waits for the link. Its environment is `env` and nothing else. */
  readonly start: (env?: Readonly<Record<string, string>>) => Promise<SetupProcess>;
  /** Starts the program, which ends by itself. */
  readonly run: (
    env?: Readonly<Record<string, string>>,
  ) => Promise<{ readonly code: number | null; readonly output: string }>;
  readonly envFile: () => string;
  readonly writeEnvFile: (text: string, mode?: number) => void;
  /** Ends what still runs, and removes the folder. */
  readonly remove: () => void;
}

const MAIN = resolve("dist/main.js");

/** Makes the folder; the program is the built one. */
export function setupFolder(): SetupFolder {
  const path = mkdtempSync(join(tmpdir(), "plansmith-setup-"));
  const children: ChildProcess[] = [];
  const file = join(path, ".env");

  async function spawned(env: Readonly<Record<string, string>>) {
    const port = await freePort();
    const child = spawn(process.execPath, [MAIN], {
      cwd: path,
      env: {
        PATH: process.env["PATH"] ?? "",
        HOST: "127.0.0.1",
        PORT: String(port),
        ...env,
      },
    });
    children.push(child);
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (text += data));
    return { child, url: `http://127.0.0.1:${port}`, output: () => text };
  }

  return {
    path,
    async start(env = {}) {
      const { child, url, output } = await spawned(env);
      const link = await waitFor(() => /http:\S+\/setup\/open\/\S+/.exec(output())?.[0]);
      return {
        url,
        link,
        output,
        async stop() {
          const closed = once(child, "close");
          child.kill("SIGINT");
          return (await closed)[0];
        },
      };
    },
    async run(env = {}) {
      const { child, output } = await spawned(env);
      const [code] = await once(child, "close");
      return { code, output: output() };
    },
    envFile: () => readFileSync(file, "utf8"),
    writeEnvFile: (text, mode = 0o600) => writeFileSync(file, text, { mode }),
    remove() {
      for (const child of children) child.kill("SIGKILL");
      rmSync(path, { recursive: true });
    },
  };
}

import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "#jest";
import { parse } from "yaml";
import { USERS } from "../bot/scene.js";
import { startBot } from "../support/bot.js";
import { startGitHub } from "../support/github.js";
import { LIMIT_MS, nodeOf, opensPlan, STARTER } from "./support.js";

const run = promisify(execFile);

/** Where the runtime image has Node.js. */
const NODE = "/nodejs/bin/node";

let folder = "";
let node = "";
let text = "";

/** A stage of the Dockerfile, in a folder of its own. */
const stage = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plansmith-image-"));
  node = await nodeOf("24");
  text = (await readFile("Dockerfile", "utf8")).replaceAll("\\\n", " ");
  const [, build = "", final = ""] = text.split(/^FROM /m);
  await layOut(build, "build");
  await symlink(join(process.cwd(), "node_modules"), join(stage("build"), "node_modules"));
  await run("npm", ["run", "build"], { cwd: stage("build") });
  await mkdir(join(stage("build"), "state"));
  await layOut(final, "final");
}, LIMIT_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Copies what the `COPY` lines of a stage say into its folder, which stands for `/app`. */
async function layOut(lines: string, name: string): Promise<void> {
  await mkdir(stage(name));
  for (const [, options = "", paths = ""] of lines.matchAll(/^COPY ((?:--\S+ )*)(.+)$/gm)) {
    const from = /--from=(\S+)/.exec(options)?.[1];
    const words = paths.trim().split(/\s+/);
    const to = words.pop() ?? "";
    for (const path of words) {
      const source = from === undefined ? path : join(stage(from), path.replace(/^\/app\//, ""));
      const target = to.endsWith("/") ? join(to, path.slice(path.lastIndexOf("/") + 1)) : to;
      await cp(source, join(stage(name), target), { recursive: true });
    }
  }
}

/** The words of an instruction that is a JSON list. */
function listOf(instruction: string): readonly string[] {
  const found = new RegExp(`^${instruction}\\b.*?(\\[.*\\])`, "m").exec(text)?.[1];
  return JSON.parse(found ?? "[]") as readonly string[];
}

test("what the image holds runs, writes no file, and is healthy without a shell", async () => {
  expect(listOf("ENTRYPOINT")).toEqual([NODE]);
  const [, state = ""] = /STATE_FILE=(\S+)/.exec(text) ?? [];
  const volume = stage(join("final", dirname(state)));
  // Node.js refuses every other write then, as a read-only file system does.
  const access = ["--allow-fs-read=*", `--allow-fs-write=${volume}`, "--allow-worker"];
  const readOnly = ["--permission", ...access];
  const program = listOf("CMD").map((word) =>
    word.startsWith("--") ? word : join(stage("final"), word),
  );
  const github = await startGitHub({ users: USERS });
  try {
    const command = [node, ...readOnly, "--import", STARTER, ...program] as const;
    const variables = { STATE_FILE: stage(join("final", state)) };
    const bot = await startBot(github, { command, env: variables });
    const healthy = async () => {
      const [path, ...args] = listOf("HEALTHCHECK");
      expect(path).toBe(NODE);
      const env = { PORT: new URL(bot.url).port };
      return run(node, args, { env }).then(
        () => true,
        () => false,
      );
    };
    try {
      expect(await healthy()).toBe(true);
      await opensPlan(github, "Add a limiter");
      expect(await bot.stop()).toBe(0);
      expect(await healthy()).toBe(false);
      // Nothing was set aside.
      expect(await readdir(volume)).toEqual([]);
    } finally {
      await bot.kill();
    }
  } finally {
    await github.close();
  }
});

test("the image has the command line, too", async () => {
  const { stdout } = await run(node, [join(stage("final"), "dist/cli.js"), "doctor", "--help"]);
  expect(stdout).toContain("docker run --rm --env-file .env plansmith dist/cli.js doctor");
});

test("the command line needs no home", async () => {
  // As for a user whom the image does not know: docker run --user 1234.
  const homeless =
    "import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module'; os.homedir = () => { throw new Error('no home'); }; syncBuiltinESMExports();";
  const preload = `data:text/javascript,${encodeURIComponent(homeless)}`;
  const args = ["--import", preload, join(stage("final"), "dist/cli.js"), "--version"];
  const { stdout } = await run(node, args, { env: {} });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("all images are pinned by digest, and nothing runs as root", async () => {
  const compose = parse(await readFile("compose.yml", "utf8")) as {
    readonly services: Readonly<
      Record<
        string,
        { readonly image: string; readonly user?: string; readonly read_only: boolean }
      >
    >;
  };
  const images = Array.from(text.matchAll(/^FROM (?:--\S+ )?(\S+)/gm), ([, image]) => image);
  const { plansmith, redis } = compose.services;
  for (const image of [...images, redis?.image]) {
    expect(image).toMatch(/^[\w./-]+:[\w.-]+@sha256:[\da-f]{64}$/);
  }
  expect(text).toMatch(/^USER [1-9]\d+:[1-9]\d+$/m);
  expect([plansmith, redis]).toMatchObject([
    { read_only: true },
    { read_only: true, user: "redis" },
  ]);
});

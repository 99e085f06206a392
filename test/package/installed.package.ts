import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "#jest";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { parse } from "yaml";
import { createRunner, permissionsOf, startActionsGitHub } from "../support/actions.js";
import { startBot } from "../support/bot.js";
import { freePort } from "../support/free-port.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import { USERS } from "../bot/scene.js";
import { waitFor } from "../support/wait-for.js";
import { LIMIT_MS, nodeOf, opensPlan, STARTER } from "./support.js";

const run = promisify(execFile);

/** The oldest Node.js that is supported, and the lines with long-term support. */
const VERSIONS = ["20.18.1", "22", "24"];
/** Where the command line is played through: what lies between is spared. */
const ENDS = new Set(["20.18.1", "24"]);

let folder = "";
let tarball = "";
let github: EmbeddedGitHub;

const at = (...path: readonly string[]) => join(folder, ...path);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plansmith-package-"));
  tarball = await pack();
  await mkdir(at("empty"));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], {
    cwd: at("empty"),
  });
  github = await startGitHub({ users: USERS });
}, LIMIT_MS);

afterAll(async () => {
  await github.close();
  await rm(folder, { recursive: true, force: true });
});

/** Packs what Git has, as after `git clone` and `npm ci`. */
async function pack(): Promise<string> {
  const { stdout } = await run("git", ["ls-files", "-co", "--exclude-standard"]);
  for (const file of stdout.split("\n").filter((name) => name !== "")) {
    if (/^(?:test|bench)\//.test(file)) continue;
    await mkdir(at("clone", dirname(file)), { recursive: true });
    await cp(file, at("clone", file)).catch(() => undefined);
  }
  await symlink(join(process.cwd(), "node_modules"), at("clone", "node_modules"));
  await run("npm", ["pack", "--pack-destination", folder], { cwd: at("clone") });
  const found = (await readdir(folder)).find((name) => name.endsWith(".tgz"));
  return at(found ?? "");
}

const root = () => at("empty/node_modules/plansmith");

test("it installs nothing but itself, and has what its texts point to", async () => {
  const names = (await readdir(at("empty/node_modules"))).filter((name) => !name.startsWith("."));
  expect(names).toEqual(["plansmith"]);
  const manifest = JSON.parse(await readFile(join(root(), "package.json"), "utf8"));
  expect(manifest).toMatchObject({ publishConfig: { access: "public" } });
  expect(manifest.private).toBeUndefined();
  // Overrides count in the project that installs, so nothing may need them.
  for (const kind of ["dependencies", "optionalDependencies", "peerDependencies"]) {
    expect([kind, manifest[kind]]).toEqual([kind, undefined]);
  }
  for (const file of ["app.yml", "LICENSE", "README.md", "dist/third-party-licences.txt"]) {
    expect((await stat(join(root(), file))).size).toBeGreaterThan(0);
  }
  const files = (await readdir(join(root(), "dist"))).filter((name) => /^run-.*\.js$/.test(name));
  const texts = await Promise.all(
    ["README.md", ...files.map((name) => `dist/${name}`)].map(async (name) =>
      readFile(join(root(), name), "utf8"),
    ),
  );
  const named = new Set(texts.join("\n").match(/docs\/[a-z-]+\.(?:md|schema\.json)/g));
  expect(named.size).toBeGreaterThan(3);
  for (const file of named) expect((await stat(join(root(), file))).size).toBeGreaterThan(0);
  // Nothing of how it is made.
  for (const folderName of ["src", "test", "scripts", "bench"]) {
    await expect(stat(join(root(), folderName))).rejects.toThrow("ENOENT");
  }
});

test(
  "from an empty folder, npx plansmith init writes a workflow whose action opens a plan",
  async () => {
    const work = at("work-action");
    await mkdir(work);
    await symlink(at("empty/node_modules"), join(work, "node_modules"));
    await run("npx", ["--no-install", "plansmith", "init"], { cwd: work });
    const workflow = await readFile(join(work, ".github/workflows/plansmith.yml"), "utf8");
    const { name, version, repository } = JSON.parse(
      await readFile(join(root(), "package.json"), "utf8"),
    );
    expect(workflow).toContain(
      `uses: ${repository.url ?? repository}@v${version}`.replace("github:", ""),
    );
    expect(name).toBe("plansmith");
    const { runs } = parse(await readFile(join(root(), "action.yml"), "utf8"));
    expect(runs.using).toBe("node24");
    const node = await nodeOf("24");
    const actions = await startActionsGitHub({ permissions: permissionsOf(workflow) });
    try {
      const program = { node, file: join(root(), runs.main) };
      const runner = createRunner(actions, { program, workflow });
      const number = await actions.openIssue({ title: "Add a limiter" });
      await runner.take();
      await actions.label(number, "needs-plan");
      expect(await runner.runAll()).toMatchObject({ code: 0, log: "", outputs: { pulls: "[2]" } });
    } finally {
      await actions.close();
    }
  },
  LIMIT_MS,
);

describe.each(VERSIONS)("with Node.js %s", (version) => {
  let node = "";
  const cli = async (cwd: string, ...args: readonly string[]) => {
    const { stdout } = await run(node, [join(root(), "dist/cli.js"), ...args], { cwd });
    return stdout;
  };

  beforeAll(async () => {
    node = await nodeOf(version);
  }, LIMIT_MS);

  test("npx runs both programs from the tarball, in an empty folder", async () => {
    const work = at(`npx-${version}`);
    await mkdir(work);
    const env = {
      PATH: [dirname(node), process.env["PATH"]].join(delimiter),
      HOME: work,
      npm_config_cache: at("npm-cache"),
      npm_config_offline: "true",
    };
    const npx = (...args: readonly string[]) =>
      ["npx", ["--yes", "--package", tarball, ...args]] as const;
    const help = await run(...npx("plansmith", "--help"), { cwd: work, env });
    expect(help.stdout).toContain("Usage: plansmith");
    const port = await freePort();
    const app = spawn(...npx("plansmith-app"), {
      cwd: work,
      detached: true,
      env: { ...env, HOST: "127.0.0.1", PORT: String(port) },
    });
    let output = "";
    for (const stream of [app.stdout, app.stderr]) stream.on("data", (data) => (output += data));
    const ended = once(app, "close");
    try {
      const link = await waitFor(() => /http:\S+\/setup\/open\/\S+/.exec(output)?.[0], {
        timeoutMs: 30_000,
      });
      const opened = await fetch(link, { redirect: "manual" });
      const cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
      const page = await fetch(`http://127.0.0.1:${port}/setup`, { headers: { cookie } });
      // What app.yml and templates/setup say.
      expect(await page.text()).toContain("pull requests");
    } finally {
      if (app.pid !== undefined) process.kill(-app.pid, "SIGTERM");
      await ended;
    }
  });

  test("the App opens a plan", async () => {
    const command = [node, "--import", STARTER, join(root(), "dist/main.js")] as const;
    const bot = await startBot(github, { command });
    try {
      await opensPlan(github, `Add a limiter, with Node.js ${version}`);
    } finally {
      await bot.kill();
    }
  });

  if (!ENDS.has(version)) return;
  test("the command line begins a repository, fills a plan, and works through it", async () => {
    const work = at(`work-${version}`);
    await mkdir(join(work, ".git"), { recursive: true });
    expect(await cli(work, "init")).toContain("AGENTS.md");
    expect(await cli(work, "config")).toContain("request: needs-plan");
    const issue = {
      number: 7,
      title: "Export",
      body: "## Tasks\n\n- [ ] Share the query\n- [ ] Write rows",
      state: "open",
      labels: [],
      user: { login: "ana" },
      html_url: "https://github.com/acme/reports/issues/7",
      created_at: "2026-11-01T10:00:00Z",
    };
    await writeFile(join(work, "issue.json"), JSON.stringify(issue));
    const plan = await cli(work, "fill", "--issue", "issue.json", "--template", "exec-plan");
    await writeFile(join(work, "plan.md"), plan);
    expect(await cli(work, "done", "plan.md", "1")).toContain("1 of 2 steps done");
    expect(JSON.parse(await cli(work, "next", "--json", "plan.md"))).toMatchObject({
      step: { label: "2", text: "Write rows" },
    });
    const client = new Client({ name: "test", version: "1" });
    await client.connect(
      new StdioClientTransport({
        command: node,
        args: [join(root(), "dist/cli.js"), "mcp"],
        cwd: work,
      }),
    );
    await client.callTool({ name: "tick", arguments: { path: "plan.md", items: "2" } });
    await client.close();
    expect(await cli(work, "progress", "plan.md")).toContain("2/2");
  });
});

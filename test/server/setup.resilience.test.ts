import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "#jest";
import { playAlone, proposed, statusOf } from "../bot/scene.js";
import { startBot } from "../support/bot.js";
import { readDockerEnvFile } from "../support/docker-env-file.js";
import { freePort, portOf } from "../support/free-port.js";

const MAIN = resolve("dist/main.js");

/** What GitHub answers once, when the App has been created. */
interface NewApp {
  readonly id: number;
  readonly pem: string;
  readonly webhook_secret: string;
}

/** A folder with what `npm start` needs of the project. */
let folder: string;
let children: ChildProcess[];
let servers: Server[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plansmith-setup-"));
  for (const name of ["app.yml", "package.json"]) copyFileSync(name, join(folder, name));
  [children, servers] = [[], []];
});

afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

/** Starts the program in the folder. It makes no smee.io channel. */
async function start(
  env: Record<string, string> = {},
): Promise<{ child: ChildProcess; url: string; output: () => string }> {
  const port = await freePort();
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOST: "127.0.0.1",
      PORT: String(port),
      NO_SMEE_SETUP: "true",
      ...env,
    },
  });
  children.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  return { child, url: `http://127.0.0.1:${port}`, output: () => output };
}

async function pageOf(url: string): Promise<string> {
  for (let left = 400; left > 0; left -= 1) {
    const answer = await fetch(`${url}/probot`).catch(() => undefined);
    if (answer?.ok) return answer.text();
    await sleep(25);
  }
  throw new Error(`${url} does not answer`);
}

/** The manifest that the page posts to GitHub. */
function manifestIn(page: string): {
  readonly public: boolean;
  readonly default_permissions: object;
  readonly default_events: readonly string[];
  readonly hook_attributes: { readonly url: string };
} {
  return JSON.parse(/name="manifest"[^>]*value='([^']*)'/.exec(page)?.[1] ?? "");
}

/** Where the page posts it to. */
function targetIn(page: string): string | undefined {
  return /<form action="([^"]*)"/.exec(page)?.[1];
}

/** Stands in for the one request by which GitHub tells a new App's credentials. */
async function githubWith(app: NewApp): Promise<string> {
  const server = createServer((request, response) => {
    const isKnown =
      request.method === "POST" && request.url === "/api/v3/app-manifests/c0de/conversions";
    response.writeHead(isKnown ? 201 : 404, { "content-type": "application/json" });
    const names = { client_id: "Iv1.8a61f9b3a7aba766", client_secret: "1726be1638095a19edd1" };
    response.end(
      JSON.stringify(isKnown ? { ...app, ...names, html_url: "https://github.test/a" } : {}),
    );
  });
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${portOf(server)}/api/v3`;
}

/** Goes through the setup page as a browser does that comes back from GitHub. */
async function createApp(app: NewApp): Promise<string> {
  const { child, url } = await start({ GITHUB_API_URL: await githubWith(app) });
  await pageOf(url);
  const back = await fetch(`${url}/probot/setup?code=c0de`, { redirect: "manual" });
  expect(back.headers.get("location")).toBe("https://github.test/a/installations/new");
  child.kill("SIGINT");
  expect((await once(child, "close"))[0]).toBe(0);
  return readFileSync(join(folder, ".env"), "utf8");
}

describe("the setup page", () => {
  test("offers an App with just the permissions and events of app.yml", async () => {
    const { child, url } = await start();
    const manifest = manifestIn(await pageOf(url));
    expect(manifest.default_permissions).toEqual({
      checks: "write",
      contents: "write",
      issues: "write",
      merge_queues: "read",
      metadata: "read",
      pull_requests: "write",
    });
    expect(manifest.default_events).toContain("issues");
    child.kill("SIGTERM");
    expect((await once(child, "close"))[0]).toBe(0);
  });

  test("creates the App on the account of whoever is signed in, or on the organization GH_ORG", async () => {
    const [own, acme] = await Promise.all([start(), start({ GH_ORG: "acme" })]);
    expect(targetIn(await pageOf(own.url))).toBe("https://github.com/settings/apps/new");
    const page = await pageOf(acme.url);
    expect(targetIn(page)).toBe("https://github.com/organizations/acme/settings/apps/new");
    expect(manifestIn(page).public).toBe(false);
  });

  test("gives the App the webhook address that WEBHOOK_PROXY_URL says, and asks for nothing there", async () => {
    let asked = 0;
    const channel = createServer((_, response) => {
      asked += 1;
      response.writeHead(404).end();
    });
    servers.push(channel);
    await once(channel.listen(0, "127.0.0.1"), "listening");
    const address = `http://127.0.0.1:${portOf(channel)}/api/github/webhooks`;
    const { child, url } = await start({ WEBHOOK_PROXY_URL: address });
    expect(manifestIn(await pageOf(url)).hook_attributes.url).toBe(address);
    child.kill("SIGTERM");
    expect((await once(child, "close"))[0]).toBe(0);
    expect(asked).toBe(0);
    expect(readFileSync(join(folder, ".env"), "utf8")).toBe("");
  });

  test("ends before there is an App where the credentials cannot be written", async () => {
    symlinkSync(join(folder, "missing", "file"), join(folder, ".env"));
    const { child, output } = await start();
    expect((await once(child, "close"))[0]).toBe(1);
    expect(output()).toMatch(/^Plansmith stopped: .*\.env.*\n$/);
  });

  test("writes credentials that only the owner of .env can read, and that start the App in Docker", async () => {
    await playAlone(async (scene) => {
      const { github } = scene;
      await scene.bot.kill();
      writeFileSync(join(folder, ".env"), "# Ours\nAPP_ID=\nLOG_LEVEL=debug\n", { mode: 0o644 });
      const text = await createApp({
        id: github.appId,
        pem: github.privateKey,
        webhook_secret: github.webhookSecret,
      });
      expect(statSync(join(folder, ".env")).mode & 0o777).toBe(0o600);
      expect(text).toContain(`# Ours\nAPP_ID=${github.appId}\nLOG_LEVEL=debug\n`);

      // Empty counts as not set: everything about the App comes from the file.
      const none = { APP_ID: "", PRIVATE_KEY: "", WEBHOOK_SECRET: "" };
      scene.bot = await startBot(github, { env: { ...none, ...readDockerEnvFile(text) } });
      const number = await proposed(scene);
      expect(await statusOf(scene, number)).toContain("Plan proposed");
    });
  });

  test("writes credentials that start the App again in the same folder", async () => {
    await playAlone(async ({ github }) => {
      await createApp({
        id: github.appId,
        pem: github.privateKey,
        webhook_secret: github.webhookSecret,
      });
      const { url } = await start({ GITHUB_API_URL: github.url });
      let answer: Response | undefined;
      for (let left = 400; left > 0 && answer === undefined; left -= 1) {
        answer = await fetch(`${url}/readyz`).catch(() => undefined);
        await sleep(25);
      }
      expect(answer?.status).toBe(200);
    });
  });
});

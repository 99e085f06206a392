import { readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { afterEach, beforeEach, describe, expect, test } from "#jest";
import { readAppFile } from "../../src/doctor/app.js";
import { PERMISSION_REASONS, readChoices, readFields } from "../../src/server/setup/manifest.js";
import { readEnv } from "../../src/environment/env.js";
import { startSetup } from "../../src/server/setup/setup.js";
import { playAlone, proposed, statusOf } from "../bot/scene.js";
import { startBot } from "../support/bot.js";
import { readDockerEnvFile } from "../support/docker-env-file.js";
import { freePort } from "../support/free-port.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import { asObject, type Json } from "../support/json.js";
import { setupFolder, type SetupFolder } from "../support/setup-process.js";

let folder: SetupFolder;
beforeEach(() => {
  folder = setupFolder();
});
afterEach(() => folder.remove());

/** A form that is in order, for an organization on an Enterprise Server. */
function filled(server: string): Record<string, string> {
  return {
    owner: "organization",
    organization: "acme",
    github: "server",
    server,
    webhook: "https",
    address: "https://plansmith.example.com",
    visibility: "private",
  };
}

/** A browser that has opened the link, without the page. */
interface Browser {
  readonly get: (url: string) => Promise<Response>;
  /** Sends the setup's form. */
  readonly send: (fields: Readonly<Record<string, string>>) => Promise<string>;
}

async function open(link: string): Promise<Browser> {
  const opened = await fetch(link, { redirect: "manual" });
  const cookie = (opened.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const page = new URL("/setup", link).href;
  const get = (url: string): Promise<Response> =>
    fetch(url, { headers: { cookie }, redirect: "manual" });
  const csrf = /name="csrf" value="([^"]*)"/.exec(await (await get(page)).text())?.[1] ?? "";
  return {
    get,
    async send(fields) {
      const body = new URLSearchParams({ csrf, ...fields });
      return (await fetch(page, { method: "POST", headers: { cookie }, body })).text();
    },
  };
}

function unescaped(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#x2F;", "/")
    .replaceAll("&#x3D;", "=")
    .replaceAll("&amp;", "&");
}

/** What a page hands to GitHub. */
function handedOver(page: string): { readonly target: string; readonly manifest: Json } {
  return {
    target: unescaped(/<form method="post" action="(http[^"]*)"/.exec(page)?.[1] ?? ""),
    manifest: asObject(
      JSON.parse(unescaped(/name="manifest" value="([^"]*)"/.exec(page)?.[1] ?? "null")),
    ),
  };
}

/** Confirms the manifest on GitHub; where GitHub sends the browser. */
async function confirm(page: string): Promise<string> {
  const { target, manifest } = handedOver(page);
  const form = await fetch(target, {
    method: "POST",
    body: new URLSearchParams({ manifest: JSON.stringify(manifest) }),
  });
  const text = await form.text();
  const action = /action="([^"]*)"/.exec(text)?.[1] ?? "";
  const given = unescaped(/name="given" value="([^"]*)"/.exec(text)?.[1] ?? "");
  const created = await fetch(action, {
    method: "POST",
    body: new URLSearchParams({ given, name: "plansmith-acme" }),
    redirect: "manual",
  });
  return created.headers.get("location") ?? "";
}

/** Goes through the whole setup, and ends the process. */
async function createApp({ url: server }: EmbeddedGitHub): Promise<void> {
  const setup = await folder.start();
  const browser = await open(setup.link);
  const done = await browser.get(await confirm(await browser.send(filled(server))));
  expect(done.status).toBe(200);
  expect(await setup.stop()).toBe(0);
}

async function withGitHub(act: (github: EmbeddedGitHub) => Promise<void>): Promise<void> {
  const github = await startGitHub();
  try {
    await act(github);
  } finally {
    await github.close();
  }
}

describe("the setup page", () => {
  test("says for each permission of app.yml what it is for, outside a checkout too", async () => {
    const asked = parse(readFileSync("app.yml", "utf8")).default_permissions;
    expect(Object.keys(asked).filter((name) => !PERMISSION_REASONS[name])).toEqual([]);
    const { link, stop } = await folder.start();
    const browser = await open(link);
    const text = await (await browser.get(new URL("/setup", link).href)).text();
    for (const name of Object.keys(asked)) {
      expect(unescaped(text)).toContain(PERMISSION_REASONS[name]);
    }
    expect(await stop()).toBe(0);
  });

  test("hands GitHub an App with just the permissions and events of app.yml", async () => {
    const { link } = await folder.start();
    const browser = await open(link);
    const page = await browser.send(filled("https://github.acme.example"));
    const { target, manifest } = handedOver(page);
    const app = readAppFile();
    expect(target).toMatch(
      /^https:\/\/github\.acme\.example\/organizations\/acme\/settings\/apps\/new\?state=/,
    );
    expect(manifest).toMatchObject({
      public: false,
      default_permissions: app.default_permissions,
      default_events: app.default_events,
      hook_attributes: { url: "https://plansmith.example.com/api/github/webhooks" },
      redirect_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/setup\/created$/),
    });
    expect(manifest["default_permissions"]).not.toHaveProperty("members");
    const other = { visibility: "public", teams: "yes", owner: "person", github: "github.com" };
    const second = handedOver(await browser.send({ ...filled(""), ...other }));
    expect(second.target).toMatch(/^https:\/\/github\.com\/settings\/apps\/new\?state=/);
    expect(second.manifest).toMatchObject({
      public: true,
      default_permissions: { members: "read" },
    });
  });

  test("begins with what the environment says", async () => {
    const { link } = await folder.start({
      GH_ORG: "acme",
      GITHUB_API_URL: "https://api.acme.ghe.com",
      WEBHOOK_PROXY_URL: "https://plans.acme.example/api/github/webhooks",
    });
    const browser = await open(link);
    const text = unescaped(await (await browser.get(new URL("/setup", link).href)).text());
    expect(text).toMatch(/value="organization" checked/);
    expect(text).toMatch(/name="organization" value="acme"/);
    expect(text).toMatch(/value="ghe.com" checked/);
    expect(text).toMatch(/name="subdomain" value="acme"/);
    expect(text).toMatch(/value="https:\/\/plans.acme.example\/api\/github\/webhooks"/);
  });

  test("writes credentials that only the owner of .env can read, and that start the App in Docker", async () => {
    await playAlone(async (scene) => {
      const { github } = scene;
      await scene.bot.kill();
      folder.writeEnvFile("# Ours\nAPP_ID= # of acme\nLOG_LEVEL=debug\n", 0o644);
      await createApp(github);
      const text = folder.envFile();
      expect(statSync(join(folder.path, ".env")).mode & 0o777).toBe(0o600);
      expect(text).toContain(`# Ours\n# of acme\nAPP_ID=${github.appId}\nLOG_LEVEL=debug\n`);
      expect(text).not.toContain("CLIENT");

      // Empty counts as not set: everything about the App comes from the file.
      const none = { APP_ID: "", PRIVATE_KEY: "", WEBHOOK_SECRET: "", GITHUB_API_URL: "" };
      scene.bot = await startBot(github, { env: { ...none, ...readDockerEnvFile(text) } });
      const number = await proposed(scene);
      expect(await statusOf(scene, number)).toContain("Plan proposed");
    });
  });

  test("makes a channel on smee.io only for whoever chose it, and says where it cannot", async () => {
    await withGitHub(async (github) => {
      const channels: string[] = [];
      const said: string[] = [];
      let isDown = true;
      const env = readEnv({ HOST: "127.0.0.1", PORT: String(await freePort()) });
      const setup = await startSetup(env, {
        print: (text) => said.push(text),
        envFile: join(folder.path, ".env"),
        async createChannel() {
          if (isDown) throw new Error("no network");
          channels.push("https://smee.io/abc");
          return "https://smee.io/abc";
        },
      });
      try {
        const browser = await open(/http:\S+/.exec(said.join(""))?.[0] ?? "");
        const smee = { ...filled(github.url), webhook: "smee", address: "" };
        expect(await browser.send(smee)).toContain("smee.io cannot be reached");
        isDown = false;
        await browser.send(filled(github.url));
        expect(channels).toEqual([]);
        const done = await browser.get(await confirm(await browser.send(smee)));
        expect(await done.text()).toContain("Deliveries pass through smee.io");
        expect(folder.envFile()).toContain("WEBHOOK_PROXY_URL=https://smee.io/abc\n");
        expect(github.registration.hook.url).toBe("https://smee.io/abc");
      } finally {
        await setup.stop();
      }
    });
  });

  test("where GitHub reaches nothing, the App polls, whatever the environment said before", async () => {
    await withGitHub(async (github) => {
      folder.writeEnvFile("WEBHOOK_PROXY_URL=https://smee.io/old\n");
      const setup = await folder.start();
      const browser = await open(setup.link);
      const review = await browser.send({ ...filled(github.url), webhook: "poll", address: "" });
      expect(review).toContain("It leads nowhere");
      // Without an active webhook, GitHub keeps no log of deliveries.
      expect(handedOver(review).manifest).toMatchObject({
        hook_attributes: { url: "https://plansmith.invalid/api/github/webhooks", active: true },
      });
      const done = await browser.get(await confirm(review));
      expect(await done.text()).toContain("WEBHOOKS=poll");
      await setup.stop();
      const env = readEnv(readDockerEnvFile(folder.envFile()));
      expect(env).toMatchObject({ polls: true, webhookProxyUrl: undefined });
      expect(env.app?.appId).toBe(github.appId);
    });
  });

  test("polling is written down where so far only the command line or the environment said so", async () => {
    await withGitHub(async (github) => {
      const setup = await folder.start({ WEBHOOKS: "poll" });
      const browser = await open(setup.link);
      const poll = { ...filled(github.url), webhook: "poll", address: "" };
      const done = await browser.get(await confirm(await browser.send(poll)));
      expect(await done.text()).toContain("WEBHOOKS=poll");
      await setup.stop();
      expect(readEnv(readDockerEnvFile(folder.envFile())).polls).toBe(true);
    });
  });

  test("whoever has an address after all no longer polls", async () => {
    await withGitHub(async (github) => {
      const setup = await folder.start({ WEBHOOKS: "poll" });
      const browser = await open(setup.link);
      const page = await (await browser.get(new URL("/setup", setup.link).href)).text();
      expect(page).toMatch(/value="poll" checked/);
      await browser.get(await confirm(await browser.send(filled(github.url))));
      await setup.stop();
      expect(readEnv(readDockerEnvFile(folder.envFile())).polls).toBe(false);
    });
  });

  test("a stranger who reaches the port sees and changes nothing", async () => {
    await withGitHub(async (github) => {
      const { url, link } = await folder.start();
      const body = new URLSearchParams(filled(github.url));
      const asStranger = async (): Promise<readonly number[]> => {
        const answers = await Promise.all([
          fetch(`${url}/`),
          fetch(`${url}/setup`),
          fetch(`${url}/setup/open/guess`),
          fetch(`${url}/setup/open/`),
          fetch(`${url}/setup`, { method: "POST", body }),
          fetch(`${url}/setup/created?code=c0de`),
          fetch(`${url}/probot/setup?code=c0de`),
        ]);
        const texts = await Promise.all(answers.map((answer) => answer.text()));
        for (const text of texts) expect(text).not.toMatch(/csrf|manifest/);
        return answers.map(({ status }) => status);
      };
      const nothing = Array.from({ length: 7 }, () => 403);
      expect(await asStranger()).toEqual(nothing);

      const browser = await open(link);
      const back = await confirm(await browser.send(filled(github.url)));
      expect(await asStranger()).toEqual(nothing);
      // The link works once, and GitHub's redirect for nobody else.
      const again = await fetch(link, { redirect: "manual" });
      expect([again.status, again.headers.get("set-cookie")]).toEqual([403, null]);
      expect((await fetch(back)).status).toBe(403);
      expect(folder.envFile()).toBe("");

      expect((await browser.get(back)).status).toBe(200);
      const written = folder.envFile();
      expect(await asStranger()).toEqual(nothing);
      expect(folder.envFile()).toBe(written);
      expect(github.registration.registered).toHaveLength(1);
    });
  });

  test("a form of another page is refused, though the browser brings its cookie", async () => {
    const { link } = await folder.start();
    const browser = await open(link);
    const page = await browser.send({ ...filled("https://github.acme.example"), csrf: "" });
    expect(page).not.toContain("manifest");
  });

  test("an answer of GitHub that nobody asked for changes nothing", async () => {
    await withGitHub(async (github) => {
      const { url, link } = await folder.start();
      const browser = await open(link);
      const back = new URL(await confirm(await browser.send(filled(github.url))));
      const code = back.searchParams.get("code") ?? "";
      expect((await browser.get(`${url}/setup/created?code=${code}`)).status).toBe(400);
      expect((await browser.get(`${url}/setup/created?code=${code}&state=x`)).status).toBe(400);
      expect(folder.envFile()).toBe("");
      // A code that GitHub does not know: nothing is written, and the right one still works.
      const wrong = new URL(back);
      wrong.searchParams.set("code", "0123456789abcdef");
      const answer = await browser.get(wrong.href);
      expect([answer.status, await answer.text()]).toEqual([
        502,
        expect.stringContaining("works once, for an hour"),
      ]);
      expect((await browser.get(back.href)).status).toBe(200);
      // Reloading the last page shows it again, and the setup is over.
      expect((await browser.get(back.href)).status).toBe(200);
      expect((await browser.get(`${url}/setup`)).headers.get("location")).toBe("/setup/created");
    });
  });

  test("does not start where .env has an App", async () => {
    folder.writeEnvFile("APP_ID=12\nPRIVATE_KEY=x\nWEBHOOK_SECRET=y\n");
    const { code, output } = await folder.run({ APP_ID: "" });
    expect([code, output]).toEqual([1, expect.stringContaining(".env has the App 12 already")]);
    expect(folder.envFile()).toBe("APP_ID=12\nPRIVATE_KEY=x\nWEBHOOK_SECRET=y\n");
  });

  test("ends before there is an App where the credentials cannot be written", async () => {
    symlinkSync(join(folder.path, "missing", "file"), join(folder.path, ".env"));
    const { code, output } = await folder.run();
    expect(code).toBe(1);
    expect(output).toMatch(/^Plansmith stopped: .*\.env.*\n$/);
  });
});

describe("the form", () => {
  const read = (fields: Record<string, string>) =>
    readChoices(readFields(new URLSearchParams(fields).toString()));
  const good = filled("https://github.acme.example");

  test("tells every mistake in a sentence", () => {
    expect(read({})).toEqual({
      problems: [
        "Choose who owns the App.",
        "Choose where the App is created.",
        "Choose how GitHub reaches Plansmith.",
      ],
    });
  });

  test.each([
    [{ organization: "" }, "name of the organization"],
    [{ organization: "acme/../x" }, "name of the organization"],
    [{ server: "github.acme.example" }, "address of the Enterprise Server"],
    [{ server: "javascript:alert(1)" }, "address of the Enterprise Server"],
    [{ github: "ghe.com", subdomain: "acme.evil.example/" }, "subdomain of GHE.com"],
    [{ address: "http://plans.acme.example" }, "begins with https://"],
    [{ github: "github.com", address: "https://localhost:3000" }, "GitHub cannot reach localhost"],
    [{ github: "github.com", address: "https://192.168.0.4" }, "GitHub cannot reach 192.168.0.4"],
  ])("refuses %j", (wrong, problem) => {
    expect(read({ ...good, ...wrong })).toEqual({
      problems: [expect.stringContaining(problem)],
    });
  });

  test.each([
    ["https://plans.acme.example", "https://plans.acme.example/api/github/webhooks"],
    ["https://plans.acme.example/", "https://plans.acme.example/api/github/webhooks"],
    ["https://acme.example/plans", "https://acme.example/plans/api/github/webhooks"],
    [
      "https://plans.acme.example/api/github/webhooks",
      "https://plans.acme.example/api/github/webhooks",
    ],
  ])("has deliveries for %s sent to %s", (address, webhookUrl) => {
    expect(read({ ...good, address })).toMatchObject({ choices: { webhookUrl } });
  });

  test("knows GHE.com", () => {
    for (const subdomain of ["acme", "acme.ghe.com", "https://acme.ghe.com/"]) {
      expect(read({ ...good, github: "ghe.com", subdomain })).toMatchObject({
        choices: { site: "https://acme.ghe.com", apiUrl: "https://api.acme.ghe.com" },
      });
    }
  });
});

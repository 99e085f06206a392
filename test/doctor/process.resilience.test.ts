import { spawn } from "node:child_process";
import { once } from "node:events";
import { generateKeyPairSync } from "node:crypto";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { describe, expect, test } from "#jest";
import { Redis } from "ioredis";
import { playAlone, type Scene } from "../bot/scene.js";
import { appEnv } from "../support/bot.js";
import { freePort } from "../support/free-port.js";
import { hasRedis, startRedis } from "../support/redis.js";

const TOKEN = "0123456789abcdef";

const otherKey = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "pkcs1", format: "pem" },
}).privateKey;

/** Runs a program of Plansmith's to its end, or until it is killed by `until`. */
function start(program: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [resolve(program), ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env["PATH"] ?? "", NO_COLOR: "1", ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const closed = once(child, "close");
  return {
    output: () => output,
    closed: closed.then(([code]) => Number(code)),
    kill: () => child.kill("SIGKILL"),
  };
}

interface Readiness {
  readonly status: string;
  readonly findings?: readonly { readonly check: string; readonly level: string }[];
}

async function readiness(url: string, query = ""): Promise<[number, Readiness]> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const answer = await fetch(`${url}/readyz${query}`, { headers });
  return [answer.status, (await answer.json()) as Readiness];
}

describe("a process that is set up wrong", () => {
  test.each([
    ["key", { PRIVATE_KEY: otherKey }, "app"],
    ["App id", { APP_ID: "12" }, "app"],
    ["API address", { GITHUB_API_URL: "http://127.0.0.1:9" }, "address"],
  ])("is never ready: another %s", async (_, wrong, check) => {
    await playAlone(async ({ github }) => {
      const port = await freePort();
      const env = { ...appEnv(github, port), METRICS_TOKEN: TOKEN, ...wrong };
      const bot = start("dist/main.js", [], env);
      try {
        const url = `http://127.0.0.1:${port}`;
        await github.waitFor(async () => (await readiness(url))[1].status === "misconfigured");
        const [status, body] = await readiness(url, "?verbose");
        expect(status).toBe(503);
        expect(body.findings).toContainEqual(expect.objectContaining({ check, level: "error" }));
        expect((await fetch(`${url}/healthz`)).status).toBe(200);
        expect(bot.output()).toMatch(new RegExp(`"level":50[^\n]*"check":"${check}"`));
        expect(bot.output()).not.toContain(TOKEN);
      } finally {
        bot.kill();
        await bot.closed;
      }
    });
  });

  test("is not ready when GitHub signs with another secret, and no stranger can make it so", async () => {
    await playAlone(
      async ({ github, bot }: Scene) => {
        const forged = { "x-github-event": "issues", "x-hub-signature-256": "sha256=0" };
        for (let times = 0; times < 20; times += 1) {
          await fetch(bot.webhookUrl, { method: "POST", body: "{}", headers: forged });
        }
        expect((await readiness(bot.url, "?verbose"))[0]).toBe(200);
        await github.openIssue({ title: "Add a limiter" });
        await github.deliveries.idle();
        await github.waitFor(async () => (await readiness(bot.url))[1].status === "misconfigured", {
          timeoutMs: 25_000,
        });
        const [, { findings }] = await readiness(bot.url, "?verbose");
        expect(findings).toContainEqual(
          expect.objectContaining({ check: "secret", level: "error" }),
        );
      },
      { bot: { env: { WEBHOOK_SECRET: "another", METRICS_TOKEN: TOKEN } } },
    );
  }, 60_000);

  test("tells what is wrong to nobody without the token, and answers HEAD", async () => {
    await playAlone(
      async ({ bot }) => {
        const answer = await fetch(`${bot.url}/readyz?verbose`);
        expect(Object.keys((await answer.json()) as object)).toEqual(["status", "queue"]);
        expect((await readiness(bot.url, "?verbose"))[1].findings).not.toEqual([]);
        for (const path of ["/healthz", "/readyz", "/ping"]) {
          const head = await fetch(`${bot.url}${path}`, { method: "HEAD" });
          expect([path, head.status, await head.text()]).toEqual([path, 200, ""]);
        }
      },
      { bot: { env: { METRICS_TOKEN: TOKEN } } },
    );
  });
});

describe("plansmith doctor", () => {
  test("reads what the process reads, and says what is wrong", async () => {
    await playAlone(async ({ github }) => {
      const env = appEnv(github, 3000);
      const right = start("dist/cli.js", ["doctor"], env);
      expect(await right.closed).toBe(0);
      expect(right.output()).toContain("The key belongs to App 4711, plansmith.");
      expect(right.output()).toContain("0 errors");

      const wrong = start("dist/cli.js", ["doctor"], { ...env, PRIVATE_KEY: otherKey });
      expect(await wrong.closed).toBe(1);
      expect(wrong.output()).toContain("GitHub does not accept the key for App 4711.");

      const bad = start("dist/cli.js", ["doctor"], { ...env, PORT: "x", LOG_LEVEL: "loud" });
      expect(await bad.closed).toBe(1);
      expect(bad.output()).toMatch(/error +environment +PORT must be/);
      expect(bad.output()).toMatch(/error +environment +LOG_LEVEL must be/);

      const none = start("dist/cli.js", ["doctor"], {});
      expect(await none.closed).toBe(1);
      expect(none.output()).toContain("there is no App yet");

      const away = start("dist/cli.js", ["doctor"], { ...env, REDIS_URL: "redis://127.0.0.1:9" });
      expect(await away.closed).toBe(1);
      expect(away.output()).toContain("Redis cannot be reached.");
    });
  });

  (hasRedis ? test : test.skip)("says what is wrong with the login and the database", async () => {
    const redis = await startRedis();
    const owner = new Redis(redis.port);
    await owner.config("SET", "requirepass", "hunter2");
    try {
      await playAlone(async ({ github }) => {
        const asked = async (login: string, database: string): Promise<string> => {
          const REDIS_URL = `redis://${login}127.0.0.1:${redis.port}${database}`;
          const doctor = start("dist/cli.js", ["doctor"], { ...appEnv(github, 3000), REDIS_URL });
          await doctor.closed;
          return doctor.output();
        };
        expect(await asked(":hunter2@", "/3")).toContain("is set up well");
        expect(await asked(":hunter2@", "/99")).toContain("Redis has no database 99");
        expect(await asked(":wrong@", "")).toContain("Redis refuses the login.");
        expect(await asked("", "")).toContain("Redis refuses the login.");
      });
    } finally {
      owner.disconnect();
      await redis.close();
    }
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { resolve } from "node:path";
import { describe, expect, test } from "#jest";
import { refusal } from "../support/proxy/http.js";
import { playAlone, proposed, statusOf } from "./scene.js";

const MAIN = resolve("dist/main.js");

/** Runs the program until it ends by itself. */
async function run(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
  });
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (output += data));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

describe("the process", () => {
  test("says everything that is wrong with its environment, and exits with 1", async () => {
    const { code, output } = await run({ APP_ID: "x", PORT: "0", PRIVATE_KEY: "y" });
    expect(code).toBe(1);
    expect(output).toContain("APP_ID must be");
    expect(output).toContain("PORT must be");
    expect(output).toContain("PRIVATE_KEY holds no private key");
    expect(output).toContain("WEBHOOK_SECRET is missing");
    expect(output).not.toMatch(/\n\s+at /);
  });

  test("a port that is taken is told in one message, exit code 1", async () => {
    await playAlone(async ({ github, bot }) => {
      const { code, output } = await run({
        APP_ID: String(github.appId),
        PRIVATE_KEY: github.privateKey,
        WEBHOOK_SECRET: "s",
        HOST: "127.0.0.1",
        PORT: new URL(bot.url).port,
      });
      expect(code).toBe(1);
      expect(output).toContain("already in use");
      expect(output).not.toMatch(/\n\s+at |\\n\s+at /);
    });
  });

  test("counts what it does, for whoever has the token", async () => {
    const token = "0123456789abcdef";
    await playAlone(
      async (scene) => {
        const ask = (authorization: string): Promise<Response> =>
          fetch(`${scene.bot.url}/metrics`, { headers: { authorization } });
        await proposed(scene);
        expect((await ask("")).status).toBe(404);
        expect((await ask(`Bearer ${token}x`)).status).toBe(404);
        const answer = await ask(`Bearer ${token}`);
        const text = await answer.text();
        expect(answer.status).toBe(200);
        expect(text).toMatch(/^plansmith_reconcile_total\{result="success"\} [1-9]/m);
        expect(text).toContain('plansmith_queue_items{state="stuck"} 0');
        expect(text).toContain("plansmith_queue_up 1");
        expect(text).toMatch(
          /^plansmith_webhook_deliveries_total\{event="issues",outcome="accepted"\} [1-9]/m,
        );
        expect(text).toMatch(
          /^plansmith_github_requests_total\{method="POST",endpoint="\/repos\/\*\/\*\/pulls",status="201"\} 1/m,
        );
        expect(text).toMatch(/^plansmith_github_rate_limit_remaining\{installation="\d+"\} \d+/m);
        expect(text).toMatch(/^plansmith_write_wait_seconds_count [1-9]/m);
        expect(text).toMatch(/^plansmith_write_budget_remaining\{installation="\d+"\} 4\d\d$/m);
        expect(text).not.toContain(scene.github.repo);
      },
      // With no spacing at all, nothing is counted.
      { bot: { env: { METRICS_TOKEN: token, WRITE_SPACING_MS: "1" } } },
    );
  });

  test("goes on where a label is refused while the next write is decided", async () => {
    await playAlone(async (scene) => {
      const { github } = scene;
      const allow = github.intercept(({ method, path }) =>
        method !== "GET" && path.includes("/labels") ? { answer: refusal(403, "No.") } : undefined,
      );
      await github.label(await github.openIssue({ title: "Add a limiter" }), "needs-plan");
      await github.waitFor(
        () => github.requests.filter(({ path }) => path.endsWith("/labels/needs-plan")).length > 0,
      );
      allow();
      expect(await statusOf(scene, await proposed(scene))).toContain("Plan proposed");
      expect(await scene.bot.stop()).toBe(0);
    });
  });

  test("answers for its health, and nothing about repositories", async () => {
    await playAlone(async (scene) => {
      await proposed(scene);
      const ping = await fetch(`${scene.bot.url}/ping`);
      expect([ping.status, await ping.text()]).toEqual([200, "PONG"]);
      const alive = await fetch(`${scene.bot.url}/healthz`);
      expect([alive.status, await alive.json()]).toEqual([200, { status: "alive" }]);
      const ready = await fetch(`${scene.bot.url}/readyz`);
      expect([ready.status, await ready.json()]).toEqual([
        200,
        {
          status: "ready",
          queue: { waiting: 0, running: 0, failing: 0, stuck: 0, poisoned: 0, longestWaitMs: 0 },
        },
      ]);
      expect((await fetch(`${scene.bot.url}/`)).status).toBe(404);
    });
  });

  test("SIGTERM: what runs is finished, exit code 0", async () => {
    await playAlone(async (scene) => {
      const { github } = scene;
      const number = await github.openIssue({ title: "Add a limiter" });
      await scene.rest();
      let stopped: Promise<number> | undefined;
      github.intercept(async ({ writeNumber }) => {
        if (writeNumber === 1) stopped = scene.bot.stop();
      });
      await github.label(number, "needs-plan");
      await github.waitFor(() => stopped !== undefined);
      expect(await stopped).toBe(0);
      expect(await statusOf(scene, number)).toContain("Plan proposed");
      const { labels } = await github.issue(number);
      expect(labels.map(({ name }) => name)).toEqual(["plan: proposed"]);
    });
  });

  test("SIGTERM: a client that connected and says nothing does not keep it", async () => {
    await playAlone(async ({ bot }) => {
      const { hostname, port } = new URL(bot.url);
      const silent = connect(Number(port), hostname);
      await once(silent, "connect");
      try {
        expect(await bot.stop()).toBe(0);
      } finally {
        silent.destroy();
      }
    });
  });

  test("SIGTERM: what runs is finished at the spacing of writes that GitHub asks for, too", async () => {
    await playAlone(
      async (scene) => {
        const { github } = scene;
        const numbers = await Promise.all(
          ["One", "Two", "Three"].map((title) => github.openIssue({ title })),
        );
        let writing = false;
        github.intercept(({ writeNumber }) => {
          if (writeNumber === 2) writing = true;
        });
        await Promise.all(numbers.map((number) => github.label(number, "needs-plan")));
        await github.waitFor(() => writing);
        expect(await scene.bot.stop()).toBe(0);
        for (const number of numbers) {
          const { labels } = await github.issue(number);
          expect(labels.map(({ name }) => name)).toEqual(["plan: proposed"]);
        }
      },
      { bot: { env: { WRITE_SPACING_MS: "1000" } } },
    );
  });

  test("DRY_RUN: nothing is written, whatever is asked for; the log has all of it", async () => {
    await playAlone(
      async (scene) => {
        const { github } = scene;
        const number = await proposed(scene);
        await github.comment(number, "/plan dashboard");
        await scene.rest();
        expect(github.requests.filter(({ byApp, write }) => byApp && write)).toEqual([]);
        for (const path of ["git/refs", "pulls", "check-runs", `issues/${number}/comments`])
          expect(scene.bot.output()).toContain(`"path":"/repos/acme/garden/${path}"`);
        expect(scene.bot.output()).toContain("DRY_RUN is set: nothing is written to GitHub");
      },
      { bot: { env: { DRY_RUN: "true" } } },
    );
  });

  test("SIGTERM to `npm start` reaches it", async () => {
    await playAlone(
      async ({ bot }) => {
        expect((await fetch(`${bot.url}/healthz`)).status).toBe(200);
        bot.kill("SIGTERM").catch(() => undefined);
        await bot.exited;
        await expect(fetch(`${bot.url}/healthz`)).rejects.toThrow("fetch failed");
      },
      { bot: { command: ["npm", "start"], readyMs: 20_000 } },
    );
  });

  test("takes deliveries at the bare address too, which an earlier setup page told GitHub", async () => {
    await playAlone(async (scene) => {
      const { github } = scene;
      github.webhookTarget = `${scene.bot.url}/`;
      const number = await proposed(scene);
      expect(await statusOf(scene, number)).toContain("Plan proposed");
    });
  });
});

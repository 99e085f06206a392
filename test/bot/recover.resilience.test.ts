import { afterAll, beforeAll, describe, expect, test } from "#jest";
import { Redis } from "ioredis";
import { setTimeout as sleep } from "node:timers/promises";
import { waitFor } from "../support/wait-for.js";
import { refusal } from "../support/proxy/http.js";
import { logLines } from "../support/log-lines.js";
import { hasRedis, startRedis, type TestRedis } from "../support/redis.js";
import { labelsOf, playAlone, proposed, statusOf, type Scene, type SceneOptions } from "./scene.js";
import { playProcess } from "./stage.js";

let redis: TestRedis | undefined;
let worlds = 0;

beforeAll(async () => {
  if (hasRedis) redis = await startRedis();
});

afterAll(() => redis?.close());

/** Where the queue is: of one process, or on a Redis. */
const PLACES = ["memory", "Redis"] as const;

/** Plays with the queue there; each scene has keys of its own. */
async function playWith(
  place: (typeof PLACES)[number],
  act: (scene: Scene) => Promise<void>,
  { github, bot }: SceneOptions = {},
): Promise<void> {
  worlds += 1;
  const shared =
    place === "Redis" && redis !== undefined
      ? { REDIS_URL: redis.url, REDIS_PREFIX: `world-${worlds}` }
      : undefined;
  await playProcess(act, {
    ...(github && { github }),
    ...((shared ?? bot) && { bot: { ...bot, env: { ...shared, ...bot?.env } } }),
  });
}

async function hasPlan(scene: Scene, number: number): Promise<boolean> {
  const labels = await labelsOf(scene, number);
  return labels.includes("plan: proposed") && (await statusOf(scene, number)) !== "";
}

for (const place of PLACES) {
  const withPlace = place === "Redis" && !hasRedis ? describe.skip : describe;

  withPlace(`with the queue in ${place}`, () => {
    test("what came while nobody was there is found in GitHub's log of deliveries", async () => {
      await playWith(place, async (scene) => {
        const { github } = scene;
        await scene.bot.kill();
        const number = await github.openIssue({ title: "Add a limiter" });
        await github.label(number, "needs-plan");
        await github.deliveries.idle();
        await scene.restart();
        await github.waitFor(() => hasPlan(scene, number));
        await scene.rest();
        expect((await github.world()).pulls).toHaveLength(1);
      });
    });

    test("a command that came while nobody was there is answered, though no label leads to it", async () => {
      await playWith(place, async (scene) => {
        const { github } = scene;
        const number = await github.openIssue({ title: "Add a limiter" });
        await scene.rest();
        await scene.bot.kill();
        const asked = await github.comment(number, "/plan", "ada");
        await github.deliveries.idle();
        expect(String(github.deliveries.log.at(-1)?.id)).toMatch(/^\d{19}$/);
        await scene.restart();
        await github.waitFor(async () => (await github.reactions(asked)).includes("rocket"));
        expect(await github.pulls()).toHaveLength(1);
      });
    });

    test("where the log cannot be read, issues are found by their labels all the same", async () => {
      await playWith(place, async (scene) => {
        const { github } = scene;
        await scene.bot.kill();
        const number = await github.openIssue({ title: "Add a limiter" });
        await github.label(number, "needs-plan");
        await github.deliveries.idle();
        const remove = github.intercept(({ path }) =>
          path.startsWith("/app/hook/deliveries")
            ? { answer: refusal(403, "Forbidden") }
            : undefined,
        );
        await scene.restart();
        await github.waitFor(() => hasPlan(scene, number), { timeoutMs: 20_000 });
        remove();
      });
    });

    test("what was answered and not worked off when the process died is worked off", async () => {
      const slow = { env: { SETTLE_MS: "2000" } };
      await playWith(
        place,
        async (scene) => {
          const { github } = scene;
          const number = await github.openIssue({ title: "Add a limiter" });
          await github.label(number, "needs-plan");
          await github.deliveries.idle();
          expect(github.deliveries.log.every(({ status }) => status === "OK")).toBe(true);
          await scene.bot.kill();
          expect(await labelsOf(scene, number)).toEqual(["needs-plan"]);
          await scene.restart();
          await github.waitFor(() => hasPlan(scene, number), { timeoutMs: 20_000 });
        },
        { bot: slow },
      );
    });

    test("what even the log does not hold is found by its label", async () => {
      await playWith(place, async (scene) => {
        const { github } = scene;
        await scene.bot.kill();
        const number = await github.quietly(async () => {
          const opened = await github.openIssue({ title: "Add a limiter" });
          await github.label(opened, "needs-plan");
          return opened;
        });
        await scene.restart();
        // What the killed process had in hand comes back when its lock ends.
        await github.waitFor(() => hasPlan(scene, number), { timeoutMs: 30_000 });
        expect((await github.pulls()).map(({ title }) => title)).toEqual([
          expect.stringContaining("Add a limiter"),
        ]);
      });
    });
  });
}

(hasRedis ? describe : describe.skip)("while Redis is away", () => {
  test("deliveries are refused, the process says so and stays, and goes on by itself", async () => {
    const own = await startRedis();
    try {
      await playAlone(
        async (scene) => {
          const { github, bot } = scene;
          await own.stop();
          const number = await github.openIssue({ title: "Add a limiter" });
          await github.label(number, "needs-plan");
          await github.deliveries.idle();
          expect(github.deliveries.log.at(-1)?.statusCode).toBe(503);
          const ready = await fetch(`${bot.url}/readyz`);
          const told = { status: "no queue", problem: "Redis is unavailable" };
          expect([ready.status, await ready.json()]).toEqual([503, told]);
          expect((await fetch(`${bot.url}/healthz`)).status).toBe(200);
          await own.start();
          await github.waitFor(() => hasPlan(scene, number), { timeoutMs: 20_000 });
          expect((await fetch(`${bot.url}/readyz`)).status).toBe(200);
          const back = logLines(bot.output()).filter(({ msg }) => msg === "Redis is back");
          expect(back).toMatchObject([{ level: 30 }]);
        },
        { bot: { env: { REDIS_URL: own.url } } },
      );
    } finally {
      await own.close();
    }
  });

  test("a Redis that was emptied is noticed, and what it held is found in the log", async () => {
    const own = await startRedis();
    const client = new Redis(own.port);
    try {
      await playAlone(
        async (scene) => {
          const { github, bot } = scene;
          const number = await github.openIssue({ title: "Add a limiter" });
          await scene.rest();
          // No label leads to it.
          const asked = await github.comment(number, "/plan", "ada");
          await github.deliveries.idle();
          expect(github.deliveries.log.at(-1)?.status).toBe("OK");
          await client.flushall();
          const emptiedAt = Date.now();
          await waitFor(() => bot.output().includes("Redis has lost"), { timeoutMs: 60_000 });
          expect(Date.now() - emptiedAt).toBeLessThan(60_000);
          const handled = () =>
            bot.output().split("Redis has lost")[1]?.includes('"handled":') ?? false;
          await waitFor(handled, { timeoutMs: 60_000 });
          await github.waitFor(async () => (await github.reactions(asked)).includes("rocket"), {
            timeoutMs: 120_000,
          });
          expect(await github.pulls()).toHaveLength(1);
        },
        { bot: { env: { REDIS_URL: own.url, SETTLE_MS: "3000" } } },
      );
    } finally {
      client.disconnect();
      await own.close();
    }
  }, 240_000);

  test("a key that somebody else has written is told", async () => {
    const own = await startRedis();
    const client = new Redis(own.port);
    try {
      await playAlone(
        async ({ bot }) => {
          await client.set("{plansmith}:poisoned", "something else");
          const ready = await fetch(`${bot.url}/readyz`);
          const problem = expect.stringContaining("a key of the queue holds something else");
          expect([ready.status, await ready.json()]).toEqual([
            503,
            { status: "no queue", problem },
          ]);
        },
        { bot: { env: { REDIS_URL: own.url, REDIS_PREFIX: "plansmith" } } },
      );
    } finally {
      client.disconnect();
      await own.close();
    }
  });

  test("the process ends when it is told to, and starts before Redis does", async () => {
    const own = await startRedis();
    try {
      await playAlone(
        async (scene) => {
          await own.stop();
          expect(await scene.bot.stop()).toBe(0);
          const restarted = scene.restart();
          await sleep(1500);
          await own.start();
          await restarted;
          const number = await proposed(scene);
          expect(await hasPlan(scene, number)).toBe(true);
        },
        { bot: { env: { REDIS_URL: own.url } } },
      );
    } finally {
      await own.close();
    }
  });
});

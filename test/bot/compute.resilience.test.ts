import { describe, expect, test } from "#jest";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { waitFor } from "../support/wait-for.js";
import { hasRedis, startRedis } from "../support/redis.js";
import { playAlone, proposed, proposeFromFork, type Scene } from "./scene.js";

/** What no limit of Plansmith's knows: see `test/support/spin.js`. */
const SPIN = "spin for ever";

/** What no limit keeps from ending the process: see the same. */
const DIE = "end the process";

const preload = new URL("../support/spin.js", import.meta.url).href;
const options = {
  bot: { env: { NODE_OPTIONS: `--import ${preload}`, METRICS_TOKEN: "a token for tests" } },
};

const CONFIG = ".github/plansmith.yml";
const TEMPLATE = ".github/plan-templates/issue-plan.md";

/** Items that are set aside. */
async function poisoned({ bot }: Scene): Promise<number> {
  const answer = await fetch(`${bot.url}/readyz`, { headers: { connection: "close" } });
  const { queue } = (await answer.json()) as { queue: { poisoned: number } };
  return queue.poisoned;
}

async function poisonedToBe(scene: Scene, count: number): Promise<void> {
  await waitFor(async () => (await poisoned(scene)) === count, { timeoutMs: 60_000 });
}

/** By then an App that has started has read GitHub's log of deliveries once more, in milliseconds. */
const LOG_READ_MS = 17_000;

/**
 * Starts the App again as often as it ends, until it goes on. How often that is depends on what GitHub's
 * log brings once more: twice with the event, twice with the item, and what was on its way meanwhile.
 */
async function restartUntilQuiet(scene: Scene): Promise<void> {
  const hasEnded = (): Promise<boolean> =>
    Promise.race([scene.bot.exited.then(() => true), sleep(LOG_READ_MS, false)]);
  for (let deaths = 0; await hasEnded(); deaths += 1) {
    expect(deaths).toBeLessThan(8);
    await scene.restart();
  }
}

/** The titles of the check runs on a commit. */
async function checkTitles({ github }: Scene, ref: string): Promise<readonly unknown[]> {
  const where = { owner: github.owner, repo: github.repo };
  const { data } = await github.as("ada").rest.checks.listForRef({ ...where, ref });
  return data.check_runs.map(({ output }) => output.title);
}

/** How often the log says that something was set aside. */
function reports({ bot }: Scene): number {
  return bot.output().split("set aside until something there changes").length - 1;
}

/** Where a process can keep what the next one has to know. */
const STORAGES = ["Redis", "a state file"] as const;

/** Plays with a storage of its own. */
async function playWith(
  storage: (typeof STORAGES)[number],
  act: (scene: Scene) => Promise<void>,
): Promise<void> {
  const redis = storage === "Redis" ? await startRedis() : undefined;
  const folder = await mkdtemp(join(tmpdir(), "plansmith-state-"));
  const env = redis ? { REDIS_URL: redis.url } : { STATE_FILE: join(folder, "state.json") };
  try {
    await playAlone(act, { bot: { env: { ...options.bot.env, ...env } } });
  } finally {
    await redis?.close();
    await rm(folder, { recursive: true });
  }
}

test("what takes a reader for ever is set aside, and nothing else waits for it", async () => {
  await playAlone(async (scene) => {
    const { github } = scene;
    const issue = await proposed(scene, { title: "A limiter" });

    // A fork's template: its check run says so, and the process goes on.
    const pull = await proposeFromFork(scene, TEMPLATE, `# {{title}}\n\n${SPIN}\n`, "template");
    await poisonedToBe(scene, 1);
    expect(await checkTitles(scene, pull.sha)).toContain("Not checked");

    // A fork's configuration.
    await proposeFromFork(scene, CONFIG, `# ${SPIN}\n`, "configuration");
    await poisonedToBe(scene, 2);

    // A comment: its issue says so once, however often somebody adds to it.
    await github.comment(issue, `/plan log ${SPIN}\n`, "grace");
    await poisonedToBe(scene, 3);
    await github.comment(issue, "/plan help\n", "ada");
    await waitFor(() => Promise.resolve(reports(scene) === 4), { timeoutMs: 60_000 });
    const told = (await github.comments(issue)).filter(({ body }) => body.includes("has stopped"));
    expect(told).toHaveLength(1);

    // Others go on.
    const other = await proposed(scene, { title: "Another" });
    const said = (await github.comments(other)).map(({ body }) => body).join("");
    expect(said).toContain("Plan proposed");
    const metrics = await fetch(`${scene.bot.url}/metrics`, {
      headers: { authorization: "Bearer a token for tests", connection: "close" },
    });
    expect(await metrics.text()).toContain('plansmith_queue_items{state="poisoned"} 3');
    expect(await scene.bot.stop()).toBe(0);
  }, options);
}, 180_000);

test("a process that computes for ever ends on a signal, and starts again", async () => {
  await playAlone(async (scene) => {
    const { github } = scene;
    const issue = await proposed(scene, { title: "A limiter" });
    await github.comment(issue, `/plan log ${SPIN}\n`, "grace");
    await sleep(500);
    expect(await scene.bot.stop()).toBe(0);
    await scene.restart();
    const other = await proposed(scene, { title: "Another" });
    const said = (await github.comments(other)).map(({ body }) => body).join("");
    expect(said).toContain("Plan proposed");
    expect(await scene.bot.stop()).toBe(0);
  }, options);
}, 120_000);

for (const storage of STORAGES) {
  (storage === "Redis" && !hasRedis ? describe.skip : describe)(`with ${storage}`, () => {
    test(
      "what is set aside stays so when an event of the log is handled again, and comes back with a new one",
      () =>
        playWith(storage, async (scene) => {
          const { github } = scene;
          const issue = await proposed(scene, { title: "A limiter" });
          await github.comment(issue, `/plan log ${SPIN}\n`, "grace");
          await poisonedToBe(scene, 1);
          await scene.bot.stop();

          // A push that names the whole repository, which GitHub could not deliver.
          await github.setFile(CONFIG, "labels:\n  proposed: has a plan\n");
          await github.deliveries.idle();
          await scene.restart();
          await waitFor(() => /"handled":[1-9]/.test(scene.bot.output()), { timeoutMs: 30_000 });
          await scene.rest();
          expect(reports(scene)).toBe(0);
          expect(await poisoned(scene)).toBe(1);

          // One that is delivered.
          await github.setFile(CONFIG, "labels:\n  proposed: planned\n");
          await waitFor(() => reports(scene) === 1, { timeoutMs: 60_000 });
          expect(await scene.bot.stop()).toBe(0);
        }),
      180_000,
    );

    test(
      "what ends the process is set aside by one that comes after, and the others go on",
      () =>
        playWith(storage, async (scene) => {
          const { github } = scene;
          const issue = await proposed(scene, { title: "A limiter" });
          await github.comment(issue, `/plan log ${DIE}\n`, "grace");
          await restartUntilQuiet(scene);
          expect(await poisoned(scene)).toBe(1);
          const told = (await github.comments(issue)).map(({ body }) => body).join("");
          expect(told).toContain("has stopped processing this issue");
          const other = await proposed(scene, { title: "Another" });
          const said = (await github.comments(other)).map(({ body }) => body).join("");
          expect(said).toContain("Plan proposed");
          expect(await scene.bot.stop()).toBe(0);
        }),
      300_000,
    );
  });
}

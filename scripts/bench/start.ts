import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { startBot, type RunningBot } from "../../test/support/bot.js";
import { READY_MS, startBareProbot } from "./bare-probot.js";
import { startPlainGitHub } from "./plain-github.js";
import { atMost, shown, type Measured } from "./row.js";

const STARTS = 5;
const DEMO_LIMIT_MS = 60_000;

/** How soon the App is ready, and how soon the demo shows its first status comment. */
export async function measureStart(): Promise<Measured> {
  const github = await startPlainGitHub();
  const times: [own: number[], bare: number[]] = [[], []];
  try {
    for (let start = 0; start < STARTS; start += 1) {
      times[0].push(
        await timeOf(() => startBot(github, { env: { LOG_LEVEL: "warn" }, readyMs: READY_MS })),
      );
      times[1].push(await timeOf(() => startBareProbot(github)));
    }
  } finally {
    await github.close();
  }
  const [own, bare] = [Math.min(...times[0]), Math.min(...times[1])];
  return {
    rows: [
      atMost(
        `from start to ready, in starts of bare Probot (${shown(own / 1000)} / ${shown(bare / 1000)} s)`,
        own / bare,
        3,
      ),
      atMost("from `npm run demo` to the first status comment", await demo(), 8, " s"),
    ],
  };
}

async function timeOf(start: () => Promise<RunningBot>): Promise<number> {
  const before = performance.now();
  const bot = await start();
  const after = performance.now();
  await bot.kill();
  return after - before;
}

/** Seconds. The demo is built first, as it is for whoever runs it. */
async function demo(): Promise<number> {
  const start = performance.now();
  // A group of its own: npm, the shell and the demo end together.
  const child = spawn("npm", ["run", "demo"], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const gone = once(child, "close");
  try {
    let told = "";
    const shownAt = new Promise<number>((resolve) => {
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        told += text;
        if (told.includes("Plan proposed")) resolve(performance.now());
      });
    });
    const limit = sleep(DEMO_LIMIT_MS, Number.POSITIVE_INFINITY, { ref: false });
    return ((await Promise.race([shownAt, limit])) - start) / 1000;
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
    await gone;
  }
}

import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { startBot } from "../../test/support/bot.js";
import { READY_MS } from "./bare-probot.js";
import { deliver } from "./load.js";
import { startPlainGitHub } from "./plain-github.js";
import { atMost, reported, shown, type Measured, type Plot } from "./row.js";

const STEP = 10_000;
const STEPS = 10;
const SETTLE_MS = 1500;
/** What the garbage collector leaves lying about at one time and not at another. */
const NOISE = 1.1;

/** How much memory the process takes at rest, and after many deliveries. */
export async function measureMemory(): Promise<Measured> {
  const github = await startPlainGitHub();
  const bot = await startBot(github, {
    env: { LOG_LEVEL: "warn", SETTLE_MS: "1000" },
    readyMs: READY_MS,
  });
  const points: [deliveries: number, mebibytes: number][] = [];
  try {
    await sleep(SETTLE_MS);
    points.push([0, await memoryOf(bot.pid)]);
    for (let step = 1; step <= STEPS; step += 1) {
      await deliver({
        url: `${bot.url}/api/github/webhooks`,
        secret: github.webhookSecret,
        count: STEP,
        connections: 50,
        issues: 1000,
      });
      await sleep(SETTLE_MS);
      points.push([step * STEP, await memoryOf(bot.pid)]);
    }
  } finally {
    await bot.kill();
    await github.close();
  }
  const at = (deliveries: number): number =>
    points.find(([count]) => count === deliveries)?.[1] ?? 0;
  const late = points.slice(-3).map(([, mebibytes]) => mebibytes);
  const early = points.slice(1, 4).map(([, mebibytes]) => mebibytes);
  const plot: Plot = {
    name: "memory",
    title: "Memory of the process (resident), by deliveries",
    x: "deliveries",
    y: "MiB",
    series: [{ name: "Plansmith", points }],
  };
  return {
    rows: [
      reported(
        "memory at rest, after 10,000 and after 100,000 deliveries",
        [0, STEP, STEPS * STEP].map((count) => shown(Math.round(at(count)))).join(", ") + " MiB",
      ),
      atMost(
        "memory after 80,000 to 100,000 deliveries, in that after 10,000 to 30,000",
        Math.min(...late) / Math.max(...early),
        NOISE,
      ),
    ],
    plots: [plot],
  };
}

/** Resident memory in MiB. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}

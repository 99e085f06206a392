import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { playAlone } from "../../test/bot/scene.js";
import { READY_MS } from "./bare-probot.js";
import { atMost, type Measured } from "./row.js";

const PLANS = 300;
/** After so many milliseconds a process has read again what was delivered at its start. */
const STARTED_MS = 20_000;
/** How long the process has to give memory back, in milliseconds. */
const REST_MS = 60_000;

const MAX_PEAK_MIB = 220;
const MAX_REST_MIB = 160;

/** How much memory the process takes, workers included, that opens many plans at once. */
export async function measurePlans(): Promise<Measured> {
  let peak = 0;
  let rest = 0;
  await playAlone(
    async (scene) => {
      const { github } = scene;
      const numbers: number[] = [];
      for (let number = 1; number <= PLANS; number += 1)
        numbers.push(await github.openIssue({ title: `Issue ${number}`, body: BODY }));
      await scene.rest();
      // To look at each issue twice takes more requests than the embedded GitHub answers in an hour.
      await sleep(STARTED_MS);
      await Promise.all(numbers.map((number) => github.label(number, "needs-plan")));
      await scene.rest();
      peak = await memoryOf(scene.bot.pid, "VmHWM");
      await sleep(REST_MS);
      rest = await memoryOf(scene.bot.pid, "VmRSS");
    },
    { bot: { env: { LOG_LEVEL: "info", SETTLE_MS: "1000" }, readyMs: READY_MS } },
  );
  return {
    rows: [
      atMost(
        `memory at the peak, while ${PLANS} plans are opened at once: MiB`,
        peak,
        MAX_PEAK_MIB,
      ),
      atMost(`memory a minute after that: MiB`, rest, MAX_REST_MIB),
    ],
  };
}

const BODY =
  "### Tasks\n\n- [ ] Count requests\n- [ ] Refuse what is over the limit\n- [ ] Say when to come back\n";

/** Resident memory of a process with all of its threads, in MiB: now (`VmRSS`), or at most so far (`VmHWM`). */
async function memoryOf(pid: number, what: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? Number.NaN) / 1024;
}

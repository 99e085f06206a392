import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Asks a process for its health, over and over. */
export interface HealthProbe {
  /** Ends it; how long the process was busy at most before it answered, in milliseconds. */
  stop(): Promise<number>;
}

/**
 * Runs in a thread of its own: the test's thread is busy being GitHub. What counts of a wait is the
 * time that the process's main thread has spent on a processor meanwhile, which Linux shows in
 * nanoseconds: so a machine that has others to serve makes no process look slow, and one that
 * computes instead of answering shows all of it. Elsewhere the wait itself counts.
 *
 * @see https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
 */
const PROBE = `
const { readFileSync } = require("node:fs");
const { setTimeout: sleep } = require("node:timers/promises");
const { parentPort, workerData: { url, pid } } = require("node:worker_threads");

function busy() {
  try {
    return Number(readFileSync("/proc/" + pid + "/task/" + pid + "/schedstat", "utf8").split(" ")[0]) / 1e6;
  } catch {
    return undefined;
  }
}

let longest = 0;
let ready = false;
let open;
function count() {
  const waited = performance.now() - open.at;
  const worked = open.busy === undefined ? waited : (busy() ?? 0) - open.busy;
  longest = Math.max(longest, Math.min(waited, worked));
}
parentPort.once("message", () => {
  if (open !== undefined) count();
  parentPort.postMessage(longest);
  process.exit();
});
(async () => {
  for (;;) {
    open = { at: performance.now(), busy: busy() };
    await fetch(url).then((answer) => answer.text()).catch(() => undefined);
    count();
    open = undefined;
    if (!ready) parentPort.postMessage("ready");
    ready = true;
    await sleep(2);
  }
})();
`;

/** Asks a process for its health from now on; resolves when it has answered once. */
export async function probeHealth({
  url,
  pid,
}: {
  readonly url: string;
  readonly pid: number;
}): Promise<HealthProbe> {
  const worker = new Worker(PROBE, { eval: true, workerData: { url: `${url}/healthz`, pid } });
  await once(worker, "message");
  return {
    async stop() {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has none
      worker.postMessage("stop");
      const [longest] = (await once(worker, "message")) as [number];
      await worker.terminate();
      return longest;
    },
  };
}

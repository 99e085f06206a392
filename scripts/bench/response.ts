import { hostile, longestGap, ordinary, setUp } from "../../test/bot/inputs.js";
import { playAlone } from "../../test/bot/scene.js";
import { READY_MS } from "./bare-probot.js";
import { atMost, type Measured, type Row } from "./row.js";

/** For so long the process may keep a request waiting, whatever arrives, in milliseconds. */
const MAX_GAP_MS = 100;

/** Each input is delivered so many times, and the shortest gap counts: others use the machine, too. */
const TRIES = 3;

/** The longest gap of \`/healthz\` while ordinary and hostile input is processed. */
export async function measureResponse(): Promise<Measured> {
  const rows: Row[] = [];
  await playAlone(
    async (scene) => {
      const { issue, pull } = await setUp(scene);
      let nth = 0;
      for (const [name, deliver] of [...ordinary(issue, pull), ...hostile(issue, pull)]) {
        let gap = Infinity;
        for (let left = TRIES; left > 0 && gap > MAX_GAP_MS; left -= 1) {
          nth += 1;
          const current = nth;
          gap = Math.min(gap, await longestGap(scene, () => deliver(scene, current)));
        }
        rows.push(atMost(`longest gap of /healthz, ${name}: ms`, gap, MAX_GAP_MS));
      }
    },
    { bot: { readyMs: READY_MS } },
  );
  return { rows };
}

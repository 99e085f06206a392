import { proposed } from "../../test/bot/scene.js";
import { play } from "../../test/bot/stage.js";
import { countRoundTrips, isRead } from "../../test/support/round-trips.js";
import { atMost, type Measured } from "./row.js";

/** How many requests of a new plan wait for another one, in a process that has opened one before. */
export async function measureRoundTrips(): Promise<Measured> {
  let waves: readonly (readonly string[])[] = [];
  await play(async (scene) => {
    const { github } = scene;
    await proposed(scene, { title: "The first plan" });
    const number = await github.openIssue({ title: "Add a limiter" });
    await scene.rest();
    const counted = countRoundTrips(github);
    await github.label(number, "needs-plan");
    await scene.rest();
    counted.stop();
    waves = counted.waves;
  });
  const before = waves.findIndex((wave) => wave.some((request) => !isRead(request)));
  const writes = waves.flat().filter((request) => !isRead(request)).length;
  return {
    rows: [
      atMost("open a plan: round trips one after the other before the first write", before, 2),
      atMost("open a plan: round trips one after the other until rest", waves.length, 9),
      atMost("open a plan: writes until rest", writes, 8),
    ],
  };
}

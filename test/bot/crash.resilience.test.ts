import { describe, expect, test } from "#jest";
import type { EmbeddedGitHub } from "../support/github.js";
import type { World } from "../support/world.js";
import type { Scene } from "./scene.js";
import { playProcess } from "./stage.js";

const ISSUE = {
  title: "Add a limiter",
  body: "### Acceptance criteria\n\n- [ ] Fast clients get 429\n",
  assignees: ["grace"],
} as const;

/** The same names in all of them: their worlds are compared. */
const SCENE = { github: { owner: "acme" } };

type Moment = "before GitHub acts" | "after GitHub acted";

/** The GUID of the delivery that says that the issue was labelled. */
function labelledDelivery(github: EmbeddedGitHub): string {
  const found = github.deliveries.log.find(
    ({ event, action, payload }) =>
      event === "issues" &&
      action === "labeled" &&
      (payload as { label?: { name?: string } }).label?.name === "needs-plan",
  );
  if (found === undefined) throw new Error("the label was not delivered");
  return found.guid;
}

async function openPlan({ github, rest }: Scene): Promise<void> {
  const number = await github.openIssue(ISSUE);
  await github.label(number, "needs-plan");
  await rest();
}

/** The world after an undisturbed run, and how many writes made it. */
async function undisturbed(): Promise<{ world: World; writes: number }> {
  let result: { world: World; writes: number } | undefined;
  await playProcess(async (scene) => {
    await openPlan(scene);
    const writes = scene.github.requests.filter(({ byApp, write }) => byApp && write).length;
    result = { world: await scene.github.world(), writes };
  }, SCENE);
  if (result === undefined) throw new Error("nothing was played");
  return result;
}

/** Kills the process at one of its writes, starts it again, and sends the event again. */
async function killedAt(write: number, moment: Moment): Promise<World> {
  let world: World | undefined;
  await playProcess(async (scene) => {
    const { github } = scene;
    let killed: Promise<void> | undefined;
    const remove = github.intercept(({ writeNumber }) => {
      if (killed !== undefined) return "drop";
      if (writeNumber !== write) return undefined;
      if (moment === "before GitHub acts") {
        killed = scene.bot.kill();
        return "drop";
      }
      return {
        after() {
          killed = scene.bot.kill();
          return "drop";
        },
      };
    });
    const number = await github.openIssue(ISSUE);
    await github.label(number, "needs-plan");
    await github.waitFor(() => killed !== undefined);
    await killed;
    await github.deliveries.idle();
    remove();
    await scene.restart();
    github.deliveries.redeliver(labelledDelivery(github));
    await scene.rest();
    world = await github.world();
  }, SCENE);
  if (world === undefined) throw new Error("nothing was played");
  return world;
}

describe("a crash at any write, and the event sent again", () => {
  test("ends in the same world as an undisturbed run", async () => {
    const { world, writes } = await undisturbed();
    expect(writes).toBeGreaterThanOrEqual(7);
    // Before one write GitHub is as it was after the write before it.
    const crashes: [write: number, moment: Moment][] = [[1, "before GitHub acts"]];
    for (let write = 1; write <= writes; write += 1) crashes.push([write, "after GitHub acted"]);
    for (const [write, moment] of crashes) {
      const crashed = await killedAt(write, moment);
      expect({ write, moment, world: crashed }).toEqual({ write, moment, world });
    }
  }, 300_000);
});

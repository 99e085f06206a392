import { describe, expect, test } from "#jest";
import { decide } from "../../src/reconcile/decide.js";
import { isTicked } from "../../src/reconcile/panel.js";
import { stampOf } from "../../src/reconcile/stamp.js";
import type { PanelTick, World } from "../../src/reconcile/world.js";
import { readProgress } from "../../src/plan/progress.js";
import { boxOf, tickedBoxes } from "../../src/view/boxes.js";
import { runToRest } from "./run.js";
import { issue, plan, pull, world } from "./worlds.js";

const NOW = new Date("2026-11-21T12:00:00Z");
const TEXT = plan(" ", " ").text;
const [first, second] = readProgress(TEXT).items.map(boxOf);

/** What is left when nothing is left to write. */
function rest(start: World): World {
  return runToRest(start, (it) => decide(it, NOW)).end;
}

function proposed(ticks: readonly PanelTick[] = []): World {
  const panel = ticks.length === 0 ? undefined : { ticks, told: ["0123abcd"] };
  return world({ pulls: [pull()], plan: plan(" ", " "), panel });
}

function commentOf({ comments }: World): string {
  return comments[0]?.body ?? "";
}

describe("a tick in the status comment", () => {
  test("ticks that item, and no other, and is remembered", () => {
    const end = rest(proposed([{ box: second ?? "", by: "ada", allowed: true }]));
    expect(end.plan?.text).toContain("- [ ] Item 1\n- [x] Item 2");
    expect(tickedBoxes(commentOf(end))).toEqual(new Set());
    expect(commentOf(end)).toContain("- [ ] 1. [Item 1]");
    expect(commentOf(end)).not.toContain("Item 2]");
    expect(commentOf(end)).toContain("- [ ] Refill the plan from the issue <!--");
    expect(stampOf(end)?.ticks).toEqual(["0123abcd"]);
    expect(decide({ ...end, panel: undefined }, NOW)).toBeUndefined();
  });

  test.each([
    [{ box: first ?? "", by: "mallory", allowed: false }, "**mallory** may not tick item 1"],
    [{ box: first ?? "", by: undefined, allowed: false }, "Nobody knows who ticked item 1"],
    [
      { box: "1-00000000", by: "ada", allowed: true },
      "**ada** ticked item 1, which is another one",
    ],
    [{ box: "nothing", by: "ada", allowed: true }, "**ada** ticked a box, which is another one"],
  ])("that cannot be followed changes nothing, and the comment says why", (tick, why) => {
    const end = rest(proposed([tick]));
    expect(end.plan?.text).toBe(TEXT);
    expect(commentOf(end)).toContain(why);
    expect(decide({ ...end, panel: undefined }, NOW)).toBeUndefined();
  });

  test("a control is ticked by who may", () => {
    const ticks = [{ box: "close-out", by: "ada", allowed: true }];
    expect(isTicked(world({ panel: { ticks, told: [] } }), "close-out")).toBe(true);
    const denied = ticks.map((tick) => ({ ...tick, allowed: false }));
    expect(isTicked(world({ panel: { ticks: denied, told: [] } }), "close-out")).toBe(false);
  });

  test("a closed issue offers to put the plan away, and has no items to tick", () => {
    const end = rest(
      world({ plan: plan("x", " "), issue: issue({ state: "closed", labels: [] }) }),
    );
    expect(commentOf(end)).toContain("- [ ] Close out");
    expect(commentOf(end)).not.toContain("[ ] 2.");
  });
});

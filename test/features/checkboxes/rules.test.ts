import { describe, expect, test } from "#jest";
import { isTicked } from "../../../src/features/checkboxes/rules.js";
import { boxOf, tickedBoxes, type TickedBox } from "../../../src/features/checkboxes/boxes.js";
import type { Snapshot } from "../../../src/features/snapshot.js";
import { metadataOf } from "../../../src/features/state.js";
import { readProgress } from "../../../src/plan/parse/progress.js";
import { decide } from "../../../src/reconcile/decide.js";
import { runToRest } from "../../reconcile/run.js";
import { issue, plan, pull, world } from "../../reconcile/snapshots.js";

const NOW = new Date("2026-11-21T12:00:00Z");
const TEXT = plan(" ", " ").text;
const [first, second] = readProgress(TEXT).items.map(boxOf);

/** What is left when nothing is left to write. */
function rest(start: Snapshot): Snapshot {
  return runToRest(start, (it) => decide(it, NOW)).end;
}

function proposed(ticks: readonly TickedBox[] = []): Snapshot {
  const checkboxes = ticks.length === 0 ? undefined : { ticks, reported: ["0123abcd"] };
  return world({ pulls: [pull()], plan: plan(" ", " "), checkboxes });
}

function commentOf({ comments }: Snapshot): string {
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
    expect(metadataOf(end)?.ticks).toEqual(["0123abcd"]);
    expect(decide({ ...end, checkboxes: undefined }, NOW)).toBeUndefined();
  });

  test.each([
    [
      { box: first ?? "", by: "mallory", allowed: false },
      "**mallory** does not have permission to tick item 1",
    ],
    [
      { box: first ?? "", by: undefined, allowed: false },
      "Plansmith could not find out who ticked item 1",
    ],
    [
      { box: "1-00000000", by: "ada", allowed: true },
      "**ada** ticked item 1, but the plan has changed",
    ],
    [
      { box: "nothing", by: "ada", allowed: true },
      "**ada** ticked a box, but the plan has changed",
    ],
  ])("that cannot be followed changes nothing, and the comment says why", (tick, why) => {
    const end = rest(proposed([tick]));
    expect(end.plan?.text).toBe(TEXT);
    expect(commentOf(end)).toContain(why);
    expect(decide({ ...end, checkboxes: undefined }, NOW)).toBeUndefined();
  });

  test("a control is ticked by who may", () => {
    const ticks = [{ box: "close-out", by: "ada", allowed: true }];
    expect(isTicked(world({ checkboxes: { ticks, reported: [] } }), "close-out")).toBe(true);
    const denied = ticks.map((tick) => ({ ...tick, allowed: false }));
    expect(isTicked(world({ checkboxes: { ticks: denied, reported: [] } }), "close-out")).toBe(
      false,
    );
  });

  test("a closed issue offers to archive the plan, and has no items to tick", () => {
    const end = rest(
      world({ plan: plan("x", " "), issue: issue({ state: "closed", labels: [] }) }),
    );
    expect(commentOf(end)).toContain("- [ ] Archive the plan");
    expect(commentOf(end)).not.toContain("[ ] 2.");
  });
});

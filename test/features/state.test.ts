import { describe, expect, test } from "#jest";
import type { LinkedPull } from "../../src/features/linked-pulls/facts.js";
import type { PlanFile } from "../../src/features/plan-file/facts.js";
import { planState } from "../../src/features/state.js";
import {
  absence,
  type Facts,
  issue,
  linkedPull,
  plan,
  pull,
  world,
} from "../reconcile/snapshots.js";

const merged = pull({ state: "merged" });
const closed = pull({ state: "closed" });
const plain = issue({ labels: [] });

function linked(state: LinkedPull["state"]): readonly LinkedPull[] {
  return [linkedPull({ state, closes: false })];
}

function blocked(file: PlanFile): PlanFile {
  return { ...file, text: `${file.text}\n---\n\n**Plan Status**: ❌ Blocked  \n` };
}

describe("the state of a plan", () => {
  test.each<[string, Facts, string | undefined]>([
    ["nothing is there or wanted", { issue: plain }, undefined],
    ["a plan is wanted", {}, "requested"],
    ["the pull request is open", { pulls: [pull()], plan: plan(" ") }, "proposed"],
    ["… though every box is ticked", { pulls: [pull()], plan: plan("x") }, "proposed"],
    ["… and the file is gone from it", { pulls: [pull()] }, "proposed"],
    ["it is merged", { pulls: [merged], plan: plan(" ") }, "approved"],
    ["it came to the default branch by hand", { plan: plan(" ") }, "approved"],
    ["merged, and the file is gone", { issue: plain, pulls: [merged] }, "rejected"],
    [
      "merged into another branch",
      { issue: plain, pulls: [merged], absence: absence({ kind: "elsewhere" }) },
      "proposed",
    ],
    [
      "the only linked pull request was reverted",
      {
        pulls: [merged],
        plan: plan(" "),
        linked: [linkedPull({ landing: { at: "reverted", by: "b".repeat(40) } })],
      },
      "approved",
    ],
    ["… and a new one is wanted", { pulls: [merged] }, "requested"],
    ["an item is ticked", { pulls: [merged], plan: plan("x", " ") }, "in progress"],
    [
      "a linked pull request is open",
      { pulls: [merged], plan: plan(" "), linked: linked("open") },
      "in progress",
    ],
    [
      "the linked pull request was closed",
      { pulls: [merged], plan: plan(" "), linked: linked("closed") },
      "approved",
    ],
    ["everything is ticked", { pulls: [merged], plan: plan("x", "x") }, "completed"],
    [
      "its status line says that it is blocked",
      { pulls: [merged], plan: blocked(plan("x", " ")) },
      "blocked",
    ],
    ["… while it is proposed", { pulls: [pull()], plan: blocked(plan(" ")) }, "proposed"],
    ["there is nothing to tick", { pulls: [merged], plan: plan() }, "approved"],
    ["closed unmerged", { issue: plain, pulls: [closed] }, "rejected"],
    ["closed unmerged, and wanted again", { pulls: [closed] }, "requested"],
    ["a newer one is open", { pulls: [pull({ number: 8 }), closed] }, "proposed"],
    [
      "the issue is closed",
      { issue: issue({ state: "closed" }), pulls: [merged], plan: plan(" ") },
      "completed",
    ],
    [
      "the issue is closed without a plan",
      { issue: issue({ state: "closed", labels: [] }) },
      undefined,
    ],
    ["a closed issue asks for a plan", { issue: issue({ state: "closed" }) }, "requested"],
  ])("%s", (_, fields, state) => {
    expect(planState(world(fields))).toBe(state);
  });
});

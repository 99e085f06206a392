import { describe, expect, test } from "#jest";
import type { LinkedPull } from "../../src/features/linked-pulls/facts.js";
import type { PlanFile } from "../../src/features/plan-file/progress.js";
import { planState } from "../../src/features/state.js";
import { configSchema } from "../../src/config/schema.js";
import { planMarker } from "../../src/plan/identity.js";
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

/** A plan with a step, a criterion, a question and a check; each is done or open. */
function work(boxes: readonly [step: string, criterion: string, question: string, check: string]) {
  const [step, criterion, question, check] = boxes.map((box) => `- [${box}] It`);
  const mark = planMarker("own", 3, "steps:steps;criteria:accept;questions:ask;checks:check");
  const text = `# P\n\n## Steps\n\n${step}\n\n## Accept\n\n${criterion}\n\n## Ask\n\n${question}\n\n## Check\n\n${check}\n\n${mark}\n`;
  return { ...plan(), text };
}

describe("what is done of the work decides", () => {
  test.each<[Parameters<typeof work>[0], string]>([
    [[" ", " ", " ", "x"], "approved"],
    [[" ", "x", "x", " "], "approved"],
    [["x", " ", " ", " "], "in progress"],
    [["x", "x", " ", " "], "completed"],
    [["x", "~", "x", "x"], "in progress"],
    [["x", "?", "x", "x"], "in progress"],
    [["-", "x", "x", "x"], "approved"],
    [["x", "x", "x", "-"], "completed"],
  ])("%j is %s", (boxes, state) => {
    expect(planState(world({ pulls: [merged], plan: work(boxes) }))).toBe(state);
  });

  const kinds = ["steps", "criteria", "questions", "checks"] as const;
  const subsets = Array.from({ length: 15 }, (_, index) =>
    kinds.filter((__, bit) => ((index + 1) >> bit) % 2 === 1),
  );
  test.each(subsets.map((requires) => [requires]))("completed.requires: %j", (requires) => {
    const config = configSchema.parse({ completed: { requires } });
    const done = kinds.map((kind) => (requires.includes(kind) ? "x" : " "));
    const stateOf = (boxes: readonly string[]) => {
      const [a = "", b = "", c = "", d = ""] = boxes;
      return planState(world({ config, pulls: [merged], plan: work([a, b, c, d]) }));
    };
    expect(stateOf(done)).toBe("completed");
    for (const at of requires.map((kind) => kinds.indexOf(kind))) {
      expect(stateOf(["x", "x", "x", "x"].with(at, " "))).not.toBe("completed");
    }
  });
});

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
    ["… and one is wanted", { issue: issue({ state: "closed" }) }, "requested"],
  ])("%s", (_, fields, state) => {
    expect(planState(world(fields))).toBe(state);
  });
});

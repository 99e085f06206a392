import { describe, expect, test } from "#jest";
import { decideUpdate } from "../../../src/features/updates/rules.js";
import { routeEdit, type Edit } from "../../../src/features/updates/edit.js";
import { tickItems } from "../../../src/plan/parse/progress.js";
import { runToRest, type Run } from "../../reconcile/run.js";
import { type Facts, plan, pull, update, world } from "../../reconcile/snapshots.js";

const [TIP, OTHER] = ["1".repeat(40), "2".repeat(40)];
const BRANCH = "plan/issue-3-update";
const merged = pull({ state: "merged" });

function tick(index: number): Edit {
  return {
    change: (text) => tickItems(text, [index], true),
    message: `Tick item ${index + 1} of the plan for #3`,
  };
}

/** All that is written from a world until the changes are where they belong. */
function run(start: Facts, ...edits: readonly Edit[]): Run {
  return runToRest(start, (it) => {
    for (const edit of edits) {
      const action = routeEdit(it, edit);
      if (action !== undefined) return action;
    }
    return it.phase === "approved" ? decideUpdate(it) : undefined;
  });
}

describe("a change of the plan", () => {
  test("goes to the plan branch while the plan pull request is open", () => {
    const { types, end } = run(world({ pulls: [pull()], plan: plan(" ", " ") }), tick(1));
    expect(types).toEqual(["write-plan"]);
    expect(end.plan?.text).toBe(plan(" ", "x").text);
  });

  test("goes to one pull request after that, and later ones follow it", () => {
    const start = world({ pulls: [merged], plan: plan(" ", " "), update: update() });
    const { types, end } = run(start, tick(0));
    expect(types).toEqual(["create-branch", "open-pull"]);
    expect(end.plan?.text).toBe(start.plan?.text);
    const second = run(end, tick(0), tick(1));
    expect(second.types).toEqual(["write-plan"]);
    expect(second.end.update).toMatchObject({ changes: 2, file: { text: plan("x", "x").text } });
    expect(run(second.end, tick(1), tick(0)).types).toEqual([]);
  });

  test("that is in the plan already opens nothing", () => {
    const start = world({ pulls: [merged], plan: plan("x"), update: update() });
    expect(run(start, tick(0)).types).toEqual([]);
  });

  test("that an interrupted run has begun is gone on with", () => {
    const file = plan("x", " ");
    const begun = update({ tip: OTHER, file, changes: 1 });
    const start = world({ pulls: [merged], plan: plan(" ", " "), update: begun });
    expect(run(start, tick(0)).types).toEqual(["open-pull"]);
    const made = update({ tip: TIP, file: plan(" ", " ") });
    expect(run({ ...start, update: made }, tick(0)).types).toEqual(["write-plan", "open-pull"]);
  });

  test("starts anew where the last pull request was merged or closed, and its branch is left", () => {
    const before = pull({ number: 8, state: "closed", headSha: OTHER, branch: BRANCH });
    const left = update({ pulls: [before], tip: OTHER, file: plan("x", "x") });
    const start = world({ pulls: [merged], plan: plan(" ", " "), update: left });
    expect(run(start).types).toEqual([]);
    const { types, end } = run(start, tick(0));
    expect(types).toEqual(["merge-plan", "write-plan", "open-pull"]);
    expect(end.update).toMatchObject({ changes: 1, file: { text: plan("x", " ").text } });
  });

  test("does not bring back a plan that the open pull request removes", () => {
    const removing = update({ pulls: [pull({ number: 8, branch: BRANCH })], tip: OTHER });
    expect(run(world({ plan: plan(" "), update: removing }), tick(0)).types).toEqual([]);
  });

  test("needs a plan", () => {
    expect(run(world({ pulls: [merged], update: update() }), tick(0)).types).toEqual([]);
  });
});

test("what the default branch has changed since is merged into what waits, and nothing is lost", () => {
  const waiting = update({
    pulls: [pull({ number: 8, branch: BRANCH })],
    tip: OTHER,
    file: plan("x", " ", " "),
    changes: 1,
    parted: plan(" ", " ", " ").text,
  });
  const start = world({ pulls: [merged], plan: plan(" ", "x", " "), update: waiting });
  const { types, end } = run(start, tick(2));
  expect(types).toEqual(["write-plan", "merge-plan"]);
  expect(end.update?.file?.text).toBe(plan("x", "x", "x").text);
});

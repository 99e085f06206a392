import { describe, expect, test } from "#jest";
import { configSchema } from "../../../src/config/schema.js";
import type { ArchiveInputs, ArchiveFacts } from "../../../src/features/archive/facts.js";
import { isArchiveDue, decideArchive } from "../../../src/features/archive/rules.js";
import type { Snapshot } from "../../../src/features/snapshot.js";
import { decideComment } from "../../../src/features/status-comment/rules.js";
import { readArchiveMarker } from "../../../src/model/markers.js";
import { type Facts, issue, plan, pull, world } from "../../reconcile/snapshots.js";

const NOW = new Date("2026-11-21T10:05:00Z");
const URL = "https://github.com/octo/api/pull/8";

/** A world whose plan is merged and done, and whose issue is closed. */
function done(fields: Facts = {}, facts: Partial<ArchiveFacts> = {}): Snapshot {
  const closed = issue({ state: "closed", stateReason: "completed", labels: [] });
  return world({
    issue: closed,
    config: configSchema.parse({ archive: "auto" }),
    pulls: [pull({ state: "merged" })],
    plan: plan("x", "x"),
    archive: { requested: false, pulls: [], inputs: undefined, ...facts },
    ...fields,
  });
}

const opened = (state: "open" | "merged" | "closed") => [{ number: 8, state, htmlUrl: URL }];
const offer = configSchema.parse({});
const off = configSchema.parse({ archive: "off" });
const put = { ...plan("x"), path: "plans/completed/3-add-a-limiter.md" };

describe("a plan is archived", () => {
  test.each<[string, Snapshot, boolean]>([
    ["by itself once all is done", done(), true],
    ["not where it is only offered", done({ config: offer }), false],
    ["not where it is turned off", done({ config: off }, { requested: true }), false],
    ["on request where it is offered", done({ config: offer }, { requested: true }), true],
    ["not by itself while the issue is open", done({ issue: issue() }), false],
    ["on request while the issue is open", done({ issue: issue() }, { requested: true }), true],
    ["not by itself with an open item", done({ plan: plan("x", " ") }), false],
    [
      "not by itself with an item that is marked neither open nor done",
      done({ plan: { ...plan("x"), text: `${plan("x").text}- [~] Half done\n` } }),
      false,
    ],
    ["on request with an open item", done({ plan: plan(" ") }, { requested: true }), true],
    [
      "not by itself where it was not carried out",
      done({ issue: issue({ state: "closed", stateReason: "not_planned" }) }),
      false,
    ],
    ["not twice", done({}, { pulls: opened("open"), requested: true }), false],
    ["not again by itself where people closed it", done({}, { pulls: opened("closed") }), false],
    ["not again by itself where people took it back", done({}, { pulls: opened("merged") }), false],
    ["again on request", done({}, { pulls: opened("closed"), requested: true }), true],
    ["not before it is the team's", done({ pulls: [pull()] }, { requested: true }), false],
    ["not where it lies there already", done({ plan: put }, { requested: true }), false],
    ["not where there is none", done({ plan: undefined }, { requested: true }), false],
  ])("%s", (_, it, due) => {
    expect(isArchiveDue(it)).toBe(due);
  });
});

function ground(fields: Partial<ArchiveInputs> = {}): ArchiveInputs {
  const { path, text } = plan("x", " ");
  return {
    branch: "plan/issue-3-close-out",
    branchTip: undefined,
    leftOver: false,
    defaultBranch: "main",
    defaultTip: "1",
    formats: [],
    plan: { path, mode: "100644", text },
    taken: false,
    others: [
      { path: "README.md", mode: "100644", text: `[Plan](${path}) [Other](plans/4-b.md)\n` },
      { path: "docs/a.md", mode: "100644", text: "# A\n" },
    ],
    unread: ["b.md"],
    truncated: false,
    ...fields,
  };
}

describe("the pull request that archives it", () => {
  test("is one commit: the plan goes, comes in its new place, and links follow", () => {
    const action = decideArchive(done({}, { inputs: ground() }), NOW);
    expect(action).toMatchObject({
      type: "commit-archive",
      change: {
        branch: "plan/issue-3-close-out",
        tip: undefined,
        parents: ["1"],
        files: [
          { path: "plans/3-add-a-limiter.md", text: undefined },
          { path: "plans/completed/3-add-a-limiter.md" },
          {
            path: "README.md",
            text: "[Plan](plans/completed/3-add-a-limiter.md) [Other](plans/4-b.md)\n",
          },
        ],
      },
    });
  });

  test("a branch from an interrupted run is gone on with, naming what is open and unread", () => {
    const action = decideArchive(done({}, { inputs: ground({ branchTip: "2" }) }), NOW);
    if (action?.type !== "open-archive") throw new Error(`it is ${action?.type}`);
    const { body } = action.pull;
    expect(readArchiveMarker(body)).toBe(3);
    expect(body).toContain("Still open in the plan:\n\n- Item 2\n");
    expect(body).toContain("in:\n  - `README.md`\n");
    expect(body).toContain("the old path:\n\n- `b.md`\n");
  });

  test("what a closed one left behind stays in the history", () => {
    const facts = { requested: true, pulls: opened("closed") };
    const left = ground({ branchTip: "2", leftOver: true });
    const action = decideArchive(done({}, { ...facts, inputs: left }), NOW);
    expect(action).toMatchObject({
      type: "commit-archive",
      change: { tip: "2", parents: ["1", "2"] },
    });
  });

  test("nothing is overwritten in the new place", () => {
    const it = done({}, { inputs: ground({ taken: true }) });
    expect(decideArchive(it, NOW)).toBeUndefined();
    expect(comment(it)).toContain("The plan cannot be archived: the file");
  });
});

function comment(it: Snapshot): string {
  const action = decideComment(it, "completed", {}, NOW);
  return action?.type === "create-comment" ? action.body : "";
}

test.each<[string, Snapshot, string]>([
  ["offered", done({ config: offer }), "Comment `/plan archive` to open"],
  ["proposed", done({}, { pulls: opened("open") }), "#8 archives the plan. Merge it, or"],
  [
    "proposed while the issue is open again",
    done({ issue: issue() }, { pulls: opened("open") }),
    "#8 archives the plan, but this issue is open",
  ],
  ["done", done({ plan: put }, { pulls: opened("merged") }), "The plan is archived as [plans/comp"],
])("the status comment says so: %s", (_, it, said) => {
  expect(comment(it)).toContain(said);
});

test("the status comment says nothing where it is turned off, or the issue is open", () => {
  for (const it of [done({ config: off }), done({ issue: issue() })]) {
    expect(comment(it)).not.toMatch(/archive/i);
  }
});

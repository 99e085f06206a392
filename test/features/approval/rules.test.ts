import { describe, expect, test } from "#jest";
import { configSchema } from "../../../src/config/schema.js";
import { NO_APPROVAL, type Approval } from "../../../src/features/approval/facts.js";
import { isApprovalOf, latestReviews, stampedIn } from "../../../src/features/approval/rules.js";
import type { ProposedSnapshot } from "../../../src/features/snapshot.js";
import { metadataOf } from "../../../src/features/state.js";
import { approvePlan } from "../../../src/plan/edit/status.js";
import { builtinTemplates } from "../../../src/plan/template/template.js";
import { decide } from "../../../src/reconcile/decide.js";
import { runToRest, type Run } from "../../reconcile/run.js";
import { type Facts, proposedWorld, issue, plan, pull } from "../../reconcile/snapshots.js";

const NOW = new Date("2026-11-22T12:00:00Z");
const at = "https://github.com/octo/api/pull/4#pullrequestreview-";
const commit = "a".repeat(40);
const ada = { id: 7, author: "ada", state: "approved" as const, htmlUrl: `${at}7`, commit };
const grace = {
  id: 8,
  author: "grace",
  state: "changes requested" as const,
  htmlUrl: `${at}8`,
  commit,
};
const TEXT = "# Plan\n\n**Status**: Draft\n\n## Steps\n\n- [ ] One\n";

function open(approval: Partial<Approval>, text = TEXT): ProposedSnapshot {
  return proposedWorld({
    config: configSchema.parse({ check: { mode: "off" } }),
    issue: issue({ labels: ["plan: proposed"] }),
    pulls: [pull()],
    plan: { ...plan(), text },
    approval: { ...NO_APPROVAL, compared: plan().sha, isGiven: true, ...approval },
  });
}

/** All that is written from a world until there is nothing left to write. */
function run(start: Facts): Run {
  return runToRest(start, (it) => decide(it, NOW));
}

describe("reviews of an open plan", () => {
  test("an approval is written once, whatever people make of it then", () => {
    const { types, end } = run(open({ reviews: [ada], fresh: [7] }));
    expect(types).toEqual(["write-plan", "create-comment"]);
    expect(end.plan?.text).toContain("**Status**: Approved");
    expect(end.comments[0]?.body).toContain(`Approved by [ada](${at}7). #4 can be merged.`);
    expect(metadataOf(end)).toMatchObject({ stamped: [7] });
    const undone = open({ reviews: [ada], stamped: [7] });
    expect(run({ ...undone, comments: end.comments }).types).not.toContain("write-plan");
  });

  test("an approval of another text is not written, and the reviewer is asked to look again", () => {
    const { types, end } = run(open({ reviews: [ada], outdated: [7] }));
    expect(types).toEqual(["create-comment"]);
    expect(end.comments[0]?.body).toContain(`[ada](${at}7) approved an earlier version`);
    expect(end.comments[0]?.body).not.toContain("can be merged");
    expect(metadataOf(end)?.stamped).toBeUndefined();
    const changed = open({ reviews: [ada], fresh: [7], compared: "e".repeat(40) });
    expect(run(changed).types).not.toContain("write-plan");
  });

  test("the commit says which review it is for", () => {
    const action = decide(open({ reviews: [ada], fresh: [7] }), NOW);
    if (action?.type !== "write-plan") throw new Error("nothing written");
    expect(stampedIn([action.change.message, "Other"])).toEqual([7]);
  });

  test("requested changes are told as long as they stand", () => {
    const { end } = run(open({ reviews: [grace] }));
    expect(end.comments[0]?.body).toContain(`Changes requested by [grace](${at}8).`);
    const { end: settled } = run({ ...end, approval: open({}).approval });
    expect(settled.comments[0]?.body).not.toContain("requested by");
  });

  test("once an approval was dismissed after it was written, that is remembered", () => {
    const { types, end } = run(open({ stamped: [7], isDismissed: true }));
    expect(types).toEqual(["create-comment"]);
    expect(metadataOf(end)).toMatchObject({ unstamped: true });
  });
});

test("an approval that was written is no change of what others saw; anything else is", () => {
  const formats = [...builtinTemplates().values()];
  const by = ["ada"];
  const seen = `${TEXT}\n**Approved By**: {Who}\n`;
  const written = approvePlan(seen, { by, at: NOW.toISOString() }, formats);
  expect(written).not.toBe(seen);
  expect(isApprovalOf(written, seen, { by, formats })).toBe(true);
  expect(isApprovalOf(written, seen, { by: [], formats })).toBe(false);
  expect(isApprovalOf(written, seen, { by: ["grace"], formats })).toBe(false);
  expect(isApprovalOf(written.replace("One", "Two"), seen, { by, formats })).toBe(false);
  expect(isApprovalOf(written.replace("Approved", "Blocked"), seen, { by, formats })).toBe(false);
});

test("the latest review of each person counts", () => {
  const later = { ...ada, id: 9, author: "Ada", state: "changes requested" as const };
  expect(latestReviews([ada, grace, later])).toEqual([grace, later]);
});

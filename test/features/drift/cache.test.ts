import { describe, expect, test } from "#jest";
import {
  createDriftCache,
  reflectedBy,
  type DriftCache,
} from "../../../src/features/drift/cache.js";
import { driftIn, driftMemory } from "../../../src/features/drift/rules.js";
import { renderPlan } from "../../../src/features/plan-file/filled.js";
import type { ApprovedSnapshot, Snapshot } from "../../../src/features/snapshot.js";
import { signComment } from "../../../src/model/metadata.js";
import { loadTemplate } from "../../../src/plan/template/template.js";
import { decide } from "../../../src/reconcile/decide.js";
import { approvedWorld, type Facts, issue, plan, pull, world } from "../../reconcile/snapshots.js";

const AT = "2026-11-20T10:05:00Z";
const template = loadTemplate(
  "---\nname: short\n---\n# {{title}}\n\n- {{priority}}\n- {{labels}}\n",
  "short",
);
const labels = ["plan: approved", "area"];
const comments = [{ id: 1, body: signComment("Plan", { at: AT, settled: "before" }) }];

function render(it: Snapshot): string {
  const choice = { template };
  const where = { branch: "plan/issue-3", base: "main", at: AT };
  return renderPlan(it, { choice, extra: {} }, where) ?? "";
}

const text = render(world({ issue: issue({ labels }) }));

/** An approved plan that was filled from an issue with these labels, before they changed. */
function approved(change: Facts = {}): ApprovedSnapshot {
  const merged = [pull({ state: "merged" })];
  const now = issue({ labels });
  return approvedWorld({
    issue: now,
    pulls: merged,
    plan: { ...plan(), text },
    comments,
    ...change,
  });
}

/** The same, compared with the issue. */
function compared(change: Facts = {}): ApprovedSnapshot {
  const last = { sha: "5", tree: "6", text, at: AT };
  const ground = { choice: { template }, extra: {}, defaultBranch: "main", last };
  return approved({ drift: { kind: "comparable", ...ground, waiting: undefined }, ...change });
}

/** A look at the snapshot comes to its end. */
function leave(looks: DriftCache, snapshot: Snapshot): void {
  looks.leave(snapshot.ref, reflectedBy(snapshot));
}

function withLabels(...names: string[]): ApprovedSnapshot {
  return approved({ issue: issue({ labels: [...labels, ...names] }) });
}

describe("a plan that was found to reflect its issue", () => {
  test("names the label", () => {
    expect(text).toContain("- area\n");
  });

  test("does so while nothing changes but labels that say nothing of it", () => {
    const looks = createDriftCache();
    expect(looks.recall(approved())).toBeUndefined();
    leave(looks, compared());
    expect(looks.recall(approved())).toBe(text);
    expect(looks.recall(withLabels("unrelated"))).toBe(text);
    expect(looks.recall(approved({ source: "other" }))).toBe(text);
  });

  const others: Record<string, Snapshot> = {
    "another status comment": approved({
      comments: [{ id: 1, body: signComment("", { at: AT }) }],
    }),
    "another commit of the plan": approved({
      plan: { ...plan(), text, commit: { sha: "9".repeat(40), htmlUrl: "" } },
    }),
    "another title or text": approved({ sourceUnlabelled: "other" }),
    "a label that says something": withLabels("priority: high"),
    "without a label that the plan was filled with": approved({ issue: issue({ labels: [] }) }),
    "another issue": approved({ ref: { ...approved().ref, number: 4 } }),
    "another installation": approved({ ref: { ...approved().ref, installationId: 8 } }),
  };
  test.each(Object.entries(others))("is compared again: %s", (_, other) => {
    const looks = createDriftCache();
    leave(looks, compared());
    expect(looks.recall(other)).toBeUndefined();
  });

  test("is known on, as if it had been compared, until a look finds otherwise", () => {
    const looks = createDriftCache();
    leave(looks, compared());
    const next = {
      ...withLabels("unrelated"),
      drift: { kind: "remembered" as const, filledWith: text },
    };
    expect(driftMemory(next, { at: AT, settled: "before" }, driftIn(next))).toEqual({
      settled: next.source,
    });
    leave(looks, { ...next, comments: [{ id: 1, body: signComment("New", { at: AT }) }] });
    expect(looks.recall(next)).toBeUndefined();
    leave(looks, next);
    expect(looks.recall(next)).toBe(text);
    leave(looks, compared({ issue: issue({ title: "Another title", labels }) }));
    expect(looks.recall(approved())).toBeUndefined();
  });

  test("is left alone, with what is remembered as with what is read", () => {
    const now = new Date(AT);
    const one = decide(compared(), now);
    expect(
      decide({ ...approved(), drift: { kind: "remembered" as const, filledWith: text } }, now),
    ).toEqual(one);
  });
});

import { describe, expect, test } from "#jest";
import type { DriftInputs } from "../../../src/features/drift/facts.js";
import {
  decideDriftRefill,
  driftIn,
  driftMemory,
  hasDriftRefill,
} from "../../../src/features/drift/rules.js";
import { driftNote } from "../../../src/features/drift/text.js";
import { renderPlan } from "../../../src/features/plan-file/filled.js";
import type { ApprovedSnapshot } from "../../../src/features/snapshot.js";
import { decideUpdate } from "../../../src/features/updates/rules.js";
import { readMetadata } from "../../../src/model/metadata.js";
import { loadTemplate } from "../../../src/plan/template/template.js";
import { runToRest } from "../../reconcile/run.js";
import { approvedWorld, issue, plan, pull, update, world } from "../../reconcile/snapshots.js";

const NOW = new Date("2026-11-21T10:05:00Z");
const AT = "2026-11-20T10:05:00Z";

const template = loadTemplate(
  `---
name: short
sections:
  required: [Goal]
---
# {{title}}

- Last Updated: {{date}}

## Goal

{{#goal}}
{{goal}}
{{/goal}}
{{^goal}}
None
{{/goal}}
`,
  "short",
);

const rendering = (body: string): string =>
  renderPlan(
    world({ issue: issue({ body }) }),
    { choice: { template }, extra: {} },
    { branch: "plan/issue-3", base: "main", at: AT },
  ) ?? "";
const body = (goal: string): string => `## Goal\n\n${goal}\n`;
const before = rendering(body("Fewer calls."));

/** An issue that said “Fewer calls.” when its plan was approved, and what became of the two. */
function drifted(now: string, text = before, ground: Partial<DriftInputs> = {}): ApprovedSnapshot {
  const last = { sha: "5", tree: "6", text: before, at: AT };
  const all = { choice: { template }, extra: {}, defaultBranch: "main", last, waiting: undefined };
  return approvedWorld({
    issue: issue({ body: body(now), labels: [] }),
    pulls: [pull({ state: "merged" })],
    plan: { ...plan(), text },
    drift: { kind: "comparable", ...all, ...ground },
    update: update(),
  });
}

const TOLD = { at: AT, settled: "before" };
const mine = before.replace("Fewer calls.", "Our words.");

describe("an approved plan", () => {
  test("drifts where the issue says something else than it", () => {
    const it = drifted("No calls.");
    const found = { section: "Goal", text: "No calls.", kind: "new", byHand: false };
    expect(driftIn(it)).toEqual({ sections: [found], waits: false });
    expect(driftMemory(it, TOLD, driftIn(it))).toEqual({ settled: "before" });
    expect(driftNote(driftIn(it).sections, "approved")).toContain(
      "- Goal: the issue now says “No calls.”",
    );
  });

  test.each([
    ["nothing has changed", drifted("Fewer calls.")],
    ["people took it over", drifted("No calls.", rendering(body("No calls.")))],
    [
      "what it was filled with is lost",
      { ...drifted("No calls."), drift: { kind: "lost" as const } },
    ],
  ])("does not where %s, and that is remembered", (_, it) => {
    expect(driftIn(it)).toEqual({ sections: [], waits: false });
    expect(driftMemory(it, TOLD, driftIn(it))).toEqual({ settled: it.source });
    expect(decideDriftRefill(it, NOW, "ada")).toBeUndefined();
  });

  test("does not as far as a refill waits to be merged, and is looked at again", () => {
    const waiting = { sha: "7", tree: "8", text: rendering(body("No calls.")), at: AT };
    const it = drifted("No calls.", before, { waiting });
    expect(driftIn(it)).toEqual({ sections: [], waits: true });
    expect(driftMemory(it, TOLD, driftIn(it))).toEqual({ settled: "before" });
  });
});

describe("a refill of an approved plan", () => {
  test("is a merge with what people wrote on a branch of its own, and a pull request", () => {
    const text = `${before.trimEnd()}\n\nPeople's line.\n`;
    const { types, end } = runToRest(drifted("No calls.", text), (it) =>
      it.phase === "approved" ? (decideDriftRefill(it, NOW, "ada") ?? decideUpdate(it)) : undefined,
    );
    expect(types).toEqual(["refill-update", "open-pull"]);
    expect(end.update?.file?.text).toContain("No calls.");
    expect(end.update?.file?.text).toContain("People's line.");
    expect(end.update?.file?.text).toContain("- Last Updated: 2026-11-21");
    expect(driftIn(end)).toEqual({ sections: [], waits: true });
  });

  test("changes nothing where all that differs are people's own words", () => {
    const it = drifted("No calls.", mine);
    expect(driftNote(driftIn(it).sections, "approved")).toMatch(
      /by hand where it should follow\.\n\n- Goal/,
    );
    expect(decideDriftRefill(it, NOW, "ada")).toBeUndefined();
    expect(hasDriftRefill(driftIn(it))).toBe(false);
  });

  test("is made where somebody asks for it, and not by itself", () => {
    expect(hasDriftRefill(driftIn(drifted("No calls.")))).toBe(true);
    expect(decideDriftRefill(drifted("No calls."), NOW, undefined)).toBeUndefined();
  });
});

test("what was remembered while the plan was open counts once it is approved", () => {
  const stamp = readMetadata(
    `x\n\n<!-- plansmith:data {"at":"${AT}","filled":"0123456789abcdef"} -->`,
  );
  const it = { ...drifted("Fewer calls."), drift: { kind: "unread" as const } };
  expect(driftMemory(it, stamp, driftIn(it))).toEqual({ settled: "0123456789abcdef" });
});

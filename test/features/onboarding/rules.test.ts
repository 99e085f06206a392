import { expect, test } from "#jest";
import { parse } from "yaml";
import { readLayer, resolveConfig } from "../../../src/config/read-config.js";
import { DEFAULT_CONFIG, type Config } from "../../../src/config/schema.js";
import {
  missingLabels,
  planCandidates,
  plansToAdopt,
} from "../../../src/features/onboarding/rules.js";
import {
  isOnboarding,
  ONBOARDING_TITLE,
  onboardingText,
  type OnboardingInput,
} from "../../../src/features/onboarding/text.js";
import { planMarker } from "../../../src/plan/identity.js";

const input: OnboardingInput = {
  files: [],
  labels: DEFAULT_CONFIG.labels,
  commands: DEFAULT_CONFIG.commands,
  isConfigured: false,
};

const PLAN = "# Move the queue\n\n- [x] Measure\n- [ ] Move\n- [ ] Measure again\n";

function names(config: Config, defined: readonly string[] = [], requestOnly = false) {
  return missingLabels(config, defined, { requestOnly }).map(({ name }) => name);
}

test("the labels that a repository lacks are those of all states, each described", () => {
  expect(names(DEFAULT_CONFIG)).toEqual([
    "needs-plan",
    "plan: proposed",
    "plan: approved",
    "plan: in progress",
    "plan: blocked",
    "plan: rejected",
    "plan: completed",
  ]);
  for (const { description, color } of missingLabels(DEFAULT_CONFIG, [], { requestOnly: false })) {
    // GitHub's limits.
    expect(description.length).toBeGreaterThan(10);
    expect(description.length).toBeLessThanOrEqual(100);
    expect(color).toMatch(/^[\da-f]{6}$/);
  }
});

test("labels that are there in any case, or turned off, are not created", () => {
  const labels = { ...DEFAULT_CONFIG.labels, blocked: false as const, request: "plan me" };
  const defined = ["Plan: Proposed", "plan: approved", "plan: rejected", "plan: completed"];
  expect(names({ ...DEFAULT_CONFIG, labels }, defined)).toEqual(["plan me", "plan: in progress"]);
  expect(names(DEFAULT_CONFIG, [], true)).toEqual(["needs-plan"]);
  expect(names({ ...DEFAULT_CONFIG, labels: { ...labels, request: false } }, [], true)).toEqual([]);
});

test("files may be plans by their names, not those that nobody can copy or adopt", () => {
  const plans = ["PLAN.md", "docs/plans/queue.md", "docs/my plan.md", ".agent/execplans/a.md"];
  const others = [
    "docs/explanation.md",
    "docs/airplane.md",
    "plans/a.txt",
    ".github/plan-templates/a.md",
    "plans/template.md",
    "node_modules/plans/a.md",
    ".github/workflows/plan.md",
    "plans/`a`.md",
    "plans/a\n/plan adopt b.md",
    "plans/<b>.md",
    "plans/\u202Edm.a.md",
    "plans/@ada.md",
  ];
  expect(planCandidates([...others, ...plans])).toEqual(plans);
  const many = Array.from({ length: 40 }, (_, index) => `plans/${index}.md`);
  expect(planCandidates(many)).toHaveLength(15);
});

test("a plan to adopt has open boxes and is not the plan of an issue", () => {
  const files = [
    { path: "PLAN.md", text: PLAN },
    { path: "plans/done.md", text: "- [x] All\n" },
    { path: "plans/prose.md", text: "# No boxes\n" },
    { path: "plans/3-mine.md", text: `${PLAN}\n${planMarker("issue-plan", 3)}\n` },
  ];
  expect(plansToAdopt(files)).toEqual([{ path: "PLAN.md", done: 1, total: 3 }]);
});

test("the issue says what happens, how to try it, and which plans could be adopted", () => {
  const text = onboardingText({ ...input, files: [{ path: "docs/plan.md", text: PLAN }] });
  expect(text).toContain("1. Somebody puts the label `needs-plan` on an issue, or writes `/plan`");
  expect(text).toContain("- `/plan adopt docs/plan.md` (1 of 3 boxes ticked)\n");
  expect(text).toContain("Nothing is moved.");
  expect(isOnboarding({ title: "Renamed", body: text })).toBe(true);
  expect(isOnboarding({ title: ONBOARDING_TITLE, body: "Gone." })).toBe(true);
  expect(isOnboarding({ title: "Renamed", body: `${text}\nMore.` })).toBe(false);
});

test("it says nothing of what is turned off", () => {
  const files = [{ path: "docs/plan.md", text: PLAN }];
  const commands = { ...input.commands, enabled: false };
  const withoutCommands = onboardingText({ ...input, files, commands });
  expect(withoutCommands).not.toContain("`/plan");
  const labels = { request: false as const };
  const withoutLabel = onboardingText({ ...input, files, labels });
  expect(withoutLabel).not.toContain("needs-plan");
  expect(withoutLabel).toContain("1. Somebody with write permission writes `/plan`");
  const adopt = { ...input.commands, off: ["adopt" as const] };
  expect(onboardingText({ ...input, files, commands: adopt })).not.toContain("/plan adopt");
});

test("the configuration to copy has no mistake, and stays away where there is one already", () => {
  const text = onboardingText(input);
  const [, yaml = ""] = /```yaml\n([^]*?)```/.exec(text) ?? [];
  expect(Object.keys(parse(yaml) as object)).toContain("plans");
  const layer = readLayer(".github/plansmith.yml", new TextEncoder().encode(yaml));
  expect(resolveConfig([layer]).problems).toEqual([]);
  expect(onboardingText({ ...input, isConfigured: true })).not.toContain("```");
});

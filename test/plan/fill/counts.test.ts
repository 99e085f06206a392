import type { FillInput } from "../../../src/plan/fill/input.js";
import { describe, expect, test } from "#jest";
import { fillPlan } from "../../../src/plan/fill/fill.js";
import {
  builtinTemplates,
  loadTemplate,
  type BUILTIN_NAMES,
} from "../../../src/plan/template/template.js";
import { anInput } from "../plan-inputs.js";

const templates = builtinTemplates();

function plan(name: (typeof BUILTIN_NAMES)[number], changes: Partial<FillInput["issue"]>): string {
  const template = templates.get(name);
  return template === undefined ? "" : fillPlan(template, anInput(changes));
}

function times(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe("what the issue says in two places", () => {
  test("an estimate that a label says otherwise is in the notes, with further labels", () => {
    const body = "### Estimate\n\n3 days\n\n### Summary\n\nx";
    const filled = plan("issue-plan", { labels: ["estimate: 8h", "size: L"], body });
    expect(filled).toContain("| **Total** | **8 hours** | |");
    expect(filled).toContain("#### Estimate\n\n3 days");
    expect(filled).toContain("**Labels**: size: L");
    const same = plan("issue-plan", { labels: ["estimate: 24h"], body });
    expect(same).not.toContain("#### Estimate");
    expect(same).toContain("| Testing | 3 hours | 1/8 of 3 days |");
    expect(plan("issue-plan", { body })).toContain("| Testing | 3 hours | 1/8 of 3 days |");
    const odd = plan("issue-plan", { body: body.replace("3 days", "1.1 days") });
    expect(odd).toContain("| Rounded share of 1.1 days |");
  });

  test("a total that the rows do not make, and a label that says another, are in the notes", () => {
    const filled = plan("issue-plan", {
      labels: ["estimate: 8h"],
      body: "### Timeline\n\n- Build: 2h\n- Total: 14h",
    });
    expect(filled).toContain("| Build | 2 hours | From the issue |\n| **Total** | **2 hours** | |");
    expect(filled).toContain("**Estimate by label**: 8 hours  \n**Stated total**: 14 hours");
  });

  test("a risk of a label and of a section comes once, and nothing is copied", () => {
    const filled = plan("issue-plan", {
      labels: ["risk: data loss"],
      body: "### Risks\n\n| Risk | Impact | Owner |\n|---|---|---|\n| Data loss | 4/5 | Kim |",
    });
    expect(times(filled.toLowerCase(), "data loss")).toBe(1);
    expect(times(filled, "Kim")).toBe(1);
    expect(filled).toContain("| Data loss (impact 4/5; Owner: Kim) | Low/Med/High |");
  });

  test("a field that says what a label says is counted once; one that does not stays", () => {
    const body = "### Priority\n\nHigh\n\n### Summary\n\nx";
    for (const labels of [["priority: high"], []]) {
      expect(times(plan("issue-plan", { labels, body }), "High\n")).toBe(1);
    }
    expect(plan("exec-plan", { body })).toContain("Priority: P1");
    const other = plan("exec-plan", { labels: ["P3"], body });
    expect(other).toContain("Priority: P3");
    expect(other).toContain("### Priority\n\nHigh");
  });
});

describe("what goes where", () => {
  test("repository and branch of a field or a label", () => {
    const body = "### Repository and branch\n\nacme/app • feature/x";
    expect(plan("exec-plan", { body })).toContain("- Repo/Branch: `acme/app` • `feature/x`\n");
    expect(plan("exec-plan", { labels: ["branch: dev"] })).toContain("`acme/reports` • `dev`\n");
    expect(plan("issue-plan", { body })).toContain("#### Repository and branch\n\nacme/app");
  });

  test("questions keep the lines that follow them", () => {
    const body = "## Questions\n\n- Why?\nBecause of that\n- When?\n\nWho?\nAsk Kim.";
    expect(plan("issue-plan", { body })).toContain(
      "- [ ] Why?  \n  Because of that\n- [ ] When?\n- [ ] Who?  \n  Ask Kim.\n",
    );
  });

  test("lines of an entry stay lines, and cannot start anything", () => {
    const body = "## Acceptance criteria\n\n- one\n  two\n  + three";
    expect(plan("exec-plan", { body: body.replace("\n  + three", "") })).toContain(
      "- [ ] one  \n  two\n",
    );
    const risky = plan("exec-plan", { body: "## Acceptance criteria\n\n- one\\\n  1\\. two" });
    expect(risky).toContain("- [ ] one  \n  1\\. two\n");
  });

  test("boxes under a heading for work inside another text are steps of its phase", () => {
    const body =
      "### Proposed solution\n\nText\n\n#### Rollout\n\n- [ ] canary\n\n### Tasks\n\n- build";
    const filled = plan("issue-plan", { body });
    expect(filled).toContain("### High-Level Strategy\nText\n\n### Why");
    expect(filled).toMatch(/### Step 1: canary\n- \[ \] Done\n[^#]*\*\*Phase\*\*: Rollout /);
    expect(filled).toContain("### Step 2: build\n- [ ] Done\n");
    expect(filled).not.toContain("### Step 3:");
    expect(filled.split("canary")).toHaveLength(2);
  });

  test("what looks like boxes becomes steps", () => {
    const body = "### Tasks\n\n- [-] a\n- [~] b\n- [x]c\n- [ ]\n- [ ] ~~d~~";
    expect(plan("exec-plan", { body })).toContain(
      "- [ ] a (in progress)\n- [ ] b (partly done)\n- [x] c\n- [ ] ~~d~~\n\n##",
    );
  });

  test("a comment that nothing ends hides nothing", () => {
    const filled = plan("execution-plan", { body: "<!-- hint\n\n### Summary\n\nThe goal" });
    expect(filled).toContain("## Goal\n\nThe goal\n");
    expect(filled.slice(filled.indexOf("## Notes"))).toContain("\n\\<!-- hint\n");
  });

  test("a day that no calendar has is no date", () => {
    const milestone = { title: "v2", dueOn: "2026-02-31T08:00:00Z" };
    expect(plan("exec-plan", { milestone })).toContain("- External Events: milestone v2\n");
    const input = { ...anInput(), date: "2026-02-31T00:00:00Z" };
    expect(() => fillPlan(loadTemplate("{{date}}", "own"), input)).toThrow(RangeError);
  });

  test("what labels say of risks is in the notes of a template without a place for it", () => {
    const own = loadTemplate("{{notes}}", "own");
    const filled = fillPlan(
      own,
      anInput({ labels: ["risk: data loss", "risk: high", "role: qa"] }),
    );
    expect(filled).toContain("**Risks**: data loss  \n**Risk level**: High");
    expect(filled).toContain("**Role**: qa");
  });
});

test("tasks that are nested deep, not rendered or in comments without end are all there", () => {
  const deep = Array.from({ length: 60 }, (_, index) => `${"  ".repeat(index)}- [ ] a`).join("\n");
  const bodies = [
    deep,
    `${"- ".repeat(40)}a\n`.repeat(50),
    "- [-] a\n".repeat(200),
    "<!--\n\na\n\n".repeat(200),
  ];
  for (const body of bodies) {
    const text = plan("issue-plan", { body: `### Tasks\n\n${body}` });
    const letters = (it: string) => it.split(/\ba\b/).length - 1;
    expect(letters(text)).toBeGreaterThanOrEqual(letters(body));
  }
});

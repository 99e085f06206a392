import { describe, expect, test } from "#jest";
import { referencedNumbers } from "../../../src/issue/related.js";
import { fillPlan, stepsIn } from "../../../src/plan/fill/fill.js";
import { readProgress } from "../../../src/plan/parse/progress.js";
import { BUILTIN_NAMES, builtinTemplates } from "../../../src/plan/template/template.js";
import { anInput } from "../plan-inputs.js";

const templates = builtinTemplates();

const BODY = `Exports lose rows, see #3.

Rows go missing since #7 (Session service).

## Tasks
- [ ] #13
- [ ] Revert #3 first
- [ ] Update the worker
  - [ ] #14
- [ ] https://github.com/acme/reports/pull/15
- [ ] acme/app#13

## Dependencies
- #7
- #8: the session service
`;

const references = [
  { number: 3, title: "Cache | rows [draft]", state: "open" },
  { number: 7, title: "Session service", state: "closed" },
  { number: 8, title: "Deploy", state: "open" },
  { number: 13, title: "Add the cursor", state: "closed" },
  { number: 14, title: "Write pages", state: "closed" },
  { number: 15, title: "Show progress", state: "open" },
] as const;

function filled(name: string, steps?: readonly string[]): string {
  const template = templates.get(name);
  if (template === undefined) throw new Error(name);
  return fillPlan(template, {
    ...anInput({ body: BODY }, { references }),
    ...(steps && { steps }),
  });
}

describe.each(BUILTIN_NAMES)("%s", (name) => {
  const plan = filled(name);
  const items = readProgress(plan).items.filter(({ kind }) => kind === "step");

  test("references show the titles of what they refer to", () => {
    expect(plan).toContain("[#13 Add the cursor](https://github.com/acme/reports/issues/13)");
    expect(plan).toContain("[#14 Write pages](https://github.com/acme/reports/issues/14)");
    expect(plan).toContain("[#15 Show progress](https://github.com/acme/reports/pull/15)");
    expect(items.map(({ text }) => text)).toContain("Revert #3 Cache | rows [draft] first");
  });

  test("an item that is nothing but a reference is done where that is closed", () => {
    const done = items.filter((item) => item.done).map(({ text }) => text);
    expect(done[0]).toBe("#13 Add the cursor");
    expect(done).not.toContain("Revert #3 Cache | rows [draft] first");
  });

  test("a dependency of which nothing is said has its title", () => {
    expect(plan).toMatch(/issues\/7\)[:*]* Session service \(closed\)/);
    expect(plan).toMatch(/issues\/8\)[:*]* the session service/);
  });

  test("so does running text, but where people wrote the title themselves", () => {
    expect(plan).toContain("see [#3 Cache");
    expect(plan).toContain("Rows go missing since [#7](https://github.com/acme/reports/issues/7)");
    expect(plan.match(/Session service/g)?.length).toBe(2);
  });

  test("references of other repositories keep their names", () => {
    expect(plan).toContain("[acme/app#13](https://github.com/acme/app/issues/13)");
  });
});

test("a step that has its number in its own words says it once, and keeps its number", () => {
  const template = templates.get("issue-plan");
  if (template === undefined) throw new Error("issue-plan");
  const body = "### Step 1: Measure\nNow.\n\n### Step 2: Cut\nThen.\n";
  const first = fillPlan(template, anInput({ body }));
  expect(first).toContain("### Step 1: Measure\n");
  expect(first).toContain("### Step 2: Cut\n");
  const changed = body.replace("### Step 2", "### Step 2: Clean up\nSoon.\n\n### Step 3");
  const next = fillPlan(template, { ...anInput({ body: changed }), steps: stepsIn(first) });
  expect(next.match(/^### Step .*$/gm)).toEqual([
    "### Step 1: Measure",
    "### Step 2: Cut",
    "### Step 3: Clean up",
  ]);
});

describe.each(BUILTIN_NAMES)("numbers that people write in front of steps, in %s", (name) => {
  const template = templates.get(name);
  if (template === undefined) throw new Error(name);
  const body =
    "## Plan\n\n1. Step 1: Measure\n2. **Step 2:** Cut `main`\n\n## Tasks\n\n- [ ] 1. Sand\n- [ ] Step 1: Paint\n- [ ] *Step 9: Dry* well\n";
  const plan = fillPlan(template, anInput({ body }));

  test("are shown once, and only where they are the numbers of the plan", () => {
    const items = readProgress(plan).items.filter(({ kind }) => kind === "step");
    expect(items.map(({ label, text }) => `${label}. ${text}`)).toEqual([
      "1. Measure",
      "2. Cut main",
      "3. Sand",
      "4. Paint",
      "5. Dry well",
    ]);
    expect(plan).not.toMatch(/\d\\?[.):]\s+(?:\*\*|_|\*)?(?:Step\s)?\d/);
    expect(plan).not.toMatch(/Step (?:1\W+Paint|9)/);
  });

  test("do not move when the plan is filled again", () => {
    expect(fillPlan(template, { ...anInput({ body }), steps: stepsIn(plan) })).toBe(plan);
  });
});

test("the references of an issue are those of its own repository, each once", () => {
  const issue = {
    ...anInput({ body: `${BODY}\n\`#99\` and #3 and https://github.com/acme/app/issues/5` }).issue,
  };
  expect(referencedNumbers(issue)).toEqual([3, 7, 13, 14, 15, 8]);
});

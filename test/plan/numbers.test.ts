import { describe, expect, test } from "#jest";
import { fillPlan, stepsIn } from "../../src/plan/fill/fill.js";
import { mergePlan } from "../../src/plan/merge/merge.js";
import { numbersToKeep } from "../../src/plan/parse/items.js";
import { parsePlan } from "../../src/plan/parse/parse.js";
import { readProgress, tickItems, withNumbers } from "../../src/plan/parse/progress.js";
import {
  BUILTIN_NAMES,
  builtinTemplates,
  loadTemplate,
  type Template,
} from "../../src/plan/template/template.js";
import { anInput } from "./plan-inputs.js";

const templates = builtinTemplates();

function templateOf(name: string): Template {
  const template = templates.get(name);
  if (template === undefined) throw new Error(name);
  return template;
}

const BODY = `Shelves fall down.

## Tasks

### Prepare
- [ ] Measure
- [x] Cut

### Build
- [ ] Glue
  - [ ] Clamp
- [ ] Sand
- [ ] Paint

## Acceptance criteria
- [ ] It holds

## Questions
- Which glue?
`;

/** The steps of a plan, as people call them. */
function stepsOf({ items }: ReturnType<typeof readProgress>): readonly string[] {
  return items
    .filter(({ kind }) => kind === "step")
    .map(({ label, text, done }) => `${label}. ${text}${done ? " ✓" : ""}`);
}

describe.each(BUILTIN_NAMES)("the numbers of %s", (name) => {
  const template = templateOf(name);
  const first = fillPlan(template, anInput({ body: BODY }));
  const before = readProgress(first);

  test("run through all phases, and parts have those of their step", () => {
    expect(stepsOf(before)).toEqual([
      "1. Measure",
      "2. Cut ✓",
      "3. Glue",
      "3.1. Clamp",
      "4. Sand",
      "5. Paint",
    ]);
  });

  test("count no guidance, and every kind has its own", () => {
    const work = before.items.filter(({ kind }) => kind !== "check" && kind !== "step");
    expect(work.map(({ label, text }) => `${label} ${text}`).toSorted()).toEqual(
      name === "exec-plan" ? ["C1 It holds"] : ["C1 It holds", "Q1 Which glue?"],
    );
    expect(before.items.filter(({ text }) => /^[[{<\\]/.test(text))).toEqual([]);
    expect(before.toFill.length).toBeGreaterThan(5);
  });

  test("stay with their steps when a refill brings and takes some", () => {
    const body = BODY.replace("- [ ] Measure", "- [ ] Draw\n- [ ] Measure").replace(
      "- [ ] Sand\n",
      "",
    );
    const theirs = fillPlan(template, { ...anInput({ body }), steps: stepsIn(first) });
    const glue = before.items.find(({ text }) => text === "Glue")?.index ?? -1;
    const ours = tickItems(first, [glue], true);
    const { text } = mergePlan({ base: first, ours, theirs });
    const kept = numbersToKeep(before.items);
    const after = withNumbers(readProgress(text), kept);
    expect(stepsOf(after).toSorted()).toEqual([
      "1. Measure",
      "2. Cut ✓",
      "3. Glue ✓",
      "3.1. Clamp",
      "5. Paint",
      "6. Draw",
    ]);
    // The new one is the last of its phase.
    const order = after.items.filter(({ kind }) => kind === "step").map((item) => item.text);
    if (name !== "issue-plan") expect(order.indexOf("Draw")).toBe(order.indexOf("Cut") + 1);
    // A look that finds nothing new changes no number.
    expect(stepsOf(withNumbers(readProgress(text), numbersToKeep(after.items, kept)))).toEqual(
      stepsOf(after),
    );
  });
});

test.each(["issue-plan", "implementation-plan"])(
  "%s gives no number a second time, also after the last steps are gone",
  (name) => {
    const template = templateOf(name);
    const fill = (body: string, before: string) =>
      fillPlan(template, { ...anInput({ body }), steps: stepsIn(before) });
    const first = fillPlan(template, anInput({ body: BODY }));
    const shorter = BODY.replace("- [ ] Sand\n- [ ] Paint\n", "");
    const second = fill(shorter, first);
    expect(fill(shorter, second)).toBe(second);
    const third = fill(shorter.replace("  - [ ] Clamp", "- [ ] Varnish"), second);
    expect(stepsOf(readProgress(third)).at(-1)).toBe("6. Varnish");
    // What comes back is new.
    const fourth = fill(BODY, third);
    expect(stepsOf(readProgress(fourth)).slice(-2)).toEqual(["7. Sand", "8. Paint"]);
  },
);

describe("a template of one's own", () => {
  const body = "# {{title}}\n\n## Do\n\n{{#steps}}\n- [{{box}}] {{text}}\n{{/steps}}\n\n";
  const done = "## Accept\n\n{{#criteria}}\n- [{{box}}] {{text}}\n{{/criteria}}\n- [ ] Reviewed\n";
  const kindsOf = (front: string) => {
    const plan = fillPlan(loadTemplate(`${front}${body}${done}`, "own"), anInput({ body: BODY }));
    return readProgress(plan).items.map(({ label, text }) => `${label} ${text}`);
  };

  test("without front matter has nothing but steps", () => {
    expect(kindsOf("").map((item) => item.replace(/^\S+ /, ""))).toContain("Reviewed");
    expect(kindsOf("").every((item) => /^\d/.test(item))).toBe(true);
  });

  test("says in its front matter which sections hold what", () => {
    const items = kindsOf("---\nsections: { steps: [Do], criteria: [Accept] }\n---\n");
    expect(items.filter((item) => /^\D/.test(item))).toEqual(["C1 It holds", "V1 Reviewed"]);
  });
});

describe("a plan of an earlier version", () => {
  const template = templateOf("execution-plan");
  const filled = fillPlan(template, anInput({ body: BODY }));
  const old = filled.replace(/ kinds=\S+(?= -->)/, "");

  test("is read as before: all its items are steps, in their order", () => {
    const { items, hasKinds, toFill } = readProgress(old);
    expect(old).not.toBe(filled);
    expect(hasKinds).toBe(false);
    expect(toFill).toEqual([]);
    expect(items.every(({ kind }) => kind === "step")).toBe(true);
    expect(items.map(({ label }) => label)).toEqual(items.map((_, index) => `${index + 1}`));
  });

  test("is upgraded by a refill, and what people ticked stays", () => {
    const { items } = readProgress(old);
    const sand = items.find(({ text }) => text === "Sand");
    const theirs = fillPlan(template, { ...anInput({ body: BODY }), steps: stepsIn(old) });
    const ours = tickItems(old, [sand?.index ?? -1], true);
    const after = readProgress(mergePlan({ base: old, ours, theirs }).text);
    expect(after.hasKinds).toBe(true);
    expect(stepsOf(after)).toContain("4. Sand ✓");
    expect(after.kinds.criterion).toEqual({ done: 0, open: 1 });
  });
});

test.each(["~", "-", "?"])("[%s] among the work is counted by nobody, and named", (mark) => {
  const filled = fillPlan(templateOf("exec-plan"), anInput({ body: BODY }));
  const plan = parsePlan(filled.replace("- [ ] Sand", `- [${mark}] Sand`));
  expect(plan.kinds.step).toEqual({ done: 1, open: 4 });
  expect(plan.undecided.map(({ text, mark: said }) => [text, said])).toEqual([["Sand", mark]]);
});

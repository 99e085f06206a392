import { describe, expect, test } from "#jest";
import { blankPlan, fillPlan } from "../../../src/plan/fill/fill.js";
import { mergePlan } from "../../../src/plan/merge/merge.js";
import { readProgress } from "../../../src/plan/parse/progress.js";
import {
  BUILTIN_NAMES,
  builtinTemplates,
  loadTemplate,
  type Template,
} from "../../../src/plan/template/template.js";
import { anInput } from "../plan-inputs.js";

const templates = builtinTemplates();

function templateOf(name: string): Template {
  const template = templates.get(name);
  if (template === undefined || template instanceof Error) throw new Error(name);
  return template;
}

function filled(template: Template, body: string, detail?: "full" | "fitting"): string {
  return fillPlan(template, { ...anInput({ body }), ...(detail && { detail }) });
}

function leftOut(plan: string): string | undefined {
  return plan.split("\n").find((line) => line.startsWith("<!-- Left out"));
}

const headings = (plan: string): readonly string[] => plan.match(/^#{2,} .*$/gm) ?? [];

const OWN = loadTemplate(
  `---
sections: { required: [Goal, Steps] }
optional: { sections: [Rollout, Stages], fields: [Owner] }
---
# {{title}}

## Goal

{{#goal}}{{goal}}{{/goal}}{{^goal}}{What is wanted}{{/goal}}

## Steps

{{#steps}}
- [{{box}}] {{text}}
{{/steps}}
- Owner: {Who does it}

## Rollout

{{#rollout}}
{{rollout}}
{{/rollout}}
{{^rollout}}
### Stages

{Who gets it first}
{{/rollout}}

## Notes

{{notes}}
`,
  "own",
);

describe.each(BUILTIN_NAMES)("%s with detail: fitting", (name) => {
  const template = templateOf(name);

  test("has every required section, in order, also for an issue that says nothing", () => {
    const plan = filled(template, "", "fitting");
    const level2 = headings(plan).flatMap((line) => /^## (.*)$/.exec(line)?.[1] ?? []);
    const { required } = template.sections;
    expect(level2.filter((title) => required.includes(title))).toEqual(required);
  });

  test("is shorter, and one line names what is left out", () => {
    const body = "Exports lose rows.\n\n## Tasks\n- [ ] Add the cursor\n- [ ] Test it";
    const [full, fitting] = [filled(template, body), filled(template, body, "fitting")];
    expect(fitting.length).toBeLessThan(full.length);
    expect(leftOut(full)).toBeUndefined();
    const gone = headings(full).filter((line) => !headings(fitting).includes(line));
    for (const line of gone) expect(leftOut(fitting)).toContain(line.replace(/^#+ /, ""));
    expect(fitting.match(/<!-- Left out/g)).toHaveLength(1);
  });

  test("leaves no section empty, and no rule behind another one", () => {
    const plan = filled(template, "", "fitting").replaceAll(/<!--[^]*?-->\n*/g, "");
    expect(plan).not.toMatch(/^(#{2,}) .*\n\s*(?:---\s*)*\n\1 /m);
    expect(plan).not.toMatch(/\n---\n\s*---\n/);
    expect(plan).not.toMatch(/\n\n\n/);
  });

  test("has the same steps and criteria as with detail: full", () => {
    const body = "Goal\n\n## Tasks\n- [x] One\n- [ ] Two\n\n## Acceptance criteria\n- [ ] Three";
    const work = (plan: string) =>
      readProgress(plan)
        .items.filter(({ kind }) => kind !== "check")
        .map(({ kind, text, label, done }) => ({ kind, text, label, done }));
    expect(work(filled(template, body, "fitting"))).toEqual(work(filled(template, body)));
  });

  test("keeps what people wrote when the value changes, both ways", () => {
    const body = "Exports lose rows.\n\n## Tasks\n- [ ] Add the cursor";
    const [full, fitting] = [filled(template, body), filled(template, body, "fitting")];
    for (const [base, theirs] of [
      [full, fitting],
      [fitting, full],
    ] as const) {
      const ours = base.replace("- [ ]", "- [x]").replace("Exports lose rows.", "Rows vanish.");
      const { text } = mergePlan({ base, ours, theirs });
      expect(text).toContain("Rows vanish.");
      expect(text).toBe(
        theirs.replace("- [ ]", "- [x]").replace("Exports lose rows.", "Rows vanish."),
      );
    }
  });
});

describe("a template of one's own", () => {
  test("tells its optional sections and fields in its front matter", () => {
    const plan = filled(OWN, "", "fitting");
    expect(headings(plan)).toEqual(["## Goal", "## Steps", "## Notes"]);
    expect(leftOut(plan)).toBe(
      "<!-- Left out, because the issue says nothing about it: Rollout -->",
    );
    expect(plan).toContain("- Owner: {Who does it}");
  });

  test("leaves out a field where something else stands beside it", () => {
    const plan = filled(OWN, "## Tasks\n- [ ] One\n\n## Rollout\nSlowly.", "fitting");
    expect(plan).not.toContain("- Owner");
    expect(plan).toContain("## Rollout\n\nSlowly.");
    expect(leftOut(plan)).toBe("<!-- Left out, because the issue says nothing about it: Owner -->");
  });

  test("loses nothing that the issue says in words of the template", () => {
    const plan = filled(
      OWN,
      "## Tasks\n- [ ] One\n\n## Rollout\n### Stages\n\n- Owner: {Who does it}",
      "fitting",
    );
    expect(plan).toContain("Owner: {Who does it}");
    expect(plan).toContain("### Stages");
  });

  test("that marks nothing is the same with both values", () => {
    const plain = loadTemplate("# {{title}}\n\n## A\n\n{Something}\n\n{{notes}}\n", "plain");
    expect(filled(plain, "", "fitting")).toBe(filled(plain, ""));
  });

  test("with guidance that could end the comment", () => {
    const odd = loadTemplate(
      "---\noptional: { sections: ['A --> <b>'] }\n---\n# {{title}}\n\n## A --> <b>\n\n{Something}\n\n## B\n\n{{notes}}\n",
      "odd",
    );
    expect(leftOut(filled(odd, "text", "fitting"))).toMatch(/^<!--(?:(?!-->|<b>).)* -->$/);
  });

  test.each([
    ["optional: { sections: [B] }", /names an optional section “B”, which the body does not have/],
    [
      "optional: { fields: [Owner] }",
      /names an optional field “Owner”, which the body does not have/,
    ],
    ["optional: { parts: [A] }", /no key “parts” under “optional”/],
    ["optional: [A]", /“optional” in the front matter is a list/],
    [
      "sections: { required: [A] }\noptional: { sections: [A] }",
      /names the section “A” both as required and as optional/,
    ],
  ])("that says %j is refused", (yaml, reason) => {
    expect(() => loadTemplate(`---\n${yaml}\n---\n# {{title}}\n\n## A\n`, "own")).toThrow(reason);
  });
});

test("guidance is recognized with both values", () => {
  for (const name of BUILTIN_NAMES) {
    const template = templateOf(name);
    const blank = blankPlan(template);
    for (const line of filled(template, "", "fitting").split("\n")) {
      if (!/^\W*[\\[{<]\S+ /.test(line) || line.startsWith("<!--")) continue;
      expect(blank).toContain(line.trim().replace(/^\W+/, ""));
    }
  }
});

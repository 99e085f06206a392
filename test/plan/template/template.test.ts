import { describe, expect, test } from "#jest";
import { toString } from "mdast-util-to-string";
import { readFileSync } from "node:fs";
import { parseMarkdown } from "../../../src/markdown/parse.js";
import { blankPlan, fillPlan } from "../../../src/plan/fill/fill.js";
import {
  BUILTIN_NAMES,
  builtinTemplates,
  loadTemplate,
  TemplateError,
  type Template,
} from "../../../src/plan/template/template.js";
import { anInput } from "../plan-inputs.js";

function errorOf(source: string, name = "own"): TemplateError {
  try {
    loadTemplate(source, name);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error("the template is fine");
}

describe("loadTemplate", () => {
  test("reads a template without front matter", () => {
    const template = loadTemplate("\uFEFF# {{title}}\r\n\r\n---\r\nend", "own");
    expect(template).toMatchObject({
      name: "own",
      title: "own",
      description: "",
      labels: [],
      status: [],
      sections: { required: [], progress: [], other: [] },
      body: "# {{title}}\n\n---\nend",
    });
  });

  test("reads all of the front matter, and leaves it out of the body", () => {
    const source = `---
name: own
title: Own plan
description: For us.
labels: ["kind: release"]
status: { Draft: proposed, __proto__x: blocked, Done: completed }
sections: { required: [A, B], progress: [A], other: [B] }
---
## A
## B
`;
    expect(loadTemplate(source, "own")).toMatchObject({
      title: "Own plan",
      description: "For us.",
      labels: ["kind: release"],
      status: [
        { word: "Draft", state: "proposed" },
        { word: "__proto__x", state: "blocked" },
        { word: "Done", state: "completed" },
      ],
      sections: { required: ["A", "B"], progress: ["A"], other: ["B"] },
      body: "## A\n## B\n",
    });
  });

  test("takes a rule at the top for no front matter where nothing closes it", () => {
    expect(loadTemplate("---\n# {{title}}", "own").body).toBe("---\n# {{title}}");
  });

  test.each([
    ["an unclosed tag", "a\n{{title", 2, /unclosed tag/],
    ["an unclosed section", "a\n{{#goal}}\nb\n", 4, /unclosed section “goal”/],
    [
      "crossing sections",
      "{{#goal}}\n{{#steps}}\n{{/goal}}\n{{/steps}}",
      3,
      /unclosed section “steps”/,
    ],
    ["a section that was never opened", "a\n\n{{/goal}}", 3, /unopened section “goal”/],
    ["an unknown variable", "a\n{{ tilte }}", 2, /unknown variable “tilte”/],
    ["a name of the language's", "{{constructor}}", 1, /unknown variable “constructor”/],
    ["a dotted name", "{{title.length}}", 1, /unknown variable “title.length”/],
    ["the current value", "{{#goal}}{{.}}{{/goal}}", 1, /unknown variable “\.”/],
    ["an unknown variable in an inverted section", "{{^goal}}\n{{x}}\n{{/goal}}", 2, /“x”/],
    [
      "a variable of a list outside of it",
      "{{#steps}}{{/steps}}\n{{mitigation}}",
      2,
      /“mitigation”/,
    ],
    ["a list as a text", "{{steps}}", 1, /“steps” is a list/],
    ["a flag as a text", "{{#steps}}\n{{{done}}}{{/steps}}", 2, /“done” is a flag/],
    ["a pit of sections", `${"{{#goal}}".repeat(40)}${"{{/goal}}".repeat(40)}`, 1, /32 deep/],
    [
      "a list in itself",
      `a\n${"{{#steps}}".repeat(32)}${"{{/steps}}".repeat(32)}`,
      2,
      /a section of the list “steps” inside a section of the same list/,
    ],
    [
      "a list in itself, with others between",
      "{{#steps}}\n{{#risks}}{{#goal}}\n{{#steps}}x{{/steps}}{{/goal}}{{/risks}}{{/steps}}",
      3,
      /list “steps” inside/,
    ],
    [
      "a list's own list in itself",
      "{{#phases}}\n{{#steps}}\n{{#steps}}{{/steps}}{{/steps}}{{/phases}}",
      3,
      /list “steps” inside/,
    ],
    ["a partial", "a\n\n{{> header}}", 3, /partial/],
    ["other delimiters", "a\n{{=<% %>=}}\n<% x %>", 2, /delimiters/],
    ["broken YAML", "---\ntitle: a\nlabels: [\n---\n# b", 3, /no YAML/],
    ["a key twice", "---\ntitle: a\ntitle: b\n---\n", 3, /no YAML/],
    ["an unknown key", "---\ntitle: a\nowner: me\n---\n", 3, /no key “owner”/],
    [
      "an unknown state",
      "---\ntitle: a\nstatus:\n  Draft: begun\n---\n",
      4,
      /“Draft” under “status”/,
    ],
    ["something else than keys", "---\n- a\n---\n", 2, /holds a list instead of keys/],
    [
      "a blow-up of aliases",
      `---\na: &a [1, 1]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c, *c]\n---\n`,
      2,
      /too often/,
    ],
    ["braces in braces", `---\ntitle: a\nlabels: ${"{".repeat(512)}\n---\n`, 3, /40 levels deep/],
    ["keys that are lists", `---\n${"? [".repeat(200)}\n---\n`, 2, /40 levels deep/],
    ["a key that is a list", "---\ntitle: a\n? [b]\n: c\n---\n", 3, /a key .* is a list/],
    ["very many keys", `---\n${"a:\n".repeat(9000)}---\n`, 1251, /5000 pieces of YAML/],
    ["another name", "---\nname: other\n---\n", 2, /names it “other”/],
    [
      "a section that is not there",
      "---\nsections: { required: [A] }\n---\n# A\n### A\n",
      4,
      /“A”/,
    ],
    ["too much text", `# ${"x".repeat(256 * 1024)}`, 1, /256 KiB/],
  ])("refuses %s", (_, source, line, reason) => {
    const error = errorOf(source);
    expect(error.reason).toMatch(reason);
    expect(error.line).toBe(line);
    expect(error.fix).toMatch(/\.$/);
    expect(error.message).toBe(`Template own, line ${line}: ${error.reason}. ${error.fix}`);
  });

  test.each(["Own", "a/b", "../a", "", "-a", "a-", "a".repeat(65)])(
    "refuses the name %j",
    (name) => {
      expect(errorOf("# a", name).reason).toMatch(/name/);
    },
  );

  test.each([
    "{{#steps}}{{#phases}}{{#steps}}{{text}}{{/steps}}{{/phases}}{{/steps}}",
    "{{#steps}}a{{/steps}}{{#steps}}b{{/steps}}",
    "{{#steps}}{{^steps}}a{{/steps}}{{/steps}}",
    "{{#goal}}{{#goal}}a{{/goal}}{{/goal}}",
  ])("takes %j: another list, or none", (body) => {
    expect(loadTemplate(body, "own").body).toBe(body);
  });

  test("knows its headings in a long body, too", () => {
    const long = `## A b\n${"- x\n".repeat(10_000)}\n## C\n\n${"```\n## D\n```\n".repeat(10)}`;
    const front = (names: string): string =>
      `---\nsections: { required: [${names}] }\n---\n${long}`;
    expect(loadTemplate(front("A b, C"), "own").sections.required).toEqual(["A b", "C"]);
    expect(errorOf(front("A b, D")).reason).toContain("“D”");
  });

  test("counts bytes, not characters", () => {
    expect(() => loadTemplate("é".repeat(128 * 1024), "own")).not.toThrow();
    expect(() => loadTemplate("é".repeat(128 * 1024 + 1), "own")).toThrow(TemplateError);
  });

  test("says which variables a list has", () => {
    expect(errorOf("{{#risks}}{{impakt}}{{/risks}}").fix).toMatch(
      /text, probability, impact, mitigation/,
    );
  });
});

/** What each format of the product has, in order: headings of the second level. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  "issue-plan": [
    "1. Approach",
    "2. Breakdown",
    "3. Risks & Mitigations",
    "4. Rollback Strategy",
    "5. Validation Steps",
    "6. Dependencies",
    "7. Estimated Timeline",
    "8. Success Criteria",
    "9. Notes & Assumptions",
  ],
  "execution-plan": [
    "Goal",
    "Context",
    "Technical Approach",
    "Steps",
    "Testing",
    "Dependencies",
    "Risks & Mitigations",
    "Questions",
    "Success Criteria",
    "Notes",
  ],
  "implementation-plan": [
    "1. Overview",
    "2. Implementation Approach",
    "3. Components to Implement",
    "4. Implementation Steps",
    "5. Testing Strategy",
    "6. Migration Strategy",
    "7. Rollout Plan",
    "8. Monitoring & Validation",
    "9. Documentation Updates",
    "10. Rollback Plan",
    "11. Risks & Mitigation",
    "12. Dependencies & Prerequisites",
    "13. Acceptance Criteria",
    "14. Open Questions",
    "15. Related Documents",
  ],
  "exec-plan": [
    "Purpose / Big Picture",
    "Success Criteria / Acceptance Tests",
    "Context & Orientation",
    "Plan of Work (Prose)",
    "Concrete Steps (Checklist)",
    "Progress (Running Log)",
    "Surprises & Discoveries",
    "Decision Log",
    "Risks & Mitigations",
    "Dependencies",
    "Security / Privacy / Compliance",
    "Observability (Optional)",
    "Test Plan",
    "Handoff & Next Steps",
    "Outcomes & Retrospective",
  ],
};

/** How guidance is written in each format: its opening mark, as a reader sees it. */
const GUIDANCE: Readonly<Record<string, string>> = {
  "issue-plan": "{",
  "execution-plan": "[",
  "implementation-plan": "[",
  "exec-plan": "<",
};

describe.each(BUILTIN_NAMES)("the template %s", (name) => {
  const template: Template = builtinTemplates().get(name) ?? loadTemplate("", name);

  test("has the sections that it names", () => {
    const url = new URL(`../../../templates/${name}.md`, import.meta.url);
    expect(loadTemplate(readFileSync(url, "utf8"), name)).toEqual(template);
  });
  const plan = parseMarkdown(fillPlan(template, anInput()));

  test("has its sections in order, filled or not", () => {
    const expected = SECTIONS[name];
    for (const root of [plan, parseMarkdown(blankPlan(template))]) {
      const headings = root.children.filter((node) => node.type === "heading" && node.depth === 2);
      expect(headings.map((node) => toString(node))).toEqual(expected);
    }
    const optional = new Set(["Observability (Optional)"]);
    expect(template.sections.required).toEqual(
      expected?.filter((heading) => !optional.has(heading)),
    );
  });

  test("shows its guidance as text: no link, no definition, no HTML, no ticked box", () => {
    const text = JSON.stringify(plan, (key, value: unknown) =>
      key === "position" ? undefined : value,
    );
    expect(text).not.toMatch(/"type":"(?:definition|linkReference|imageReference)"/);
    expect(text).not.toMatch(/"checked":true/);
    const html = plan.children.filter((node) => node.type === "html");
    expect(html.map(({ value }) => value.slice(0, 4))).toEqual(html.map(() => "<!--"));
    expect(toString(plan)).toContain(GUIDANCE[name]);
  });

  test("says nothing of an issue that it was not told", () => {
    expect(fillPlan(template, anInput())).not.toMatch(/undefined|null|NaN|\[object|Pq+z/);
  });
});

test("one template is chosen by nothing but its name", () => {
  expect([...builtinTemplates().values()].flatMap(({ labels }) => labels)).toEqual([]);
});

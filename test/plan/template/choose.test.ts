import { describe, expect, test } from "#jest";
import { chooseTemplate, type Templates } from "../../../src/plan/template/choose.js";
import {
  TemplateError,
  builtinTemplates,
  loadTemplate,
} from "../../../src/plan/template/template.js";

const broken = new TemplateError("broken", { line: 3, reason: "it is broken", fix: "Fix it." });
const templates: Templates = new Map<string, ReturnType<typeof loadTemplate> | TemplateError>([
  ["bug", loadTemplate("---\nlabels: [Bug]\n---\n# {{title}}\n", "bug")],
  ["broken", broken],
  ...builtinTemplates(),
]);

function chosen(labels: readonly string[]): string {
  const choice = chooseTemplate(templates, labels);
  return "template" in choice ? choice.template.name : choice.problem;
}

describe("the template of an issue", () => {
  test.each([
    [[], "issue-plan"],
    [["needs-plan", "enhancement"], "issue-plan"],
    [["template: exec-plan"], "exec-plan"],
    [["Template:exec-plan"], "exec-plan"],
    [["bug"], "bug"],
    [["bug", "template: implementation-plan"], "implementation-plan"],
  ])("with labels %j it is %s", (labels, name) => {
    expect(chosen(labels)).toBe(name);
  });

  test("a broken one is told with line and reason, where it is asked for", () => {
    expect(chosen(["template: broken"])).toContain("line 3");
  });

  test("a name that no template has chooses nothing, and is named with those that there are", () => {
    const choice = chooseTemplate(templates, ["bug", "template: nonsense"]);
    expect(choice).toMatchObject({ template: { name: "bug" } });
    expect("notice" in choice ? choice.notice : "").toMatch(
      /"template: nonsense".*"template: exec-plan"/s,
    );
  });

  test("two names are told", () => {
    expect(chosen(["template: bug", "template: exec-plan"])).toContain("Leave one of them");
  });
});

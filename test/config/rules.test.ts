import { expect, test } from "#jest";
import { readLayer, resolveConfig, templateNameProblems } from "../../src/config/read-config.js";
import { chooseTemplate } from "../../src/plan/template/choose.js";
import { builtinTemplates } from "../../src/plan/template/template.js";

const resolved = resolveConfig([
  readLayer(
    "file",
    new TextEncoder().encode(`templates:
  default: execution-plan
  rules:
    - { template: exec-plan, labels: [Epic], types: [Feature] }
    - { template: implementation-plan, labels: [epic, big] }
    - { template: issue-plan, types: [bug] }
`),
  ),
]);
const preferences = resolved.config.templates;
const templates = builtinTemplates();

test.each<[readonly string[], string | undefined, string]>([
  [[], undefined, "execution-plan"],
  [["EPIC"], "feature", "exec-plan"],
  [["epic"], "Bug", "implementation-plan"],
  [["big"], undefined, "implementation-plan"],
  [[], "Bug", "issue-plan"],
  [["big", "template: exec-plan"], "Bug", "exec-plan"],
])("labels %j and type %j choose %s", (labels, type, name) => {
  expect(chooseTemplate(templates, labels, { type, preferences })).toMatchObject({
    template: { name },
  });
});

test("a template that there is none of is told on its line, a default never", () => {
  expect(templateNameProblems(resolved, [...templates.keys()])).toEqual([]);
  const [first, ...others] = templateNameProblems(resolved, ["exec-plans", "issue-plan"]);
  expect(first).toMatchObject({ line: 2, column: 12 });
  expect(others).toMatchObject([
    { line: 4, fix: expect.stringContaining("Did you mean exec-plans?") },
    { line: 5 },
  ]);
  expect(templateNameProblems(resolveConfig([]), [])).toEqual([]);
});

import type { FillInput } from "../../../src/plan/fill/input.js";
import { describe, expect, test } from "#jest";
import { readFileSync, writeFileSync } from "node:fs";
import { fillPlan } from "../../../src/plan/fill/fill.js";
import { BUILTIN_NAMES, builtinTemplates } from "../../../src/plan/template/template.js";
import { anInput } from "../plan-inputs.js";

const templates = builtinTemplates();

function fixture(name: string): URL {
  return new URL(`../../fixtures/issues/${name}`, import.meta.url);
}

/** An issue written with a form, of a team that uses labels for everything. */
const form: FillInput = {
  ...anInput(
    {
      number: 12,
      title: "Bookmarks in long reports",
      body: readFileSync(fixture("feature-form.md"), "utf8"),
      labels: [
        "needs-plan",
        "priority: high",
        "enhancement",
        "size: M",
        "role: backend",
        "area: reader",
      ],
      assignees: ["ana", "bo"],
      milestone: { title: "v2.1", dueOn: "2026-12-01T08:00:00Z" },
    },
    {
      subIssues: [
        { number: 13, title: "Sync bookmarks", state: "closed" },
        {
          number: 14,
          title: "Import | export",
          state: "open",
          repository: { owner: "acme", name: "app" },
        },
      ],
      dependencies: [{ number: 7, title: "Session service", state: "closed" }],
      scripts: [
        { name: "lint", command: "npm run lint" },
        { name: "test", command: "npm test" },
      ],
    },
  ),
};

/** An issue that somebody wrote down as it came to mind. */
const text: FillInput = {
  ...anInput({
    number: 58,
    title: "Exports with `{{rows}}` > 10 000 time out <!-- since 3.2 -->",
    body: readFileSync(fixture("bug-text.md"), "utf8").replaceAll("\n", "\r\n"),
    labels: ["bug", "P1", "risk: data loss"],
    author: "dependabot[bot]",
    htmlUrl: "https://github.com/acme/reports/issues/58",
  }),
  branch: "plan/issue-58",
};

/** Run with UPDATE_FIXTURES=1 to write them again, and read the difference. */
describe.each(BUILTIN_NAMES)("%s", (name) => {
  test.each([
    ["feature-form", form],
    ["bug-text", text],
  ])("filled from %s", (issue, input) => {
    const template = templates.get(name);
    const plan = template === undefined ? "" : fillPlan(template, input);
    const golden = fixture(`${issue}.${name}.md`);
    if (process.env["UPDATE_FIXTURES"] !== undefined) writeFileSync(golden, plan);
    expect(plan).toBe(readFileSync(golden, "utf8"));
  });
});

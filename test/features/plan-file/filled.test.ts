import type { FillInput } from "../../../src/plan/fill/input.js";
import { expect, test } from "#jest";
import { filledPlan } from "../../../src/features/plan-file/filled.js";
import { fillPlan } from "../../../src/plan/fill/fill.js";
import { builtinTemplates, loadTemplate } from "../../../src/plan/template/template.js";
import { anInput } from "../../plan/plan-inputs.js";

const first = anInput({ body: "## Goal\n\nBookmarks" });
const inputs: readonly FillInput[] = [
  first,
  anInput({ body: "## Goal\n\nMore bookmarks" }),
  anInput({ body: "## Goal\n\nBookmarks", labels: ["priority: high"] }),
  anInput({ body: "## Goal\n\nBookmarks" }, { scripts: [{ name: "lint", command: "make lint" }] }),
  { ...first, branch: "plan/12" },
  { ...first, date: "2026-11-22T10:05:00Z" },
  { ...first, repository: { ...first.repository, defaultBranch: "trunk" } },
];
const templates = [
  ...builtinTemplates().values(),
  loadTemplate("# {{title}}\n", "own"),
  loadTemplate("# {{title}}, changed\n", "own"),
  loadTemplate("# {{title}}\n", "other"),
];

test("a plan is that of its template and input, when first asked for and from memory", () => {
  const pairs = templates.flatMap((template) => inputs.map((input) => [template, input] as const));
  const plans = pairs.map((pair) => fillPlan(...pair));
  for (let round = 0; round < 2; round += 1) {
    expect(pairs.map((pair) => filledPlan(...pair))).toEqual(plans);
  }
});

import { readBody } from "../../src/issue/body.js";
import { readLabels } from "../../src/issue/labels.js";
import { distribute } from "../../src/plan/fill/distribute.js";
import { readFields } from "../../src/plan/fill/facts.js";

const VARIABLES = new Set([
  "goal",
  "background",
  "approach",
  "steps",
  "criteria",
  "questions",
  "dependencies",
]);

function uses(name: string): boolean {
  return VARIABLES.has(name);
}

/** What a plan counts of an issue, and how its goal begins. */
export function read(markdown: string, title = "") {
  const body = readBody(markdown, "https://github.com/acme/shop/issues/1", title);
  const facts = readFields(body.sections, readLabels([]), uses);
  const { steps, items, blocks, notes } = distribute(body, facts, uses);
  const sourceOf = (block: typeof notes) =>
    (block?.parts ?? []).flatMap((part) => (part.type === "markdown" ? [part.source] : []));
  return {
    steps: steps.map(({ plain, done }) => `${done ? "x" : "-"} ${plain}`),
    phases: steps.map(({ phase }) => phase),
    criteria: (items.get("criteria") ?? []).map(({ plain }) => plain),
    questions: (items.get("questions") ?? []).map(({ plain }) => plain),
    dependencies: (items.get("dependencies") ?? []).map(({ plain }) => plain),
    goal: sourceOf(blocks.get("goal"))[0]?.split("\n")[0],
    notes: sourceOf(notes).join("\n"),
  };
}

import { describe, expect, test } from "#jest";
import { summarizePlan } from "../../../src/features/proposal/text.js";
import { fillPlan } from "../../../src/plan/fill/fill.js";
import { parsePlan } from "../../../src/plan/parse/parse.js";
import { BUILTIN_NAMES, builtinTemplates } from "../../../src/plan/template/template.js";
import { anInput } from "../../plan/plan-inputs.js";

const BODY = `Exports lose rows.

## Tasks
- [ ] Add the cursor
- [x] Test it

## Acceptance criteria
- [ ] No row is lost

Depends on #7 and acme/app#8.
`;

const HOME = { owner: "acme", repo: "reports" };

const templates = builtinTemplates();

function summaryOf(name: string, body: string) {
  const template = templates.get(name);
  if (template === undefined) throw new Error(name);
  return summarizePlan(parsePlan(fillPlan(template, anInput({ body }))), HOME);
}

describe.each(BUILTIN_NAMES)("%s", (name) => {
  test("what is found is counted", () => {
    const { found } = summaryOf(name, BODY);
    expect(found).toMatch(
      /^2 steps, 1 acceptance criterion, depends on #\u200B7 and acme\/app#\u200B8$/,
    );
  });

  test("what is missing is named", () => {
    expect(summaryOf(name, BODY).missing).toMatch(
      /^no risks(?:, no estimate)?; \d+ places to fill in$/,
    );
    expect(summaryOf(name, "").missing).toMatch(/^no steps, no acceptance criteria, no risks/);
    expect(summaryOf(name, "").found).toBe("");
    const more = `${BODY}\n## Risks\n- Slow\n\n## Estimate\n3 hours\n`;
    expect(summaryOf(name, more).missing).toMatch(/^\d+ places to fill in$/);
    expect(summaryOf(name, more).found).toContain(", 1 risk, depends on");
  });
});

test("a plan of nobody's format says what it has", () => {
  expect(summarizePlan(parsePlan("# Plan\n\n- [ ] One\n"), HOME)).toEqual({
    found: "1 step",
    missing: "",
  });
});

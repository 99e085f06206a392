import { describe, expect, test } from "#jest";
import { approvePlan } from "../../../src/plan/edit/status.js";
import { parsePlan } from "../../../src/plan/parse/parse.js";
import { blankPlan } from "../../../src/plan/fill/fill.js";
import {
  builtinTemplates,
  type Template,
  TemplateError,
} from "../../../src/plan/template/template.js";
const AT = "2026-11-22T12:30:00.000Z";
const formats = [...builtinTemplates().values()].filter(
  (it): it is Template => !(it instanceof TemplateError),
);

describe("an approval", () => {
  test.each(formats.map((format) => [format.name, format] as const))(
    "is written in the words and places of %s, once",
    (_, format) => {
      const before = blankPlan(format);
      const text = approvePlan(before, { by: ["ada"], at: AT }, formats);
      expect(parsePlan(text, formats).status?.state).toBe("approved");
      expect(approvePlan(text, { by: ["ADA"], at: "2026-12-01T00:00:00Z" }, formats)).toBe(text);
    },
  );

  const plan =
    "# Plan\n\n**Status**: Draft\n**Approved By**: [Role/Name]\n**Last Updated**: 2026-11-20\n";

  test("adds who approves after others", () => {
    const one = approvePlan(plan, { by: ["ada"], at: AT }, formats);
    expect(one).toBe(
      "# Plan\n\n**Status**: Approved\n**Approved By**: @ada\n**Last Updated**: 2026-11-22\n",
    );
    const both = approvePlan(one, { by: ["ada", "grace"], at: AT }, formats);
    expect(both).toContain("**Approved By**: @ada, @grace\n");
  });

  test.each(["In Progress", "Completed"])("leaves a plan at %s there", (word) => {
    const text = approvePlan(plan.replace("Draft", word), { by: ["ada"], at: AT }, formats);
    expect(text).toContain(`**Status**: ${word}\n`);
    expect(text).toContain("@ada");
  });

  test("leaves what people wrote beside logins", () => {
    const own = plan.replace("[Role/Name]", "the board, on 20 November");
    expect(approvePlan(own, { by: ["ada"], at: AT }, formats)).toContain("the board, on 20");
  });
});

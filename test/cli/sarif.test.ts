import { describe, expect, test } from "#jest";
import * as z from "zod";
import { sarifReport } from "../../src/cli/reports.js";
import { checkPlan, RULES } from "../../src/plan/check/check.js";

/** A text that is not empty, as required ones have to be. */
const text = z.string().min(1).max(1024);

/**
 * What code scanning requires (GitHub Docs, "SARIF support for code scanning", "Supported SARIF
 * output file properties"), and nothing that the standard does not have.
 */
const log = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z
    .array(
      z.strictObject({
        columnKind: z.enum(["utf16CodeUnits", "unicodeCodePoints"]),
        tool: z.strictObject({
          driver: z.strictObject({
            name: text,
            semanticVersion: z.string().regex(/^\d+\.\d+\.\d+/),
            rules: z.array(
              z.strictObject({
                id: text,
                name: text.max(255),
                shortDescription: z.strictObject({ text }),
                fullDescription: z.strictObject({ text }),
                help: z.strictObject({ text: z.string().min(1), markdown: z.string().min(1) }),
                defaultConfiguration: z.strictObject({ level: z.enum(["error", "warning"]) }),
                properties: z.strictObject({
                  tags: z.array(text),
                  precision: z.enum(["very-high", "high", "medium", "low"]),
                  "problem.severity": z.enum(["error", "warning", "recommendation"]),
                }),
              }),
            ),
          }),
        }),
        invocations: z.array(
          z.strictObject({
            executionSuccessful: z.boolean(),
            toolExecutionNotifications: z.array(z.unknown()),
          }),
        ),
        results: z.array(
          z.strictObject({
            ruleId: text,
            ruleIndex: z.int().nonnegative(),
            level: z.enum(["error", "warning"]),
            message: z.strictObject({ text: z.string().min(1) }),
            locations: z
              .array(
                z.strictObject({
                  physicalLocation: z.strictObject({
                    artifactLocation: z.strictObject({ uri: text }),
                    region: z.strictObject({
                      startLine: z.int().min(1),
                      startColumn: z.int().min(1),
                      endLine: z.int().min(1),
                      endColumn: z.int().min(1),
                    }),
                  }),
                }),
              )
              .length(1),
          }),
        ),
      }),
    )
    .length(1),
});

function reportOf(...plans: string[]): z.infer<typeof log>["runs"][number] {
  const reports = plans.map((plan, index) => ({
    file: `./plans/ö ${index}.md`,
    path: `./plans/ö ${index}.md`,
    text: plan,
    findings: checkPlan(plan, { templates: [], now: new Date("2026-11-21T00:00:00Z") }),
  }));
  const [run] = log.parse(JSON.parse(sarifReport(reports, { outColours: false }))).runs;
  if (run === undefined) throw new Error("no run");
  return run;
}

describe("SARIF", () => {
  test("is as code scanning wants it", () => {
    const run = reportOf("- [-] a\n\n- [x]b\n", "\uFEFF# \u{1F600}\r\n- [-] a", "");
    expect(run.results).toHaveLength(3);
    const { artifactLocation, region } = run.results[2]!.locations[0]!.physicalLocation;
    expect(artifactLocation.uri).toBe("plans/%C3%B6%201.md");
    expect(region).toEqual({ startLine: 2, startColumn: 1, endLine: 2, endColumn: 8 });
  });

  test("has every rule with what it finds and how it is fixed", () => {
    const { rules } = reportOf("").tool.driver;
    expect(rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
    for (const { fullDescription, help } of rules) {
      expect(fullDescription.text).not.toContain("`");
      expect(help.markdown).toMatch(/^\p{Lu}.*\.$/u);
    }
  });
});

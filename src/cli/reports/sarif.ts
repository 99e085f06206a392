import { RULES } from "../../plan/check.js";
import { version } from "../version.js";
import type { Report } from "./report.js";

/**
 * SARIF 2.1.0, which code scanning reads.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export const sarifReport: Report = (reports) => {
  const failed = reports.flatMap((report) => ("error" in report ? [report] : []));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "plansmith",
            version: version(),
            rules: RULES.map(({ id, severity, about }) => ({
              id,
              shortDescription: { text: `${about.charAt(0).toUpperCase()}${about.slice(1)}.` },
              defaultConfiguration: { level: severity },
            })),
          },
        },
        invocations: [
          {
            executionSuccessful: failed.length === 0,
            toolExecutionNotifications: failed.map(({ file, error }) => ({
              level: "error",
              message: { text: `The file ${error}.` },
              locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }],
            })),
          },
        ],
        results: reports.flatMap((report) => {
          if ("error" in report) return [];
          return report.findings.map(({ rule, severity, line, message, mend }) => ({
            ruleId: rule,
            ruleIndex: RULES.findIndex(({ id }) => id === rule),
            level: severity,
            message: { text: `${message} ${mend}` },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: uriOf(report.file) },
                  region: { startLine: line },
                },
              },
            ],
          }));
        }),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};

/** A file's name as a URI reference. */
function uriOf(file: string): string {
  const path = file.replaceAll("\\", "/").replace(/^\.\//, "");
  return path.split("/").map(encodeURIComponent).join("/");
}

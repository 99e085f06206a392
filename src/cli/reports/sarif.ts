import { lineHashes } from "./line-hashes.js";
import { RULES } from "../../plan/check.js";
import { parseMarkdown, plainText } from "../../plan/markdown.js";
import { version } from "../version.js";
import type { FileReport, Report } from "./report.js";

/**
 * SARIF 2.1.0 with what code scanning asks for.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @see https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export const sarifReport: Report = (reports) => {
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        columnKind: "utf16CodeUnits",
        tool: {
          driver: { name: "plansmith", semanticVersion: version(), rules: RULES.map(ruleOf) },
        },
        invocations: [invocationOf(reports)],
        results: reports.flatMap(resultsOf),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};

function ruleOf({ id, severity, about, help }: (typeof RULES)[number]) {
  const text = plainText(parseMarkdown(help));
  return {
    id,
    name: id,
    shortDescription: { text: `${about.charAt(0).toUpperCase()}${about.slice(1)}.` },
    fullDescription: { text },
    help: { text, markdown: help },
    defaultConfiguration: { level: severity },
    properties: { tags: ["plan"], precision: "high", "problem.severity": severity },
  };
}

/** Files that could not be read are failures of the run, not results. */
function invocationOf(reports: readonly FileReport[]) {
  const failed = reports.flatMap((report) => ("error" in report ? [report] : []));
  return {
    executionSuccessful: failed.length === 0,
    toolExecutionNotifications: failed.map(({ path, error }) => ({
      level: "error",
      message: { text: `The file ${error}.` },
      locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) } } }],
    })),
  };
}

function resultsOf(report: FileReport) {
  if ("error" in report || report.findings.length === 0) return [];
  const { path, text, findings } = report;
  const hashes = lineHashes(text);
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  return findings.map(({ rule, severity, line, message, mend }) => ({
    ruleId: rule,
    ruleIndex: RULES.findIndex(({ id }) => id === rule),
    level: severity,
    message: { text: `${message} ${mend}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(path) },
          region: {
            startLine: line,
            startColumn: 1,
            endLine: line,
            endColumn: (lines[line - 1]?.length ?? 0) + 1,
          },
        },
      },
    ],
    partialFingerprints: { primaryLocationLineHash: hashes[line - 1] ?? "0:1" },
  }));
}

/** A file's name as a URI reference. */
function uriOf(file: string): string {
  const path = file.replaceAll("\\", "/").replace(/^\.\//, "");
  return path.split("/").map(encodeURIComponent).join("/");
}

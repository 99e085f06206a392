import { parseMarkdown, plainText } from "../markdown/parse.js";
import { type Finding, RULES } from "../plan/check/check.js";
import { type Io, painter, printable } from "./io.js";
import { packageVersion } from "../model/package.js";
import { annotation } from "../model/workflow-command.js";

/** What was found in a file, or why it could not be read. */
export type FileReport = {
  /** As it was given. */
  readonly file: string;
  /** From the root of its repository; as it was given where it is in none. */
  readonly path: string;
} & (
  | {
      readonly text: string;
      readonly findings: readonly Finding[];
      /** Whether there is a plan in it; left out where there is. */
      readonly isPlan?: false;
    }
  | { readonly error: string }
);

/** Prints reports in some form, a line end at the end. */
export type Report = (reports: readonly FileReport[], io: Pick<Io, "outColours">) => string;

/** Findings for people: a line for what is wrong, one for how to fix it, and a summary at the end. */
export const textReport: Report = (reports, io) => {
  const paint = painter(io.outColours);
  let count = 0;
  let text = "";
  for (const report of reports) {
    if ("error" in report) continue;
    for (const { rule, severity, line, message, fix } of report.findings) {
      const level = paint(severity === "error" ? "red" : "yellow", severity);
      const place = paint("bold", `${printable(report.file)}:${line}`);
      text += `${place} ${level} ${printable(message)} ${paint("dim", rule)}\n    Fix: ${printable(fix)}\n`;
      count += 1;
    }
  }
  for (const report of reports) {
    if (!("findings" in report) || report.isPlan !== false) continue;
    text += `${paint("bold", printable(report.file))}: no plan found\n`;
  }
  const read = reports.filter((report) => "findings" in report).length;
  const unread = reports.length - read;
  const failed = unread === 0 ? [] : [`${filesOf(unread)} could not be read`];
  if (read === 0) return unread === 0 ? "No plan found\n" : `${failed.join("")}\n`;
  const summary =
    count === 0 ? paint("green", "No issues found") : paint("yellow", `${issuesOf(count)} found`);
  return `${text}${[`${summary} in ${filesOf(read)}`, ...failed].join("; ")}\n${rulesText(reports)}`;
};

/** A line for each rule that found something, the most frequent first. */
function rulesText(reports: readonly FileReport[]): string {
  const rules = new Map<string, { count: number; files: number }>();
  for (const report of reports) {
    if (!("findings" in report)) continue;
    const seen = new Set<string>();
    for (const { rule } of report.findings) {
      const known = rules.get(rule) ?? { count: 0, files: 0 };
      const files = known.files + (seen.has(rule) ? 0 : 1);
      rules.set(rule, { count: known.count + 1, files });
      seen.add(rule);
    }
  }
  return [...rules]
    .toSorted(([, a], [, b]) => b.count - a.count)
    .map(([rule, { count, files }]) => `  ${count} ${rule} in ${filesOf(files)}\n`)
    .join("");
}

/** `1 issue`, `2 issues`. */
export function issuesOf(count: number): string {
  return count === 1 ? "1 issue" : `${count} issues`;
}

function filesOf(count: number): string {
  return count === 1 ? "1 file" : `${count} files`;
}

/**
 * `[{"file","findings":[{"rule","severity","line","message","fix","lines"}]}]`; `lines` where one cause
 * shows in several places, `note` where there is no plan; or `error` for `findings`.
 */
export const jsonReport: Report = (reports) => {
  const all = reports.map((report) =>
    "error" in report
      ? { file: report.file, error: report.error }
      : {
          file: report.file,
          ...(report.isPlan === false ? { note: "no plan found" } : {}),
          findings: report.findings,
        },
  );
  return `${JSON.stringify(all, undefined, 2)}\n`;
};

/**
 * Workflow commands, which GitHub Actions shows beside the lines of a pull request.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export const githubReport: Report = (reports) =>
  reports
    .flatMap((report): readonly string[] => {
      const file = report.path;
      if ("error" in report) {
        return [
          annotation("error", { file, title: "file-unreadable" }, `The file ${report.error}.`),
        ];
      }
      return report.findings.map(({ rule, severity, line, message, fix }) =>
        annotation(severity, { file, line, title: rule }, `${message} ${fix}`),
      );
    })
    .join("");

/**
 * SARIF 2.1.0 with what code scanning asks for. It has no fingerprints: `upload-sarif` adds them.
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
          driver: {
            name: "plansmith",
            semanticVersion: packageVersion(),
            rules: RULES.map(ruleOf),
          },
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
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  return findings.map(({ rule, severity, line, message, fix }) => ({
    ruleId: rule,
    ruleIndex: RULES.findIndex(({ id }) => id === rule),
    level: severity,
    message: { text: `${message} ${fix}` },
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
  }));
}

/** A file's name as a URI reference. */
function uriOf(file: string): string {
  const path = file.replaceAll("\\", "/").replace(/^\.\//, "");
  return path.split("/").map(encodeURIComponent).join("/");
}

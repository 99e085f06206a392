import { parseMarkdown, plainText } from "../markdown/parse.js";
import { digestOf, textLines } from "../model/text.js";
import { packageVersion } from "../model/package.js";
import { type Finding, RULES } from "../plan/check/check.js";
import { type Io, painter, printable, messageOf, UsageError } from "./io.js";

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
  const lines = textLines(text.replace(/^\uFEFF/, ""));
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

/** A larger baseline is not read, in bytes. */
const LIMIT = 8 * 1024 * 1024;

/** Characters of a digest. */
const DIGEST = 12;

/**
 * Findings that are known: by the file's path from its repository's root, one entry for each place of
 * each, of the rule, a digest of what the line says, and how many lines say just that. It holds where
 * lines move, and where some places of a cause are put right.
 */
type Known = Readonly<Record<string, readonly string[]>>;

/** Reads a baseline. @throws UsageError where it cannot be read, or is none. */
export async function readBaseline(io: Io, path: string): Promise<Known> {
  let text: string;
  try {
    text = new TextDecoder().decode(await io.readFile(path, LIMIT));
  } catch (error) {
    throw new UsageError(
      `the baseline ${path} ${messageOf(error)}; write it with --write-baseline`,
    );
  }
  const value = jsonOf(text);
  if (!isBaseline(value)) {
    throw new UsageError(`${path} is no baseline; write it again with --write-baseline`);
  }
  return value.findings;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isBaseline(value: unknown): value is { readonly findings: Known } {
  if (typeof value !== "object" || value === null || !("findings" in value)) return false;
  const { findings } = value;
  if (typeof findings !== "object" || findings === null || Array.isArray(findings)) return false;
  return Object.values(findings).every(
    (entries) => Array.isArray(entries) && entries.every((entry) => typeof entry === "string"),
  );
}

/** The text of a baseline with all that was found. */
export function baselineText(reports: readonly FileReport[]): string {
  const findings = Object.fromEntries(
    reports
      .flatMap((report) => ("findings" in report && report.findings.length > 0 ? [report] : []))
      .map((report) => [report.path, entriesOf(report.findings, report.text)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  return `${JSON.stringify({ version: 1, findings }, undefined, 2)}\n`;
}

/**
 * The findings of a report that are not known yet, and how many are. A finding is known if all its
 * places are; each entry excuses as many places as it counts.
 */
export function unknownFindings(
  report: FileReport,
  known: Known,
): { readonly report: FileReport; readonly known: number } {
  if (!("findings" in report)) return { report, known: 0 };
  const entries = Object.hasOwn(known, report.path) ? (known[report.path] ?? []) : [];
  const left = new Map<string, number>();
  for (const entry of entries) {
    const [, place = "", count = ""] = /^(.*) x(\d+)$/.exec(entry) ?? [];
    left.set(place, (left.get(place) ?? 0) + Number(count));
  }
  const lines = textLines(report.text);
  const findings = report.findings.filter((finding) => {
    const places = counted(placesOf(finding, lines));
    // A habit that has spread is news.
    const isKnown = [...places].every(([place, count]) => (left.get(place) ?? 0) >= count);
    if (!isKnown) return true;
    for (const [place, count] of places) left.set(place, (left.get(place) ?? 0) - count);
    return false;
  });
  return { report: { ...report, findings }, known: report.findings.length - findings.length };
}

/** The entries of the findings of a file. */
function entriesOf(findings: readonly Finding[], text: string): readonly string[] {
  const lines = textLines(text);
  const places = counted(findings.flatMap((finding) => placesOf(finding, lines)));
  return [...places].map(([place, count]) => `${place} x${count}`);
}

function counted(places: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  return counts;
}

/** The rule and a digest of the line, for each place of a finding. */
function placesOf(
  { rule, line, lines = [line] }: Finding,
  all: readonly string[],
): readonly string[] {
  return lines.map((at) => `${rule} ${digestOf(all[at - 1]?.trim() ?? "", DIGEST)}`);
}

/**
 * A line that the runner of GitHub Actions shows as an annotation, a line end at its end.
 *
 * @param place what it is about: `file`, `line`, `title`; what is not defined is left out
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function annotation(
  level: "error" | "warning" | "notice",
  place: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const properties = Object.entries(place).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${property(String(value))}`],
  );
  return `::${level} ${properties.join(",")}::${data(message)}\n`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

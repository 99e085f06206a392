import { digestOf } from "../model/digest.js";
import type { Finding } from "../plan/check/check.js";
import { messageOf, UsageError, type Io } from "./io.js";
import type { FileReport } from "./reports.js";

/** A larger baseline is not read, in bytes. */
const LIMIT = 8 * 1024 * 1024;

/** Characters of a digest. */
const DIGEST = 12;

/**
 * Findings that are known: by the file's path from its repository's root, one entry each, of the rule,
 * a digest of what the line says, and the number of places. It holds where lines move.
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

/** The findings of a report that are not known yet, and how many are. Each entry excuses one finding. */
export function unknownFindings(
  report: FileReport,
  known: Known,
): { readonly report: FileReport; readonly known: number } {
  if (!("findings" in report)) return { report, known: 0 };
  const left = [...(Object.hasOwn(known, report.path) ? (known[report.path] ?? []) : [])];
  const entries = entriesOf(report.findings, report.text);
  const findings = report.findings.filter((_, index) => {
    const [what = "", places = ""] = split(entries[index] ?? "");
    // A habit that has spread is news.
    const at = left.findIndex((entry) => {
      const [other, count = ""] = split(entry);
      return other === what && Number(places) <= Number(count);
    });
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  return { report: { ...report, findings }, known: report.findings.length - findings.length };
}

function split(entry: string): readonly string[] {
  return /^(.*) x(\d+)$/.exec(entry)?.slice(1) ?? [];
}

/** An entry for each finding, in their order. */
function entriesOf(findings: readonly Finding[], text: string): readonly string[] {
  const all = text.split(/\r\n|\r|\n/);
  return findings.map(({ rule, line, lines = [line] }) => {
    const said = all[line - 1]?.trim() ?? "";
    return `${rule} ${digestOf(said, DIGEST)} x${lines.length}`;
  });
}

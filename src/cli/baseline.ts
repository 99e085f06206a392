import { digestOf } from "../model/compare-text.js";
import type { Finding } from "../plan/check/check.js";
import { messageOf, UsageError, type Io } from "./io.js";
import type { FileReport } from "./reports.js";

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
  const lines = linesOf(report.text);
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
  const lines = linesOf(text);
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

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/);
}

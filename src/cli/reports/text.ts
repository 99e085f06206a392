import { painter, printable } from "../paint.js";
import type { Report } from "./report.js";

/** Findings for people: a line for what is wrong, one for how to mend it, and a sum at the end. */
export const textReport: Report = (reports, io) => {
  const paint = painter(io.outColours);
  let count = 0;
  let text = "";
  for (const report of reports) {
    if ("error" in report) continue;
    for (const { rule, severity, line, message, mend } of report.findings) {
      const level = paint(severity === "error" ? "red" : "yellow", severity);
      const place = paint("bold", `${printable(report.file)}:${line}`);
      text += `${place} ${level} ${printable(message)} ${paint("dim", rule)}\n    ${printable(mend)}\n`;
      count += 1;
    }
  }
  const read = reports.filter((report) => "findings" in report).length;
  const unread = reports.length - read;
  const failed = unread === 0 ? [] : [`${filesOf(unread)} could not be read`];
  if (read === 0) return `${failed.join("")}\n`;
  const found = count === 1 ? "1 finding" : `${count} findings`;
  const sum = count === 0 ? paint("green", "nothing found") : paint("yellow", found);
  return `${text}${[`${sum} in ${filesOf(read)}`, ...failed].join("; ")}\n`;
};

function filesOf(count: number): string {
  return count === 1 ? "1 file" : `${count} files`;
}

import type { Report } from "./report.js";

/** `[{"file","findings":[{"rule","severity","line","message","mend"}]}]`; or `error` for `findings`. */
export const jsonReport: Report = (reports) => {
  const all = reports.map((report) =>
    "error" in report
      ? { file: report.file, error: report.error }
      : { file: report.file, findings: report.findings },
  );
  return `${JSON.stringify(all, undefined, 2)}\n`;
};

import type { Report } from "./report.js";

/**
 * Workflow commands, which GitHub Actions shows beside the lines of a pull request.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export const githubReport: Report = (reports) =>
  reports
    .flatMap((report): readonly string[] => {
      const file = property(report.path);
      if ("error" in report) {
        const message = data(`The file ${report.error}.`);
        return [`::error file=${file},title=file-unreadable::${message}\n`];
      }
      return report.findings.map(
        ({ rule, severity, line, message, mend }) =>
          `::${severity} file=${file},line=${line},title=${property(rule)}::${data(`${message} ${mend}`)}\n`,
      );
    })
    .join("");

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

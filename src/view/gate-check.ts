import type { Config } from "../config/schema.js";
import type { CheckResult } from "../github/checks.js";

/** What the check run on pull requests that work on issues is called. */
export const GATE_CHECK_NAME = "Plan approved";

/** How strict the gate is. */
export type GateMode = Exclude<Config["gate"], "off">;

/** An issue that a pull request works on. */
export interface GatedIssue {
  readonly number: number;
  /** Whether the default branch has its plan. */
  readonly approved: boolean;
}

/** The check run that says whether the issues of a pull request have approved plans. */
export function gateCheck(issues: readonly GatedIssue[], mode: GateMode): CheckResult {
  if (issues.length === 0) {
    return {
      conclusion: "skipped",
      title: "Linked to no issue",
      summary: "Its description closes no issue of this repository and is `Part of` none.",
      text: "",
    };
  }
  const waiting = issues.filter(({ approved }) => !approved);
  const rows = issues.map(
    ({ number, approved }) => `- #${number}: ${approved ? "approved" : "no approved plan"}`,
  );
  if (waiting.length === 0) {
    const title = issues.length === 1 ? "The plan is approved" : "All plans are approved";
    return { conclusion: "success", title, summary: rows.join("\n"), text: "" };
  }
  const [first] = waiting;
  return {
    conclusion: mode === "require" ? "failure" : "neutral",
    title:
      waiting.length === 1
        ? `#${first?.number ?? ""} has no approved plan`
        : `${waiting.length} issues have no approved plan`,
    summary: [
      ...rows,
      "",
      "A plan is approved when it is on the default branch. This is looked at again then.",
    ].join("\n"),
    text: "",
  };
}

import type { Config } from "../../config/schema.js";
import type { CheckResult } from "../../github/checks.js";

/** What the check run on pull requests that work on issues is called. */
export const GATE_CHECK_NAME = "Plan approved";

/** How strict the gate is. */
export type GateMode = Exclude<Config["gate"], "off">;

/** How the check run words {@link GatedIssue.state}. */
const STATES = { approved: "approved", waiting: "no approved plan", closed: "closed" } as const;

/** Closed issues that are listed. */
const MAX_CLOSED = 20;

/** An issue that a pull request works on. */
export interface GatedIssue {
  readonly number: number;
  /** Whether the default branch has its plan; a closed issue needs none. */
  readonly state: "approved" | "waiting" | "closed";
}

/**
 * The check run that says whether the issues of a pull request have approved plans.
 *
 * @param unchecked how many more issues the pull request is linked to than are looked at: with any,
 *   the check does not pass
 */
export function gateCheck(
  issues: readonly GatedIssue[],
  mode: GateMode,
  unchecked = 0,
): CheckResult {
  if (issues.length === 0 && unchecked === 0) {
    return {
      conclusion: "skipped",
      title: "Not linked to an issue",
      summary:
        "The description does not say that this pull request closes, or is `Part of`, an issue of this repository.",
      text: "",
    };
  }
  const refusal = mode === "require" ? "failure" : "neutral";
  const waiting = issues.filter(({ state }) => state === "waiting");
  const open = issues.filter(({ state }) => state !== "closed");
  const closed = issues.filter(({ state }) => state === "closed");
  const shown = [...open, ...closed.slice(0, MAX_CLOSED)];
  const left = issues.length - shown.length;
  const rows = [
    ...shown.map(({ number, state }) => `- #${number}: ${STATES[state]}`),
    ...(left > 0 ? [`- … and ${left} more closed issues`] : []),
  ];
  if (unchecked > 0) {
    const more = unchecked === 1 ? "1 more issue was" : `${unchecked} more issues were`;
    return {
      conclusion: refusal,
      title: "Linked to too many issues",
      summary: [
        ...rows,
        "",
        `${more} not checked. Link fewer issues, or split the pull request.`,
      ].join("\n"),
      text: "",
    };
  }
  if (waiting.length === 0) {
    const title =
      open.length === 0
        ? "No open issue needs a plan"
        : open.length === 1
          ? "The plan is approved"
          : "All plans are approved";
    return { conclusion: "success", title, summary: rows.join("\n"), text: "" };
  }
  const [first] = waiting;
  return {
    conclusion: refusal,
    title:
      waiting.length === 1
        ? `#${first?.number ?? ""} has no approved plan`
        : `${waiting.length} issues have no approved plan`,
    summary: [
      ...rows,
      "",
      "A plan is approved when it is on the default branch. This check is then updated automatically.",
    ].join("\n"),
    text: "",
  };
}

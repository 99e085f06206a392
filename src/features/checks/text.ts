import { diffArrays } from "diff";
import { problemText, type ConfigProblem } from "../../config/problem.js";
import { CONFIG_FILES } from "../../config/read-config.js";
import type { Annotation, CheckResult } from "../../github/checks.js";
import { startText, inlineText, linesWithin, oneLine, showHidden } from "../../markdown/escape.js";
import type { GroupRef, IssueRef, PullRef, RepositoryRef } from "../../model/refs.js";
import { TEMPLATE_FOLDER } from "../../plan/identity.js";
import type { TemplateError } from "../../plan/template/template.js";
import type { Config } from "../../config/schema.js";
import { fence } from "../../markdown/source.js";

/** What the check run of a changed configuration or template is called. */
export const CONFIGURATION_CHECK_NAME = "Plansmith configuration";

/**
 * What a check run's text may take, and as much its summary. GitHub's limit is 65,535 bytes of UTF-8, though
 * its documentation speaks of characters.
 *
 * @see https://github.com/github/docs/issues/35252
 */
export const MAX_CHECK_BYTES = 65_000;

/** Problems that the summary lists; all are annotations. */
const MAX_PROBLEMS = 30;

/** Stands at the end of a text that is cut. */
const TOO_LONG = "… The rest is too long to show here.\n";

/** What would change for one issue. */
export interface IssueChange {
  readonly number: number;
  readonly title: string;
  /** Empty where nothing does. */
  readonly diff: string;
}

/** The annotations on the files of the pull request. */
export function annotationsOf(
  problems: readonly ConfigProblem[],
  broken: readonly TemplateError[],
): readonly Annotation[] {
  return [
    ...problems
      .filter(({ source }) => CONFIG_FILES.includes(source))
      .map((problem) => ({
        path: problem.source,
        line: problem.line,
        column: problem.column,
        message: showHidden(problemText(problem)),
      })),
    ...broken.map(({ template, line, reason, fix }) => ({
      path: `${TEMPLATE_FOLDER}/${template}.md`,
      line,
      message: showHidden(`${sentence(reason)} ${fix}`),
    })),
  ];
}

/** The check run where something is wrong. */
export function failedCheck(
  problems: readonly ConfigProblem[],
  broken: readonly TemplateError[],
): CheckResult {
  const rows = [
    ...problems.map((problem) => {
      const { source, line, column } = problem;
      return `${source}, line ${line}, column ${column}: ${problemText(problem)}`;
    }),
    ...broken.map(({ template, line, reason, fix }) => {
      return `${TEMPLATE_FOLDER}/${template}.md, line ${line}: ${sentence(reason)} ${fix}`;
    }),
  ];
  const listed = rows.slice(0, MAX_PROBLEMS).map((row) => `- ${startText(row, 800)}`);
  const shown = linesWithin(listed, MAX_CHECK_BYTES - 500);
  const more = rows.length - shown.length;
  return {
    conclusion: "failure",
    title: rows.length === 1 ? "1 error" : `${rows.length} errors`,
    summary: [
      "With these files on the default branch, no plan would be opened until they are fixed.",
      "",
      ...shown,
      ...(more > 0 ? [`- … and ${more} more`] : []),
    ].join("\n"),
    text: "",
  };
}

/** The check run where nothing is wrong, with what would change. */
export function passedCheck(changes: readonly IssueChange[]): CheckResult {
  const changed = changes.filter(({ diff }) => diff !== "");
  return {
    conclusion: "success",
    title: changed.length === 0 ? "No errors, nothing changes" : "No errors; see what would change",
    summary: summaryOf(changes.length, changed.length),
    text: textOf(changes),
  };
}

function summaryOf(all: number, changed: number): string {
  if (all === 0) return "No issue has a plan or waits for one, so there is nothing to preview.";
  const looked = all === 1 ? "the latest issue" : `the latest ${all} issues`;
  return `Of ${looked} with a plan, or waiting for one, ${changed} would get a different plan if it were opened now. Existing plans stay as they are.`;
}

function textOf(changes: readonly IssueChange[]): string {
  let text = "";
  for (const { number, title, diff } of changes) {
    const heading = `### #${number} ${inlineText(title, 100)}\n\n`;
    const part =
      heading + (diff === "" ? "Nothing changes.\n\n" : `${fence(showHidden(diff), "diff")}\n\n`);
    const isTooLong =
      Buffer.byteLength(text + part) > MAX_CHECK_BYTES - Buffer.byteLength(TOO_LONG);
    // The beginning of the first one is more than nothing.
    if (isTooLong && text === "") text = `${heading}${fence(beginningOf(diff), "diff")}\n\n`;
    if (isTooLong) return text + TOO_LONG;
    text += part;
  }
  return text;
}

/** As much of a diff as is shown where it does not fit. The fences around it may be as long as it is. */
function beginningOf(diff: string): string {
  return linesWithin(showHidden(diff).split("\n"), MAX_CHECK_BYTES / 4).join("\n");
}

function sentence(reason: string): string {
  const line = oneLine(reason);
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;
}

/**
 * What is to be looked at for a check run to be written once more, by the external id that the App
 * gave it; `undefined` for what is none of those.
 *
 * @param sha the commit that the check run is on
 */
export function itemOfCheck(
  externalId: string,
  { installationId, owner, repo }: RepositoryRef,
  sha: string | undefined,
): IssueRef | PullRef | GroupRef | undefined {
  const match = /^(?:(?:plan|gate)-(issue|pull|group)|(pull))-([1-9]\d{0,9})(?:-|$)/.exec(
    externalId,
  );
  if (match === null) return undefined;
  const kind = match[1] ?? match[2];
  const item = { installationId, owner, repo, number: Number(match[3]), force: true as const };
  if (kind === "issue") return { ...item, kind };
  if (kind === "pull") return { ...item, kind };
  return sha === undefined ? undefined : { ...item, kind: "group", sha };
}

/** Texts that differ in more lines than this are not compared: it would take too long. */
const MAX_EDITS = 2000;

/** Lines that are shown around a change. */
const CONTEXT = 2;

/**
 * What changes from one text to another, as a unified diff without file names: `-` and `+` lines
 * with some around them, `⋮` for what is left out. Empty where nothing changes.
 *
 * @param limit most lines of the result
 */
export function diffLines(before: string, after: string, limit: number): string {
  if (before === after) return "";
  const changes = diffArrays(before.split("\n"), after.split("\n"), { maxEditLength: MAX_EDITS });
  if (changes === undefined) return "(too long to compare)";
  const marked = changes.flatMap(({ added, removed, value }) => {
    const mark = added ? "+" : removed ? "-" : " ";
    return value.map((line) => `${mark} ${line}`);
  });
  const near = marked.map((_, index) =>
    marked.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => line[0] !== " "),
  );
  const shown = marked.flatMap((line, index) => {
    if (near[index] === true) return [line];
    return near[index - 1] === true || index === 0 ? ["⋮"] : [];
  });
  const more = shown.length - limit;
  return more > 0
    ? [...shown.slice(0, limit), `… ${more} more lines`].join("\n")
    : shown.join("\n");
}

/** What the check run on pull requests that work on issues is called. */
export const GATE_CHECK_NAME = "Plan approved";

/** How strict the gate is. */
type GateMode = Exclude<Config["gate"], "off">;

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

import { CONFIG_FILE } from "../config/files.js";
import { problemText, type ConfigProblem } from "../config/problem.js";
import type { Annotation, CheckResult } from "../github/checks.js";
import type { TemplateError } from "../plan/template-error.js";
import { TEMPLATE_FOLDER } from "../plan/identity.js";
import { startText, inlineText, oneLine, visible } from "./text.js";

/** What the check run is called. */
export const CHECK_NAME = "Plansmith configuration";

/** GitHub's limit for a check run's text is 65,535 characters. */
const MOST_CHARACTERS = 60_000;

/** Problems that the summary lists; all are annotations. */
const MOST_PROBLEMS = 30;

/** What would change for one issue. */
export interface IssueChange {
  readonly number: number;
  readonly title: string;
  /** Empty where nothing does. */
  readonly diff: string;
}

/** The remarks on the files of the pull request. */
export function annotationsOf(
  problems: readonly ConfigProblem[],
  broken: readonly TemplateError[],
): readonly Annotation[] {
  return [
    ...problems
      .filter(({ source }) => source === CONFIG_FILE)
      .map((problem) => ({
        path: CONFIG_FILE,
        line: problem.line,
        column: problem.column,
        message: visible(problemText(problem)),
      })),
    ...broken.map(({ template, line, reason, mend }) => ({
      path: `${TEMPLATE_FOLDER}/${template}.md`,
      line,
      message: visible(`${sentence(reason)} ${mend}`),
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
    ...broken.map(({ template, line, reason, mend }) => {
      return `${TEMPLATE_FOLDER}/${template}.md, line ${line}: ${sentence(reason)} ${mend}`;
    }),
  ];
  const shown = rows.slice(0, MOST_PROBLEMS).map((row) => `- ${startText(row, 800)}`);
  const more = rows.length - shown.length;
  return {
    conclusion: "failure",
    title: rows.length === 1 ? "1 mistake" : `${rows.length} mistakes`,
    summary: [
      "With these files on the default branch, no plan would be opened until they are mended.",
      "",
      ...shown,
      ...(more > 0 ? [`- … and ${more} more`] : []),
    ].join("\n"),
    text: "",
  };
}

/** The check run where everything is right, with what would change. */
export function passedCheck(changes: readonly IssueChange[]): CheckResult {
  const changed = changes.filter(({ diff }) => diff !== "");
  return {
    conclusion: "success",
    title: changed.length === 0 ? "Can be used" : "Can be used; see what would change",
    summary: summaryOf(changes.length, changed.length),
    text: textOf(changes),
  };
}

function summaryOf(all: number, changed: number): string {
  if (all === 0) return "No issue has a plan or waits for one, so there is nothing to show.";
  const looked = all === 1 ? "the latest issue" : `the latest ${all} issues`;
  return `Of ${looked} with a plan, or waiting for one, ${changed} would get another plan if it were opened now. Plans that are open stay as they are.`;
}

function textOf(changes: readonly IssueChange[]): string {
  let text = "";
  for (const { number, title, diff } of changes) {
    const heading = `### #${number} ${inlineText(title, 100)}\n\n`;
    const part = heading + (diff === "" ? "Nothing changes.\n\n" : `${fenced(diff)}\n\n`);
    if (text.length + part.length > MOST_CHARACTERS) {
      return `${text}… The rest would be too long to be shown here.\n`;
    }
    text += part;
  }
  return text;
}

/** A code block that nothing in it can end. */
function fenced(text: string): string {
  const diff = visible(text);
  const longest = Math.max(0, ...(diff.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}diff\n${diff}\n${fence}`;
}

function sentence(reason: string): string {
  const line = oneLine(reason);
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;
}

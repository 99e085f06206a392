import { problemText, type ConfigProblem } from "../../config/problem.js";
import { CONFIG_FILE, CONFIG_FILES } from "../../config/read-config.js";
import type { Issue } from "../../issue/issue.js";
import { inlineText } from "../../markdown/escape.js";
import { lineUrl, repositoryUrl } from "../words.js";

/** Problems that a status comment shows. */
const MAX_PROBLEMS = 5;

/** Explains what is wrong with the configuration, each problem with a link to its line. Markdown. */
export function configurationProblem(issue: Issue, problems: readonly ConfigProblem[]): string {
  const rows = problems.slice(0, MAX_PROBLEMS).map((problem) => {
    const { source, line, column } = problem;
    const name = inlineText(source);
    const place = `[${name}, line ${line}, column ${column}](${sourceUrl(issue, source, line)})`;
    return `- ${place}: ${inlineText(problemText(problem), 600)}`;
  });
  const more = problems.length - rows.length;
  return [
    "The configuration has errors. Until they are fixed, no plan is opened and no label is changed. After that, everything continues automatically.",
    "",
    ...rows,
    ...(more > 0 ? [`- … and ${more} more`] : []),
  ].join("\n");
}

/** The file is the repository's own, or `owner/repo/` stands before it. */
function sourceUrl(issue: Issue, source: string, line: number): string {
  const own = repositoryUrl(issue);
  const path = CONFIG_FILES.find((name) => source.endsWith(name)) ?? CONFIG_FILE;
  const elsewhere = source.slice(0, -path.length - 1);
  const repository = elsewhere === "" ? own : `${new URL(own).origin}/${elsewhere}`;
  return lineUrl(repository, "HEAD", path, line);
}

import { readProgress } from "../../src/plan/parse/progress.js";
import type { EmbeddedGitHub } from "../support/github.js";
import type { Deeds } from "./people.js";
import { planFileOf, planPullsOf } from "./plans.js";

/** What is wrong with the world, a line each: nothing where every issue is as it should be. */
export async function judge(
  github: EmbeddedGitHub,
  { issues, edits }: Pick<Deeds, "issues" | "edits">,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const number of issues) {
    const lines = edits.filter((edit) => edit.number === number).map(({ line }) => line);
    const found = await judgeIssue(github, number, lines).catch((error: unknown) => [
      String(error),
    ]);
    problems.push(...found.map((problem) => `#${number}: ${problem}`));
  }
  const pulls = await github.pulls();
  const heads = new Set(pulls.map(({ head }) => head.ref));
  if (heads.size < pulls.length)
    problems.push(`${pulls.length - heads.size} pull requests too many`);
  return problems;
}

/** @param lines what people wrote into its plan */
async function judgeIssue(
  github: EmbeddedGitHub,
  number: number,
  lines: readonly string[],
): Promise<readonly string[]> {
  const pulls = await planPullsOf(github, number);
  const comments = (await github.comments(number)).filter(
    ({ user }) => user?.login === `${github.slug}[bot]`,
  );
  const labels = (await github.issue(number)).labels.map(({ name }) => name);
  const [pull] = pulls;
  const [comment] = comments;
  if (pull === undefined || pulls.length > 1 || comment === undefined || comments.length > 1) {
    const told = labels.join(", ");
    return [`${pulls.length} pull requests, ${comments.length} comments, labelled ${told}`];
  }
  const proposed = pull.state === "open";
  const file = await planFileOf(github, number, proposed ? `plan/issue-${number}` : "main");
  if (file === undefined) return ["its plan is gone"];
  const { done, open, kinds } = readProgress(file.text);
  const [title, label] = proposed
    ? ["Plan proposed", "plan: proposed"]
    : done > 0 && open + kinds.criterion.open === 0
      ? ["Completed", "plan: completed"]
      : done > 0
        ? ["In progress", "plan: in progress"]
        : ["Plan approved", "plan: approved"];
  const problems: string[] = [];
  if (labels.join() !== label) problems.push(`labelled ${labels.join(", ")}, not ${label}`);
  const inPlan = file.text.split("\n");
  for (const line of lines) if (!inPlan.includes(line)) problems.push(`lost: ${line}`);
  const total = done + open;
  const progress = proposed ? `${total} step${total === 1 ? "" : "s"}` : `**${done}/${total}**`;
  for (const truth of [`${title}\n`, progress, `#${pull.number}`]) {
    if (!comment.body.includes(truth)) problems.push(`the comment does not say ${truth.trim()}`);
  }
  return problems;
}

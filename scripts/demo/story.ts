import type { EmbeddedGitHub } from "../../test/support/github.js";
import { asSeen } from "./as-seen.js";
import { ISSUE } from "./issue.js";
import { say, show, step } from "./terminal.js";

/** How long each thing may take before the demo gives up, in milliseconds. */
const PATIENCE_MS = 20_000;

/** The life of one plan, told while it happens. Rejects where something that should happen does not. */
export async function tellStory(github: EmbeddedGitHub): Promise<void> {
  step(1, "A maintainer opens an issue and labels it `needs-plan`.");
  const issue = await github.openIssue({
    ...ISSUE,
    labels: ["enhancement", "priority: high"],
    assignees: ["developer"],
    login: "maintainer",
  });
  await github.label(issue, "needs-plan", "maintainer");
  const plan = await github.waitFor(
    async () => (await github.pulls()).find((pull) => pull.head.ref === `plan/issue-${issue}`),
    { timeoutMs: PATIENCE_MS },
  );
  say(`   The bot opens pull request #${plan.number}: ${plan.title}`);
  const path = `plans/${issue}-limit-how-often-one-client-may-call-the-api.md`;
  const filled = (await github.readFile(path, plan.head.ref)) ?? "";
  show(`${path}, the first lines of ${filled.split("\n").length}`, firstLines(filled, 32));
  await showComment(github, issue, "Plan proposed");

  step(2, "A reviewer merges the plan.");
  await github.mergePull(plan.number, { login: "reviewer" });
  await showComment(github, issue, "Plan approved");

  step(3, "A developer ticks two steps in the plan file, on the default branch.");
  await github.setFile(path, tick(filled, 2), { login: "developer", message: "Tick two steps" });
  await showComment(github, issue, "**2/3**");

  step(4, `A pull request that says "Part of #${issue}" opens.`);
  await github.setFile("src/limiter.ts", "export const limit = 100;\n", {
    branch: "limiter",
    login: "developer",
  });
  const work = await github.openPull({
    title: "Add the token bucket",
    body: `Part of #${issue}.`,
    head: "limiter",
    login: "developer",
  });
  await showComment(github, issue, `#${work} `);

  step(5, "It is merged.");
  await github.mergePull(work, { login: "reviewer" });
  await showComment(github, issue, "merged");

  step(6, "The last items are ticked.");
  await github.setFile(path, tick(filled, Infinity), {
    login: "developer",
    message: "Tick the rest",
  });
  await showComment(github, issue, "100 %");
}

/** Waits until the issue's one status comment says `words`, and shows it. */
async function showComment(github: EmbeddedGitHub, issue: number, words: string): Promise<void> {
  const body = await github.waitFor(
    async () => {
      const comments = await github.comments(issue);
      if (comments.length > 1) throw new Error(`issue #${issue} has ${comments.length} comments`);
      const text = comments[0]?.body ?? "";
      return text.includes(words) ? text : undefined;
    },
    { timeoutMs: PATIENCE_MS },
  );
  show(`The status comment on issue #${issue}`, asSeen(body));
}

function firstLines(text: string, count: number): string {
  return text.split("\n").slice(0, count).join("\n");
}

/** The plan with its first `count` boxes ticked, as a person would do it in an editor. */
function tick(text: string, count: number): string {
  let left = count;
  return text.replaceAll("- [ ]", (box) => {
    left -= 1;
    return left < 0 ? box : "- [x]";
  });
}

import { readProgress, tickItems } from "../../src/plan/parse/progress.js";
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

  step(3, "A developer writes `/plan done 3` on the issue: Step 3 of the plan.");
  await github.comment(issue, "/plan done 3", "developer");
  await showComment(github, issue, "waiting in");
  const update = await github.waitFor(
    async () =>
      (await github.pulls()).find(({ head }) => head.ref === `plan/issue-${issue}-update`),
    { timeoutMs: PATIENCE_MS },
  );
  say(`   The tick waits in pull request #${update.number}. A reviewer merges it.`);
  await github.mergePull(update.number, { login: "reviewer" });

  step(4, `A pull request that says "Part of #${issue}" and "Plan-Step: 1" opens.`);
  await github.setFile("src/limiter.ts", "export const limit = 100;\n", {
    branch: "limiter",
    login: "developer",
  });
  const work = await github.openPull({
    title: "Add the token bucket",
    body: `Part of #${issue}.\n\nPlan-Step: 1`,
    head: "limiter",
    login: "developer",
  });
  await showComment(github, issue, `#${work} `);

  step(5, "It is merged: the work proves Step 1, which nobody has ticked yet.");
  await github.mergePull(work, { login: "reviewer" });
  await showComment(github, issue, "not ticked");

  step(6, "The steps and the acceptance criteria are ticked. The format's own checks stay open.");
  const now = (await github.readFile(path)) ?? "";
  await github.setFile(path, tickWork(now), {
    login: "developer",
    message: "Tick what is done",
  });
  await showComment(github, issue, "Completed");
}

/** Waits until the issue's one status comment says `words`, and shows it. */
async function showComment(github: EmbeddedGitHub, issue: number, words: string): Promise<void> {
  const body = await github.waitFor(
    async () => {
      const all = await github.comments(issue);
      const comments = all.filter(({ body: text }) => text.includes("<!-- plansmith:status -->"));
      if (comments.length > 1)
        throw new Error(`issue #${issue} has ${comments.length} status comments`);
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

/** The plan with its steps and acceptance criteria ticked, as a person would do it in an editor. */
function tickWork(text: string): string {
  const { items } = readProgress(text);
  const work = items.flatMap(({ kind, index }) =>
    kind === "step" || kind === "criterion" ? [index] : [],
  );
  return tickItems(text, work, true);
}

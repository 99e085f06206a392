import { issueRef, workKey } from "../../src/model/refs.js";
import type { Stage } from "./stage.js";
import { bodyOf, happen, type Step } from "./steps.js";
import { runAll, type Story } from "./story.js";
import { judge } from "./verdict.js";

/** More requests than thirty steps take, whoever fights back. */
const MAX_REQUESTS = 1000;

/**
 * Plays one history on an issue of its own: the steps, then whatever still waits and a look at the
 * issue, as the sweep gives it where deliveries were lost.
 *
 * @returns what is wrong in the end
 */
export async function playHistory(
  stage: Stage,
  steps: readonly Step[],
): Promise<readonly string[]> {
  const { github, bot } = stage;
  const number = await github.openIssue({
    title: "Add a limiter",
    body: bodyOf(steps[0]?.roll ?? 0),
    labels: ["needs-plan"],
  });
  const before = stage.github.requests.length;
  let count = 0;
  const story: Story = {
    ref: issueRef(github, number),
    words: new Set(),
    asked: new Set(),
    ticked: new Set(),
    closed: new Set(),
    merged: new Set(),
    next: () => (count += 1),
    problems: [],
  };
  for (const step of steps) await happen(stage, story, step);
  bot.waiting.set(workKey(story.ref), story.ref);
  await runAll(stage, story);
  const problems = [...(await judge(stage, story))];
  bot.waiting.clear();
  const own = stage.github.requests.slice(before).filter(({ byApp }) => byApp).length;
  if (own > MAX_REQUESTS) problems.push(`${own} requests for ${steps.length} steps`);
  return problems;
}

import type { GitHubClient } from "../github/client.js";
import { pullMessages } from "../github/pulls.js";
import type { CrossReference } from "../github/timeline.js";
import type { IssueRef } from "../issue-ref.js";
import { readStepTrailers } from "../plan/evidence/steps.js";
import { nameOf } from "../plan/evidence/targets.js";

/** By pull request, what its commits say of steps: numbers, or beginnings of items. */
export type CommitSteps = Readonly<Record<string, readonly string[]>>;

/** Merged pull requests whose commits are read: the newest, each once. */
const MOST_PULLS = 30;

/** What the hidden block has room for: steps of all of them together, and characters of one. */
const MOST_STEPS = 40;
const MOST_CHARACTERS = 100;

/**
 * The steps that the commits of merged pull requests name, where their descriptions name none. What
 * is remembered is not read again.
 *
 * @param pulls the merged ones that refer to the issue, of its own repository
 */
export async function readCommitSteps(
  github: GitHubClient,
  ref: IssueRef,
  pulls: readonly CrossReference[],
  known: CommitSteps,
): Promise<CommitSteps> {
  const silent = pulls
    .filter(({ body }) => readStepTrailers(body).length === 0)
    .toSorted((one, other) => other.number - one.number)
    .slice(0, MOST_PULLS);
  const read = await Promise.all(
    silent.map(async ({ number }) => {
      const name = nameOf({ ...ref, number }, ref);
      return [name, known[name] ?? (await stepsIn(github, { ...ref, number }))] as const;
    }),
  );
  let room = MOST_STEPS;
  const kept = read.map(([name, steps]) => {
    const shown = steps.slice(0, room);
    room -= shown.length;
    return [name, shown] as const;
  });
  return Object.fromEntries(kept);
}

async function stepsIn(github: GitHubClient, pull: IssueRef): Promise<readonly string[]> {
  const messages = await pullMessages(github, pull);
  const steps = messages.flatMap((message) => readStepTrailers(message));
  return [...new Set(steps.map((step) => step.slice(0, MOST_CHARACTERS)))];
}
